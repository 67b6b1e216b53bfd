import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { isFailure } from '../../../src/domain/failure.ts';
import { startChild } from '../../support/child.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';
import { integrityOf } from '../../support/whole-file.ts';
import { type FileOptions, type SqliteStoreCase, sqliteStoreCases, type StoreInFile } from './sqlite-stores.ts';

const pageBytes = 4_096;
const thingBytes = 10_000;
const triesMax = 1_000;

const optionsIn = (folder: TemporaryFolder): FileOptions => {
  const world = seededWorld(1);
  return { path: folder.file('store.sqlite'), world, universe: world.newId('universe') };
};

/** What opening the store and looking at all of it comes to. */
const lookAt = async ({ open }: SqliteStoreCase, options: FileOptions): Promise<number> => {
  await using store = await open(options);
  return store.count();
};

const fill = async (store: StoreInFile, count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await store.write(thingBytes);
};

/** A store of so many things, closed: all of it is in the one file. */
const makeFile = async ({ open }: SqliteStoreCase, options: FileOptions, things: number): Promise<Buffer> => {
  {
    await using store = await open(options);
    await fill(store, things);
  }
  return readFileSync(options.path);
};

/** A refusal that a person can do something with. */
const refusal = (code: string, kind: string) => ({
  code,
  kind,
  message: expect.stringContaining('store.sqlite`'),
  advice: expect.stringMatching(/\.$/),
});

describe.each(sqliteStoreCases)('$name', (store) => {
  it('on a full disk keeps what it acknowledged, nothing of the rest, and works on when there is room', async () => {
    await using folder = await temporaryFolder();
    const options = optionsIn(folder);
    let acknowledged = 0;
    {
      await using full = await store.open({ ...options, fileBytesMax: 400_000 });
      const filling = (async () => {
        for (; acknowledged < triesMax; acknowledged++) await full.write(thingBytes);
      })();
      await expect(filling).rejects.toMatchObject(refusal('disk_full', 'terminal'));
      expect(acknowledged).toBeGreaterThan(5);
      expect(await full.count()).toBe(acknowledged);
      await expect(full.write(thingBytes)).rejects.toMatchObject({ code: 'disk_full' });
    }
    await using again = await store.open(options);
    expect(await again.count()).toBe(acknowledged);
    await again.write(thingBytes);
    expect(await again.count()).toBe(acknowledged + 1);
    expect(integrityOf(options.path)).toBe('ok');
  });

  it('waits for another process’s write, but not for ever, and reads meanwhile', async () => {
    await using folder = await temporaryFolder();
    const options = optionsIn(folder);
    await using opened = await store.open({ ...options, writeWaitMsMax: 50 });
    await opened.write(thingBytes);
    await using child = startChild(new URL('../../support/children/hold-lock.ts', import.meta.url), [options.path]);
    await child.printed(1);
    await expect(opened.write(thingBytes)).rejects.toMatchObject(refusal('store_busy', 'transient'));
    expect(await opened.count()).toBe(1);
    child.tell('end');
    expect(await child.ended).toMatchObject({ code: 0 });
    await opened.write(thingBytes);
    expect(await opened.count()).toBe(2);
  });

  it('refuses a file that is no database, and changes nothing of it', async () => {
    await using folder = await temporaryFolder();
    const options = optionsIn(folder);
    const text = Buffer.from('Dear Ada, the orc is dead. '.repeat(1_000));
    writeFileSync(options.path, text);
    await expect(lookAt(store, options)).rejects.toMatchObject(refusal('store_damaged', 'terminal'));
    expect(readFileSync(options.path)).toEqual(text);
  });

  it('refuses a database of another program, and changes nothing of it', async () => {
    await using folder = await temporaryFolder();
    const options = optionsIn(folder);
    const foreign = new DatabaseSync(options.path);
    foreign.exec('CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES (1)');
    foreign.close();
    const before = readFileSync(options.path);
    await expect(lookAt(store, options)).rejects.toMatchObject(refusal('foreign_file', 'terminal'));
    expect(readFileSync(options.path)).toEqual(before);
  });

  it('refuses a file from a later program, names it, and changes nothing', async () => {
    await using folder = await temporaryFolder();
    const options = optionsIn(folder);
    await makeFile(store, options, 1);
    const later = new DatabaseSync(options.path);
    later.exec(`INSERT INTO migrations VALUES (99, 'later', 'digest', 'monitor 9.9.9')`);
    later.close();
    const before = readFileSync(options.path);
    const refused = { ...refusal('schema_ahead', 'terminal'), advice: expect.stringContaining('monitor 9.9.9') };
    await expect(lookAt(store, options)).rejects.toMatchObject(refused);
    expect(readFileSync(options.path)).toEqual(before);
  });

  it('says of a file that was cut off that it is damaged', async () => {
    await using folder = await temporaryFolder();
    const options = optionsIn(folder);
    const whole = await makeFile(store, options, 30);
    truncateSync(options.path, Math.floor(whole.length / pageBytes / 2) * pageBytes);
    await expect(lookAt(store, options)).rejects.toMatchObject(refusal('store_damaged', 'terminal'));
  });

  it('never passes damage off as content: it is all there, or it is told', async () => {
    await using folder = await temporaryFolder();
    const options = optionsIn(folder);
    const things = 12;
    const whole = await makeFile(store, options, things);
    const pages = Math.floor(whole.length / pageBytes);
    let told = 0;
    for (let page = 0; page < pages; page++) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xff, page * pageBytes, (page + 1) * pageBytes);
      writeFileSync(options.path, damaged);
      const outcome = await lookAt(store, options).catch((error: unknown) => error);
      // A page that this look did not need is the one thing that may pass: then everything is there.
      if (outcome === things) continue;
      told++;
      expect(isFailure(outcome) ? outcome.code : outcome).toBe('store_damaged');
    }
    expect(told).toBeGreaterThan(pages / 2);
  });
});
