import { freeText } from '../../schemas/canon.ts';
import type { Authority } from '../../schemas/evidence.ts';
import type { Origin, Policy } from '../../schemas/policy.ts';
import { vocabularyProblems, type PolicyProblem } from './vocabulary-check.ts';

// What the schema can't see: whether the parts of a policy fit each other.
// P1. No policy lets a word weigh as another's that it isn't: the GM's comes from the GM's seat, a source's from a source, a player's from dice.
// P2. Nobody but the GM or a source rewrites canon or makes the rules of a world.
// P3. Something can be accepted by itself.

/** The only evidence that can carry these words. */
const carriersOf: Partial<Record<Authority, readonly Origin[]>> = {
  gm: ['gm_declaration'],
  source: ['snippet', 'source'],
  player: ['player_resolution'],
};

const mayDecideOnCanon: readonly Authority[] = ['gm', 'source'];

const entriesOf = <K extends string, V>(record: Partial<Record<K, V>>): [K, V][] => Object.entries(record) as [K, V][];

const authorityProblems = ({ authorityOf, base, baseOfOrigin }: Policy): PolicyProblem[] => [
  ...entriesOf(authorityOf).flatMap(([origin, authority]) => {
    const carriers = carriersOf[authority];
    if (carriers === undefined || carriers.includes(origin)) return [];
    const listed = carriers.map((each) => `\`${each}\``).join(' and ');
    return [{ path: ['authorityOf', origin], message: `the word of \`${authority}\` comes from ${listed} alone` }];
  }),
  ...entriesOf(baseOfOrigin).flatMap(([origin, share]) => {
    const authority = authorityOf[origin] ?? 'system';
    if (share <= base[authority]) return [];
    const message = `\`${origin}\` can't weigh more than the word that it carries: \`${authority}\` weighs ${base[authority]}`;
    return [{ path: ['baseOfOrigin', origin], message }];
  }),
];

const rightsProblems = (policy: Policy): PolicyProblem[] =>
  (['mayRetcon', 'mayMakeAxioms'] as const).flatMap((right) =>
    policy[right].flatMap((authority, index) =>
      mayDecideOnCanon.includes(authority)
        ? []
        : [{ path: [right, index], message: `\`${authority}\` can't be given this: only \`gm\` and \`source\` can` }],
    ),
  );

const thresholdProblems = ({ base, threshold }: Policy): PolicyProblem[] => {
  if (threshold === 0) return [{ path: ['threshold'], message: 'at 0 everything would be accepted' }];
  const heaviest = Math.max(...Object.values(base));
  if (threshold <= heaviest) return [];
  return [{ path: ['threshold'], message: `nothing could ever be accepted: no word weighs more than ${heaviest}` }];
};

/** Two of one name: the second is the problem. */
const repeated = (
  names: readonly string[],
  { list, field }: { list: readonly string[]; field: string },
): PolicyProblem[] => {
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [{ path: [...list, index, field], message: `there is a \`${name}\` already` }];
  });
};

/** A fact tells an event by its kind where it tells a predicate otherwise, so that no name may be both. */
const nameProblems = ({ rules, vocabulary: { predicates, events } }: Policy): PolicyProblem[] => {
  const predicateNames = predicates.map(({ name }) => name);
  const eventNames = events.map(({ name }) => name);
  const known = new Set(predicateNames);
  const at = (list: string, index: number) => ['vocabulary', list, index, 'name'];
  return [
    ...repeated(predicateNames, { list: ['vocabulary', 'predicates'], field: 'name' }),
    ...repeated(eventNames, { list: ['vocabulary', 'events'], field: 'name' }),
    ...repeated(
      rules.map(({ id }) => id),
      { list: ['rules'], field: 'id' },
    ),
    ...eventNames.flatMap((name, index) =>
      known.has(name) ? [{ path: at('events', index), message: `\`${name}\` is a predicate` }] : [],
    ),
    ...(['predicates', 'events'] as const).flatMap((list) =>
      (list === 'predicates' ? predicateNames : eventNames).flatMap((name, index) =>
        name === freeText
          ? [{ path: at(list, index), message: `\`${freeText}\` is what no vocabulary speaks of; choose another name` }]
          : [],
      ),
    ),
  ];
};

/** Everything about a policy that does not fit together. None: it can be used. */
export const policyProblems = (policy: Policy): PolicyProblem[] => [
  ...authorityProblems(policy),
  ...rightsProblems(policy),
  ...thresholdProblems(policy),
  ...nameProblems(policy),
  ...vocabularyProblems(policy.vocabulary),
];
