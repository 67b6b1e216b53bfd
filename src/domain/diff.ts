import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import { canonicalJson } from './canonical-json.ts';
import { type CanonState, supportKey } from './fold.ts';

// What differs between two states of canon: of one universe at two revisions, at two story times (`stateAsOf`), or of a fork and its
// origin, whose records share their ids.
// D1. `diff(b, a)` is `inverse(diff(a, b))`.
// D2. `apply(diff(a, b), a)` is b.
// D3. Nothing is told of what is the same. Every list is in the order of ids.

/**
 * What befell a fact. `ended`: its open interval was closed; `reopened`: the reverse. `retconned`: declared never so; `restored`: the reverse.
 * `altered`: anything else.
 */
export type Fate = 'ended' | 'reopened' | 'retconned' | 'restored' | 'altered';

export interface FieldChange {
  field: string;
  /** Absent: the record had no such field. */
  before?: unknown;
  after?: unknown;
}

export interface Changed<T> {
  before: T;
  after: T;
  fields: readonly FieldChange[];
}

export interface Changes<T, C extends Changed<T> = Changed<T>> {
  added: readonly T[];
  removed: readonly T[];
  changed: readonly C[];
}

export type ChangedFact = Changed<Fact> & { fate: Fate };

export interface CanonDiff {
  revisions: { before: CanonState['revision']; after: CanonState['revision'] };
  nodes: Changes<CanonNode>;
  facts: Changes<Fact, ChangedFact>;
  evidence: Changes<Evidence>;
  supports: Changes<Support>;
}

// ── compare ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a record is compared by. */
type View = (record: object) => Readonly<Record<string, unknown>>;

const whole: View = (record) => ({ ...record });

const whereAndWhen: ReadonlySet<string> = new Set(['universe', 'introduced', 'commit', 'revision']);

/** What a record says, but not in which universe and commit it says so. */
const said: View = (record) => {
  const fields = Object.fromEntries(Object.entries(record).filter(([field]) => !whereAndWhen.has(field)));
  const { withdrawn } = record as Partial<Fact>;
  if (withdrawn) fields['withdrawn'] = { reason: withdrawn.reason, replacedBy: withdrawn.replacedBy };
  return fields;
};

type Fields = ReturnType<View>;

const fieldChanges = (before: Fields, after: Fields): readonly FieldChange[] => {
  const changes: FieldChange[] = [];
  for (const field of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const [old, now] = [before[field], after[field]];
    if (old === undefined || now === undefined ? old === now : canonicalJson(old) === canonicalJson(now)) continue;
    changes.push({ field, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) });
  }
  return changes;
};

const changesBetween = <K extends string, T extends object>(
  before: ReadonlyMap<K, T>,
  after: ReadonlyMap<K, T>,
  view: View,
): Changes<T> => {
  const added: T[] = [];
  const removed: T[] = [];
  const changed: Changed<T>[] = [];
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [old, now] = [before.get(key), after.get(key)];
    if (old === now) continue;
    if (old === undefined) added.push(...(now === undefined ? [] : [now]));
    else if (now === undefined) removed.push(old);
    else {
      const fields = fieldChanges(view(old), view(now));
      if (fields.length > 0) changed.push({ before: old, after: now, fields });
    }
  }
  return { added, removed, changed };
};

const fateOf = (before: Fact, after: Fact): Fate => {
  const [wasRetconned, isRetconned] = [before.status === 'retconned', after.status === 'retconned'];
  if (wasRetconned !== isRetconned) return isRetconned ? 'retconned' : 'restored';
  const [wasOpen, isOpen] = [before.valid.to === null, after.valid.to === null];
  if (wasOpen !== isOpen) return isOpen ? 'reopened' : 'ended';
  return 'altered';
};

const compare = (before: CanonState, after: CanonState, view: View): CanonDiff => {
  const facts = changesBetween(before.facts, after.facts, view);
  return {
    revisions: { before: before.revision, after: after.revision },
    nodes: changesBetween(before.nodes, after.nodes, view),
    facts: {
      ...facts,
      changed: facts.changed.map((change) => ({ ...change, fate: fateOf(change.before, change.after) })),
    },
    evidence: changesBetween(before.evidence, after.evidence, view),
    supports: changesBetween(before.supports, after.supports, view),
  };
};

export const diff = (before: CanonState, after: CanonState): CanonDiff => compare(before, after, whole);

const withoutUniverse = (state: CanonState): CanonState => ({
  ...state,
  nodes: new Map([...state.nodes].filter(([, { kind }]) => kind !== 'universe')),
});

/**
 * What a fork came to say otherwise than its origin. Where and when each recorded it does not count, nor do the two universes' own nodes,
 * which share no id. It is for people and for proposals, not for `apply`.
 */
export const diffOfFork = (origin: CanonState, fork: CanonState): CanonDiff =>
  compare(withoutUniverse(origin), withoutUniverse(fork), said);

// ── reverse and apply ────────────────────────────────────────────────────────────────────────────────────────────

const inverseFate: Readonly<Record<Fate, Fate>> = {
  ended: 'reopened',
  reopened: 'ended',
  retconned: 'restored',
  restored: 'retconned',
  altered: 'altered',
};

const inverseField = (change: FieldChange): FieldChange => ({
  field: change.field,
  ...('after' in change && { before: change.after }),
  ...('before' in change && { after: change.before }),
});

const inverseChanges = <T, C extends Changed<T>>({ added, removed, changed }: Changes<T, C>): Changes<T, C> => ({
  added: removed,
  removed: added,
  changed: changed.map((change) => ({
    ...change,
    before: change.after,
    after: change.before,
    fields: change.fields.map(inverseField),
  })),
});

export const inverse = ({ revisions, nodes, facts, evidence, supports }: CanonDiff): CanonDiff => {
  const backwards = inverseChanges(facts);
  return {
    revisions: { before: revisions.after, after: revisions.before },
    nodes: inverseChanges(nodes),
    facts: {
      ...backwards,
      changed: backwards.changed.map((change) => ({ ...change, fate: inverseFate[change.fate] })),
    },
    evidence: inverseChanges(evidence),
    supports: inverseChanges(supports),
  };
};

const applied = <K, T>(records: ReadonlyMap<K, T>, changes: Changes<T>, keyOf: (record: T) => K): ReadonlyMap<K, T> => {
  const result = new Map(records);
  for (const record of changes.removed) result.delete(keyOf(record));
  for (const record of changes.added) result.set(keyOf(record), record);
  for (const { after } of changes.changed) result.set(keyOf(after), after);
  return result;
};

/** Only to the state that the difference starts from. */
export const apply = (change: CanonDiff, state: CanonState): CanonState => ({
  revision: change.revisions.after,
  nodes: applied(state.nodes, change.nodes, ({ id }) => id),
  facts: applied(state.facts, change.facts, ({ id }) => id),
  evidence: applied(state.evidence, change.evidence, ({ id }) => id),
  supports: applied(state.supports, change.supports, supportKey),
});
