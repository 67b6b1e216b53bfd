import type {
  Condition,
  EventEffect,
  EventKindRule,
  PredicateRule,
  RoleName,
  Vocabulary,
} from '../../schemas/vocabulary.ts';
import { normaliseName } from '../domain/names.ts';

/** Where a condition stands that a state could break: who has to fulfil it, in what. */
export interface Demands {
  /** Kinds of events that ask it of whoever has the role. */
  events: readonly { kind: string; role: RoleName; condition: Condition }[];
  /** Predicates that ask it of their subject when they begin, or of their object. */
  predicates: readonly { rule: PredicateRule; side: 'subject' | 'object'; condition: Condition }[];
}

/** The vocabulary, by name. */
export interface Lexicon {
  predicate(name: string): PredicateRule | undefined;
  event(name: string): EventKindRule | undefined;
  /** Predicates that cannot hold between the same two beside this one, whichever of them says so. */
  rivalsOf(name: string): readonly PredicateRule[];
  /** What asks for a state of this predicate. */
  demandsOn(name: string): Demands;
  /** Kinds of events that end what is said by this predicate, and of whom. */
  endingsOf(name: string): readonly Ending[];
  /** Predicates whose subject lies inside their object. */
  within: ReadonlySet<string>;
  /** Predicates that say where somebody is. */
  whereabouts: readonly PredicateRule[];
  /** Kinds of events that have a role in which somebody begins to be. */
  births: ReadonlySet<string>;
  /** Predicates that say when somebody began to be. */
  beginnings: readonly PredicateRule[];
}

type EndEffect = Extract<EventEffect, { kind: 'end' }>;

export interface Ending {
  kind: string;
  effect: EndEffect;
}

const noDemands: Demands = { events: [], predicates: [] };

/** A condition with its values as they are compared. */
const folded = ({ predicate, is, isNot }: Condition): Condition => ({
  predicate,
  ...(is === undefined ? {} : { is: is.map(normaliseName) }),
  ...(isNot === undefined ? {} : { isNot: isNot.map(normaliseName) }),
});

const foldedPredicate = (rule: PredicateRule): PredicateRule => ({
  ...rule,
  must: rule.must.map(folded),
  object: rule.object.kind === 'node' ? { ...rule.object, must: rule.object.must.map(folded) } : rule.object,
  transitions: rule.transitions.map(({ from, to, needs }) => ({
    from: from.map(normaliseName),
    to: to.map(normaliseName),
    needs,
  })),
});

const foldedEvent = (kind: EventKindRule): EventKindRule => ({
  ...kind,
  roles: Object.fromEntries(
    Object.entries(kind.roles).map(([role, rule]) => [role, { ...rule, must: rule.must.map(folded) }]),
  ),
});

const gatherDemands = (
  predicates: readonly PredicateRule[],
  events: readonly EventKindRule[],
): ReadonlyMap<string, Demands> => {
  const demands = new Map<
    string,
    { events: Demands['events'][number][]; predicates: Demands['predicates'][number][] }
  >();
  const on = (name: string) => {
    const found = demands.get(name) ?? { events: [], predicates: [] };
    demands.set(name, found);
    return found;
  };
  for (const rule of predicates) {
    for (const condition of rule.must) on(condition.predicate).predicates.push({ rule, side: 'subject', condition });
    if (rule.object.kind === 'node')
      for (const condition of rule.object.must)
        on(condition.predicate).predicates.push({ rule, side: 'object', condition });
  }
  for (const kind of events)
    for (const [role, { must }] of Object.entries(kind.roles))
      for (const condition of must)
        on(condition.predicate).events.push({ kind: kind.name, role: role as RoleName, condition });
  return demands;
};

const gatherEndings = (events: readonly EventKindRule[]): ReadonlyMap<string, readonly Ending[]> => {
  const endings = new Map<string, Ending[]>();
  for (const { name: kind, effects } of events)
    for (const effect of effects) {
      if (effect.kind !== 'end') continue;
      for (const name of effect.predicates) endings.set(name, [...(endings.get(name) ?? []), { kind, effect }]);
    }
  return endings;
};

const gatherRivals = (byName: ReadonlyMap<string, PredicateRule>): ReadonlyMap<string, ReadonlySet<PredicateRule>> => {
  const rivals = new Map<string, Set<PredicateRule>>();
  const note = (name: string, rival: PredicateRule): void => {
    rivals.set(name, (rivals.get(name) ?? new Set()).add(rival));
  };
  for (const rule of byName.values())
    for (const name of rule.excludes) {
      const rival = byName.get(name);
      if (rival === undefined) continue;
      note(rule.name, rival);
      note(name, rule);
    }
  return rivals;
};

export const lexiconOf = (vocabulary: Vocabulary): Lexicon => {
  const predicates = vocabulary.predicates.map(foldedPredicate);
  const events = vocabulary.events.map(foldedEvent);
  const byName = new Map(predicates.map((rule) => [rule.name, rule]));
  const kinds = new Map(events.map((rule) => [rule.name, rule]));
  const rivals = gatherRivals(byName);
  const demands = gatherDemands(predicates, events);
  const endings = gatherEndings(events);
  return {
    predicate: (name) => byName.get(name),
    event: (name) => kinds.get(name),
    rivalsOf: (name) => [...(rivals.get(name) ?? [])],
    demandsOn: (name) => demands.get(name) ?? noDemands,
    endingsOf: (name) => endings.get(name) ?? [],
    within: new Set(predicates.filter(({ within }) => within).map(({ name }) => name)),
    whereabouts: predicates.filter(({ whereabouts }) => whereabouts),
    beginnings: predicates.filter(({ begins }) => begins),
    births: new Set(
      events.filter(({ roles }) => Object.values(roles).some(({ begins }) => begins)).map(({ name }) => name),
    ),
  };
};
