import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Config } from '../../../schemas/config.ts';
import { WorldFile } from '../../../schemas/world.ts';
import { archiveWorld, listArchive, restoreWorld } from '../../../src/compose/archive.ts';
import { chosenWorld } from '../../../src/compose/current-world.ts';
import { stepsOf } from '../../../src/compose/migrations.ts';
import { realWorld } from '../../../src/compose/real-world.ts';
import { storeFiles } from '../../../src/compose/store-files.ts';
import { worldName } from '../../../src/compose/world-folder.ts';
import {
  abandonedStagings,
  buildWorld,
  chosenOrOnly,
  findWorld,
  listWorlds,
  useWorld,
} from '../../../src/compose/worlds.ts';
import { refusal } from '../../support/refusal.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'worlds-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const { stores } = Config.parse({ data: '/' });
const at = (iso: string) => ({ ...realWorld(), now: () => Date.parse(iso) });
const create = (name: string, fill?: () => Promise<void>) =>
  buildWorld(
    { data, stores, program: 'monitor 1.2.3' },
    { name: worldName(name), world: realWorld(), ...(fill ? { fill } : {}) },
  );

const rewrite = async (name: string, change: (file: Record<string, unknown>) => unknown): Promise<void> => {
  const file = path.join(data, 'worlds', name, 'world.json');
  const changed = change(JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>);
  await writeFile(file, typeof changed === 'string' ? changed : JSON.stringify(changed));
};

