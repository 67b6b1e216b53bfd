import type { Fact, FactObject } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { always } from '../../src/domain/interval.ts';
import type { SliceKey } from '../../src/ports/canon-reader.ts';

// What the rules need to see of canon, as keys of a slice. The gate finds out by the same words in the same three ways: as it was said, the
// other way round where that is the same, and by the inverse.

/**
 * How much of what lies behind a key the rules need: what comes `first`; the `whole` of it; or all that happens as long as the claim holds,
 * which somebody only knows who has judged it: `ahead`.
 */
export type Extent = 'first' | 'whole' | 'ahead';

export interface Need {
  key: SliceKey;
  extent: Extent;
  /** Who cannot be judged where it stays incomplete; without it, the key's own node. */
  of?: readonly NodeId[];
  /** With `ahead`: for what is said of whom it has to be seen. */
  for?: readonly string[];
}

/** Steps that are followed from a node outwards, until they end. */
export interface Chain {
  /** Null: by whatever lies within something, for places in places. */
  rule: PredicateRule | null;
  node: NodeId;
  from: StoryTime | null;
  /** The nodes of claims from which it was followed. */
  of: readonly NodeId[];
}

export interface Needs {
  keys: readonly Need[];
  chains: readonly Chain[];
  /** Somebody begins to be, at this time: what was said of them before it must not be. */
  born: readonly { node: NodeId; at: StoryTime }[];
}

export const nothingNeeded: Needs = { keys: [], chains: [], born: [] };

export const together = (all: readonly Needs[]): Needs => ({
  keys: all.flatMap(({ keys }) => keys),
  chains: all.flatMap(({ chains }) => chains),
  born: all.flatMap(({ born }) => born),
});

export const whole = (keys: readonly SliceKey[]): Need[] => keys.map((key) => ({ key, extent: 'whole' }));
export const first = (keys: readonly SliceKey[]): Need[] => keys.map((key) => ({ key, extent: 'first' }));
/** What somebody says of whom, whatever they say of them. */
export const sayingText = ({ subject, predicate }: Pick<Fact, 'subject' | 'predicate'>): string =>
  `${subject} ${predicate}`;

/** Of what comes after the beginning of a claim. Without a beginning, all of it comes after. */
export const ahead = (keys: readonly SliceKey[], told: Pick<Fact, 'subject' | 'predicate'>): Need[] =>
  keys.map((key) => ({
    ...{ key, extent: key.from === null ? 'whole' : 'ahead', of: [told.subject], for: [sayingText(told)] },
  }));

/** When a rule looks at others: what holds once holds always. */
export const windowOf = ({ temporal }: PredicateRule, valid: Validity): Validity =>
  temporal === 'permanent' ? always : valid;

export const nodeIn = (object: FactObject | null): NodeId | null => (object?.kind === 'node' ? object.id : null);

/** Everything that says `node predicate …`. */
export const saidOf = (rule: PredicateRule, node: NodeId, window: Validity): SliceKey[] => [
  { side: 'subject', node, predicate: rule.name, ...window },
  ...(rule.symmetric ? [{ side: 'object' as const, node, predicate: rule.name, ...window }] : []),
  ...(rule.inverse === undefined ? [] : [{ side: 'object' as const, node, predicate: rule.inverse, ...window }]),
];

/** Everything that says `… predicate node`. */
export const saidTo = (rule: PredicateRule, node: NodeId, window: Validity): SliceKey[] => [
  { side: 'object', node, predicate: rule.name, ...window },
  ...(rule.symmetric ? [{ side: 'subject' as const, node, predicate: rule.name, ...window }] : []),
  ...(rule.inverse === undefined ? [] : [{ side: 'subject' as const, node, predicate: rule.inverse, ...window }]),
];

/** Everything that says just this. */
export const sayingSo = (
  rule: PredicateRule,
  { subject, object }: { subject: NodeId; object: FactObject | null },
  window: Validity,
): SliceKey[] => {
  const direct: SliceKey = { side: 'subject', node: subject, predicate: rule.name, object, ...window };
  const other = nodeIn(object);
  if (other === null) return [direct];
  const turned = (predicate: string): SliceKey => ({
    ...{ side: 'subject', node: other, predicate, ...window },
    object: { kind: 'node', id: subject },
  });
  return [
    direct,
    ...(rule.symmetric ? [turned(rule.name)] : []),
    ...(rule.inverse === undefined ? [] : [turned(rule.inverse)]),
  ];
};
