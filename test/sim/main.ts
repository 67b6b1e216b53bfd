import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Report, runSeed, toldOf } from './run.ts';

// `npm run sim -- --seeds 1..10000`, on as many cores as there are; with one seed, `--trace` prints what happened. What comes of a seed does not depend on
// who plays it. `--crowded`: two play the same story half of the time, and the living are often taken for dead.

const usage = 'npm run sim -- [--seeds A..B] [--crowded] [--trace]';
const progressEvery = 250;

interface Share {
  first: number;
  last: number;
  step: number;
  isCrowded: boolean;
}

const rangeOf = (text: string): [number, number] | null => {
  const match = /^(\d+)(?:\.\.(\d+))?$/.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2] ?? match[1])];
};

async function* played({ first, last, step, isCrowded }: Share): AsyncGenerator<Report> {
  for (let seed = first; seed <= last; seed += step) yield await runSeed(seed, { isCrowded });
}

/** Takes what comes of seeds, in whatever order, and says how it goes. */
const counting = (count: number, isCrowded: boolean) => {
  const began = performance.now();
  const befell: Record<string, number> = {};
  let [done, turns, failed] = [0, 0, 0];
  const print = (text: string): void => void process.stdout.write(`${text}\n`);
  return {
    take(report: Report, isTraced: boolean): void {
      done++;
      turns += report.turns;
      for (const [what, times] of Object.entries(report.befell)) befell[what] = (befell[what] ?? 0) + times;
      if (isTraced) print(report.lines.join('\n'));
      if (report.broken.length > 0) {
        failed++;
        print(
          `${toldOf(report)}\n  again: npm run sim -- --seeds ${report.seed}${isCrowded ? ' --crowded' : ''} --trace`,
        );
      }
      const seconds = (performance.now() - began) / 1_000;
      if (done % progressEvery === 0 || done === count)
        print(`${done} of ${count} seeds, ${turns} turns, ${Math.round(turns / seconds)} a second, ${failed} failed`);
    },
    end(): boolean {
      const counted = Object.entries(befell).map(([what, times]) => `${what} ${times}`);
      print(`what befell them: ${counted.join(', ')}`);
      return failed === 0 && done === count;
    },
  };
};

const onManyCores = async (shares: readonly Share[], take: (report: Report) => void): Promise<void> => {
  const working = shares.map(
    (share) =>
      new Promise<void>((resolve, reject) => {
        const worker = new Worker(new URL(import.meta.url), { workerData: share });
        worker.on('message', take);
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      }),
  );
  await Promise.all(working);
};

interface Asked {
  range: [number, number];
  isTraced: boolean;
  isCrowded: boolean;
}

const run = async ({ range: [first, last], isTraced, isCrowded }: Asked): Promise<boolean> => {
  const counted = counting(last - first + 1, isCrowded);
  const cores = isTraced || first === last ? 1 : availableParallelism();
  if (cores === 1)
    for await (const report of played({ first, last, step: 1, isCrowded })) counted.take(report, isTraced);
  else {
    const shares = Array.from({ length: cores }, (_, at) => ({ first: first + at, last, step: cores, isCrowded }));
    await onManyCores(shares, (report) => counted.take(report, false));
  }
  return counted.end();
};

const main = async (): Promise<void> => {
  const asked = process.argv.slice(2);
  const at = asked.indexOf('--seeds');
  const range = rangeOf(at < 0 ? '1..10000' : (asked[at + 1] ?? ''));
  if (range === null) {
    process.stderr.write(`sim: say which seeds: ${usage}\n`);
    process.exitCode = 2;
    return;
  }
  const [isTraced, isCrowded] = ['--trace', '--crowded'].map((flag) => asked.includes(flag)) as [boolean, boolean];
  process.exitCode = (await run({ range, isTraced, isCrowded })) ? 0 : 1;
};

if (isMainThread) await main();
else for await (const report of played(workerData as Share)) parentPort?.postMessage({ ...report, lines: [] });
