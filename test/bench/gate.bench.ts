import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { commonGround } from '../../agents/canon-keeper/common-ground.ts';
import { judge, type Judged, type Judging } from '../../agents/canon-keeper/judging.ts';
import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { Revision } from '../../schemas/time.ts';
import { openSqliteCanonReader } from '../../src/adapters/embedded/canon-store.ts';
import { openSqliteNarrativeStore } from '../../src/adapters/embedded/narrative-store.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { evaluate, preparePolicy } from '../../src/gate/evaluate.ts';
import type { CanonWriter } from '../../src/ports/canon-writer.ts';
import { openKeptStores, toolsOn } from '../support/keeper-table.ts';
import { seededWorld } from '../support/seeded-world.ts';
import { type Bench, type Figure, quantile, timeMs } from './harness.ts';
import { openTwin, recorder } from './raw.ts';
import { talkIn } from './talk.ts';
import { benchFolder, look, sizesWanted, worldOf } from './worlds.ts';

// The gate: what it judges by itself, what it judges with what it has to fetch, and what of a commit is the writing.
// Evaluate is measured on slices that the keeper fetched, each judged once: nothing of it was seen before.

const program = 'bench';
const sizes = sizesWanted([10_000, 100_000, 1_000_000]);
const proposalsPerBatch = 50;
const evaluated = { warmUps: 100, batches: 300 } as const;
const fetched = { warmUps: 150, batches: 1_000 } as const;
const committed = { warmUps: 10, batches: 120 } as const;
const seed = 50;

type Report = (figure: Figure) => void;

const openWorld = async (stack: AsyncDisposableStack, folder: string, facts: number) => {
  const reader = stack.use(await openSqliteCanonReader({ path: await worldOf(facts, { isSettled: true }), program }));
  const narrativePath = path.join(folder, `narrative-${facts}.db`);
  const narrative = stack.use(await openSqliteNarrativeStore({ path: narrativePath, program, mode: 'write' }));
  const world = seededWorld(seed);
  const known = await look(reader, facts);
  const talk = await talkIn({ canon: { reader }, narrative }, { world, known });
  const { policy } = await loadPolicy({});
  const tools = { reader, narrative, policy: preparePolicy(policy) };
  const ground = commonGround(reader);
  const { universe, now } = known;
  return {
    facts,
    talk,
    policy: tools.policy,
    async judge(proposals: readonly Proposal[]): Promise<Judged & Pick<Judging, 'recorded'>> {
      const head = await reader.head(universe);
      const recorded = { revision: (head.revision + 1) as Revision, commit: world.newId('commit') };
      const given = { tools, ground, universe, head, clock: now, recorded, settled: new Map() };
      const open = { isMidScene: false, confirmed: new Set<never>(), signal: undefined };
      return { ...(await judge({ ...given, ...open }, proposals)), recorded };
    },
  };
};

type BenchWorld = Awaited<ReturnType<typeof openWorld>>;

// ── evaluate ─────────────────────────────────────────────────────────────────────────────────────────────────────

const measureEvaluate = async (world: BenchWorld, report: Report): Promise<void> => {
  let ms = 0;
  let accepted = 0;
  let facts = 0;
  for (let at = 0; at < evaluated.warmUps + evaluated.batches; at++) {
    const proposals = world.talk.batch(proposalsPerBatch, at % 4 === 0);
    const judged = await world.judge(proposals);
    // What was judged already may remember some of what was worked out.
    const unseen = structuredClone({ world: judged.world, batch: { proposals, recorded: judged.recorded } });
    const start = performance.now();
    const { judgements } = evaluate(world.policy, unseen.world, unseen.batch);
    if (at < evaluated.warmUps) continue;
    ms += performance.now() - start;
    facts += unseen.world.facts.length;
    accepted += judgements.filter(({ verdict }) => verdict === 'accepted').length;
  }
  const count = evaluated.batches * proposalsPerBatch;
  report({ what: 'of the proposals are accepted', value: (accepted / count) * 100, unit: '%' });
  report({ what: 'facts that a batch is judged by', value: facts / evaluated.batches, unit: '' });
  const what = `evaluate, batches of ${proposalsPerBatch}`;
  report({ what, value: (count / ms) * 1_000, unit: '/s', bound: { least: 20_000 } });
};

// ── fetch and evaluate ───────────────────────────────────────────────────────────────────────────────────────────

