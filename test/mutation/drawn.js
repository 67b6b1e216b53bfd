import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

// Where there is no time for all mutants:
//   MONITOR_MUTANTS=0.25         tries one in four, drawn by what and where it is, and by MONITOR_DRAW
//   MONITOR_AGAIN=<report.json>  tries those that survived there once more, perhaps against more examples (MONITOR_RUNS)
// The others are told as compile errors, which count for nothing.

const { MONITOR_MUTANTS: share, MONITOR_DRAW: seed = '1', MONITOR_AGAIN: former } = process.env;

export const isSome = share !== undefined || former !== undefined;

const nameOf = (file, { location: { start, end }, mutatorName, replacement }) => {
  const where = [file.replace(/^.*src[\\/]/, ''), start.line, start.column, end.line, end.column];
  return JSON.stringify([...where, mutatorName, replacement]);
};

/** A report counts lines and columns from one. */
const inReport = ({ line, column }) => ({ line: line + 1, column: column + 1 });

const survivorsOf = (report) => {
  const { files } = JSON.parse(readFileSync(report, 'utf8'));
  return new Set(
    Object.entries(files).flatMap(([file, { mutants }]) =>
      mutants
        .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
        .map((mutant) => nameOf(file, mutant)),
    ),
  );
};

const survivors = former === undefined ? null : survivorsOf(former);

const isDrawn = ({ fileName, ...mutant }) => {
  const { start, end } = mutant.location;
  const name = nameOf(fileName, { ...mutant, location: { start: inReport(start), end: inReport(end) } });
  if (survivors !== null) return survivors.has(name);
  const lot = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE();
  return lot < Number(share) * 2 ** 32;
};

class Drawn {
  async init() {}

  async check(mutants) {
    const left = { status: 'compileError', reason: 'not drawn' };
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, isDrawn(mutant) ? { status: 'passed' } : left]));
  }

  group(mutants) {
    return Promise.resolve([mutants.map(({ id }) => id)]);
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'drawn', injectableClass: Drawn }];
