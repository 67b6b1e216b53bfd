import { describe, expect, it } from 'vitest';
import { type differencesOf } from '../../src/compose/written/case-check.ts';
import { type CasesInFile, readCases, runCases } from '../../src/compose/written/case-files.ts';
import { library } from '../support/written.ts';

// Every case that ships, asked of the gate itself. `cases-everywhere` asks the others who decide.

const casesMin = 400;

const files = await readCases(null);

const told = ({ differences }: { differences: ReturnType<typeof differencesOf> }): string =>
  differences.map(({ field, expected, actual }) => `${field}: expected ${expected}, got ${actual}`).join('; ');

describe('the cases that ship', () => {
  it('can be read, are many, and each states a law of its own within its file', () => {
    expect(files.flatMap(({ problems }) => problems)).toEqual([]);
    expect(files.reduce((sum, { cases }) => sum + cases.length, 0)).toBeGreaterThanOrEqual(casesMin);
    for (const { file, cases } of files) {
      const laws = cases.map(({ law }) => law);
      expect(
        laws.filter((law, at) => laws.indexOf(law) !== at),
        file,
      ).toEqual([]);
    }
  });

  it('tell in each file what is accepted as well as what is not', () => {
    for (const { file, cases } of files) {
      const expected = JSON.stringify(cases.map((each) => each.expected));
      expect(expected, file).toMatch(/accepted/);
      expect(expected, file).toMatch(/rejected|pending/);
    }
  });
});

const nameOf = ({ file }: CasesInFile): string => file.replace(/.*policies.cases./, '');

describe('the gate decides as its cases say', () => {
  it.each(files.map((file) => [nameOf(file), file] as const))('%s', async (_name, file) => {
    const { failures } = await runCases(library, file);
    expect(failures.map((failure) => `${failure.law}: ${told(failure)}`)).toEqual([]);
  });
});
