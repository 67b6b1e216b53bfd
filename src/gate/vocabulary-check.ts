import type {
  Condition,
  EventEffect,
  EventKindRule,
  NodeType,
  PredicateRule,
  RoleName,
  Vocabulary,
} from '../../schemas/vocabulary.ts';
import { nearest } from '../domain/nearest.ts';

// Whether the words of a vocabulary fit each other.
// V1. Every name that is referred to exists, and means what is referred to: a predicate with that value, an event, a role of the event.
// V2. What is said the other way round says the same: inverses mirror each other, and what is symmetric looks alike from both ends.
// V3. Nothing is said that could never hold: a change of what never changes, an effect on those who can't have it.

type Path = readonly (string | number)[];

export interface PolicyProblem {
  /** Into the policy: `['vocabulary', 'predicates', 3, 'inverse']`. */
  path: Path;
  message: string;
}

/** What the checks look at: both tables by name. The first of a name counts; that there are two is another's business. */
interface Words {
  predicates: ReadonlyMap<string, PredicateRule>;
  events: ReadonlyMap<string, EventKindRule>;
}

const byName = <T extends { name: string }>(rules: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rules.toReversed().map((rule) => [rule.name, rule]));

const didYouMean = (word: string, candidates: Iterable<string>): string => {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`;
};

const list = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

const unknownPredicate = (name: string, { predicates }: Words, path: Path): PolicyProblem => ({
  path,
  message: `unknown predicate \`${name}\`${didYouMean(name, predicates.keys())}`,
});

const objectTypes = ({ object }: PredicateRule): readonly NodeType[] => (object.kind === 'node' ? object.types : []);

const without = (types: readonly NodeType[], allowed: readonly NodeType[]): NodeType[] =>
  types.filter((type) => !allowed.includes(type));

const overlap = (some: readonly NodeType[], others: readonly NodeType[]): boolean =>
  some.some((type) => others.includes(type));

const same = (some: readonly NodeType[], others: readonly NodeType[]): boolean =>
  without(some, others).length === 0 && without(others, some).length === 0;

/** Values of an exclusive group; of any other text, every value will do. */
const valueProblems = (values: readonly string[], predicate: PredicateRule, path: Path): PolicyProblem[] => {
  const { object, name } = predicate;
  if (object.kind !== 'text') return [{ path, message: `\`${name}\` takes no text as its value` }];
  const { oneOf } = object;
  if (oneOf === undefined) return [];
  return values.flatMap((value, index) =>
    oneOf.includes(value)
      ? []
      : [
          {
            path: [...path, ...(values.length > 1 ? [index] : [])],
            message: `\`${value}\` is no value of \`${name}\`${didYouMean(value, oneOf) || `: it is one of ${list(oneOf)}`}`,
          },
        ],
  );
};

interface Conditioned {
  must: readonly Condition[];
  types: readonly NodeType[];
  path: Path;
}

const conditionProblems = ({ must, types, path }: Conditioned, words: Words): PolicyProblem[] =>
  must.flatMap(({ predicate: name, is, isNot }, index) => {
    const at = [...path, 'must', index];
    const predicate = words.predicates.get(name);
    if (predicate === undefined) return [unknownPredicate(name, words, [...at, 'predicate'])];
    const problems = valueProblems(is ?? isNot ?? [], predicate, [...at, is === undefined ? 'isNot' : 'is']);
    if (!overlap(types, predicate.subject))
      problems.push({ path: [...at, 'predicate'], message: `\`${name}\` can be said of none of ${list(types)}` });
    return problems;
  });

// ── predicates ───────────────────────────────────────────────────────────────────────────────────────────────────

type PredicateCheck = (rule: PredicateRule, words: Words) => PolicyProblem[];

