import type { Fact, FactObject } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { isEdge } from '../domain/fact.ts';
import { objectKey } from '../domain/fact.ts';
import type { Lexicon } from './lexicon.ts';
import type { Overlay } from './world.ts';

// The same thing can be said in several ways: of either of two friends, or of the parent instead of the child. What follows finds all of them.

/** A fact that says `node predicate other`, whichever way round. */
export interface Saying {
  fact: Fact;
  /** The key of what stands at the other end. */
  other: string;
}

const isNode = (object: FactObject | null): object is Extract<FactObject, { kind: 'node' }> => object?.kind === 'node';

/** Everything that is said of a node by a predicate, its inverse, or itself reversed where it is symmetric. */
export const saidOf = (overlay: Overlay, node: NodeId, rule: PredicateRule): readonly Saying[] => {
  const direct = overlay.about(node, rule.name).map((fact) => ({ fact, other: objectKey(fact.object) }));
  const reversed = rule.symmetric ? overlay.leadingTo(node, rule.name) : [];
  const inverse = rule.inverse === undefined ? [] : overlay.leadingTo(node, rule.inverse);
  return [...direct, ...[...reversed, ...inverse].map((fact) => ({ fact, other: fact.subject }))];
};

/** Everything that says `other predicate node`. */
export const saidTo = (overlay: Overlay, node: NodeId, rule: PredicateRule): readonly Saying[] => {
  const direct = overlay.leadingTo(node, rule.name).map((fact) => ({ fact, other: fact.subject }));
  const reversed = rule.symmetric ? overlay.about(node, rule.name).filter(isEdge) : [];
  const inverse = rule.inverse === undefined ? [] : overlay.about(node, rule.inverse).filter(isEdge);
  return [...direct, ...[...reversed, ...inverse].map((fact) => ({ fact, other: fact.object.id }))];
};

/** Facts that say the very same, in any way. */
export const sayingSo = (
  overlay: Overlay,
  { subject, object }: Pick<Fact, 'subject' | 'object'>,
  rule: PredicateRule,
): readonly Fact[] => {
  const key = objectKey(object);
  return saidOf(overlay, subject, rule)
    .filter(({ other }) => other === key)
    .map(({ fact }) => fact);
};

/** Facts between the same two by predicates that cannot hold beside this one, or beside what it says the other way round. */
export const excludedBy = (
  { overlay, lexicon }: { overlay: Overlay; lexicon: Lexicon },
  { subject, object }: Pick<Fact, 'subject' | 'object'>,
  rule: PredicateRule,
): readonly Fact[] => {
  if (!isNode(object)) return [];
  const turned = { subject: object.id, object: { kind: 'node' as const, id: subject } };
  return [
    ...lexicon.rivalsOf(rule.name).flatMap((rival) => sayingSo(overlay, { subject, object }, rival)),
    ...(rule.inverse === undefined ? [] : lexicon.rivalsOf(rule.inverse)).flatMap((rival) =>
      sayingSo(overlay, turned, rival),
    ),
  ];
};
