import { describe, expect, it } from 'vitest';
import { libraryProblems } from '../../../../src/domain/tables/library.ts';
import type { Table } from '../../../../src/domain/tables/table.ts';
import { tableOf } from '../../../support/tables.ts';

const problemsOf = (...tables: readonly Table[]) => libraryProblems(new Map(tables.map((table) => [table.id, table])));

const chainOf = (length: number, text: (next: string) => string): Table[] =>
  Array.from({ length }, (_, at) => tableOf(`t${at}`, [at === length - 1 ? 'end' : text(`t${at + 1}`)]));

describe('tables that draw from each other', () => {
  it('are refused where one of them is not there, with what may have been meant', () => {
    expect(problemsOf(tableOf('a', ['x', '[[bells]]']), tableOf('bell', ['ding']))).toMatchObject([
      { table: 'a', entry: 1, message: 'there is no table `bells`; did you mean `bell`?' },
    ]);
  });

  it('are refused where they go round in circles, with the way', () => {
    expect(problemsOf(tableOf('a', ['[[b]]']), tableOf('b', ['x', '[[c]]']), tableOf('c', ['[[a]]']))).toMatchObject([
      { table: 'c', entry: 0, message: 'it goes round in circles: a > b > c > a' },
    ]);
    expect(problemsOf(tableOf('a', ['fine', '[[a]]']))).toMatchObject([{ message: 'it goes round in circles: a > a' }]);
  });

  it('tell of every circle that begins at an entry of its own', () => {
    const found = problemsOf(tableOf('a', ['[[b]]', '[[c]]']), tableOf('b', ['[[a]]']), tableOf('c', ['[[a]]']));
    expect(found.map(({ table }) => table)).toEqual(['b', 'c']);
  });

  it('lie within each other eight deep, and no deeper', () => {
    expect(problemsOf(...chainOf(8, (next) => `[[${next}]]`))).toEqual([]);
    expect(problemsOf(...chainOf(9, (next) => `[[${next}]]`))).toMatchObject([
      { table: 't0', entry: null, message: '9 tables lie within each other, and 8 may' },
    ]);
    expect(problemsOf(...chainOf(200, (next) => `[[${next}]]`)).length).toBeGreaterThan(0);
  });

  it('bring no more draws and no longer a text than may be, and that is known before anybody draws', () => {
    const four = (next: string): string => `[[${next}]][[${next}]][[${next}]][[${next}]]`;
    expect(problemsOf(...chainOf(5, four))).toMatchObject([
      { table: 't0', entry: null, message: 'one draw may bring 341 in all, and 200 is the most' },
    ]);
    const long = tableOf('long', ['x'.repeat(500)]);
    expect(problemsOf(...[0, 1, 2].map((at) => tableOf(`l${at}`, ['[[long]]'.repeat(12)])), long)).toEqual([]);
    const longer = tableOf('longer', ['[[l]][[l]]']);
    expect(problemsOf(longer, tableOf('l', ['[[long]]'.repeat(12)]), long)).toMatchObject([
      { table: 'longer', message: 'what comes of it may be 12000 characters long, and 10000 is the most' },
    ]);
  });
});
