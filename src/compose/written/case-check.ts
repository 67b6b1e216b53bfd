import type { Expectation } from '../../../schemas/gate-case.ts';
import type { WrittenDecision } from '../../../schemas/written-proposal.ts';
import type { WrittenTime } from '../../../schemas/written-world.ts';
import type { Awaited } from './case-plan.ts';
import { oneOrMany } from './scope.ts';

// Whether the gate said what a case expects. What a case does not list must not have happened: no fact ends, goes or comes back unsaid.

type Expected = Exclude<Expectation, string>;

const verdicts = ['accepted', 'rejected', 'pending'] as const;

const asFields = (expected: Expectation): Expected => {
  if (typeof expected !== 'string') return expected;
  const [verdict = '', code] = expected.split(' ');
  return { [verdict]: code ?? [] };
};

const timeText = (time: WrittenTime): string => {
  if (Array.isArray(time)) return time.join('.');
  return typeof time === 'object' ? `${time.second}.${time.ordinal}` : String(time);
};

const endText = (fact: string, at: WrittenTime): string => `${fact} at ${timeText(at)}`;
const endsOf = (ends: Readonly<Record<string, WrittenTime>> | undefined): string[] =>
  Object.entries(ends ?? {}).map(([fact, at]) => endText(fact, at));

/** What is compared, in words that a person reads as well. `null`: the case does not say. */
const saidOf = (expected: Expected) => {
  const verdict = verdicts.find((each) => expected[each] !== undefined) ?? 'accepted';
  const codes = oneOrMany<string>(expected[verdict]);
  const stated = (names: string | string[] | undefined) => (names === undefined ? null : oneOrMany<string>(names));
  return {
    verdict: [verdict],
    codes,
    against: verdict === 'accepted' ? null : oneOrMany<string>(expected.against),
    ends: endsOf(expected.ends),
    retcons: oneOrMany<string>(expected.retcons),
    restores: oneOrMany<string>(expected.restores),
    supports: stated(expected.supports),
    flags: oneOrMany<string>(expected.flags),
    contests: oneOrMany<string>(expected.contests),
    brings: stated(expected.brings),
    follows: stated(expected.follows),
    nodes: stated(expected.nodes),
    authority: expected.authority === undefined ? null : [expected.authority],
    confidence: expected.confidence === undefined ? null : [String(expected.confidence)],
  } satisfies Record<string, readonly string[] | null>;
};

type Field = keyof ReturnType<typeof saidOf>;

/** What follows from an event, by what it says: without the event, and without its name before the rest. */
const followingFrom = ({ introduced: [own = '', ...others] }: WrittenDecision['effects']): readonly string[] =>
  others.map((fact) => (fact.startsWith(`${own}: `) ? fact.slice(own.length + 2) : fact));

const heardOf = (
  { verdict, codes, facts_in_conflict: against, effects, authority, confidence }: WrittenDecision,
  codesMax: number,
): Record<Field, readonly string[]> => ({
  verdict: [verdict],
  codes: codes.slice(0, codesMax),
  against,
  ends: effects.ended.map(({ fact, at }) => endText(fact, at)),
  retcons: effects.retconned,
  restores: effects.restored,
  supports: effects.supported,
  flags: effects.flagged,
  contests: effects.contested,
  brings: effects.introduced,
  follows: followingFrom(effects),
  nodes: effects.nodes,
  authority: [authority],
  confidence: [String(confidence)],
});

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.toSorted().join('\n') === other.toSorted().join('\n');

/** `ends`: what was expected, and what there was. */
export interface Difference {
  field: string;
  expected: string;
  actual: string;
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'nothing' : names.join(', '));

const detailsOf = ({ reasons }: WrittenDecision): string =>
  reasons
    .map(({ detail }) => detail)
    .filter((detail) => detail !== null)
    .join('; ');

export const differencesOf = (awaited: Awaited, decision: WrittenDecision): readonly Difference[] => {
  if (awaited === null)
    return decision.verdict === 'accepted'
      ? []
      : [{ field: 'verdict', expected: 'accepted', actual: `${decision.verdict} ${decision.codes.join(' ')}` }];
  const expected = asFields(awaited);
  const said = saidOf(expected);
  const heard = heardOf(decision, said.codes.length);
  const differences = Object.entries(said).flatMap(([field, names]): Difference[] => {
    const actual = heard[field as Field];
    if (names === null || same(names, actual)) return [];
    return [{ field, expected: listed(names), actual: listed(actual) }];
  });
  const { detail } = expected;
  if (detail === undefined || detailsOf(decision).includes(detail)) return differences;
  return [...differences, { field: 'detail', expected: detail, actual: detailsOf(decision) || 'nothing' }];
};
