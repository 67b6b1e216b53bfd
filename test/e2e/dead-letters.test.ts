import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventId, UniverseId } from '../../schemas/ids.ts';
import { openSqliteEventLog } from '../../src/adapters/embedded/event-log.ts';
import type { Delivery, EventLog } from '../../src/ports/event-log.ts';
import { emptyHome, type Home } from '../support/monitor.ts';
import { seededWorld } from '../support/seeded-world.ts';

// Events that were given up, looked after with the real command; members of groups give them up here.

const list = ['manage', 'dead-letters', 'list'];
const groups = ['indexer', 'archive'] as const;
let home: Home;
let events: EventLog;
let universe: UniverseId;
const handed = new Map<string, readonly Delivery[]>();

const memberOf = (group: string) => ({ universe, group, consumer: 'a' });

beforeAll(async () => {
  home = await emptyHome();
  await home.run(['world', 'create', 'ashfall']);
  await home.run(['propose', '--entity', 'Mara', '--type', 'character']);
  const { out } = await home.run(['events', 'tail', '--json', '--max', '1']);
  ({ universe } = (JSON.parse(out) as { event: { universe: UniverseId } }).event);
  const [path = ''] = globSync('**/events.db', { cwd: home.folder });
  events = await openSqliteEventLog({ path: `${home.folder}/${path}`, program: 'test', world: seededWorld(1) });
  for (const group of groups) handed.set(group, await events.read(memberOf(group), { max: 100, waitMsMax: 0 }));
});
afterAll(async () => {
  await events[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

/** The n-th event is given up. */
const giveUp = async (group: string, at: number, code = 'handler_broke'): Promise<EventId> => {
  const delivery = handed.get(group)?.[at];
  if (delivery === undefined) throw new Error('that much has not happened');
  const trouble = { code, message: 'it can’t be read', attempts: 3 };
  expect(await events.bury(memberOf(group), delivery.position, trouble)).toBe(true);
  return delivery.event.id;
};

interface Listed {
  items: { event: string; group: string; code: string; attempts: number }[];
  isCut: boolean;
}
const listed = async (...flags: readonly string[]): Promise<Listed> => (await home.json([...list, ...flags])) as Listed;

const end = (id: string): string => id.slice(-6);

describe('dead letters', () => {
  it('are none where everything was handled', async () => {
    const { code, out } = await home.run(list);
    expect([code, out]).toEqual([0, 'no dead letters\n']);
    expect(await listed()).toEqual({ items: [], isCut: false });
  });

  it('are listed in the order they happened, by whom and why, as many as are asked for', async () => {
    const [second, first] = [await giveUp('indexer', 1, 'store_busy'), await giveUp('indexer', 0)];
    const other = await giveUp('archive', 1);
    expect((await listed()).items).toMatchObject([
      { event: first, group: 'indexer', code: 'handler_broke', attempts: 3 },
      { event: other, group: 'archive' },
      { event: second, group: 'indexer', code: 'store_busy' },
    ]);
    expect(await listed('--max', '2')).toMatchObject({ items: [{ event: first }, { event: other }], isCut: true });
    expect((await listed('--group', 'archive')).items).toMatchObject([{ event: other }]);
    expect((await listed('--code', 'store_busy')).items).toMatchObject([{ event: second }]);
    expect((await listed('--type', 'no.such')).items).toEqual([]);
    const { out } = await home.run(list);
    expect(out).toContain(`…${end(first)}`);
    expect(out).toContain('handler_broke: it can’t be read');
    expect(out).toMatch(/tried 3 times, given up \d{4}-\d\d-\d\d/);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('are shown with the whole event and what went wrong, by any part of the id that tells it apart', async () => {
    const [first] = (await listed()).items;
    if (first === undefined) throw new Error('a letter is needed');
    for (const called of [first.event, end(first.event), `…${end(first.event)}`]) {
      const shown = await home.json(['manage', 'dead-letters', 'show', called]);
      expect(shown).toMatchObject({
        letters: [{ event: { id: first.event, universe }, group: 'indexer', consumer: 'a', code: 'handler_broke' }],
      });
    }
    const { out } = await home.run(['manage', 'dead-letters', 'show', end(first.event)]);
    expect(out).toContain(first.event);
    expect(out).toContain('given up by indexer (a)');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('that are none are told, with what was nearly meant', async () => {
    const [first] = (await listed()).items;
    const id = end(first?.event ?? '');
    const mistyped = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    for (const verb of ['show', 'replay', 'discard']) {
      const near = await home.run(['manage', 'dead-letters', verb, mistyped]);
      expect(near.code).toBe(1);
      expect(near.error).toMatch(/there is no dead letter `.*`\n {2}Did you mean `\w{6}`\?/);
      const far = await home.run(['manage', 'dead-letters', verb, 'nothing-like-it', '--json']);
      expect(far.code).toBe(1);
      expect(far.error).toContain('unknown_dead_letter');
      expect(far.error).toContain('dead-letters list');
    }
  });

  it('are handed once more to the group that gave them up', async () => {
    const letters = await listed('--group', 'indexer');
    const [first] = letters.items;
    const id = first?.event ?? '';
    const { code, out } = await home.run(['manage', 'dead-letters', 'replay', end(id)]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^…\w{6} [a-z_.]+ goes to indexer once more\n$/)]);
    const again = await events.read(memberOf('indexer'), { max: 10, waitMsMax: 0 });
    expect(again).toMatchObject([{ event: { id }, attempt: 1 }]);
    expect(await events.read(memberOf('archive'), { max: 10, waitMsMax: 0 })).toEqual([]);
    expect((await listed('--group', 'indexer')).items).toHaveLength(letters.items.length - 1);
    expect((await home.run(['manage', 'dead-letters', 'replay', end(id)])).code).toBe(1);
    expect(await home.json(['manage', 'dead-letters', 'replay', '--code', 'no_such'])).toEqual({ items: [] });
  });

  it('of an event that two groups gave up are told apart by the group', async () => {
    const both = (await listed('--group', 'archive')).items[0]?.event ?? '';
    const asked = ['manage', 'dead-letters', 'discard', both, '--yes'];
    const unsure = await home.run(asked);
    expect(unsure.code).toBe(1);
    expect(unsure.error).toContain('--group');
    expect((await listed()).items).toHaveLength(2);
    expect(await home.json([...asked, '--group', 'archive'])).toMatchObject({ isDone: true, items: [{ event: both }] });
    expect((await listed()).items).toMatchObject([{ event: both, group: 'indexer' }]);
  });

  it('are thrown away only by whoever says so', async () => {
    const all = ['manage', 'dead-letters', 'discard', '--group', 'indexer'];
    const refused = await home.run(all);
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('add `--yes` to throw away 1')]);
    expect((await listed()).items).toHaveLength(1);
    const length = await events.length(universe);
    expect((await home.run([...all, '--yes'])).code).toBe(0);
    expect(await listed()).toEqual({ items: [], isCut: false });
    expect(await events.length(universe)).toBe(length);
  });

  it.each([['replay'], ['discard']])('are not %sed without a word about which', async (verb) => {
    const { code, error } = await home.run(['manage', 'dead-letters', verb]);
    expect(code).toBe(2);
    expect(error).toContain('--group');
  });

  it('have a help of their own, and a command that is not whole is told how it goes on', async () => {
    const { code, error } = await home.run(['manage', 'dead-letters']);
    expect([code, error]).toEqual([2, expect.stringContaining('`manage dead-letters discard`')]);
    const help = await home.run(['help', 'manage', 'dead-letters']);
    expect(help.out).toContain('manage dead-letters show');
    expect(help.out).not.toContain('manage decide');
    expect((await home.run(['manage', 'dead-letters', 'lsit'])).error).toContain('Did you mean');
  });
});
