import { Failure, type FailureDetails, isFailure } from '../../domain/failure.ts';

// What SQLite's result codes mean to a person.

type Told = Omit<FailureDetails, 'cause'>;

const told = (code: number, path: string): Told | null => {
  switch (code) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return {
        kind: 'transient',
        code: 'store_busy',
        message: `another process is writing to \`${path}\``,
        advice: 'Wait until it has finished, or close the other monitor, and try again. Nothing was changed.',
      };
    case 8: // SQLITE_READONLY
      return {
        kind: 'terminal',
        code: 'store_read_only',
        message: `\`${path}\` can't be written to`,
        advice: 'Make the file and its folder writable, or choose another folder with `--data`. Nothing was changed.',
      };
    case 10: // SQLITE_IOERR
      return {
        kind: 'transient',
        code: 'store_io',
        message: `the disk failed while reading or writing \`${path}\``,
        advice: 'Look at the disk (cable, mount, quota). What had been acknowledged is kept.',
      };
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return {
        kind: 'terminal',
        code: 'store_damaged',
        message: `\`${path}\` is damaged, or is not a file of this program`,
        advice: 'Run `monitor doctor --deep` to see what is readable, and restore the world from an export.',
      };
    case 13: // SQLITE_FULL
      return {
        kind: 'terminal',
        code: 'disk_full',
        message: `there is no room left on the disk for \`${path}\``,
        advice: 'Free some space and try again. Nothing of this write was kept; everything before it is safe.',
      };
    case 14: // SQLITE_CANTOPEN
      return {
        kind: 'terminal',
        code: 'store_cannot_open',
        message: `\`${path}\` can't be opened`,
        advice:
          'Look whether the folder exists, whether you may write there, and whether something else has that name.',
      };
    default:
      return null;
  }
};

const primaryCodeMask = 0xff;

/** A failure with advice for what SQLite or the file system reports; any other error is a bug and comes back as it is. */
export const sqliteFailure = (error: unknown, path: string): unknown => {
  if (isFailure(error) || !(error instanceof Error)) return error;
  if ('errcode' in error && typeof error.errcode === 'number') {
    const details = told(error.errcode & primaryCodeMask, path);
    return details === null ? error : new Failure({ ...details, cause: error });
  }
  const code = 'code' in error ? error.code : null;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return failureOf(8, path, error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return failureOf(13, path, error);
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'EISDIR' || code === 'ENOENT')
    return failureOf(14, path, error);
  return error;
};

const failureOf = (code: number, path: string, cause: unknown): unknown => {
  const details = told(code, path);
  return details === null ? cause : new Failure({ ...details, cause });
};
