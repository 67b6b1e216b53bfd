import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/domain/nearest.ts';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July'];

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

  it.each(['Xyzzy', 'December', '', 'x'.repeat(1_000_000)])('is none where nothing is near', (typed) => {
    expect(nearest(typed, months)).toBe(undefined);
  });

  it('is the word itself if it is there', () => {
    const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.nat(), (words, pick) => {
        const word = words[pick % words.length] ?? '';
        const found = nearest(word, words);
        expect(found?.startsWith(word)).toBe(true);
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

  it('takes as equal what the caller does', () => {
    expect(nearest('a-b', ['A B'], (word) => word.toLowerCase().replaceAll(/[- ]/g, ''))).toBe('A B');
  });
});
