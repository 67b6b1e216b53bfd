import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { sqliteFailure } from '../adapters/embedded/sqlite-failure.ts';

// Files that are whole or not there, also when the power goes.

const cannotSync = new Set(['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP']);

const syncOne = async (place: string): Promise<void> => {
  try {
    await using handle = await open(place, 'r');
    await handle.sync();
  } catch (error) {
    // Some systems don't sync folders; there the rename itself is all that can be had.
    if (!cannotSync.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
};

/** Makes a folder and everything in it survive a crash. */
export const syncTree = async (folder: string): Promise<void> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) await syncOne(path.join(entry.parentPath, entry.name));
  await syncOne(folder);
};

/** Moves a folder or file within a file system; once it returns, it stays moved. */
export const moveDurably = async (from: string, to: string): Promise<void> => {
  await rename(from, to);
  await syncOne(path.dirname(to));
  if (path.dirname(from) !== path.dirname(to)) await syncOne(path.dirname(from));
};

/** Replaces a file as a whole. */
export const writeDurably = async (file: string, text: string): Promise<void> => {
  const draft = `${file}.${randomBytes(4).toString('hex')}.draft`;
  try {
    {
      await using handle = await open(draft, 'w');
      await handle.writeFile(text);
      await handle.sync();
    }
    await moveDurably(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw sqliteFailure(error, file);
  }
};
