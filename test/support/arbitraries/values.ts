import fc from 'fast-check';
import { Line, Name, Statement, Tag } from '../../../schemas/bounds.ts';
import type { Visibility } from '../../../schemas/canon.ts';
import { type EntityId, type IdKind, type IdOf, idBodyChars, idPrefixes } from '../../../schemas/ids.ts';
import {
  type Revision,
  storyOrdinalMax,
  storySecondMax,
  type StoryTime,
  type Validity,
} from '../../../schemas/time.ts';

// Arbitrary values of the small schemas. Where it matters that things meet (ids, times), they come from few.

/** Plain objects, as a parser makes them, so that comparing is strict and tells nothing apart that is the same. */
export const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(fields, { noNullPrototype: true });

export const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);

const idAlphabet = Array.from('0123456789abcdefghjkmnpqrstvwxyz');

/** Any id of a kind; half of the time one of sixteen, so that records refer to each other. */
export const anyId = <K extends IdKind>(kind: K): fc.Arbitrary<IdOf<K>> => {
  const named = (body: string) => `${idPrefixes[kind]}_${body}` as IdOf<K>;
  return fc.oneof(
    fc.nat({ max: 15 }).map((n) => named((idAlphabet[n] ?? '0').padStart(idBodyChars, '0'))),
    fc.string({ unit: fc.constantFrom(...idAlphabet), minLength: idBodyChars, maxLength: idBodyChars }).map(named),
  );
};

export const anyRevision: fc.Arbitrary<Revision> = fc.nat({ max: 10_000 }).map((n) => n as Revision);

const wild = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength }),
    fc.string({ unit: fc.constantFrom(...Array.from('aé \'"\\-–—’“”.,ßΣς½がעש\u200d\u0301')), maxLength }),
  );

const names = [
  'Mira Oakhand',
  'Tom Brand',
  'The Prancing Pony',
  "Drizzt Do'Urden",
  'Strahd von Zarovich',
  'Æthelred the Unready',
  'Castle Ravenloft',
  'Saint-Étienne',
  '東京',
  'Баба Яга',
  'عبد الرحمن',
  'Guard 2',
  'Henry IV',
] as const;

export const anyName: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...names) },
  { weight: 1, arbitrary: wild(40).filter((text) => Name.safeParse(text).success) },
);

export const anyLine: fc.Arbitrary<string> = wild(80).filter((text) => Line.safeParse(text).success);

export const anyStatement: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(anyName, fc.constantFrom('is in', 'slew', 'swore to', 'lost'), anyName).map((words) => words.join(' ')),
  wild(200).filter((text) => Statement.safeParse(text).success),
);

export const anyTag: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('npc', 'hook', 'level-3', 'été'),
  wild(12).filter((text) => Tag.safeParse(text).success),
);

/** Mostly of one day and few ordinals, so that moments coincide and touch; sometimes the ends of time. */
export const anyStoryTime: fc.Arbitrary<StoryTime> = fc.oneof(
  {
    weight: 8,
    arbitrary: record({ second: fc.integer({ min: -4, max: 20 }), ordinal: fc.nat({ max: 2 }) }),
  },
  {
    weight: 1,
    arbitrary: record({
      second: fc.integer({ min: -storySecondMax, max: storySecondMax }),
      ordinal: fc.constantFrom(0, 1, storyOrdinalMax),
    }),
  },
);

const earlier = (a: StoryTime, b: StoryTime): boolean =>
  a.second < b.second || (a.second === b.second && a.ordinal < b.ordinal);

export const anyValidity: fc.Arbitrary<Validity> = fc
  .tuple(orNull(anyStoryTime), orNull(anyStoryTime))
  .map(([a, b]) => {
    if (a === null || b === null || earlier(a, b)) return { from: a, to: b };
    return earlier(b, a) ? { from: b, to: a } : { from: a, to: null };
  });

export const anyVisibility: fc.Arbitrary<Visibility> = fc.oneof(
  fc.constantFrom<Visibility>({ level: 'gm' }, { level: 'party' }, { level: 'public' }),
  fc
    .array(anyId('entity'), { minLength: 1, maxLength: 3 })
    .map((to: EntityId[]): Visibility => ({ level: 'known', to })),
);

export const anyShare: fc.Arbitrary<number> = fc.constantFrom(0, 0.5, 0.7, 0.75, 0.8, 1);
