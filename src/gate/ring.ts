import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { holdsAt, overlaps } from '../domain/interval.ts';
import type { Candidate, Court } from './candidate.ts';
import { type Crowd, momentsIn } from './crowd.ts';
import { saidOf } from './said.ts';

// Nobody is their own ancestor, and no place lies within itself, over however many steps.

const ringMax = 10_000;
const momentsMax = 64;

type Counts = (fact: Fact) => boolean;

interface Search {
  /** The steps from the object back to the subject; empty: there is no way. */
  steps: readonly Fact[];
  seen: readonly Fact[];
}

const search = (
  { overlay }: Court,
  { from, to, rule, counts }: { from: NodeId; to: NodeId; rule: PredicateRule; counts: Counts },
): Search => {
  const cameBy = new Map<string, { step: Fact; from: string }>();
  const reached = new Set<string>([from]);
  for (const node of reached) {
    if (reached.size > ringMax) break;
    for (const { fact: step, other } of saidOf(overlay, node as NodeId, rule)) {
      const isTurned = node === from && other === to; // a rival by itself, and no part of a longer ring
      if (isTurned || reached.has(other) || !counts(step)) continue;
      reached.add(other);
      cameBy.set(other, { step, from: node });
    }
  }
  const steps: Fact[] = [];
  for (let back = cameBy.get(to); back !== undefined; back = cameBy.get(back.from)) steps.push(back.step);
  return { steps, seen: [...cameBy.values()].map(({ step }) => step) };
};

/** The first ring of more than two that the claim would close. A ring of two is a claim turned round, and its rival. */
export const ringOf = (court: Court, { fact }: Candidate, rule: PredicateRule): Crowd => {
  const nobody: Crowd = { facts: [], since: null };
  if (!rule.acyclic || fact.object?.kind !== 'node') return nobody;
  const ends = { from: fact.object.id, to: fact.subject, rule };
  if (rule.temporal === 'permanent') {
    const { steps } = search(court, { ...ends, counts: () => true });
    return steps.length > 1 ? { facts: steps, since: null } : nobody;
  }
  const ever = search(court, { ...ends, counts: ({ valid }) => overlaps(valid, fact.valid) });
  if (ever.steps.length === 0) return nobody;
  // The steps have to hold at one moment, not each at its own.
  for (const moment of momentsIn(fact.valid, ever.seen).slice(0, momentsMax)) {
    const { steps } = search(court, { ...ends, counts: holding(moment) });
    if (steps.length > 1) return { facts: steps, since: moment };
  }
  return nobody;
};

const holding =
  (moment: StoryTime | null): Counts =>
  ({ valid }) =>
    moment === null ? valid.from === null : holdsAt(valid, moment);
