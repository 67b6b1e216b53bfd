import { type CanonNode, type Fact, freeText } from '../../schemas/canon.ts';
import type { Effects, Reason } from '../../schemas/gate.ts';
import type { Policy } from '../../schemas/policy.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { overlaps } from '../domain/interval.ts';
import { compareTimes, later } from '../domain/story-time.ts';
import type { Candidate, Court } from './candidate.ts';
import { type Contradiction, contradictionOf } from './contradiction.ts';
import { broughtAbout, broughtToAnEnd } from './effects.ts';
import { malformedClaim } from './form.ts';
import { because, defer, type Objection, reject } from './objection.ts';
import { sayingSo } from './said.ts';
import { untimely } from './time.ts';

// Judges one claim: form, duplicate, time, contradiction, authority, in this order; the first that objects decides.

/** What accepting a claim does to canon. */
export interface Change {
  /** New facts and new states of facts. */
  puts: readonly Fact[];
  /** New nodes and new states of nodes. */
  nodes: readonly CanonNode[];
  /** Which facts the proposal's evidence now supports, and whether it would have been enough by itself. */
  supports: readonly { fact: Fact; sufficient: boolean }[];
  effects: Effects;
  reasons: readonly Reason[];
}

export type Ruling = { objection: Objection } | { change: Change };

export const noEffects: Effects = {
  introduced: [],
  ended: [],
  retconned: [],
  supported: [],
  restored: [],
  flagged: [],
  contested: [],
  nodes: [],
};

export const tooWeak = (
  policy: Policy,
  { standing, proposal }: Pick<Candidate, 'standing' | 'proposal'>,
): Objection | null => {
  const numbers = { confidence: standing.confidence, threshold: policy.threshold };
  if (proposal.evidence.length === 0) return defer('no_evidence', { numbers });
  return standing.confidence >= policy.threshold ? null : defer('needs_review', { numbers });
};

const ended = (fact: Fact, at: StoryTime): Fact => ({
  ...fact,
  status: fact.status === 'contested' ? 'contested' : 'ended',
  valid: { from: fact.valid.from, to: at },
  heldUntil: null,
});

const retconned = (fact: Fact, { court, by, reason }: { court: Court; by: Fact; reason: string }): Fact => ({
  ...fact,
  status: 'retconned',
  withdrawn: { ...court.recorded, reason, replacedBy: [by.id] },
});

// ── the same, said again ─────────────────────────────────────────────────────────────────────────────────────────

const knownAlready = ({ overlay }: Court, { fact, rule }: Candidate): Fact | undefined => {
  if (rule === null) {
    const key = JSON.stringify(fact.event?.participants ?? fact.statement);
    return overlay
      .about(fact.subject, fact.predicate)
      .find(
        (other) =>
          JSON.stringify(other.event?.participants ?? other.statement) === key && overlaps(other.valid, fact.valid),
      );
  }
  return sayingSo(overlay, fact, rule).find(({ valid }) => overlaps(valid, fact.valid));
};

/** It says when what canon holds open came to an end. */
const isItsEnd = (candidate: Candidate, known: Fact): StoryTime | null =>
  candidate.fact.event === null && known.valid.to === null ? candidate.fact.valid.to : null;

const heldLonger = (known: Fact, fact: Fact): Fact | null => {
  if (known.heldUntil === null || fact.heldUntil === null) return null;
  const until = later(known.heldUntil, fact.heldUntil);
  return compareTimes(until, known.heldUntil) > 0 ? { ...known, heldUntil: until } : null;
};

const support = (policy: Policy, candidate: Candidate, known: Fact): Ruling => {
  const sufficient = tooWeak(policy, candidate) === null;
  const longer = sufficient ? heldLonger(known, candidate.fact) : null;
  return {
    change: {
      nodes: [],
      puts: longer === null ? [] : [longer],
      supports: [{ fact: known, sufficient }],
      effects: { ...noEffects, supported: [known.id] },
      reasons: [because('already_known', { facts: [known] })],
    },
  };
};

const bringToItsEnd = (policy: Policy, candidate: Candidate, { known, at }: { known: Fact; at: StoryTime }): Ruling => {
  const weak = tooWeak(policy, candidate);
  if (weak !== null) return { objection: weak };
  const frontier = known.heldUntil ?? known.valid.from;
  const isEarly = frontier !== null && compareTimes(at, frontier) < 0;
  if (known.locked) return { objection: reject('locked', { facts: [known] }) };
  if (isEarly && !policy.mayRetcon.includes(candidate.standing.authority))
    return { objection: reject('contradicts_canon', { facts: [known] }) };
  return {
    change: {
      nodes: [],
      puts: [ended(known, at)],
      supports: [{ fact: known, sufficient: true }],
      effects: { ...noEffects, ended: [{ fact: known.id, at }], supported: [known.id] },
      reasons: [because(isEarly ? 'corrects_its_end' : 'ends', { facts: [known] })],
    },
  };
};

