import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Config } from '../../../schemas/config.ts';
import { auditWorld } from '../../../src/compose/audit.ts';
import { openEmbedded, openEmbeddedToRead } from '../../../src/compose/embedded.ts';
import { exportToFile, importFromFile } from '../../../src/compose/world-files.ts';
import { type FoundWorld, worldName } from '../../../src/compose/world-folder.ts';
import { abandonedStagings, buildWorld, listWorlds } from '../../../src/compose/worlds.ts';
import { campaign } from '../../support/campaign.ts';
import { framing, memory, resolution, userTurn } from '../../support/narrative.ts';
import { refusal } from '../../support/refusal.ts';
import { seededWorld } from '../../support/seeded-world.ts';

const program = 'monitor 1.2.3';
const { stores } = Config.parse({ data: '/' });
const world = seededWorld(7);
const universe = world.newId('universe');
const never = new AbortController().signal;
const options = { onProgress: () => undefined, signal: never };

let place: string;
let original: FoundWorld;
let file: string;
const placeOf = (name: string) => ({ data: path.join(place, name), stores, program });

/** A world with canon, narrative and an object of several pieces. */
const fill = async (folder: string): Promise<void> => {
  await using opened = await openEmbedded({ folder, stores, program, world });
  for (const write of campaign({ world, universe, facts: 400, factsPerCommit: 50 })) {
    expect(await opened.canon.writer.commit(write)).toMatchObject({ kind: 'committed' });
    const said = write.evidence.flatMap((stub) =>
      stub.kind === 'turn' ? [{ document: { ...userTurn(world, { universe }), id: stub.ref }, events: [] }] : [],
    );
    await opened.narrative.insert('turns.user', said);
  }
  const { items } = await opened.canon.reader.decisions(universe, {}, { max: 100, after: null });
  await opened.narrative.insert(
    'decisions',
    items.map((document) => ({ document, events: [] })),
  );
  const where = { universe, story: null, scene: null };
  const turns = Array.from({ length: 30 }, () => ({ document: userTurn(world, where), events: [] }));
  await opened.narrative.insert('turns.user', turns);
  await opened.narrative.insert('memories', [{ document: memory(world, where), events: [] }]);
  const framed = framing(world, where);
  await opened.narrative.insert('scenes', [{ document: framed, events: [] }]);
  const rolled = resolution(world, { universe, scene: framed.id });
  await opened.narrative.insert('resolutions', [{ document: rolled, events: [] }]);
  await opened.objects.put(
    universe,
    (async function* () {
      for (let i = 0; i < 5; i++) yield new Uint8Array(100_000).fill(i);
    })(),
  );
};

const digestOf = async (name: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(name))
    .digest('hex');

const audit = async (found: FoundWorld) => {
  await using opened = await openEmbeddedToRead({ folder: found.folder, stores, program });
  return await auditWorld(opened, { signal: never });
};

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'world-files-'));
  original = await buildWorld(placeOf('a'), { name: worldName('ashfall'), world, fill });
  file = path.join(place, 'ashfall.jsonl.gz');
  await exportToFile(placeOf('a'), { found: original, file, mayReplace: false }, options);
});
afterAll(() => rm(place, { recursive: true, force: true }));

describe('an exported world', () => {
  it('comes back to the letter: exported again it is the same file', async () => {
    const imported = await importFromFile(placeOf('b'), { file, name: null, world }, options);
    expect(imported).toMatchObject({ id: original.id, name: 'ashfall', created: original.created });
    const again = path.join(place, 'again.jsonl.gz');
    await exportToFile(placeOf('b'), { found: imported, file: again, mayReplace: false }, options);
    expect(await digestOf(again)).toBe(await digestOf(file));
    expect(await audit(imported)).toEqual(await audit(original));
  });

  it('is the same text without compression, and is read either way', async () => {
    const plain = path.join(place, 'plain.jsonl');
    const { lines } = await exportToFile(placeOf('a'), { found: original, file: plain, mayReplace: false }, options);
    const text = await readFile(plain, 'utf8');
    expect(gunzipSync(await readFile(file)).toString('utf8')).toBe(text);
    expect(text.trimEnd().split('\n')).toHaveLength(lines);
    expect(await importFromFile(placeOf('c'), { file: plain, name: worldName('other'), world }, options)).toMatchObject(
      {
        id: original.id,
        name: 'other',
      },
    );
  });

  it('takes the place of no file, unless that is asked for', async () => {
    const before = await digestOf(file);
    const again = exportToFile(placeOf('a'), { found: original, file, mayReplace: false }, options);
    expect(await refusal(again)).toMatchObject({ code: 'file_exists' });
    expect(await digestOf(file)).toBe(before);
    await exportToFile(placeOf('a'), { found: original, file, mayReplace: true }, options);
    expect(await digestOf(file)).toBe(before);
  });

  it('takes the place of no world', async () => {
    const again = importFromFile(placeOf('a'), { file, name: null, world }, options);
    expect(await refusal(again)).toMatchObject({ code: 'world_exists' });
  });

  it('tells how far it is', async () => {
    const seen: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number | null }) =>
      seen.push(done / (total ?? Infinity));
    await importFromFile(placeOf('d'), { file, name: null, world }, { onProgress, signal: never });
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });
});