describe('a new world', () => {
  it('is a folder with its file and every store at the schema of this program', async () => {
    const made = await create('Ashfall');
    expect(made.folder).toBe(path.join(data, 'worlds/ashfall'));
    expect(WorldFile.parse(JSON.parse(await readFile(path.join(made.folder, 'world.json'), 'utf8')))).toMatchObject({
      id: made.id,
      name: 'Ashfall',
      program: 'monitor 1.2.3',
    });
    for (const file of storeFiles(made.folder, stores))
      expect(stepsOf(file).steps.map(({ appliedBy }) => appliedBy)).toContain('monitor 1.2.3');
    expect(await findWorld(data, worldName('ASHFALL'))).toMatchObject({ id: made.id });
  });

  it('is the one that commands act on if none was chosen before', async () => {
    expect(await create('first')).toMatchObject({ isChosen: true });
    expect(await create('second')).toMatchObject({ isChosen: false });
    expect(await chosenWorld(data)).toBe('first');
  });

  it('never takes the place of another, whatever the case of its letters', async () => {
    const { id } = await create('Ashfall');
    expect(await refusal(create('ashFALL'))).toMatchObject({ code: 'world_exists' });
    expect(await findWorld(data, worldName('ashfall'))).toMatchObject({ id, name: 'Ashfall' });
  });

  it('is made once when several are made at once under one name', async () => {
    const outcomes = await Promise.allSettled([create('twin'), create('Twin'), create('TWIN')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await listWorlds({ data })).toHaveLength(1);
    expect(await abandonedStagings(data)).toEqual([]);
  });

  it('is not there, and leaves nothing, if what should fill it fails', async () => {
    const error = new Error('no more ink');
    await expect(create('ashfall', () => Promise.reject(error))).rejects.toBe(error);
    expect(await readdir(path.join(data, 'worlds'))).toEqual([]);
    expect(await chosenWorld(data)).toBeNull();
  });

  it('sweeps away what creations left behind that ended long ago, and no others', async () => {
    const [longAgo, now] = ['.staging-old-1', '.staging-new-1'].map((name) => path.join(data, 'worlds', name));
    for (const folder of [longAgo, now]) await mkdir(folder ?? '', { recursive: true });
    await utimes(longAgo ?? '', 0, 0);
    await create('ashfall');
    expect(await abandonedStagings(data)).toEqual(['.staging-new-1']);
    expect(await listWorlds({ data })).toHaveLength(1);
  });

  it.each(['', '..', 'a/b', 'a\\b', '.hidden', 'con', 'LPT1', 'é', 'a b', 'a'.repeat(65), 'a\u0000', '-x', '_'])(
    'is not made under the name %j',
    (name) => {
      expect(() => worldName(name)).toThrow("can't be the name of a world");
    },
  );

  it('says what is wrong with the data folder', async () => {
    const file = path.join(data, 'file');
    await writeFile(file, '');
    const place = { data: file, stores, program: 'monitor 1.2.3' };
    const { message, advice } = await refusal(buildWorld(place, { name: worldName('a'), world: realWorld() }));
    expect(message).toContain("can't be opened");
    expect(advice).toContain('something else has that name');
  });
});

describe('a world that is asked for', () => {
  it('is found by a near name when there is none of that one', async () => {
    await create('ashfall');
    expect(await refusal(findWorld(data, worldName('ashfal')))).toMatchObject({
      code: 'world_unknown',
      advice: 'Look at the name: did you mean `ashfall`?',
    });
  });

  it('is the chosen one, the only one, or has to be named', async () => {
    expect(await refusal(chosenOrOnly({ data, world: null }))).toMatchObject({
      advice: 'Create one with `monitor world create NAME`.',
    });
    const { id } = await create('one');
    expect(await chosenOrOnly({ data, world: null })).toMatchObject({ id });
    await create('two');
    expect(await refusal(chosenOrOnly({ data, world: null }))).toMatchObject({ code: 'no_world_chosen' });
    await useWorld(data, worldName('TWO'));
    expect(await chosenWorld(data)).toBe('two');
  });

  it.each<[string, (file: Record<string, unknown>) => unknown, string]>([
    [
      'is of a later format',
      (file) => ({ ...file, format: 9, program: 'monitor 4.0.0', more: 1 }),
      'its format is version 9 and this program knows up to 1',
    ],
    ['is not JSON', () => '{"format": 1', '`world.json` is not JSON'],
    ['lacks its id', (file) => ({ ...file, id: undefined }), '`world.json` is damaged at `id`'],
    ['has an unknown key', (file) => ({ ...file, colour: 'red' }), '`world.json` is damaged'],
    ['is huge', () => ' '.repeat(70_000), 'too long'],
  ])('is left alone if its file %s', async (_how, change, told) => {
    await create('ashfall');
    await create('other');
    await rewrite('ashfall', change);
    expect((await refusal(findWorld(data, worldName('ashfall')))).message).toContain(told);
    const [broken, other] = await listWorlds({ data });
    expect(broken).toMatchObject({ name: 'ashfall' });
    expect(broken && 'problem' in broken && broken.problem).toContain(told);
    expect(other).toMatchObject({ name: 'other' });
  });

  it('says with which program to open what is too new', async () => {
    await create('ashfall');
    await rewrite('ashfall', (file) => ({ ...file, format: 9, program: 'monitor 4.0.0' }));
    expect((await refusal(findWorld(data, worldName('ashfall')))).advice).toBe(
      'Update monitor, or open it with the program that wrote it (`monitor 4.0.0`). Nothing was changed.',
    );
  });
});

describe('the archive', () => {
  it('keeps what is removed under its name and the time, and gives it back as it was', async () => {
    const { id } = await create('Ashfall');
    await writeFile(path.join(data, 'worlds/ashfall/canon.db.notes'), 'mine');
    const archived = await archiveWorld(data, worldName('ashfall'), at('2026-01-31T18:45:07.123Z'));
    expect(archived).toBe('ashfall-20260131T184507Z');
    expect(await listWorlds({ data })).toEqual([]);
    expect(await chosenWorld(data)).toBeNull();

    expect(await restoreWorld(data, archived)).toMatchObject({ id, name: 'Ashfall' });
    expect(await readFile(path.join(data, 'worlds/ashfall/canon.db.notes'), 'utf8')).toBe('mine');
    expect(await listArchive(data)).toEqual([]);
  });

  it('holds several of one name, also of one second, and asks which', async () => {
    const world = at('2026-01-31T18:45:07Z');
    for (let i = 0; i < 3; i++) {
      await create('ashfall');
      await archiveWorld(data, worldName('ashfall'), world);
    }
    const names = ['ashfall-20260131T184507Z', 'ashfall-20260131T184507Z-2', 'ashfall-20260131T184507Z-3'];
    expect(await listArchive(data)).toEqual(names);
    const { code, advice } = await refusal(restoreWorld(data, 'ashfall'));
    expect(code).toBe('archive_ambiguous');
    expect(advice).toBe(`Name one: ${names.map((name) => `\`${name}\``).join(', ')}.`);
  });

  it('finds what is there once by its own name, or a near one', async () => {
    await create('Ashfall');
    await archiveWorld(data, worldName('ashfall'), realWorld());
    expect(await refusal(restoreWorld(data, 'ashfal'))).toMatchObject({
      advice: expect.stringMatching(/^Did you mean `ashfall-[^`]+`\?$/) as string,
    });
    expect(await restoreWorld(data, 'Ashfall')).toMatchObject({ name: 'Ashfall' });
  });

  it('does not bring back what would take the place of a world', async () => {
    await create('ashfall');
    const archived = await archiveWorld(data, worldName('ashfall'), realWorld());
    const { id } = await create('ashfall');
    expect(await refusal(restoreWorld(data, archived))).toMatchObject({ code: 'world_exists' });
    expect(await findWorld(data, worldName('ashfall'))).toMatchObject({ id });
    expect(await listArchive(data)).toEqual([archived]);
  });

  it('gives nothing from outside of it', async () => {
    await create('ashfall');
    for (const name of ['../worlds/ashfall', '..', '.', '', '/etc', 'worlds'])
      expect(await refusal(restoreWorld(data, name))).toMatchObject({ code: 'archive_unknown' });
    expect(existsSync(path.join(data, 'worlds/ashfall'))).toBe(true);
  });

  it('takes a damaged world too: removing is how to be rid of it', async () => {
    await create('ashfall');
    await rewrite('ashfall', () => 'nonsense');
    await archiveWorld(data, worldName('ashfall'), realWorld());
    expect(await listWorlds({ data })).toEqual([]);
  });
});
