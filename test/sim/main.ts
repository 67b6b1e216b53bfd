import { runSeed, toldOf } from './run.ts';

// `npm run sim -- --seeds 1..10000`; with one seed, `--trace` prints what happened.

const usage = 'npm run sim -- [--seeds A..B] [--trace]';
const progressEvery = 250;

const rangeOf = (text: string): [number, number] | null => {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2] ?? match[1])];
};

const asked = process.argv.slice(2);
const isTraced = asked.includes('--trace');
const at = asked.indexOf('--seeds');
const range = rangeOf(at < 0 ? '1..10000' : (asked[at + 1] ?? ''));

const run = async ([first, last]: [number, number]): Promise<boolean> => {
  const began = performance.now();
  const befell: Record<string, number> = {};
  let [turns, failed] = [0, 0];
  for (let seed = first; seed <= last; seed++) {
    const report = await runSeed(seed);
    turns += report.turns;
    for (const [what, count] of Object.entries(report.befell)) befell[what] = (befell[what] ?? 0) + count;
    if (isTraced) process.stdout.write(`${report.lines.join('\n')}\n`);
    if (report.broken.length > 0) {
      failed++;
      process.stdout.write(`${toldOf(report)}\n  again: npm run sim -- --seeds ${seed} --trace\n`);
    }
    const seconds = (performance.now() - began) / 1_000;
    if ((seed - first + 1) % progressEvery === 0 || seed === last)
      process.stdout.write(
        `${seed - first + 1} of ${last - first + 1} seeds, ${turns} turns, ${Math.round(turns / seconds)} a second, ${failed} failed\n`,
      );
  }
  const counted = Object.entries(befell).map(([what, count]) => `${what} ${count}`);
  process.stdout.write(`what befell them: ${counted.join(', ')}\n`);
  return failed === 0;
};

if (range === null) {
  process.stderr.write(`sim: say which seeds: ${usage}\n`);
  process.exitCode = 2;
} else process.exitCode = (await run(range)) ? 0 : 1;
