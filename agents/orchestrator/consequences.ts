import type { Proposal } from '../../schemas/gate.ts';
import type { FactId } from '../../schemas/ids.ts';
import type { Judged } from './keeper.ts';
import type { FactView, Teller } from './telling.ts';

// What canon holds since because of a claim, besides what was claimed and what its reasons tell of: what an event brought about, and what is over
// with it.

const factsToldMax = 8;

export interface Consequences {
  brought: readonly FactView[];
  ended: readonly FactView[];
  /** Further ones that are not told of. */
  more: number;
}

export const noConsequences: Consequences = { brought: [], ended: [], more: 0 };

export const consequencesOf = async (
  told: Teller,
  { content }: Pick<Proposal, 'content'>,
  { verdict, effects, reasons }: Pick<Judged, 'verdict' | 'effects' | 'reasons'>,
): Promise<Consequences> => {
  if (verdict !== 'accepted' || !('claim' in content)) return noConsequences;
  const toldOf = new Set<FactId>([content.claim.id, ...reasons.flatMap(({ facts }) => facts)]);
  const brought = effects.introduced.filter((id) => !toldOf.has(id));
  const ended = effects.ended.map(({ fact }) => fact).filter((id) => !toldOf.has(id));
  const view = (ids: readonly FactId[]) => told.factsById(ids.slice(0, factsToldMax));
  const views = { brought: await view(brought), ended: await view(ended) };
  return { ...views, more: brought.length + ended.length - views.brought.length - views.ended.length };
};
