import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact } from '../../../schemas/canon.ts';
import type { FactId, NodeId } from '../../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../../schemas/time.ts';
import { compareEnds, holdsAt, overlaps } from '../../../src/domain/interval.ts';
import { isBefore } from '../../../src/domain/story-time.ts';
import {
  begunIn,
  byStart,
  during,
  emptyShelf,
  everything,
  firstAfter,
  lastBefore,
  type Placed,
  putUp,
  saying,
  type Shelf,
  takeDown,
} from '../../../src/gate/shelf.ts';
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

// ── a small shelf, move by move ──────────────────────────────────────────────────────────────────────────────────────

const textOf = ({ object }: Fact): string => (object?.kind === 'text' ? object.text : '');

const small = fc.record({ list: fc.nat({ max: 5 }), box: fc.constantFrom(2, 4, 6) });

interface Step {
  what: 'put' | 'take' | 'look' | 'say';
  move: Move;
  second: number;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    what: fc.constantFrom('put' as const, 'put' as const, 'take' as const, 'look' as const, 'say' as const),
    move: fc.record({
      number: fc.nat({ max: 40 }),
      ...{ from: begins, length: lengths, said: fc.constantFrom(...words) },
      status: fc.constant('canon' as const),
      isRemoved: fc.constant(false),
    }),
    second: fc.nat({ max: 32 }),
  }),
  { maxLength: 120, size: 'max' },
);

const latestEnd = (placed: readonly Placed[]): StoryTime | null =>
  placed
    .map(({ fact }) => fact.valid.to)
    .toSorted(compareEnds)
    .at(-1) ?? null;

/** What lies in boxes lies in order, in none too many and none too few, and each knows when the last in it is over. */
const expectInOrder = ({ list, boxes, sizes }: Shelf): void => {
  expect(list.length).toBeLessThanOrEqual(boxes === null ? sizes.list : 0);
  const all = (boxes ?? []).flatMap(({ placed }) => placed);
  expect(all).toEqual(all.toSorted((a, b) => byStart(a.fact, b.fact)));
  for (const { placed, until } of boxes ?? []) {
    expect(placed.length).toBeGreaterThan(0);
    expect(placed.length).toBeLessThanOrEqual(sizes.box);
    if (until !== undefined) expect(until).toEqual(latestEnd(placed));
  }
};

/** Everything that lies there, in the order in which it came, against everything that is found. */
const expectFound = (shelf: Shelf, there: readonly Placed[], second: number): void => {
  const at = moment(second);
  expect(everything(shelf)).toEqual(there);
  for (const time of [validOf(second, 2), validOf(second, null), { from: null, to: at }, validOf(null, null)]) {
    const begun = ({ fact: { valid } }: Placed): boolean => valid.from !== null && holdsAt(time, valid.from);
    expect(during(shelf, time)).toEqual(there.filter(({ fact }) => overlaps(fact.valid, time)));
    expect(begunIn(shelf, time)).toEqual(there.filter(begun));
  }
  const counts = (fact: Fact): boolean => textOf(fact) === 'cold';
  const sorted = there
    .map(({ fact }) => fact)
    .filter(counts)
    .toSorted(byStart);
  const isBegun = ({ valid: { from } }: Fact): boolean => from === null || isBefore(from, at);
  expect(lastBefore(shelf, at, counts)).toBe(sorted.findLast(isBegun));
  expect(firstAfter(shelf, at, counts)).toBe(sorted.find(({ valid: { from } }) => from !== null && isBefore(at, from)));
  expect(firstAfter(shelf, null, counts)).toBe(sorted.find(({ valid: { from } }) => from !== null));
};

it('holds what was put there and not taken down, however often either was done, and finds it as a list would', () => {
  fc.assert(
    fc.property(small, steps, (sizes, made) => {
      const shelf = emptyShelf(textOf, sizes);
      const known = new Map<number, Placed>();
      const there = new Set<Placed>();
      for (const { what, move, second } of made) {
        const placed = known.get(move.number) ?? { fact: factFor(move), order: move.number };
        known.set(move.number, placed);
        const lying = [...there].toSorted((a, b) => a.order - b.order);
        if (what === 'look') expectFound(shelf, lying, second);
        const said = lying.filter(({ fact }) => textOf(fact) === move.said);
        if (what === 'say') expect(everything(saying(shelf, move.said) ?? emptyShelf(textOf))).toEqual(said);
        if (what === 'put') {
          putUp(shelf, placed);
          there.add(placed);
        }
        if (what === 'take') {
          takeDown(shelf, placed);
          there.delete(placed);
        }
        for (const each of [shelf, ...(shelf.byWords?.values() ?? [])]) expectInOrder(each);
      }
    }),
    { ...runs, numRuns: 300 },
  );
});

it('holds what is put there after all of it was taken down, and minds nobody who takes down what is gone', () => {
  const shelf = emptyShelf(textOf, { list: 1, box: 2 });
  const three = [3, 1, 2].map((number): Placed => {
    const move: Move = { number, from: number, length: 1, said: 'cold', status: 'canon', isRemoved: false };
    return { fact: factFor(move), order: number };
  });
  const [first] = three;
  if (first !== undefined) putUp(shelf, first);
  expect(shelf.boxes).toBeNull(); // as many as may lie in a list do
  for (const placed of three) putUp(shelf, placed);
  expect(shelf.boxes).toHaveLength(2);
  expect(saying(shelf, 'cold')).toBe(saying(shelf, 'cold'));
  for (const placed of [...three, ...three]) takeDown(shelf, placed);
  expect(everything(shelf)).toEqual([]);
  for (const placed of three) putUp(shelf, placed);
  expect(everything(shelf).map(({ order }) => order)).toEqual([1, 2, 3]);
});

it('goes through a few of many that lie one after the other, whatever is asked', () => {
  const box = 8;
  const many = 400;
  let looked = 0;
  const shelf = emptyShelf(textOf, { list: 8, box });
  for (let number = 0; number < many; number++) {
    const fact = factFor({ number, from: number, length: 1, said: 'cold', status: 'canon', isRemoved: false });
    const { valid } = fact;
    const counted = Object.defineProperty({ ...fact }, 'valid', {
      get: () => {
        looked++;
        return valid;
      },
    });
    putUp(shelf, { fact: counted, order: number });
  }
  const lookedFor = (look: () => unknown): number => {
    look(); // each box learns when the last in it is over
    looked = 0;
    look();
    return looked;
  };
  const fewest = 8 * box; // the way to the boxes, and all that lies in some of them
  const middle = moment(many / 2);
  for (const second of [0, many / 2, many - 1]) {
    expect(lookedFor(() => during(shelf, validOf(second, 1)))).toBeLessThan(fewest);
    expect(lookedFor(() => begunIn(shelf, validOf(second, 1)))).toBeLessThan(fewest);
    expect(lookedFor(() => lastBefore(shelf, moment(second), () => true))).toBeLessThan(fewest);
    expect(lookedFor(() => firstAfter(shelf, moment(second), () => true))).toBeLessThan(fewest);
  }
  expect(lookedFor(() => during(shelf, { from: null, to: moment(1) }))).toBeLessThan(fewest);
  expect(lookedFor(() => during(shelf, { from: middle, to: middle }))).toBeLessThan(fewest);
});
