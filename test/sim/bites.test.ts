import { expect, it } from 'vitest';
import type { Workers } from '../../agents/contract.ts';
import type { Resolution } from '../../schemas/narrative.ts';
import type { CanonWriter } from '../../src/ports/canon-writer.ts';
import type { JournalStore, NarrativeStore } from '../../src/ports/narrative-store.ts';
import type { Stores } from './ground.ts';
import { runSeed } from './run.ts';
import type { Sabotage } from './table.ts';

// The simulation has to find what is wrong. Each of these is wrong on purpose, and is found.

const seedsMax = 60;
const everyNth = 9;

const laws = {
  drains: 'the journal drains',
  counts: 'a scene counts the turns that are done',
  told: 'what was told as done is there',
  follow: 'steps follow each other',
  events: 'everything is told, once',
  derived: 'what is derived converges',
  secrets: 'what is secret stays so',
  dice: 'a die is rolled once',
  lost: 'nothing is lost',
  once: 'one turn is current at a time',
  canon: 'canon is the fold of its log',
  numbers: 'a change of a number is in canon once',
} as const;

interface Outbox {
  unsent: NarrativeStore['unsent'];
  markSent: NarrativeStore['markSent'];
}

/** Marks as sent what it hands out. */
const hasty = ({ unsent, markSent }: Outbox): Pick<Outbox, 'unsent'> => ({
  async unsent(max) {
    const events = await unsent(max);
    await markSent(events.map(({ id }) => id));
    return events;
  },
});

const hastyOutboxes = ({ canon, narrative, events }: Stores): Stores => ({
  canon: {
    ...canon,
    reader: { ...canon.reader, ...hasty({ unsent: canon.reader.unsent, markSent: canon.writer.markSent }) },
  },
  narrative: { ...narrative, ...hasty(narrative) },
  events,
});

/** Says of some steps that they are kept, and keeps them not. */
const losing = (journal: JournalStore): JournalStore => {
  let steps = 0;
  return {
    ...journal,
    replace: async (...asked) => (++steps % everyNth === 0 ? 'written' : journal.replace(...asked)),
  };
};

/** Keeps a step when the next one is to be kept. */
const late = (journal: JournalStore): JournalStore => {
  let before: (() => Promise<unknown>) | null = null;
  const caughtUp = async (): Promise<void> => {
    const write = before;
    before = null;
    await write?.();
  };
  return {
    ...journal,
    async get(...asked) {
      await caughtUp();
      return journal.get(...asked);
    },
    async replace(...asked) {
      await caughtUp();
      before = () => journal.replace(...asked);
      return 'written';
    },
  };
};

/** Takes the place of whatever is there. */
const careless = (journal: JournalStore): JournalStore => ({
  ...journal,
  async replace(collection, replacement, options) {
    const { universe, id } = replacement.document;
    const [there] = await journal.get(collection, universe, [id]);
    return journal.replace(collection, { ...replacement, expected: there?.version ?? replacement.expected }, options);
  },
});

/** Writes on top of whatever canon says meanwhile. */
const carelessCanon = ({ canon, ...stores }: Stores): Stores => {
  const commit: CanonWriter['commit'] = async (write, options) => {
    const { revision, decisions } = await canon.reader.head(write.universe);
    return canon.writer.commit({ ...write, base: revision, decided: decisions.count }, options);
  };
  return { ...stores, canon: { ...canon, writer: { ...canon.writer, commit } } };
};

/** Rolls, whether or not it was rolled before. */
const rollingAnew = (workers: Workers): Workers => {
  const { Resolver } = workers;
  if (Resolver === undefined) return workers;
  let rolls = 0;
  return {
    ...workers,
    Resolver: {
      ...Resolver,
      resolve: (input, call) => Resolver.resolve({ ...input, seed: String(10_000_000 + 99_991 * ++rolls) }, call),
    },
  };
};

/** Shows each process's journal of rolls as if it were empty. */
const forgettingRolls = ({ narrative, ...stores }: Stores): Stores => ({
  ...stores,
  narrative: {
    ...narrative,
    get: async (collection, universe, ids) =>
      collection === 'resolutions' && (ids as readonly Resolution['id'][]).length === 1
        ? []
        : narrative.get(collection, universe, ids),
  },
});

/** A resolver that does not remember what it put forward. */
const forgettingFolds = ({ narrative, ...stores }: Stores): Stores => ({
  ...stores,
  narrative: {
    ...narrative,
    async list(collection, query, page) {
      const found = await narrative.list(collection, query, page);
      const isChange = ({ document }: { document: object }): boolean => !('resolutions' in document);
      return collection === 'deltas' ? { ...found, items: found.items.filter(isChange) } : found;
    },
  },
});

const planted: readonly (readonly [string, Sabotage, readonly (keyof typeof laws)[]])[] = [
  ['an outbox that marks as sent before it sends', { stores: hastyOutboxes }, ['events', 'derived']],
  ['an inbox that forgets', { isForgetful: true }, ['derived']],
  ['a journal that loses steps', { journal: losing }, ['drains', 'counts', 'told', 'follow', 'lost']],
  ['a journal that keeps a step after the next', { journal: late }, ['drains', 'counts', 'told', 'follow', 'lost']],
  [
    'a journal in which whoever comes later wins',
    { journal: careless, isCrowded: true },
    ['follow', 'counts', 'once', 'drains'],
  ],
  ['a canon in which whoever comes later wins', { stores: carelessCanon }, ['lost', 'canon']],
  ['a filter that lets a secret through', { see: () => true }, ['secrets']],
  ['numbers that are put forward again', { stores: forgettingFolds }, ['numbers']],
  ['dice that are rolled anew', { stores: forgettingRolls, workers: rollingAnew }, ['dice']],
];

it.each(planted)('finds %s', async (_, sabotage, expected) => {
  const names = new Set<string>(expected.map((key) => laws[key]));
  for (let seed = 1; seed <= seedsMax; seed++) {
    const { broken } = await runSeed(seed, sabotage);
    if (broken.some(({ law }) => names.has(law))) return;
  }
  expect.fail(`not found in ${seedsMax} seeds`);
});
