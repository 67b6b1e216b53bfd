import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { FactId, NodeId } from '../../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../../schemas/time.ts';
import { holdsAt, overlaps } from '../../../src/domain/interval.ts';
import { isBefore } from '../../../src/domain/story-time.ts';
import { byStart } from '../../../src/gate/shelf.ts';
import { shelvesOf } from '../../../src/gate/shelves.ts';
import { table } from '../../support/gate.ts';

// Against a list that is gone through from end to end, with few facts and with many.

const subject = 'ent_00000000000000000000000000' as NodeId;
const predicate = 'suffers';
const words = ['cold', 'hunger', 'fever'] as const;
const factsMax = 1_200;

const at = table();
at.tell(at.claim(at.entity('Mara'), predicate, 'cold'));
const [pattern] = at.facts;

interface Move {
  number: number;
  from: number | null;
  length: number | null;
  said: (typeof words)[number];
  status: 'canon' | 'retconned';
  isRemoved: boolean;
}

const moment = (second: number): StoryTime => ({ second, ordinal: 0 });

const validOf = (from: number | null, length: number | null): Validity => ({
  from: from === null ? null : moment(from),
  to: length === null ? null : moment((from ?? 0) + length),
});

const begins = fc.option(fc.nat({ max: 30 }), { freq: 20 });
const lengths = fc.option(fc.integer({ min: 1, max: 6 }), { freq: 8 });

const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    number: fc.nat({ max: factsMax - 1 }),
    ...{ from: begins, length: lengths, said: fc.constantFrom(...words) },
    status: fc.constantFrom('canon', 'canon', 'canon', 'retconned'),
    isRemoved: fc.boolean(),
  }),
  { maxLength: 3_000, size: 'max' },
);

const factFor = ({ number, from, length, said, status }: Move): Fact => {
  if (pattern === undefined) throw new Error('there is no fact');
  const id = `fct_${String(number).padStart(26, '0')}` as FactId;
  return { ...pattern, id, subject, status, object: { kind: 'text', text: said }, valid: validOf(from, length) };
};

/** Facts in the order in which they came, and the same on shelves. */
const filled = (made: readonly Move[]) => {
  const shelves = shelvesOf();
  const all = new Map<FactId, Fact>();
  shelves.about(subject, predicate); // somebody has looked already: from here on all is kept up to date
  for (const [index, move] of made.entries()) {
    const fact = factFor(move);
    if (move.isRemoved && index % 5 === 0) {
      all.delete(fact.id);
      shelves.remove(fact.id);
    } else {
      all.set(fact.id, fact);
      shelves.put(fact);
    }
    if (index % 100 === 0) shelves.saying(subject, predicate, 'text:cold');
  }
  return { shelves, shown: [...all.values()].filter(({ status }) => status !== 'retconned') };
};

const ids = (facts: readonly Fact[]): readonly FactId[] => facts.map(({ id }) => id);
const runs = { numRuns: 40, seed: 20_261_125 };

it('finds what a list would find: all of it, what says the same, what meets a time and what begins in it', () => {
  fc.assert(
    fc.property(moves, begins, lengths, (made, from, length) => {
      const { shelves, shown } = filled(made);
      const time = validOf(from, length);
      const meets = shown.filter(({ valid }) => overlaps(valid, time));
      const isCold = ({ object }: Fact): boolean => object?.kind === 'text' && object.text === 'cold';
      const cold = [subject, predicate, 'text:cold'] as const;
      expect(ids(shelves.about(subject, predicate))).toEqual(ids(shown));
      expect(ids(shelves.saying(...cold))).toEqual(ids(shown.filter(isCold)));
      expect(ids(shelves.during(time).about(subject, predicate))).toEqual(ids(meets));
      expect(ids(shelves.during(time).saying(...cold))).toEqual(ids(meets.filter(isCold)));
      expect(ids(shelves.begunIn(time).about(subject, predicate))).toEqual(
        ids(shown.filter(({ valid }) => valid.from !== null && holdsAt(time, valid.from))),
      );
      expect(ids(shelves.touching(subject))).toEqual(ids(shown));
    }),
    runs,
  );
});

it('finds the last that began before a time, and the first after it, of those that count', () => {
  fc.assert(
    fc.property(moves, fc.nat({ max: 32 }), fc.constantFrom(...words), (made, second, word) => {
      const { shelves, shown } = filled(made);
      const time = moment(second);
      const counts = ({ object }: Fact): boolean => object?.kind === 'text' && object.text === word;
      const telling = { node: subject, predicate, side: 'subject', counts } as const;
      const sorted = shown.filter(counts).toSorted(byStart);
      const before = sorted.findLast(({ valid: { from } }) => from === null || isBefore(from, time));
      const after = sorted.find(({ valid: { from } }) => from !== null && isBefore(time, from));
      expect(shelves.lastBefore(telling, time)?.id).toBe(before?.id);
      expect(shelves.firstAfter(telling, time)?.id).toBe(after?.id);
      expect(shelves.firstAfter(telling, null)?.id).toBe(sorted.find(({ valid }) => valid.from !== null)?.id);
    }),
    runs,
  );
});

it('finds the last that counts however much else began since', () => {
  const since = Array.from({ length: factsMax - 1 }, (_, index) => index + 1);
  const { shelves } = filled(
    [0, ...since].map((number) => {
      const said = number === 0 ? 'fever' : 'cold';
      return { number, from: number, length: null, said, status: 'canon', isRemoved: false };
    }),
  );
  const counts = ({ object }: Fact): boolean => object?.kind === 'text' && object.text === 'fever';
  const telling = { node: subject, predicate, side: 'subject', counts } as const;
  expect(shelves.lastBefore(telling, moment(factsMax))?.valid.from).toEqual(moment(0));
});
