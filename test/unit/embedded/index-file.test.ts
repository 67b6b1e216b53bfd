import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openSqliteTextIndex } from '../../../src/adapters/embedded/text-index.ts';
import { openSqliteVectorIndex } from '../../../src/adapters/embedded/vector-index.ts';
import { found, ranked } from '../../conformance/text-index/tools.ts';
import { nearest, vector } from '../../conformance/vector-index/tools.ts';
import { linesOf, startChild } from '../../support/child.ts';
import { crashRepeatedly } from '../../support/crash.ts';
import { everything, textEntry, vectorEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { integrityOf } from '../../support/whole-file.ts';

// What is true of the file that both indexes share.

const world = seededWorld(52);
const program = 'monitor-test';
const embedder = { model: 'small', dimension: 3 };
const script = new URL('../../support/children/write-index.ts', import.meta.url);

const openBoth = async (path: string, mode: 'read' | 'write' = 'write') => {
  const stack = new AsyncDisposableStack();
  const texts = stack.use(await openSqliteTextIndex({ path, mode, program }));
  const vectors = stack.use(await openSqliteVectorIndex({ path, mode, program }));
  return { texts, vectors, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

const rowsIn = (path: string): Record<string, number> => {
  using database = new DatabaseSync(path, { readOnly: true });
  const tables = ['text_spaces', 'text_entries', 'text_links', 'vector_spaces', 'vector_entries', 'vector_drops'];
  const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  return Object.fromEntries([...tables, 'text_words'].map((table) => [table, count(table)]));
};

describe('processes on one index', () => {
  it('find what another one puts, while it puts', { timeout: 120_000 }, async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('index.sqlite');
    const universe = world.newId('universe');
    await using here = await openBoth(path);
    await using started = new AsyncDisposableStack();
    const children = [1, 2].map((seed) => started.use(startChild(script, [path, universe, String(seed), '150'])));
    for (const lines of [20, 59, 101])
      for (const [i, child] of children.entries()) {
        await child.printed(lines);
        const hits = await ranked(here.texts, universe, `n${i + 1}x${lines - 1}`);
        expect(hits).toHaveLength(1);
        const near = await nearest(here.vectors, universe, vector(1, i + 1, lines - 1), 1_000);
        expect(near.map(({ id }) => id)).toContain(hits[0]);
      }
    await Promise.all(children.map(linesOf));
    expect(await here.texts.count(universe, 'facts')).toBe(200);
    expect(await nearest(here.vectors, universe, vector(1, 1, 1), 1_000)).toHaveLength(200);
    expect(integrityOf(path)).toBe('ok');
  });

  it('find all that was acknowledged to one that was killed, as it was last put', { timeout: 120_000 }, async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('index.sqlite');
    const universe = world.newId('universe');
    const acknowledged = await crashRepeatedly({
      script,
      args: (life) => [path, universe, String(life + 1), '0'],
      kills: 8,
      linesPerLifeMax: 60,
      seed: 9,
      afterDeath: () => expect(integrityOf(path)).toBe('ok'),
    });
    await using here = await openBoth(path);
    const near = new Set((await nearest(here.vectors, universe, vector(1, 1, 1), 1_000)).map(({ id }) => id));
    const all = await ranked(here.texts, universe, 'entry', 1_000);
    const words = new Map(acknowledged.map((line) => line.split(' ') as [string, string]));
    // What was under way when a life ended may have replaced the last that was acknowledged.
    const lastOfLives = new Set(new Map([...words.keys()].map((id) => [id.split('_')[0], id])).values());
    for (const [id, word] of words) {
      expect(near).toContain(id);
      expect(all).toContain(id);
      if (!lastOfLives.has(id)) expect(await ranked(here.texts, universe, word)).toEqual([id]);
    }
    expect(await here.vectors.count(universe, 'facts')).toBe(near.size);
  });
});

describe('an index that is opened to read', () => {
  it('answers, and refuses every write', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('index.sqlite');
    const universe = world.newId('universe');
    await using writer = await openBoth(path);
    await writer.texts.put([textEntry(universe, { id: '1', text: 'dragon' })]);
    await writer.vectors.put(embedder, [vectorEntry(universe, { id: '1' })]);
    await using reader = await openBoth(path, 'read');
    expect(await found(reader.texts, universe, { text: 'dragon' })).toEqual([1]);
    expect(await nearest(reader.vectors, universe, vector(1, 0, 0))).toHaveLength(1);
    const refused = { code: 'store_read_only', kind: 'terminal' };
    await expect(reader.texts.put([textEntry(universe, { id: '2' })])).rejects.toMatchObject(refused);
    await expect(reader.texts.remove(universe, 'facts', ['1'])).rejects.toMatchObject(refused);
    await expect(reader.texts.clear(universe)).rejects.toMatchObject(refused);
    await expect(reader.vectors.put(embedder, [vectorEntry(universe, { id: '2' })])).rejects.toMatchObject(refused);
    await expect(reader.vectors.remove(universe, 'facts', ['1'])).rejects.toMatchObject(refused);
    await expect(reader.vectors.clear(universe)).rejects.toMatchObject(refused);
    expect(await writer.texts.count(universe, 'facts')).toBe(1);
  });

  it('is refused where there is none', async () => {
    await using folder = await temporaryFolder();
    const options = { path: folder.file('none.sqlite'), mode: 'read', program } as const;
    await expect(openSqliteTextIndex(options)).rejects.toMatchObject({ code: 'store_cannot_open' });
    await expect(openSqliteVectorIndex(options)).rejects.toMatchObject({ code: 'store_cannot_open' });
  });
});

