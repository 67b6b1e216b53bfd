import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { EvidenceId, FactId, NodeId } from '../../schemas/ids.ts';
import type { LogEntry } from '../../schemas/log.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';
import { compareTimes } from './story-time.ts';

// What a log makes of a universe. This is the meaning of canon, written to be plain rather than quick: every store must
// answer as these functions do.
// F1. A record replaces the earlier one under the same id, whole. Nothing else removes anything.
// F2. What was recorded after `knownAt` is not there.
// F3. A fact without a known start holds at every time before its end; one without an end holds from its start on.
// F4. What was retconned holds at no time.

/** A universe as it was known at one revision: the last state of every record. */
export interface CanonState {
  revision: Revision;
  nodes: ReadonlyMap<NodeId, CanonNode>;
  facts: ReadonlyMap<FactId, Fact>;
  evidence: ReadonlyMap<EvidenceId, Evidence>;
  /** Under `supportKey`. */
  supports: ReadonlyMap<string, Support>;
}

/** A piece of evidence supports a thing once; a later word on it replaces the earlier one. */
export const supportKey = ({ target, evidence }: Pick<Support, 'target' | 'evidence'>): string =>
  `${target} ${evidence}`;

/** Takes a log in its order. `knownAt` null: all of it. */
export const foldLog = (entries: Iterable<LogEntry>, { knownAt }: { knownAt: Revision | null }): CanonState => {
  let revision = 0 as Revision;
  const nodes = new Map<NodeId, CanonNode>();
  const facts = new Map<FactId, Fact>();
  const evidence = new Map<EvidenceId, Evidence>();
  const supports = new Map<string, Support>();

  for (const { kind, record } of entries) {
    if (kind === 'commit') {
      if (knownAt !== null && record.revision > knownAt) break;
      revision = record.revision;
    } else if (kind === 'node') nodes.set(record.id, record);
    else if (kind === 'fact') facts.set(record.id, record);
    else if (kind === 'evidence') evidence.set(record.id, record);
    else if (kind === 'support') supports.set(supportKey(record), record);
  }
  return { revision, nodes, facts, evidence, supports };
};

// ── at a story time ──────────────────────────────────────────────────────────────────────────────────────────────

const hasBegun = ({ valid }: Fact, asOf: StoryTime): boolean =>
  valid.from === null || compareTimes(valid.from, asOf) <= 0;

const isOver = ({ valid }: Fact, asOf: StoryTime): boolean => valid.to !== null && compareTimes(valid.to, asOf) <= 0;

/** `asOf` null: whatever the story time. */
export const holds = (fact: Fact, asOf: StoryTime | null): boolean =>
  fact.status !== 'retconned' && (asOf === null || (hasBegun(fact, asOf) && !isOver(fact, asOf)));

/** In order of start (unknown first), then of id: the order of every list of facts. */
export const compareFacts = (a: Fact, b: Fact): number => {
  const [left, right] = [a.valid.from, b.valid.from];
  const byStart =
    left === null || right === null ? Number(left !== null) - Number(right !== null) : compareTimes(left, right);
  return byStart || (a.id < b.id ? -1 : Number(a.id > b.id));
};

/** What canon says of one story time. Each list is in the order of `compareFacts`; no fact is in two of them. */
export interface CanonAtTime {
  nodes: readonly CanonNode[];
  /** Holds, and nobody disputes it. */
  live: readonly Fact[];
  /** Would hold, but another claim stands against it. */
  contested: readonly Fact[];
  /** Held, and was over by then. */
  history: readonly Fact[];
  /** What stands behind the nodes and facts shown. */
  supports: readonly Support[];
}

/** `asOf` null: everything that was ever so, whatever the story time, and nothing is over. */
export const liveAt = (state: CanonState, asOf: StoryTime | null): CanonAtTime => {
  const facts = [...state.facts.values()].filter(({ status }) => status !== 'retconned').sort(compareFacts);
  const holding = facts.filter((fact) => holds(fact, asOf));
  const history = facts.filter((fact) => asOf !== null && isOver(fact, asOf));
  const nodes = [...state.nodes.values()].filter((node) => !('status' in node) || node.status !== 'retconned');
  const shown = new Set<FactId | NodeId>([...nodes, ...holding, ...history].map(({ id }) => id));
  return {
    nodes,
    live: holding.filter(({ status }) => status !== 'contested'),
    contested: holding.filter(({ status }) => status === 'contested'),
    history,
    supports: [...state.supports.values()].filter(({ status, target }) => status === 'standing' && shown.has(target)),
  };
};

// ── seen from a story time ───────────────────────────────────────────────────────────────────────────────────────

/**
 * A fact as one would have recorded it at that story time: null if it had not begun; if it has ended only since, not yet ended. An end that is
 * no news stays: that of an event, which is over as it happens, and one that was stated from the start.
 */
export const factAsOf = (fact: Fact, asOf: StoryTime): Fact | null => {
  if (!hasBegun(fact, asOf)) return null;
  const { status, kind, valid, heldUntil } = fact;
  if (status === 'ended' && kind !== 'event' && !isOver(fact, asOf))
    return { ...fact, status: 'canon', valid: { from: valid.from, to: null }, heldUntil: asOf };
  const isHeldLonger = heldUntil !== null && compareTimes(heldUntil, asOf) > 0;
  return isHeldLonger ? { ...fact, heldUntil: asOf } : fact;
};

/**
 * Canon as it stood at a story time, in records: what two story times are compared by, and what a fork that leaves there shows. Supports of
 * facts that had not begun go with them.
 */
export const stateAsOf = (state: CanonState, asOf: StoryTime): CanonState => {
  const facts = new Map<FactId, Fact>();
  for (const [id, fact] of state.facts) {
    const then = factAsOf(fact, asOf);
    if (then !== null) facts.set(id, then);
  }
  const gone = new Set<FactId | NodeId>([...state.facts.keys()].filter((id) => !facts.has(id)));
  const supports = new Map([...state.supports].filter(([, { target }]) => !gone.has(target)));
  return { ...state, facts, supports };
};
