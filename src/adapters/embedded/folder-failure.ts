import { Failure, type FailureDetails, isFailure } from '../../domain/failure.ts';

// What the file system's errors mean to a person who keeps objects in a folder.

type Told = Omit<FailureDetails, 'cause'>;

const readOnly = (path: string): Told => ({
  kind: 'terminal',
  code: 'store_read_only',
  message: `\`${path}\` can't be written to`,
  advice: 'Make the folder writable, or choose another one with `--data`. Nothing was changed.',
});
const diskFull = (path: string): Told => ({
  kind: 'terminal',
  code: 'disk_full',
  message: `there is no room left on the disk for \`${path}\``,
  advice: 'Free some space and try again. Nothing of this object was kept; every other one is safe.',
});
const diskFailed = (path: string): Told => ({
  kind: 'transient',
  code: 'store_io',
  message: `the disk failed while reading or writing \`${path}\``,
  advice: 'Look at the disk (cable, mount, quota). What had been acknowledged is kept.',
});
const tooManyFiles = (path: string): Told => ({
  kind: 'transient',
  code: 'store_busy',
  message: `too many files are open to open \`${path}\``,
  advice: 'Try again when less is going on, or raise the limit (`ulimit -n`). Nothing was changed.',
});
const notAFolder = (path: string): Told => ({
  kind: 'terminal',
  code: 'store_cannot_open',
  message: `\`${path}\` can't be opened`,
  advice: 'Look whether the folder exists, and whether something else has that name.',
});

const tellings: Readonly<Record<string, (path: string) => Told>> = {
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  ENOSPC: diskFull,
  EDQUOT: diskFull,
  EFBIG: diskFull, // a limit on the size of files, not of the disk; the way out is the same
  EIO: diskFailed,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  ENOENT: notAFolder,
  ENOTDIR: notAFolder,
  EISDIR: notAFolder,
  EEXIST: notAFolder,
  ENAMETOOLONG: notAFolder,
};

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;

export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

/** A failure with advice for what the file system reports; any other error is a bug and comes back as it is. */
export const folderFailure = (error: unknown, path: string): unknown => {
  const code = codeOf(error);
  const tell = isFailure(error) || code === null ? undefined : tellings[code];
  return tell === undefined ? error : new Failure({ ...tell(path), cause: error });
};