describe('what goes wrong on the way', () => {
  it('leaves no world and nothing of one', async () => {
    const bytes = await readFile(file);
    const text = gunzipSync(bytes);
    const damages: Readonly<Record<string, Buffer>> = {
      'cut short': bytes.subarray(0, bytes.length / 2),
      'cut at a line': text.subarray(0, text.indexOf('\n', text.length / 2) + 1),
      'one letter changed': Buffer.from(text.toString('utf8').replace('"statement":"', '"statement":"x')),
      'a line left out': Buffer.from(text.toString('utf8').split('\n').toSpliced(20, 1).join('\n')),
      'not an export': Buffer.from('{"hello":"world"}\n'),
      empty: Buffer.alloc(0),
    };
    const damaged = path.join(place, 'damaged.jsonl');
    for (const [how, content] of Object.entries(damages)) {
      await writeFile(damaged, content);
      const { code, message } = await refusal(
        importFromFile(placeOf('e'), { file: damaged, name: worldName('e'), world }, options),
      );
      expect({ how, code, message }).toMatchObject({
        code: 'damaged_dump',
        message: expect.stringMatching(/^line \d+ /) as string,
      });
    }
    expect(await listWorlds(placeOf('e'))).toEqual([]);
    expect(await abandonedStagings(placeOf('e').data)).toEqual([]);
  });

  it('is an interruption that leaves nothing either', async () => {
    for (const linesUntil of [1, 100, 300]) {
      const stopping = new AbortController();
      const target = path.join(place, `interrupted-${linesUntil}.jsonl.gz`);
      const stop = ({ done }: { done: number }) => {
        if (done >= linesUntil) stopping.abort();
      };
      const exporting = exportToFile(
        placeOf('a'),
        { found: original, file: target, mayReplace: false },
        { onProgress: stop, signal: stopping.signal },
      );
      await expect(exporting).rejects.toThrow('abort');
    }
    expect((await readdir(place)).filter((name) => /interrupted|draft/.test(name))).toEqual([]);

    const stopping = new AbortController();
    const importing = importFromFile(
      placeOf('f'),
      { file, name: null, world },
      { onProgress: () => stopping.abort(), signal: stopping.signal },
    );
    await expect(importing).rejects.toThrow();
    expect(await listWorlds(placeOf('f'))).toEqual([]);
    expect(await abandonedStagings(placeOf('f').data)).toEqual([]);
  });
});

describe('an audit', () => {
  it('finds a whole world whole', async () => {
    const { universes, records, faults } = await audit(original);
    expect(faults).toEqual([]);
    expect(universes).toBe(1);
    expect(records).toBeGreaterThan(900);
  });

  it.each<[string, string, string, RegExp]>([
    [
      'a fact that says something else',
      'canon.db',
      `UPDATE facts SET body = json_set(body, '$[4]', 'something else') WHERE row = 5`,
      /records of commit `cmt_.* are not those/,
    ],
    [
      'a decision that was turned',
      'canon.db',
      'UPDATE decisions SET body = replace(body, \'"accepted"\', \'"rejected"\') WHERE number = 3',
      /`dec_.*digest does not match/,
    ],
    [
      'a commit by somebody else',
      'canon.db',
      "UPDATE commits SET body = replace(body, 'CanonKeeper', 'Nobody') WHERE revision = 2",
      /`cmt_.*digest does not match/,
    ],
    [
      'a turn that is no turn',
      'narrative.db',
      'UPDATE documents SET body = replace(body, \'"seat":"\', \'"seat":"x\') WHERE rowid = 3',
      /in `turns.user` is not valid at `seat`/,
    ],
  ])('finds %s', async (_what, store, change, told) => {
    const copy = await importFromFile(placeOf(`audit-${change.length}`), { file, name: null, world }, options);
    const database = new DatabaseSync(path.join(copy.folder, store));
    expect(database.prepare(change).run().changes).toBe(1);
    database.close();
    const { faults } = await audit(copy);
    expect(faults.join('\n')).toMatch(told);
  });

  it('finds an object that is not what it was', async () => {
    const copy = await importFromFile(placeOf('objects'), { file, name: null, world }, options);
    const objects = path.join(copy.folder, 'objects');
    const names = await readdir(objects, { recursive: true, withFileTypes: true });
    const [object] = names.filter((entry) => entry.isFile());
    if (!object) throw new Error('no object was imported');
    await writeFile(path.join(object.parentPath, object.name), 'something else');
    expect((await audit(copy)).faults.join('\n')).toMatch(/^object `[0-9a-f]{64}`/);
  });
});
