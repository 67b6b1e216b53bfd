import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeckState, deckOf, scriptedDeck, wholeDeck } from '../../../../src/domain/cards/deck.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';

const deckKeys = (size: number): string[] => Array.from({ length: size }, (_, index) => `c${index + 1}`);

const draws = fc.record({
  size: fc.integer({ min: 3, max: 20 }),
  counts: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 40 }),
  seed: fc.string({ maxLength: 6 }),
});

describe('a deck', () => {
  it('draws no card that is out, and shuffles where too few are left', () => {
    fc.assert(
      fc.property(draws, ({ size, counts, seed }) => {
        const faces = seededFaces(seed);
        const deck = deckOf(wholeDeck);
        const all = deckKeys(size);
        for (const count of counts) {
          const before = deck.state();
          const drawn = deck.draw(all, count, (left) => faces.next(left));
          expect(new Set(drawn).size).toBe(count);
          const isShort = size - before.out.length < count;
          expect(deck.state()).toEqual({
            out: [...(isShort ? [] : before.out), ...drawn],
            shuffles: before.shuffles + Number(isShort),
          });
          if (!isShort) expect(drawn.some((card) => before.out.includes(card))).toBe(false);
        }
      }),
    );
  });

  it('goes on from its state and from how much of the seed was used, as if it had never been put down', () => {
    fc.assert(
      fc.property(draws, ({ size, counts, seed }) => {
        const all = deckKeys(size);
        const faces = seededFaces(seed);
        const deck = deckOf(wholeDeck);
        const whole = counts.map((count) => deck.draw(all, count, (left) => faces.next(left)));
        let kept: { state: DeckState; used: number } = { state: wholeDeck, used: 0 };
        const pieces = counts.map((count) => {
          const again = deckOf(kept.state);
          const from = seededFaces(seed, kept.used);
          const drawn = again.draw(all, count, (left) => from.next(left));
          kept = { state: again.state(), used: from.used() };
          return drawn;
        });
        expect([pieces, kept.state]).toEqual([whole, deck.state()]);
      }),
    );
  });

  it('has every order in it as likely as every other', () => {
    const faces = seededFaces('orders');
    const counts = new Map<string, number>();
    const tries = 6_000;
    for (let time = 0; time < tries; time++) {
      const order = deckOf(wholeDeck)
        .draw(deckKeys(3), 3, (left) => faces.next(left))
        .join(' ');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    // Within four deviations of a sixth of them.
    const deviation = Math.sqrt((tries * 5) / 36);
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - tries / 6)).toBeLessThan(4 * deviation);
  });

  it('is whole again when it is shuffled, and is not shuffled where it is whole', () => {
    const deck = deckOf({ out: ['c1'], shuffles: 3 });
    deck.shuffle();
    deck.shuffle();
    expect(deck.state()).toEqual({ out: [], shuffles: 4 });
  });
});

describe('cards that somebody drew', () => {
  const noPlace = (): number => {
    throw new Error('a face was asked for');
  };

  it('are had in the order in which they are given', () => {
    const deck = scriptedDeck({ out: ['c1'], shuffles: 0 }, ['c3', 'c2', 'c4']);
    expect(deck.draw(deckKeys(4), 2, noPlace)).toEqual(['c3', 'c2']);
    expect([deck.left(), deck.state().out]).toEqual([['c4'], ['c1', 'c3', 'c2']]);
  });

  it.each([
    [['c1'], 'card 1 is not left to be drawn: `c1`'],
    [['c2'], 'card 2 is not given: 1 are'],
    [['c2', 'c2'], 'card 2 is not left to be drawn: `c2`'],
  ])('are refused where they can’t be: %j', (cards, message) => {
    expect(() => scriptedDeck({ out: ['c1'], shuffles: 0 }, cards).draw(deckKeys(4), 2, noPlace)).toThrow(message);
  });
});
