import type { EntityId } from '../../schemas/ids.ts';
import { openSqliteCanonReader } from '../../src/adapters/embedded/canon-store.ts';
import type { CanonReader, SliceKey } from '../../src/ports/canon-reader.ts';
import { seededChance } from '../support/chance.ts';
import { type Bench, quantile } from './harness.ts';
import { type Known, look, sizesWanted, worldOf } from './worlds.ts';

const sizes = sizesWanted([10_000, 100_000, 1_000_000]);
const warmUps = 300;
const samples = 3_000;
const proposalsPerBatch = 50;
const popularShare = 0.02;
const pastShare = 0.2;

interface Opened extends Known {
  reader: CanonReader & AsyncDisposable;
  random: () => number;
}

const someone = ({ entities, random }: Opened): EntityId => {
  const at = random() < popularShare ? 0 : Math.floor(random() ** 2 * entities.length);
  const found = entities[at];
  if (found === undefined) throw new Error('the world is empty');
  return found;
};

const sometime = ({ now, random }: Opened) =>
  random() < pastShare ? { second: Math.floor(now.second * random()), ordinal: 0 } : now;

const twoHops = async (world: Opened): Promise<void> => {
  const at = { asOf: sometime(world) };
  await world.reader.neighbourhood(world.universe, [someone(world)], { hops: 2, at });
};

/** What fifty proposals of a scene touch: where people are, whose they are, what the popular place is to them, what they did. */
const batchSlice = async (world: Opened): Promise<void> => {
  const people = Array.from({ length: proposalsPerBatch }, () => someone(world));
  const from = sometime(world);
  const keys = people.flatMap((node): SliceKey[] => [
    { side: 'subject', node, predicate: 'located_in', from, to: null },
    { side: 'subject', node, predicate: 'knows', object: { kind: 'node', id: someone(world) }, from, to: null },
    { side: 'object', node, predicate: 'owns', from, to: null },
    { side: 'participant', node, predicate: null, from, to: null },
  ]);
  const [town] = world.entities;
  if (town !== undefined) keys.push({ side: 'object', node: town, predicate: 'member_of', from, to: null });
  await world.reader.slice(world.universe, { keys, nodes: people, facts: [], names: ['somebody 7'], evidence: [] });
};

const works = [
  { what: 'neighbourhood of 2 hops', run: twoHops },
  { what: `slice for ${proposalsPerBatch} proposals`, run: batchSlice },
] as const;

/** One after the other in each world, so that whatever else the machine does strikes all of them. */
const measure = async (worlds: readonly Opened[], run: (world: Opened) => Promise<void>): Promise<number[][]> => {
  const times: number[][] = worlds.map(() => []);
  for (let i = 0; i < warmUps + samples; i++)
    for (const [at, world] of worlds.entries()) {
      const start = performance.now();
      await run(world);
      if (i >= warmUps) times[at]?.push(performance.now() - start);
    }
  return times;
};

export const reads: Bench = {
  name: 'reads',
  about: 'what a read costs must follow what it asks for, and not the size of canon',
  async run(report) {
    const worlds: Opened[] = [];
    await using opened = new AsyncDisposableStack();
    for (const facts of sizes) {
      const reader = opened.use(await openSqliteCanonReader({ path: await worldOf(facts), program: 'bench' }));
      worlds.push({ reader, random: seededChance(7), ...(await look(reader, facts)) });
    }
    for (const { what, run } of works) {
      const times = await measure(worlds, run);
      const base = quantile(times[0] ?? [], 0.99);
      for (const [at, facts] of sizes.entries()) {
        const of = times[at] ?? [];
        const name = `${what}, ${facts.toLocaleString('en')} facts`;
        report({ what: `${name}, p50`, value: quantile(of, 0.5), unit: 'ms' });
        const p99 = quantile(of, 0.99);
        const against = { what: 'p99 at 10,000', value: base, ratio: p99 / base };
        report({
          what: `${name}, p99`,
          value: p99,
          unit: 'ms',
          ...(at === 0 ? {} : { against, bound: { most: 1.5 } }),
        });
      }
    }
  },
};
