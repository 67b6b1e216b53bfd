import { Failure, type FailureDetails, isFailure } from '../../domain/failure.ts';

// What SQLite's result codes mean to a person.

type Explain = (path: string) => Omit<FailureDetails, 'cause'>;

const busy: Explain = (path) => ({
  kind: 'transient',
  code: 'store_busy',
  message: `another process is writing to \`${path}\``,
  advice: 'Wait until it has finished, or close the other monitor, and try again. Nothing was changed.',
});

const readOnly: Explain = (path) => ({
  kind: 'terminal',
  code: 'store_read_only',
  message: `\`${path}\` can't be written to`,
  advice: 'Make the file and its folder writable, or choose another folder with `--data`. Nothing was changed.',
});

const openedForReading: Explain = (path) => ({
  kind: 'terminal',
  code: 'store_read_only',
  message: `\`${path}\` was opened for reading, and this was a write`,
  advice: 'Writing there is the part of another agent. Nothing was changed.',
});

const ioFailed: Explain = (path) => ({
  kind: 'transient',
  code: 'store_io',
  message: `the disk failed while reading or writing \`${path}\``,
  advice: 'Look at the disk (cable, mount, quota). What had been acknowledged is kept.',
});

const damaged: Explain = (path) => ({
  kind: 'terminal',
  code: 'store_damaged',
  message: `\`${path}\` is damaged, or is not a file of this program`,
  advice: 'Run `monitor doctor --audit` to see what is readable, and restore the world from an export.',
});

const full: Explain = (path) => ({
  kind: 'terminal',
  code: 'disk_full',
  message: `there is no room left on the disk for \`${path}\``,
  advice: 'Free some space and try again. Nothing of this write was kept; everything before it is safe.',
});

const cannotOpen: Explain = (path) => ({
  kind: 'terminal',
  code: 'store_cannot_open',
  message: `\`${path}\` can't be opened`,
  advice: 'Look whether the folder exists, whether you may write there, and whether something else has that name.',
});

/** By SQLite's primary result code. */
const bySqlite: Readonly<Record<number, Explain>> = {
  5: busy, // SQLITE_BUSY
  6: busy, // SQLITE_LOCKED
  8: readOnly, // SQLITE_READONLY
  10: ioFailed, // SQLITE_IOERR
  11: damaged, // SQLITE_CORRUPT
  13: full, // SQLITE_FULL
  14: cannotOpen, // SQLITE_CANTOPEN
  15: busy, // SQLITE_PROTOCOL: too many at once around the write-ahead log
  26: damaged, // SQLITE_NOTADB
};

const bySystem: Readonly<Record<string, Explain>> = {
  EACCES: readOnly,
  EROFS: readOnly,
  EPERM: readOnly,
  ENOSPC: full,
  EDQUOT: full,
  ENOTDIR: cannotOpen,
  EEXIST: cannotOpen,
  EISDIR: cannotOpen,
  ENOENT: cannotOpen,
  ENAMETOOLONG: cannotOpen,
};

const primaryCodeMask = 0xff;

const explainOf = (error: Error): Explain | undefined => {
  if ('errcode' in error && typeof error.errcode === 'number') return bySqlite[error.errcode & primaryCodeMask];
  return 'code' in error && typeof error.code === 'string' ? bySystem[error.code] : undefined;
};

/** A failure with advice for what SQLite or the file system reports; any other error is a bug and comes back as it is. */
export const sqliteFailure = (error: unknown, path: string, mode: 'read' | 'write' = 'write'): unknown => {
  if (isFailure(error) || !(error instanceof Error)) return error;
  const explain = explainOf(error);
  if (explain === undefined) return error;
  const told = explain === readOnly && mode === 'read' ? openedForReading(path) : explain(path);
  return new Failure({ ...told, cause: error });
};
