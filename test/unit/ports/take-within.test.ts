import { expect, it } from 'vitest';
import { takeWithin } from '../../../src/ports/take-within.ts';

const rows = (...texts: string[]) => texts.map((text) => ({ text }));

it('takes what fits, and tells whether there is more', () => {
  const bounds = { max: 3, bytesMax: 10 };
  expect(takeWithin(rows(), bounds)).toEqual({ taken: [], more: false });
  expect(takeWithin(rows('abc', 'de'), bounds)).toEqual({ taken: rows('abc', 'de'), more: false });
  expect(takeWithin(rows('a', 'b', 'c'), bounds)).toEqual({ taken: rows('a', 'b', 'c'), more: false });
  expect(takeWithin(rows('a', 'b', 'c', 'd'), bounds)).toEqual({ taken: rows('a', 'b', 'c'), more: true });
  expect(takeWithin(rows('12345', '67890', 'a'), bounds)).toEqual({ taken: rows('12345', '67890'), more: true });
  expect(takeWithin(rows('€€', '€€'), bounds)).toEqual({ taken: rows('€€'), more: true });
});

it('takes the first in any case, so that whoever pages gets on', () => {
  expect(takeWithin(rows('much too long', 'a'), { max: 3, bytesMax: 5 })).toEqual({
    taken: rows('much too long'),
    more: true,
  });
});

it('reads no further than it has to', () => {
  let read = 0;
  function* endless() {
    for (;;) yield { text: `${read++}` };
  }
  takeWithin(endless(), { max: 2, bytesMax: 100 });
  expect(read).toBe(3);
});
