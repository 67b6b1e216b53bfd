import { expect, it } from 'vitest';
import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../../../src/adapters/embedded/narrative-store.ts';
import type { EventLog, LoggedEvent, Position } from '../../../src/ports/event-log.ts';
import type { NarrativeStore } from '../../../src/ports/narrative-store.ts';
import { envelope } from '../../support/narrative.ts';
import { crashRepeatedly } from '../../support/crash.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { integrityOf } from '../../support/whole-file.ts';
import { listAll } from '../../conformance/narrative-store/tools.ts';

const program = 'monitor-test';
const noWait = { max: 1_000, waitMsMax: 0 };
const kills = 20;
const world = seededWorld(1);

const sentBy = async (store: NarrativeStore): Promise<Map<string, number>> => {
  const told = new Map<string, number>();
  for (let events = await store.unsent(1_000); events.length > 0; events = await store.unsent(1_000)) {
    for (const { actor } of events) told.set(actor, (told.get(actor) ?? 0) + 1);
    await store.markSent(events.map(({ id }) => id));
  }
  return told;
};

it(
  'a narrative store has all that it acknowledged, once, with its events, however often its process is killed',
  { timeout: 120_000 },
  async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('narrative.sqlite');
    const universe = world.newId('universe');
    const acknowledged = await crashRepeatedly({
      script: new URL('../../support/children/write-narrative.ts', import.meta.url),
      args: (life) => [path, universe, String(life), '0'],
      kills,
      linesPerLifeMax: 150,
      seed: 1,
      afterDeath: () => expect(integrityOf(path)).toBe('ok'),
    });
    await using store = await openSqliteNarrativeStore({ path, mode: 'write', program });
    const turns = (await listAll(store, 'turns.user', { universe })).map(({ document }) => document.id as string);
    const memories = await listAll(store, 'memories', { universe });
    const told = await sentBy(store);

    expect(new Set(turns).size).toBe(turns.length);
    const kept = new Set(turns);
    const versions = new Map(memories.map(({ document, version }) => [document.id as string, version as number]));
    for (const line of acknowledged) {
      const [kind = '', id = '', version = '1'] = line.split(' ');
      if (kind === 'turn') expect(kept).toContain(id);
      else expect(versions.get(id)).toBeGreaterThanOrEqual(Number(version));
    }
    for (const { document, version } of memories) expect(document.accessCount).toBe(version - 1);
    const wanted = new Map([...turns.map((id) => [id, 1] as const), ...versions]);
    expect(told).toEqual(wanted);
    expect(acknowledged.length).toBeGreaterThan(kills);
  },
);

const logged = async (log: EventLog, universe: UniverseId): Promise<LoggedEvent[]> => {
  const all: LoggedEvent[] = [];
  let after: Position | null = null;
  for (;;) {
    const some: readonly LoggedEvent[] = await log.range(universe, { after, max: 1_000 });
    all.push(...some);
    const last = some.at(-1);
    if (last === undefined) return all;
    after = last.position;
  }
};

it(
  'an event log has all that it acknowledged, once and together, however often its process is killed',
  { timeout: 120_000 },
  async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('events.sqlite');
    const universe = world.newId('universe');
    const acknowledged = await crashRepeatedly({
      script: new URL('../../support/children/append-events.ts', import.meta.url),
      args: (life) => [path, universe, String(life), '0'],
      kills,
      linesPerLifeMax: 150,
      seed: 2,
      afterDeath: () => expect(integrityOf(path)).toBe('ok'),
    });
    await using log = await openSqliteEventLog({ path, program, world });
    const events = await logged(log, universe);
    expect(await log.length(universe)).toBe(events.length);
    const payloads = events.map(({ event }) => event.payload as { key: string; number: number });
    const counts = new Map<string, number>();
    for (const [i, { key, number }] of payloads.entries()) {
      expect(number).toBe(payloads[i - 1]?.key === key ? (payloads[i - 1]?.number ?? 0) + 1 : 0);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const [key, count] of counts) expect(key).toMatch(new RegExp(`\\.${count}$`));
    for (const line of acknowledged) {
      const [key = '', count = ''] = line.split(' ');
      expect(counts.get(key)).toBe(Number(count));
    }
    expect(acknowledged.length).toBeGreaterThan(kills);
  },
);

