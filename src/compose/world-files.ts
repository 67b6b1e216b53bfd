import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { pipeline as finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { DumpHeader } from '../../schemas/dump.ts';
import type { WorldName } from '../../schemas/world.ts';
import { sqliteFailure } from '../adapters/embedded/sqlite-failure.ts';
import { Failure } from '../domain/failure.ts';
import type { World } from '../ports/world.ts';
import { headerOf, readDump } from '../transfer/dump-reader.ts';
import { exportWorld } from '../transfer/export-world.ts';
import { importWorld } from '../transfer/import-world.ts';
import { moveDurably } from './durable.ts';
import { openEmbedded, openEmbeddedToRead } from './embedded.ts';
import { exists, type FoundWorld, worldName } from './world-folder.ts';
import { buildWorld, type BuiltWorld, type WorldsPlace } from './worlds.ts';

// A world as a file, and back.
// F1. A file that is named like an export is whole: it is written under another name first.
// F2. An import is a world when all of it was read and verified, and nothing before.

export interface Progress {
  done: number;
  /** Null: nobody knows. */
  total: number | null;
  unit: 'lines' | 'bytes';
}

export interface TransferOptions {
  onProgress: (progress: Progress) => void;
  signal: AbortSignal;
}

const gzipMagic = [0x1f, 0x8b] as const;
const pieceChars = 256 * 1024;

/** Lines put together, so that each step of writing is worth it. */
async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const line of lines) {
    piece += line;
    if (piece.length < pieceChars) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

export interface ExportedFile {
  file: string;
  lines: number;
  bytes: number;
}

/** Writes all of a world to a file; compressed, if its name ends in `.gz`. */
export const exportToFile = async (
  { stores, program }: Pick<WorldsPlace, 'stores' | 'program'>,
  { found, file, mayReplace }: { found: FoundWorld; file: string; mayReplace: boolean },
  { onProgress, signal }: TransferOptions,
): Promise<ExportedFile> => {
  if (!mayReplace && (await exists(file)))
    throw new Failure({
      kind: 'terminal',
      code: 'file_exists',
      message: `there is a file \`${file}\` already`,
      advice: 'Choose another name, or add `--replace`. Nothing was changed.',
    });
  const { folder, id, name, created } = found;
  const draft = `${file}.${randomBytes(4).toString('hex')}.draft`;
  let lines = 0;
  const onLine = (done: number): void => {
    lines = done;
    onProgress({ done, total: null, unit: 'lines' });
  };
  await using opened = await openEmbeddedToRead({ folder, stores, program });
  try {
    const text = inPieces(exportWorld(opened, { program, world: { id, name, created }, onLine, signal }));
    const sink = createWriteStream(draft, { flush: true });
    if (file.endsWith('.gz')) await finished(text, createGzip(), sink, { signal });
    else await finished(text, sink, { signal });
    await moveDurably(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined); // the first failure is the one to tell
    throw sqliteFailure(error, file);
  }
  return { file, lines, bytes: (await stat(file)).size };
};

const isCompressed = async (file: string): Promise<boolean> => {
  await using handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(gzipMagic.length), 0, gzipMagic.length, 0);
  return gzipMagic.every((byte, i) => buffer[i] === byte);
};

/** The bytes of a file as they were before they were compressed. */
const contentOf = async (file: string, { onProgress, signal }: TransferOptions): Promise<AsyncIterable<Uint8Array>> => {
  try {
    const { size: total } = await stat(file);
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      let done = 0;
      for await (const piece of createReadStream(file, { signal }) as AsyncIterable<Buffer>) {
        done += piece.length;
        onProgress({ done, total, unit: 'bytes' });
        yield piece;
      }
    };
    // What goes wrong on the way is thrown to whoever reads.
    return (await isCompressed(file)) ? pipeline(counted(), createGunzip(), () => undefined) : counted();
  } catch (error) {
    throw sqliteFailure(error, file);
  }
};

const readHeader = async (file: string, signal: AbortSignal): Promise<DumpHeader> => {
  for await (const first of readDump(await contentOf(file, { onProgress: () => undefined, signal })))
    return headerOf(first);
  return headerOf(undefined);
};

/** Makes a world from a file, under the name it had or another. If anything is wrong with the file, there is no such world. */
export const importFromFile = async (
  place: WorldsPlace,
  { file, name, world }: { file: string; name: WorldName | null; world: World },
  options: TransferOptions,
): Promise<BuiltWorld> => {
  const { stores, program } = place;
  const { signal } = options;
  const header = await readHeader(file, signal);
  return buildWorld(place, {
    name: name ?? worldName(header.world.name),
    world,
    identity: { id: header.world.id, created: header.world.created },
    fill: async (folder) => {
      await using opened = await openEmbedded({ folder, stores, program, world });
      const { canon, narrative, objects } = opened;
      await importWorld(await contentOf(file, options), { canon: canon.writer, narrative, objects }, { signal });
    },
  });
};
