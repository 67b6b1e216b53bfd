import type { EventKindRule, PredicateRule, Vocabulary } from '../../schemas/vocabulary.ts';

/** The vocabulary, by name. */
export interface Lexicon {
  predicate(name: string): PredicateRule | undefined;
  event(name: string): EventKindRule | undefined;
  /** Predicates that cannot hold between the same two beside this one, whichever of them says so. */
  rivalsOf(name: string): readonly PredicateRule[];
  /** Predicates whose subject lies inside their object. */
  within: ReadonlySet<string>;
}

export const lexiconOf = ({ predicates, events }: Vocabulary): Lexicon => {
  const byName = new Map(predicates.map((rule) => [rule.name, rule]));
  const kinds = new Map(events.map((rule) => [rule.name, rule]));
  const rivals = new Map<string, Set<PredicateRule>>();
  const note = (name: string, rival: PredicateRule): void => {
    rivals.set(name, (rivals.get(name) ?? new Set()).add(rival));
  };
  for (const rule of predicates)
    for (const name of rule.excludes) {
      const rival = byName.get(name);
      if (rival === undefined) continue;
      note(rule.name, rival);
      note(name, rule);
    }
  return {
    predicate: (name) => byName.get(name),
    event: (name) => kinds.get(name),
    rivalsOf: (name) => [...(rivals.get(name) ?? [])],
    within: new Set(predicates.filter(({ within }) => within).map(({ name }) => name)),
  };
};
