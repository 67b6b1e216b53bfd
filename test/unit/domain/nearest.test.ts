import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../src/domain/edit-distance.ts';
import { nearest, nearestEditsMax } from '../../../src/domain/nearest.ts';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July'];
const commands = ['play', 'world', 'worlds', 'doctor', 'migrate', 'config', 'export', 'import'];

describe('the nearest word', () => {
  it.each([
    ['Janury', 'January'], // one left out
    ['Febbruary', 'February'], // one too many
    ['Nay', 'May'], // one wrong
    ['Arpil', 'April'], // two swapped
    ['febr', 'February'], // not finished
    ['JULY', 'July'],
    ['Ju', 'June'], // the first of several
  ])('is what was meant by `%s`', (typed, meant) => {
    expect(nearest(typed, months)).toBe(meant);
  });

  it.each([
    ['wrold', 'world'],
    ['migratoin', 'migrate'],
    ['exprot', 'export'],
    ['worl', 'world'],
    ['worlds', 'worlds'],
    ['pley', 'play'],
  ])('of the commands to `%s` is `%s`', (typed, meant) => {
    expect(nearest(typed, commands)).toBe(meant);
  });

  it.each(['Xyzzy', 'December', '', 'k', 'x'.repeat(1_000_000)])('is none where nothing is near', (typed) => {
    expect(nearest(typed, months)).toBe(undefined);
  });

  it('is none when all that is near is short, for any two short words are', () => {
    expect(nearest('cat', ['dog', 'cow'])).toBe(undefined);
    expect(nearest('up', ['us'])).toBe(undefined);
  });

  it('is the word itself if it is there, whatever else is near', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-c]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.nat(), (words, pick) => {
        const word = words[pick % words.length] ?? '';
        expect(nearest(word, words)).toBe(word);
      }),
    );
  });

  it('is found through one slip in a word of three letters or more', () => {
    const slip = fc.tuple(
      fc.stringMatching(/^[a-z]{3,12}$/),
      fc.nat(),
      fc.constantFrom('drop', 'add', 'change', 'swap'),
    );
    fc.assert(
      fc.property(slip, ([word, pick, kind]) => {
        const i = pick % (word.length - 1);
        const [before, a, b, after] = [word.slice(0, i), word.charAt(i), word.charAt(i + 1), word.slice(i + 2)];
        const typed = {
          drop: before + b + after,
          add: `${before}${a}-${b}${after}`,
          change: `${before}-${b}${after}`,
          swap: before + b + a + after,
        };
        expect(nearest(typed[kind], [word])).toBe(word);
      }),
    );
  });

  it('is a word not finished, or one of few slips for its length, and no other candidate is nearer', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 12 });
    const cost = (typed: string, other: string): number => {
      if (other !== typed && other.startsWith(typed)) return 0.5;
      const edits = editDistance(typed, other);
      return edits <= Math.min(nearestEditsMax, Math.max(typed.length, other.length) / 3) ? edits : Infinity;
    };
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 6 }), (typed, words) => {
        const costs = words.map((other) => cost(typed, other));
        const least = Math.min(...costs);
        expect(nearest(typed, words)).toBe(least === Infinity ? undefined : words[costs.indexOf(least)]);
      }),
      { numRuns: 500 },
    );
  });

  it('takes as equal what the caller does', () => {
    expect(nearest('a-b', ['A B'], (word) => word.toLowerCase().replaceAll(/[- ]/g, ''))).toBe('A B');
  });
});
