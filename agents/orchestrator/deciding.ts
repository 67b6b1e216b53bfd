import type { Decision, Proposal } from '../../schemas/gate.ts';
import type { ProposalId } from '../../schemas/ids.ts';
import { documentsPerCallMax } from '../../src/ports/narrative-store.ts';
import { type Consequences, consequencesOf, noConsequences } from './consequences.ts';
import type { Desk, Person, ReadingDesk } from './desk.ts';
import { spoken } from './drafting.ts';
import type { Judged } from './keeper.ts';
import { plainOf } from './proposal-words.ts';
import { type ReasonView, type Teller, teller } from './telling.ts';

// A person decides what waits. Their words are kept as a turn of their seat, and CanonKeeper does as they say as far as canon allows it.

export interface DecidedView {
  proposal: ProposalId;
  verdict: Decision['verdict'];
  says: string;
  reasons: readonly ReasonView[];
  consequences: Consequences;
  decision: Omit<Judged, 'proposal' | 'verdict' | 'reasons'>;
}

export const proposalsById = async (
  { narrative, universe }: ReadingDesk,
  ids: readonly ProposalId[],
): Promise<ReadonlyMap<ProposalId, Proposal>> => {
  const found = new Map<ProposalId, Proposal>();
  for (let start = 0; start < ids.length; start += documentsPerCallMax)
    for (const { document } of await narrative.get(
      'proposals',
      universe,
      ids.slice(start, start + documentsPerCallMax),
    ))
      found.set(document.id, document);
  return found;
};

const viewOf = async (
  desk: ReadingDesk,
  told: Teller,
  { judged, proposal }: { judged: Judged; proposal: Proposal | undefined },
): Promise<DecidedView> => {
  const { proposal: id, verdict, reasons, ...decision } = judged;
  const says = proposal === undefined ? id : await plainOf(told, desk.about.calendar, proposal.content);
  const consequences = proposal === undefined ? noConsequences : await consequencesOf(told, proposal, judged);
  return { proposal: id, verdict, says, reasons: await told.reasons(reasons), consequences, decision };
};

export interface Settling {
  proposals: readonly ProposalId[];
  verdict: 'accept' | 'reject';
  because: string | null;
}

/** In the order asked for. */
export const settle = async (
  desk: Desk,
  person: Person,
  { proposals, verdict, because }: Settling,
): Promise<readonly DecidedView[]> => {
  const count = proposals.length === 1 ? 'a proposal' : `${proposals.length} proposals`;
  const words = because ?? `${verdict === 'accept' ? 'Accepts' : 'Refuses'} ${count}.`;
  const turn = spoken(desk, person, { words, storyTime: null });
  await desk.notes.insert('turns.user', [{ document: turn, events: [] }]);
  const judged = await desk.keeper.decideFor({
    ...{ proposals, verdict, because, clock: null },
    by: { kind: 'person', name: person.name, seat: person.seat },
    turn: turn.id,
  });
  const known = await proposalsById(desk, proposals);
  const told = teller(desk);
  const views: DecidedView[] = [];
  for (const each of judged) views.push(await viewOf(desk, told, { judged: each, proposal: known.get(each.proposal) }));
  return views;
};