describe('clearing', () => {
  it('that is cut off is finished when the index is opened again, and shows nothing meanwhile', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('index.sqlite');
    const [universe, other] = [world.newId('universe'), world.newId('universe')];
    const ids = Array.from({ length: 1_000 }, (_, i) => String(i));
    {
      await using here = await openBoth(path);
      await here.texts.put(
        ids.map((id) => textEntry(universe, { id, text: 'dragon', entities: [world.newId('entity')] })),
      );
      await here.vectors.put(
        embedder,
        ids.map((id) => vectorEntry(universe, { id })),
      );
      await here.vectors.put(
        embedder,
        ids.slice(0, 700).map((id) => vectorEntry(universe, { id })),
      );
      await here.texts.put([textEntry(other, { id: 'kept', text: 'dragon' })]);
      await here.vectors.put(embedder, [vectorEntry(other, { id: 'kept' })]);
      for (const index of [here.texts, here.vectors]) {
        const controller = new AbortController();
        const clearing = index.clear(universe, { signal: controller.signal });
        setImmediate(() => controller.abort(new Error('the player left')));
        await expect(clearing).rejects.toThrow('the player left');
      }
      expect(rowsIn(path)['text_entries']).toBeGreaterThan(1);
      expect(rowsIn(path)['vector_entries']).toBeGreaterThan(1);
      expect(await found(here.texts, universe, { text: 'dragon' })).toEqual([]);
      expect(await nearest(here.vectors, universe, vector(1, 0, 0))).toEqual([]);
      expect(await here.texts.count(universe, 'facts')).toBe(0);
    }
    await using again = await openBoth(path);
    const one = { text_entries: 1, text_words: 1, text_spaces: 1, vector_entries: 1, vector_spaces: 1 };
    expect(rowsIn(path)).toEqual({ ...one, text_links: 0, vector_drops: 0 });
    expect(await ranked(again.texts, other, 'dragon')).toEqual(['kept']);
    expect(await nearest(again.vectors, other, vector(1, 0, 0))).toHaveLength(1);
  });
});

describe('a file that fails', () => {
  it('because it is damaged says that it can be made again', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('index.sqlite');
    const universe = world.newId('universe');
    {
      await using here = await openBoth(path);
      const text = Array.from({ length: 500 }, (_, i) => `word${i}`).join(' ');
      await here.texts.put(Array.from({ length: 100 }, (_, i) => textEntry(universe, { id: String(i), text })));
    }
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4_096);
    writeFileSync(path, bytes);
    const open = async () => {
      await using here = await openBoth(path);
      await here.texts.search({ text: 'word1', match: 'any', max: 10 }, everything(universe));
    };
    const advice = expect.stringContaining('monitor index rebuild') as unknown;
    await expect(open()).rejects.toMatchObject({ code: 'store_damaged', kind: 'terminal', advice });
    writeFileSync(path, 'This is not a database, and never was one. '.repeat(200));
    await expect(open()).rejects.toMatchObject({ code: 'store_damaged', advice });
  });

  it('because the disk is full keeps what it had, and nothing half', async () => {
    await using folder = await temporaryFolder();
    const path = folder.file('index.sqlite');
    const universe = world.newId('universe');
    const options = { path, mode: 'write', program, fileBytesMax: 2 ** 20 } as const;
    await using texts = await openSqliteTextIndex(options);
    await using vectors = await openSqliteVectorIndex(options);
    await texts.put([textEntry(universe, { id: '1', text: 'dragon' })]);
    await vectors.put(embedder, [vectorEntry(universe, { id: '1' })]);

    const words = (i: number) => Array.from({ length: 3_000 }, (_, j) => `w${i}x${j}`).join(' ');
    const many = Array.from({ length: 200 }, (_, i) => textEntry(universe, { id: `t${i}`, text: `tower ${words(i)}` }));
    await expect(texts.put(many)).rejects.toMatchObject({ code: 'disk_full', kind: 'terminal' });
    const hits = await texts.search({ text: 'tower', match: 'any', max: 1_000 }, everything(universe));
    expect(hits.length + 1).toBe(await texts.count(universe, 'facts'));
    expect(await found(texts, universe, { text: 'dragon' })).toEqual([1]);

    const wide = Array.from({ length: 1_000 }, (_, i) =>
      vectorEntry(universe, { id: `v${i}`, entities: Array.from({ length: 100 }, () => world.newId('entity')) }),
    );
    await expect(vectors.put(embedder, wide)).rejects.toMatchObject({ code: 'disk_full' });
    const near = await nearest(vectors, universe, vector(1, 0, 0), 1_000);
    expect(near).toHaveLength(await vectors.count(universe, 'facts'));
    expect(integrityOf(path)).toBe('ok');
  });
});