// ── contradictions ───────────────────────────────────────────────────────────────────────────────────────────────

const together = (parts: readonly Contradiction[]): Pick<Contradiction, 'conflicts' | 'ends' | 'needs'> => ({
  conflicts: [...new Map(parts.flatMap(({ conflicts }) => conflicts).map((fact) => [fact.id, fact])).values()],
  ends: [...new Map(parts.flatMap(({ ends }) => ends).map((end) => [end.fact.id, end])).values()],
  needs: parts.flatMap(({ needs }) => needs),
});

/** Whether the conflicts give way to the claim; `null`: they do. */
const standInTheWay = (policy: Policy, candidate: Candidate, conflicts: readonly Fact[]): Objection | null => {
  const locked = conflicts.filter((fact) => fact.locked);
  if (locked.length > 0) return reject('locked', { facts: locked });
  return policy.mayRetcon.includes(candidate.standing.authority)
    ? null
    : reject('contradicts_canon', { facts: conflicts });
};

const withEnd = (fact: Fact, until: StoryTime | null): Fact =>
  until === null ? fact : { ...fact, status: 'ended', valid: { from: fact.valid.from, to: until }, heldUntil: null };

const accept = (court: Court, candidate: Candidate): Ruling | { change: Change; conflicts: readonly Fact[] } => {
  const own = contradictionOf(court, candidate);
  const derived = broughtAbout(court, candidate).map((each) => ({ each, found: contradictionOf(court, each) }));
  const { conflicts, ends, needs } = together([own, ...derived.map(({ found }) => found)]);
  if (needs.length > 0)
    return { objection: reject('needs_event', { detail: needs.join(' or '), nodes: [candidate.fact.subject] }) };

  const main = withEnd({ ...candidate.fact, replaces: conflicts.map(({ id }) => id) }, own.until);
  const effects = derived.map(({ each, found }) => withEnd(each.fact, found.until));
  const over = [...ends, ...broughtToAnEnd(court, candidate)].filter(
    ({ fact }) => !conflicts.some(({ id }) => id === fact.id),
  );
  const introduced = [main, ...effects];
  return {
    conflicts,
    change: {
      nodes: [],
      puts: [
        ...introduced,
        ...over.map(({ fact, at }) => ended(fact, at)),
        ...conflicts.map((fact) => retconned(fact, { court, by: main, reason: candidate.fact.statement })),
      ],
      supports: introduced.map((fact) => ({ fact, sufficient: true })),
      effects: {
        ...noEffects,
        introduced: introduced.map(({ id }) => id),
        ended: over.map(({ fact, at }) => ({ fact: fact.id, at })),
        retconned: conflicts.map(({ id }) => id),
      },
      reasons: [
        because(conflicts.length > 0 ? 'retcon' : over.length > 0 ? 'change' : 'new', {
          facts: [...conflicts, ...over.map(({ fact }) => fact)],
        }),
      ],
    },
  };
};

export const judgeClaim = (policy: Policy, court: Court, candidate: Candidate): Ruling => {
  const malformed = malformedClaim(court, candidate);
  if (malformed !== null) return { objection: malformed };

  const known = knownAlready(court, candidate);
  if (known !== undefined) {
    const at = isItsEnd(candidate, known);
    return at === null ? support(policy, candidate, known) : bringToItsEnd(policy, candidate, { known, at });
  }

  const untimed = untimely(court, candidate);
  if (untimed !== null) return { objection: untimed };

  const ruling = accept(court, candidate);
  if ('objection' in ruling) return ruling;
  const conflicts = 'conflicts' in ruling ? ruling.conflicts : [];
  const inTheWay = conflicts.length > 0 ? standInTheWay(policy, candidate, conflicts) : null;
  if (inTheWay !== null) return { objection: inTheWay };

  if (candidate.fact.predicate === freeText && !policy.mayUseFreeText.includes(candidate.standing.authority))
    return { objection: defer('free_text') };
  const weak = tooWeak(policy, candidate);
  return weak === null ? { change: ruling.change } : { objection: weak };
};
