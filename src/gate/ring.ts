import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { holdsAt } from '../domain/interval.ts';
import { type Candidate, type Court, lookFor } from './candidate.ts';
import { type Crowd, momentsIn } from './crowd.ts';
import { isSaidTo, saidOf } from './said.ts';
import type { Look } from './shelves.ts';

// Nobody is their own ancestor, and no place lies within itself, over however many steps.

const ringMax = 10_000;
const momentsMax = 1_000;

type Counts = (fact: Fact) => boolean;

interface Step {
  fact: Fact;
  from: string;
  to: string;
}

interface Search {
  /** The shortest way from the object back to the subject; empty: there is none. */
  way: readonly Fact[];
  /** Every step that was met, also beside others between the same two. */
  met: readonly Step[];
}

const search = (
  look: Look,
  { from, to, rule, counts }: { from: NodeId; to: NodeId; rule: PredicateRule; counts: Counts },
): Search => {
  const cameBy = new Map<string, Step>();
  const met: Step[] = [];
  const reached = new Set<string>([from]);
  for (const node of reached) {
    if (reached.size > ringMax) break;
    for (const { fact, other } of saidOf(look, node as NodeId, rule)) {
      const isTurned = node === from && other === to; // a rival by itself, and no part of a longer ring
      if (isTurned || !counts(fact)) continue;
      const step: Step = { fact, from: node, to: other };
      met.push(step);
      if (reached.has(other)) continue;
      reached.add(other);
      cameBy.set(other, step);
    }
  }
  const way: Fact[] = [];
  for (let back = cameBy.get(to); back !== undefined; back = cameBy.get(back.from)) way.push(back.fact);
  return { way, met };
};

/** Of the steps that were met, those from which it goes on to the end. */
const leadingTo = (end: string, met: readonly Step[]): readonly Fact[] => {
  const before = new Map<string, Step[]>();
  for (const step of met) {
    const steps = before.get(step.to);
    if (steps === undefined) before.set(step.to, [step]);
    else steps.push(step);
  }
  const nodes = new Set<string>([end]);
  const facts: Fact[] = [];
  for (const node of nodes)
    for (const { fact, from } of before.get(node) ?? []) {
      facts.push(fact);
      nodes.add(from); // a set hands out what is added while it is walked
    }
  return facts;
};

/** The first ring of more than two that the claim would close. A ring of two is a claim turned round, and its rival. */
export const ringOf = (court: Court, candidate: Candidate, rule: PredicateRule): Crowd => {
  const nobody: Crowd = { facts: [], since: null };
  const { fact } = candidate;
  if (!rule.acyclic || fact.object?.kind !== 'node' || !isSaidTo(court.overlay, fact.subject, rule)) return nobody;
  const look = lookFor(court, candidate, rule);
  const ends = { from: fact.object.id, to: fact.subject, rule };
  if (rule.temporal === 'permanent') {
    const { way } = search(look, { ...ends, counts: () => true });
    return way.length > 1 ? { facts: way, since: null } : nobody;
  }
  const ever = search(look, { ...ends, counts: () => true });
  if (ever.way.length === 0) return nobody;
  // The steps have to hold at one moment, not each at its own.
  for (const moment of momentsIn(fact.valid, leadingTo(fact.subject, ever.met)).slice(0, momentsMax)) {
    const { way } = search(look, { ...ends, counts: holding(moment) });
    if (way.length > 1) return { facts: way, since: moment };
  }
  return nobody;
};

const holding =
  (moment: StoryTime | null): Counts =>
  ({ valid }) =>
    moment === null ? valid.from === null : holdsAt(valid, moment);