const inverseProblems: PredicateCheck = (rule, words) => {
  const { name, inverse } = rule;
  if (inverse === undefined) return [];
  const path = ['inverse'];
  const other = words.predicates.get(inverse);
  if (other === undefined) return [unknownPredicate(inverse, words, path)];
  if (inverse === name || rule.symmetric)
    return [{ path, message: 'what is symmetric is its own inverse; leave it out' }];
  if (other.inverse !== name)
    return [{ path, message: `\`${inverse}\` does not name \`${name}\` as its inverse, and has to` }];
  if (!same(rule.subject, objectTypes(other)) || !same(other.subject, objectTypes(rule)))
    return [{ path, message: `the types of \`${name}\` and \`${inverse}\` do not mirror each other` }];
  if (rule.perSubject !== other.perObject || rule.perObject !== other.perSubject)
    return [
      { path, message: `\`perSubject\` and \`perObject\` of \`${name}\` and \`${inverse}\` do not mirror each other` },
    ];
  return (['temporal', 'acyclic', 'reported'] as const)
    .filter((field) => rule[field] !== other[field])
    .map((field) => ({ path: [field], message: `\`${name}\` and its inverse \`${inverse}\` differ in \`${field}\`` }));
};

const symmetryProblems: PredicateCheck = (rule) => {
  if (!rule.symmetric) return [];
  const path = ['symmetric'];
  const problems: PolicyProblem[] = [];
  if (!same(rule.subject, objectTypes(rule)))
    problems.push({ path, message: 'what is symmetric takes the same types as subject and as object' });
  if (rule.perSubject !== rule.perObject)
    problems.push({ path, message: '`perSubject` and `perObject` of what is symmetric are the same' });
  if (rule.acyclic) problems.push({ path: ['acyclic'], message: 'what is symmetric leads back by itself' });
  if (rule.within) problems.push({ path: ['within'], message: 'two things do not lie inside each other' });
  return problems;
};

const structureProblems: PredicateCheck = (rule) => {
  const isEdge = rule.object.kind === 'node';
  const problems: PolicyProblem[] = (['symmetric', 'acyclic', 'within'] as const)
    .filter((field) => rule[field] && !isEdge)
    .map((field) => ({ path: [field], message: 'only what leads from a node to a node can be this' }));
  if (rule.within && isEdge && overlap(rule.subject, objectTypes(rule)) && !rule.acyclic)
    problems.push({ path: ['within'], message: 'nothing lies inside itself: make it `acyclic`' });
  if (!isEdge && rule.perObject !== 'many')
    problems.push({ path: ['perObject'], message: 'a value may be that of anybody; only a node can be counted' });
  return problems;
};

/** Predicates that the gate asks for by what they mean. */
const meaningProblems: PredicateCheck = (rule) => {
  const problems: PolicyProblem[] = [];
  if (rule.whereabouts && !(rule.within && rule.perSubject === 1 && rule.temporal === 'fluent'))
    problems.push({
      path: ['whereabouts'],
      message: 'where somebody is lies `within` a place, one at once (`perSubject: 1`), and may change',
    });
  if (rule.begins && !(rule.object.kind === 'time' && rule.temporal === 'permanent'))
    problems.push({ path: ['begins'], message: 'when something began to be is a time, and `permanent`' });
  return problems;
};

const excludeProblems: PredicateCheck = (rule, words) =>
  rule.excludes.flatMap((name, index) => {
    const path = ['excludes', index];
    const other = words.predicates.get(name);
    if (other === undefined) return [unknownPredicate(name, words, path)];
    if (name === rule.name) return [{ path, message: `\`${name}\` can't exclude itself` }];
    if (!other.excludes.includes(rule.name))
      return [{ path, message: `\`${name}\` does not exclude \`${rule.name}\`, and has to` }];
    const canMeet = overlap(rule.subject, other.subject) && overlap(objectTypes(rule), objectTypes(other));
    return canMeet ? [] : [{ path, message: `\`${name}\` is never said of the same two` }];
  });

const valueRuleProblems: PredicateCheck = ({ object, perSubject }) => {
  if (object.kind === 'number' && (object.min ?? -Infinity) > (object.max ?? Infinity))
    return [{ path: ['object', 'max'], message: '`max` is less than `min`' }];
  if (object.kind !== 'text' || object.oneOf === undefined) return [];
  const problems: PolicyProblem[] = [];
  if (perSubject !== 1)
    problems.push({ path: ['perSubject'], message: 'of values that exclude each other there is one: `perSubject: 1`' });
  if (new Set(object.oneOf).size < object.oneOf.length)
    problems.push({ path: ['object', 'oneOf'], message: 'a value is listed twice' });
  return problems;
};

