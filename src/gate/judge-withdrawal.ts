import type { Fact } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { FactId } from '../../schemas/ids.ts';
import type { Policy } from '../../schemas/policy.ts';
import type { Standing } from './authority.ts';
import type { Court } from './candidate.ts';
import { noEffects, type Ruling, tooWeak } from './judge-claim.ts';
import { because, reject } from './objection.ts';

// Judges what takes facts back, or keeps them from being taken back. Only the GM may.

interface Case {
  policy: Policy;
  court: Court;
  proposal: Proposal;
  standing: Standing;
}

const change = (puts: readonly Fact[], effects: Partial<typeof noEffects>, code: string): Ruling => ({
  change: {
    nodes: [],
    puts,
    supports: [],
    effects: { ...noEffects, ...effects },
    reasons: [because(code, { facts: puts })],
  },
});

const lockAll = (facts: readonly Fact[], locked: boolean): Ruling =>
  change(
    facts.filter((fact) => fact.locked !== locked).map((fact) => ({ ...fact, locked })),
    {},
    locked ? 'locked' : 'unlocked',
  );

const retconAll = ({ court }: Case, facts: readonly Fact[], reason: string): Ruling => {
  const locked = facts.filter((fact) => fact.locked);
  if (locked.length > 0) return { objection: reject('locked', { facts: locked }) };
  const live = facts.filter(({ status }) => status !== 'retconned');
  const puts = live.map((fact): Fact => ({
    ...fact,
    status: 'retconned',
    withdrawn: { ...court.recorded, reason, replacedBy: [] },
  }));
  return change(puts, { retconned: puts.map(({ id }) => id) }, 'retcon');
};

export const judgeWithdrawal = (asked: Case): Ruling | null => {
  const { content } = asked.proposal;
  if (content.type !== 'retcon' && content.type !== 'lock' && content.type !== 'unlock') return null;
  if (asked.standing.authority !== 'gm')
    return { objection: reject('gm_alone', { detail: `a ${content.type} is the GM's` }) };
  const weak = tooWeak(asked.policy, asked);
  if (weak !== null) return { objection: weak };
  const found = content.facts.map((id: FactId) => asked.court.overlay.fact(id));
  const facts = found.filter((fact) => fact !== undefined);
  if (facts.length < found.length) return { objection: reject('unknown_fact') };
  // What rests on the facts is told by the preview; carrying it along needs more of canon than the batch names.
  if (content.type === 'retcon' && content.cascade === 'propagate')
    return { objection: reject('cascade_not_available') };
  return content.type === 'retcon' ? retconAll(asked, facts, content.reason) : lockAll(facts, content.type === 'lock');
};
