import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

// Prints figures and, above all, ratios against a baseline of the same run: these hold on a noisy machine where single times don't.

export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** What `value` is compared with, and the bound it should keep. */
  against?: { what: string; value: number; ratio: number };
  bound?: { least: number } | { most: number };
}

export interface Bench {
  name: string;
  about: string;
  run(report: (figure: Figure) => void): Promise<void>;
}

/** The figure that a bound speaks of: the ratio if there is one. */
const measured = (figure: Figure): number => figure.against?.ratio ?? figure.value;

const keeps = ({ bound, ...figure }: Figure): boolean | null => {
  if (bound === undefined) return null;
  return 'least' in bound ? measured(figure) >= bound.least : measured(figure) <= bound.most;
};

const shown = (value: number): string => {
  if (value >= 1_000 || Number.isInteger(value)) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
};

const lineOf = (figure: Figure): string => {
  const { what, value, unit, against, bound } = figure;
  const compared = against === undefined ? '' : `  ${shown(against.ratio)} × ${against.what} (${shown(against.value)})`;
  const wanted = bound === undefined ? '' : `  ${'least' in bound ? `≥ ${bound.least}` : `≤ ${bound.most}`}`;
  const verdict = keeps(figure);
  return `  ${what.padEnd(58)} ${shown(value).padStart(9)} ${unit.padEnd(8)}${compared}${wanted}${verdict === null ? '' : verdict ? '  ok' : '  MISSED'}`;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
};

export const timeMs = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** Runs benches, prints each figure as it comes, and leaves all of them in `bench-results/`. */
export const runBenches = async (benches: readonly Bench[]): Promise<boolean> => {
  const results: { bench: string; figures: Figure[] }[] = [];
  for (const bench of benches) {
    print(`\n${bench.name}: ${bench.about}`);
    const figures: Figure[] = [];
    await bench.run((figure) => {
      figures.push(figure);
      print(lineOf(figure));
    });
    results.push({ bench: bench.name, figures });
  }
  mkdirSync('bench-results', { recursive: true });
  const at = new Date().toISOString().replaceAll(':', '-').slice(0, 19);
  const file = `bench-results/${at}.json`;
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? '' };
  writeFileSync(file, `${JSON.stringify({ at, machine, results }, null, 2)}\n`);
  print(`\nwritten to ${file}`);
  return results.every(({ figures }) => figures.every((figure) => keeps(figure) !== false));
};