const unitProblems: PredicateCheck = ({ object, perSubject, perUnit }) =>
  perUnit && (object.kind !== 'number' || object.unit !== undefined || perSubject === 'many')
    ? [{ path: ['perUnit'], message: 'only numbers of any unit, of which there are few at once, are counted so' }]
    : [];

const transitionProblems: PredicateCheck = (rule, words) => {
  if (rule.transitions.length === 0) return [];
  if (rule.temporal !== 'fluent')
    return [{ path: ['transitions'], message: `what is \`${rule.temporal}\` never changes` }];
  if (rule.object.kind !== 'text' || rule.object.oneOf === undefined)
    return [{ path: ['transitions'], message: 'only values of `oneOf` have transitions' }];
  return rule.transitions.flatMap(({ from, to, needs }, index) => {
    const path = ['transitions', index];
    return [
      ...valueProblems(from, rule, [...path, 'from']),
      ...valueProblems(to, rule, [...path, 'to']),
      ...from
        .filter((value) => to.includes(value))
        .map((value) => ({ path: [...path, 'to'], message: `\`${value}\` to \`${value}\` is no change` })),
      ...needs.flatMap((name, at) => neededEventProblems({ name, to, rule, path: [...path, 'needs', at] }, words)),
    ];
  });
};

interface NeededEvent {
  name: string;
  to: readonly string[];
  rule: PredicateRule;
  path: Path;
}

/** An event that a change needs brings it about itself, or the state could never follow from it. */
const neededEventProblems = ({ name, to, rule, path }: NeededEvent, { events }: Words): PolicyProblem[] => {
  const event = events.get(name);
  if (event === undefined) return [{ path, message: `unknown event \`${name}\`${didYouMean(name, events.keys())}` }];
  const brings = event.effects.some(
    (effect) => effect.kind === 'set' && effect.predicate === rule.name && to.includes(effect.value),
  );
  return brings ? [] : [{ path, message: `\`${name}\` never sets \`${rule.name}\` to ${list(to)}` }];
};

const predicateConditions: PredicateCheck = ({ subject, must, object }, words) => [
  ...conditionProblems({ must, types: subject, path: [] }, words),
  ...(object.kind === 'node'
    ? conditionProblems({ must: object.must, types: object.types, path: ['object'] }, words)
    : []),
];

const predicateChecks: readonly PredicateCheck[] = [
  inverseProblems,
  symmetryProblems,
  structureProblems,
  meaningProblems,
  excludeProblems,
  valueRuleProblems,
  unitProblems,
  transitionProblems,
  predicateConditions,
];

// ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** The types that may stand in a role. Null: the event has no such role. */
const typesIn = ({ roles }: EventKindRule, role: RoleName): readonly NodeType[] | null => roles[role]?.types ?? null;

const roleProblem = (event: EventKindRule, role: RoleName, path: Path): PolicyProblem => ({
  path,
  message: `\`${event.name}\` has no role \`${role}\`: it has ${list(Object.keys(event.roles))}`,
});

const misfits = (types: readonly NodeType[], allowed: readonly NodeType[], told: string): string | null => {
  const wrong = without(types, allowed);
  return wrong.length === 0 ? null : `${told} can't be ${list(wrong)}, and the role allows it`;
};

type EffectOf<K extends EventEffect['kind']> = Extract<EventEffect, { kind: K }>;

const setProblems = (effect: EffectOf<'set'>, types: readonly NodeType[], words: Words): PolicyProblem[] => {
  const predicate = words.predicates.get(effect.predicate);
  if (predicate === undefined) return [unknownPredicate(effect.predicate, words, ['predicate'])];
  const wrong = misfits(types, predicate.subject, `the subject of \`${predicate.name}\``);
  return [
    ...(wrong === null ? [] : [{ path: ['role'], message: wrong }]),
    ...valueProblems([effect.value], predicate, ['value']),
  ];
};

