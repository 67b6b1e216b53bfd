import { expect, it } from 'vitest';
import type { Envelope } from '../../../schemas/event.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import type { EventLog } from '../../../src/ports/event-log.ts';
import { wordsIn } from '../../conformance/inbox/tools.ts';
import { linesOf, startChild } from '../../support/child.ts';
import { wordOf } from '../../support/consuming.ts';
import { crashRepeatedly } from '../../support/crash.ts';
import { envelope } from '../../support/narrative.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { integrityOf } from '../../support/whole-file.ts';

const program = 'monitor-test';
const world = seededWorld(1);
const script = new URL('../../support/children/handle-events.ts', import.meta.url);
const eventsMax = 600;

/** Every tenth is bad, and every seventh is appended twice. */
const happen = async (log: EventLog, universe: UniverseId): Promise<readonly string[]> => {
  const events = Array.from({ length: eventsMax }, (_, i) =>
    envelope(world, universe, { payload: `${i % 10 === 3 ? 'bad' : 'word'} ${i}` }),
  );
  await log.append(universe, events, { key: 'all' });
  const twice = events.filter((_, i) => i % 7 === 0);
  await log.append(universe, twice, { key: 'twice' });
  return events.map(wordOf);
};

const isGood = (word: string): boolean => word.startsWith('word');
const begun = async () => {
  const folder = await temporaryFolder();
  const universe = world.newId('universe');
  const log = await openSqliteEventLog({ path: folder.file('events.sqlite'), world, program });
  return {
    ...{ folder, universe, log, index: folder.file('index.sqlite'), words: await happen(log, universe) },
    async [Symbol.asyncDispose]() {
      await log[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

const allDead = async (log: EventLog, universe: UniverseId): Promise<readonly Envelope[]> =>
  (await log.deadLetters(universe, { after: null, max: 1_000 })).map(({ event }) => event);

it('what happened is written down once and in order by two processes that share it', { timeout: 120_000 }, async () => {
  await using place = await begun();
  const { folder, universe, log, index, words } = place;
  await using children = new AsyncDisposableStack();
  const members = ['a', 'b'].map((name) =>
    children.use(startChild(script, [folder.path, universe, name, String(words.length)])),
  );
  const worked = await Promise.all(members.map(linesOf));
  expect(wordsIn(index)).toEqual(words.filter(isGood));
  expect(new Set(worked.flat())).toEqual(new Set(words.filter(isGood)));
  const dead = await allDead(log, universe);
  expect(new Set(dead.map(wordOf))).toEqual(new Set(words.filter((word) => !isGood(word))));
  expect(await log.lag({ universe, group: 'scribes' })).toBe(0);
});

it(
  'what happened is written down once and in order, however often its writer is killed',
  { timeout: 120_000 },
  async () => {
    await using place = await begun();
    const { folder, universe, log, index, words } = place;
    await crashRepeatedly({
      script,
      args: (life) => [folder.path, universe, `life-${life}`, '0'],
      kills: 6,
      linesPerLifeMax: 60,
      seed: 5,
      afterDeath: () => {
        expect(integrityOf(index)).toBe('ok');
        const written = wordsIn(index);
        expect(written).toEqual(words.filter(isGood).slice(0, written.length));
      },
    });
    expect(wordsIn(index).length).toBeLessThan(words.filter(isGood).length);
    await using children = new AsyncDisposableStack();
    await linesOf(children.use(startChild(script, [folder.path, universe, 'last', String(words.length)])));
    expect(wordsIn(index)).toEqual(words.filter(isGood));
    expect(await log.lag({ universe, group: 'scribes' })).toBe(0);
  },
);
