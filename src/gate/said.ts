import type { Fact, FactObject } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { isEdge } from '../domain/fact.ts';
import { lastMoment } from '../domain/story-time.ts';
import type { Lexicon } from './lexicon.ts';
import type { Look, Shelves, Telling } from './shelves.ts';
import { byStart } from './shelf.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { keyOf, saidBy } from './words.ts';

// The same thing can be said in several ways: of either of two friends, or of the parent instead of the child. What follows finds all of them,
// as far as it is told to look.

/** A fact that says `node predicate other`, whichever way round. */
export interface Saying {
  fact: Fact;
  /** The key of what stands at the other end. */
  other: string;
}

const isNode = (object: FactObject | null): object is Extract<FactObject, { kind: 'node' }> => object?.kind === 'node';

/** By which predicates the same is said from the other end. */
export const fromBehind = ({ name, symmetric, inverse }: PredicateRule): readonly string[] => {
  if (symmetric) return [name];
  return inverse === undefined ? [] : [inverse];
};

/** Everything that is said of a node by a predicate, its inverse, or itself reversed where it is symmetric. */
export const saidOf = (look: Look, node: NodeId, rule: PredicateRule): readonly Saying[] => {
  const direct = look.about(node, rule.name).map((fact) => ({ fact, other: saidBy(fact) }));
  const turned = fromBehind(rule).flatMap((name) => look.leadingTo(node, name));
  return [...direct, ...turned.map((fact) => ({ fact, other: fact.subject }))];
};

/** Everything that says `other predicate node`. */
export const saidTo = (look: Look, node: NodeId, rule: PredicateRule): readonly Saying[] => {
  const direct = look.leadingTo(node, rule.name).map((fact) => ({ fact, other: fact.subject }));
  const turned = fromBehind(rule).flatMap((name) => look.about(node, name));
  return [...direct, ...turned.filter(isEdge).map((fact) => ({ fact, other: fact.object.id }))];
};

/** Facts that say the very same, in any way. */
export const sayingSo = (
  look: Look,
  { subject, object }: Pick<Fact, 'subject' | 'object'>,
  rule: PredicateRule,
): readonly Fact[] => {
  const direct = look.saying(subject, rule.name, keyOf(object));
  if (!isNode(object)) return direct;
  return [...direct, ...fromBehind(rule).flatMap((name) => look.saying(object.id, name, subject))];
};

/** Where everything that is said of a node by a predicate stands. */
const tellingsOf = (node: NodeId, rule: PredicateRule, counts: Telling['counts']): readonly Telling[] => [
  { node, predicate: rule.name, side: 'subject', counts },
  ...fromBehind(rule).map((predicate): Telling => ({ node, predicate, side: 'object', counts })),
];

interface Told {
  node: NodeId;
  rule: PredicateRule;
  counts: Telling['counts'];
}

/** Of everything that is said of the node by the predicate and counts: what began last before the time. */
export const lastSaid = (
  shelves: Pick<Shelves, 'lastBefore' | 'firstAfter'>,
  { node, rule, counts }: Told,
  before: StoryTime,
): Fact | undefined =>
  tellingsOf(node, rule, counts)
    .flatMap((telling) => shelves.lastBefore(telling, before) ?? [])
    .toSorted(byStart)
    .at(-1);

/** Where everything that says `… predicate node` stands. */
const tellingsTo = (node: NodeId, rule: PredicateRule, counts: Telling['counts']): readonly Telling[] => [
  { node, predicate: rule.name, side: 'object', counts },
  ...fromBehind(rule).map((predicate): Telling => ({ node, predicate, side: 'subject', counts })),
];

/** Whether anything at all says `… predicate node`. */
export const isSaidTo = (shelves: Pick<Shelves, 'lastBefore'>, node: NodeId, rule: PredicateRule): boolean =>
  tellingsTo(node, rule, () => true).some((telling) => shelves.lastBefore(telling, lastMoment) !== undefined);

const firstOf = (
  shelves: Pick<Shelves, 'firstAfter'>,
  tellings: readonly Telling[],
  after: StoryTime | null,
): Fact | undefined => tellings.flatMap((telling) => shelves.firstAfter(telling, after) ?? []).toSorted(byStart)[0];

/** What is said of the node and begins first after the time. */
export const nextSaid = (
  shelves: Pick<Shelves, 'firstAfter'>,
  { node, rule, counts }: Told,
  after: StoryTime | null,
): Fact | undefined => firstOf(shelves, tellingsOf(node, rule, counts), after);

/** What says `… predicate node` and begins first after the time. */
export const nextSaidTo = (
  shelves: Pick<Shelves, 'firstAfter'>,
  { node, rule, counts }: Told,
  after: StoryTime | null,
): Fact | undefined => firstOf(shelves, tellingsTo(node, rule, counts), after);

/** Facts between the same two by predicates that cannot hold beside this one, or beside what it says the other way round. */
export const excludedBy = (
  { subject, object }: Pick<Fact, 'subject' | 'object'>,
  rule: PredicateRule,
  { lexicon, lookAt }: { lexicon: Lexicon; lookAt: (rival: PredicateRule) => Look },
): readonly Fact[] => {
  if (!isNode(object)) return [];
  const turned = { subject: object.id, object: { kind: 'node' as const, id: subject } };
  return [
    ...lexicon.rivalsOf(rule.name).flatMap((rival) => sayingSo(lookAt(rival), { subject, object }, rival)),
    ...(rule.inverse === undefined ? [] : lexicon.rivalsOf(rule.inverse)).flatMap((rival) =>
      sayingSo(lookAt(rival), turned, rival),
    ),
  ];
};