const relateProblems = (
  { effect, types, event }: { effect: EffectOf<'relate'>; types: readonly NodeType[]; event: EventKindRule },
  words: Words,
): PolicyProblem[] => {
  const predicate = words.predicates.get(effect.predicate);
  if (predicate === undefined) return [unknownPredicate(effect.predicate, words, ['predicate'])];
  if (predicate.object.kind !== 'node')
    return [{ path: ['predicate'], message: `\`${predicate.name}\` does not lead to a node` }];
  const toTypes = typesIn(event, effect.to);
  if (toTypes === null) return [roleProblem(event, effect.to, ['to'])];
  const wrong = misfits(types, predicate.subject, `the subject of \`${predicate.name}\``);
  const wrongTo = misfits(toTypes, objectTypes(predicate), `the object of \`${predicate.name}\``);
  return [
    ...(wrong === null ? [] : [{ path: ['role'], message: wrong }]),
    ...(wrongTo === null ? [] : [{ path: ['to'], message: wrongTo }]),
  ];
};

const endProblems = (
  { effect, types, event }: { effect: EffectOf<'end'>; types: readonly NodeType[]; event: EventKindRule },
  words: Words,
): PolicyProblem[] => {
  const withTypes = effect.with === undefined ? null : typesIn(event, effect.with);
  if (effect.with !== undefined && withTypes === null) return [roleProblem(event, effect.with, ['with'])];
  return effect.predicates.flatMap((name, index) => {
    const path = ['predicates', index];
    const predicate = words.predicates.get(name);
    if (predicate === undefined) return [unknownPredicate(name, words, path)];
    if (predicate.temporal !== 'fluent')
      return [{ path, message: `\`${name}\` is \`${predicate.temporal}\`, and can't be ended` }];
    const [near, far] =
      effect.as === 'subject'
        ? [predicate.subject, objectTypes(predicate)]
        : [objectTypes(predicate), predicate.subject];
    if (!overlap(types, near)) return [{ path, message: `the ${effect.as} of \`${name}\` is none of ${list(types)}` }];
    if (withTypes !== null && !overlap(withTypes, far))
      return [{ path, message: `\`${name}\` never leads to or from one of ${list(withTypes)}` }];
    return [];
  });
};

const effectProblems = (effect: EventEffect, event: EventKindRule, words: Words): PolicyProblem[] => {
  const types = typesIn(event, effect.role);
  if (types === null) return [roleProblem(event, effect.role, ['role'])];
  switch (effect.kind) {
    case 'set':
      return setProblems(effect, types, words);
    case 'relate':
      return relateProblems({ effect, types, event }, words);
    case 'end':
      return endProblems({ effect, types, event }, words);
  }
};

const eventProblems = (event: EventKindRule, words: Words): PolicyProblem[] => [
  ...Object.entries(event.roles).flatMap(([role, { must, types, begins }]) => [
    ...conditionProblems({ must, types, path: ['roles', role] }, words),
    ...(begins && must.length > 0
      ? [{ path: ['roles', role, 'must'], message: 'what begins with the event has no state before it' }]
      : []),
  ]),
  ...event.effects.flatMap((effect, index) => under(['effects', index], effectProblems(effect, event, words))),
];

const under = (path: Path, problems: readonly PolicyProblem[]): PolicyProblem[] =>
  problems.map((problem) => ({ ...problem, path: [...path, ...problem.path] }));

/** Everything about a vocabulary that does not fit together, with the path into a policy that holds it. */
export const vocabularyProblems = ({ predicates, events }: Vocabulary): PolicyProblem[] => {
  const words: Words = { predicates: byName(predicates), events: byName(events) };
  return [
    ...predicates.flatMap((rule, index) =>
      under(
        ['vocabulary', 'predicates', index],
        predicateChecks.flatMap((check) => check(rule, words)),
      ),
    ),
    ...events.flatMap((event, index) => under(['vocabulary', 'events', index], eventProblems(event, words))),
  ];
};