it(
  'a group is handed everything and loses nothing, however often its members are killed',
  { timeout: 120_000 },
  async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('events.sqlite');
    const universe = world.newId('universe');
    await using log = await openSqliteEventLog({ path, program, world });
    const events = 1_000;
    const batch = Array.from({ length: events }, () => envelope(world, universe));
    const positions = await log.append(universe, batch, { key: 'all' });
    const acknowledged = await crashRepeatedly({
      script: new URL('../../support/children/consume-events.ts', import.meta.url),
      args: (life) => [path, universe, `life-${life}`, String(events)],
      kills: 5,
      linesPerLifeMax: 150,
      seed: 3,
    });
    const group = { universe, group: 'readers' };
    const done = acknowledged.filter((line) => line.startsWith('done ')).map((line) => line.slice('done '.length));
    const handed = acknowledged
      .filter((line) => line.startsWith('handed '))
      .map((line) => line.slice('handed '.length));
    expect(new Set(handed).size).toBe(handed.length);
    const pending = (await log.pending(group, { after: null, max: 1_000 })).map(({ position }) => position as string);
    for (const position of done) expect(pending).not.toContain(position);
    const rest = await log.read({ ...group, consumer: 'last' }, { max: 1_000, waitMsMax: 0 });
    const handled = positions.filter(
      (position) => !pending.includes(position) && !rest.some((delivery) => delivery.position === position),
    );
    for (const position of handled) expect(handed).toContain(position);
    expect(await log.lag(group)).toBe(pending.length + rest.length);
  },
);

it(
  'an event is handled, given up or still to come, one of them, however often members are killed',
  { timeout: 120_000 },
  async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('events.sqlite');
    const universe = world.newId('universe');
    await using log = await openSqliteEventLog({ path, program, world });
    const batch = Array.from({ length: 1_000 }, () => envelope(world, universe));
    const positions = await log.append(universe, batch, { key: 'all' });
    const acknowledged = await crashRepeatedly({
      script: new URL('../../support/children/bury-events.ts', import.meta.url),
      args: (life) => [path, universe, `life-${life}`],
      kills: 6,
      linesPerLifeMax: 120,
      seed: 4,
      afterDeath: () => expect(integrityOf(path)).toBe('ok'),
    });
    const told = (what: string): string[] =>
      acknowledged.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1));
    const member = { universe, group: 'readers', consumer: 'last' };
    const letters = await log.deadLetters(universe, { after: null, max: 1_000 });
    const claimed = await log.claim(member, { idleMsMin: 0, max: 1_000 });
    const rest = [...claimed];
    for (let read = await log.read(member, noWait); read.length > 0; read = await log.read(member, noWait))
      rest.push(...read);
    const dead = letters.map(({ position }) => position as string);
    const open = rest.map(({ position }) => position as string);
    expect(new Set([...dead, ...open]).size).toBe(dead.length + open.length);
    for (const position of told('handled')) expect([...dead, ...open]).not.toContain(position);
    const replayed = new Set(told('replayed'));
    for (const position of told('buried')) expect(dead.includes(position) || replayed.has(position)).toBe(true);
    for (const position of dead) expect(Number(position.slice(0, 16)) % 3).toBe(0);
    for (const { position, event } of letters) expect(event).toEqual(batch[positions.indexOf(position)]);
    expect(await log.lag(member)).toBe(open.length);
    expect(Math.min(told('handled').length, told('buried').length, replayed.size)).toBeGreaterThan(0);
  },
);
