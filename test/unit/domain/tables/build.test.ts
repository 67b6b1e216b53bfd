import { describe, expect, it } from 'vitest';
import { builtTable } from '../../../../src/domain/tables/build.ts';
import { WrittenTable } from '../../../../schemas/tables.ts';
import { tableOf } from '../../../support/tables.ts';

const problemsOf = (entries: readonly unknown[], more: Record<string, unknown> = {}) =>
  builtTable(WrittenTable.parse({ id: 'mine', name: 'Mine', entries, ...more })).problems;

describe('a table with dice', () => {
  it.each([
    ['a gap', '2d6', ['2-6', '8-12'], [[null, 'a gap: nothing stands at 7']]],
    ['gaps, the first of them named', 'd20', [1], [[null, 'nothing stands at 2, 3, 4, 5, 6, 7 and 13 more']]],
    ['an overlap', 'd6', ['1-3', '3-6'], [[1, 'an overlap: at 3 stands `text 0` already']]],
    ['what no roll comes to', '2d6', [1, '2-12'], [[0, 'no roll comes to it']]],
    ['a range that goes backwards', 'd6', ['3-1', '4-6'], [[0, '`3-1` goes backwards']]],
    ['a range that is none', 'd6', ['one', '2-6'], [[0, '`one` is no number and no range']]],
    ['dice that are none', '2x6', ['1-6'], [[null, '`2x6` is no roll']]],
    ['dice that explode', 'd6e6', ['1-6'], [[null, 'dice that explode have no end']]],
    ['a check', 'd6>3', ['1-6'], [[null, 'it holds or not']]],
    ['fractions', 'd6/4', ['1-6'], [[null, 'it comes to fractions']]],
    ['too many dice', '51d4', ['51-204'], [[null, 'with 50 dice at most']]],
    ['too many sides', 'd20000', ['1-20000'], [[null, '10000 sides together at most']]],
  ])('refuses %s', (_what, dice, places, wanted) => {
    const problems = problemsOf(
      places.map((at, index) => ({ at, text: `text ${index}` })),
      { dice },
    );
    expect(problems.map(({ entry, message }) => [entry, message])).toEqual(
      wanted.map(([entry, message]) => [entry, expect.stringContaining(String(message)) as string]),
    );
  });

  it.each([
    ['d%', ['01-95', '96-00']],
    ['4dF', ['-4 - -1', 0, '+1-4']],
    ['4dF', ['-4--1', '0..3', '4']],
    ['d6*10+d6', ['11-16, 66', '21 – 65']],
    ['2d6', ['2, 12', '3-11']],
    ['d1', [1]],
  ])('reads places of %s as people write them: %j', (dice, places) => {
    expect(
      problemsOf(
        places.map((at, index) => ({ at, text: `text ${index}` })),
        { dice },
      ),
    ).toEqual([]);
  });

  it('needs every place, and takes no weights', () => {
    expect(problemsOf([{ text: 'a' }], { dice: 'd1' })).toMatchObject([
      { entry: 0, message: 'say `at` which rolls it comes' },
    ]);
    expect(problemsOf([{ at: 1, weight: 2, text: 'a' }], { dice: 'd1' })).toMatchObject([{ entry: 0 }]);
    expect(problemsOf([{ at: 1, text: 'a' }])).toMatchObject([{ entry: 0 }]);
  });
});

describe('a text', () => {
  it.each([
    ['{{2d6', 'need their other half'],
    ['2d6}}', 'need their other half'],
    ['[[other', 'need their other half'],
    ['[[ ]]', 'names no table'],
    ['{{2x6}}', 'is no roll'],
    ['{{d6>3}}', 'a text needs a number'],
    ['{{d4}}'.repeat(13), 'a text has 12 parts at most'],
  ])('is refused where it can not be drawn: %s', (text, message) => {
    expect(problemsOf([text])).toMatchObject([{ entry: 0, message: expect.stringContaining(message) as string }]);
  });

  it('holds words, dice and tables in the order in which they were written', () => {
    const [entry] = tableOf('mine', ['{{ {2d6,d8}kh1 }} of [[Tavern Names]], [[örter]]!']).entries;
    expect(entry?.pieces).toMatchObject([
      { kind: 'dice', formula: { text: '{2d6,d8}kh1' } },
      { kind: 'words', words: ' of ' },
      { kind: 'table', id: 'tavern_names' },
      { kind: 'words', words: ', ' },
      { kind: 'table', id: 'orter' },
      { kind: 'words', words: '!' },
    ]);
    expect(tableOf('mine', ['{{{2d6,d8}kh1}}']).entries[0]?.pieces).toHaveLength(1);
  });

  it('that comes once stands in its table once', () => {
    expect(problemsOf([{ text: 'a', once: true }, 'b', { text: 'a', once: true }])).toMatchObject([{ entry: 2 }]);
    expect(problemsOf(['a', 'a'])).toEqual([]);
  });
});