/** One after the other in each world, so that whatever else the machine does strikes all of them. */
const measureJudging = async (worlds: readonly BenchWorld[], isPopular: boolean): Promise<number[][]> => {
  const times: number[][] = worlds.map(() => []);
  for (let at = 0; at < fetched.warmUps + fetched.batches; at++)
    for (const [index, world] of worlds.entries()) {
      const proposals = world.talk.batch(proposalsPerBatch, isPopular);
      const ms = await timeMs(() => world.judge(proposals));
      if (at >= fetched.warmUps) times[index]?.push(ms);
    }
  return times;
};

const reportJudging = (worlds: readonly BenchWorld[], times: readonly number[][], what: string, report: Report) => {
  for (const [index, { facts }] of worlds.entries())
    for (const [name, share] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const base = quantile(times[0] ?? [], share);
      const value = quantile(times[index] ?? [], share);
      const against = { what: `${name} at ${worlds[0]?.facts.toLocaleString('en')}`, value: base, ratio: value / base };
      report({
        ...{ what: `${what}, ${facts.toLocaleString('en')} facts, ${name}`, value, unit: 'ms' },
        ...(index === 0 ? {} : { against, bound: { most: 1.5 } }),
      });
    }
};

// ── commit ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** A writer that tells what it wrote and how long that took. */
const timed = (writer: CanonWriter, recording: ReturnType<typeof recorder>) => {
  const last = { ms: 0, rows: recording.listen() };
  recording.deaf();
  const commit: CanonWriter['commit'] = async (write, options) => {
    last.rows = recording.listen();
    const start = performance.now();
    try {
      return await writer.commit(write, options);
    } finally {
      last.ms = performance.now() - start;
      recording.deaf();
    }
  };
  return { last, writer: { ...writer, commit } };
};

const measureCommit = async (folder: string, report: Report): Promise<void> => {
  const [facts] = [10_000];
  const file = path.join(folder, 'canon.db');
  const twinFile = path.join(folder, 'twin.db');
  copyFileSync(await worldOf(facts, { isSettled: true }), file);
  copyFileSync(file, twinFile);
  const world = seededWorld(seed);
  using recording = recorder();
  await using stores = await openKeptStores(folder, world);
  using twin = openTwin(twinFile);
  const known = await look(stores.canon.reader, facts);
  const talk = await talkIn(stores, { world, known });
  const { policy } = await loadPolicy({});
  const { last, writer } = timed(stores.canon.writer, recording);
  const keeper = canonKeeper({ ...toolsOn(stores, { world, policy }), writer });
  const { universe, now } = known;
  const sum = { ours: 0, raw: 0, all: 0 };
  for (let at = 0; at < committed.warmUps + committed.batches; at++) {
    const proposals = talk.batch(proposalsPerBatch, at % 4 === 0);
    const all = await timeMs(() => keeper.decide({ universe, proposals, clock: now, reason: null }));
    const raw = await timeMs(() => twin.write(last.rows));
    if (at < committed.warmUps) continue;
    sum.ours += last.ms;
    sum.raw += raw;
    sum.all += all;
  }
  const rate = (ms: number): number => (committed.batches / ms) * 1_000;
  report({
    ...{ what: `the keeper's commits of ${proposalsPerBatch} proposals`, value: rate(sum.ours), unit: '/s' },
    against: { what: 'raw', value: rate(sum.raw), ratio: sum.raw / sum.ours },
    bound: { least: 0.7 },
  });
  const what = 'decided in all: read, judged, committed, copied, told';
  report({ what, value: rate(sum.all) * proposalsPerBatch, unit: '/s' });
};

export const gate: Bench = {
  name: 'gate',
  about: 'what judging proposals costs by itself, with what it is judged by fetched from canon, and to commit',
  async run(report) {
    const folder = mkdtempSync(path.join(benchFolder(), 'gate-'));
    try {
      await using stack = new AsyncDisposableStack();
      const worlds: BenchWorld[] = [];
      for (const facts of sizes) worlds.push(await openWorld(stack, folder, facts));
      for (const world of worlds.slice(-1)) await measureEvaluate(world, report);
      reportJudging(worlds, await measureJudging(worlds, false), 'fetched and judged', report);
      reportJudging(worlds, await measureJudging(worlds, true), 'the same about a popular place', report);
      await measureCommit(folder, report);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
