import { expect, it } from 'vitest';
import { sqliteFailure } from '../../../src/adapters/embedded/sqlite-failure.ts';
import { Failure } from '../../../src/domain/failure.ts';

const errorWith = (fields: object): Error => Object.assign(new Error('as SQLite says it'), fields);

it.each([
  ['SQLITE_BUSY', { errcode: 5 }, 'store_busy', 'transient'],
  ['SQLITE_BUSY_SNAPSHOT', { errcode: 517 }, 'store_busy', 'transient'],
  ['SQLITE_PROTOCOL', { errcode: 15 }, 'store_busy', 'transient'],
  ['SQLITE_READONLY_DBMOVED', { errcode: 1032 }, 'store_read_only', 'terminal'],
  ['SQLITE_IOERR_WRITE', { errcode: 778 }, 'store_io', 'transient'],
  ['SQLITE_CORRUPT', { errcode: 11 }, 'store_damaged', 'terminal'],
  ['SQLITE_NOTADB', { errcode: 26 }, 'store_damaged', 'terminal'],
  ['SQLITE_FULL', { errcode: 13 }, 'disk_full', 'terminal'],
  ['SQLITE_CANTOPEN', { errcode: 14 }, 'store_cannot_open', 'terminal'],
  ['EACCES', { code: 'EACCES' }, 'store_read_only', 'terminal'],
  ['ENOSPC', { code: 'ENOSPC' }, 'disk_full', 'terminal'],
  ['ENOTDIR', { code: 'ENOTDIR' }, 'store_cannot_open', 'terminal'],
])('tells what %s means, with its cause and with advice', (_, fields, code, kind) => {
  const cause = errorWith(fields);
  const failure = sqliteFailure(cause, '/worlds/ashfall/canon.sqlite');
  expect(failure).toBeInstanceOf(Failure);
  expect(failure).toMatchObject({ code, kind, cause, advice: expect.stringMatching(/\.$/) });
  expect(failure).toHaveProperty('message', expect.stringContaining('`/worlds/ashfall/canon.sqlite`'));
});

it('tells a reader that writing is not its part', () => {
  expect(sqliteFailure(errorWith({ errcode: 8 }), 'a', 'read')).toMatchObject({
    code: 'store_read_only',
    message: '`a` was opened for reading, and this was a write',
  });
});

it.each([
  ['a broken constraint', errorWith({ errcode: 1555 })],
  ['wrong SQL', errorWith({ errcode: 1 })],
  ['a closed database', errorWith({ code: 'ERR_INVALID_STATE' })],
  ['a failure that was told already', new Failure({ kind: 'transient', code: 'other', message: 'other' })],
  ['what is no error', 'text'],
])('passes on %s as it is', (_, error) => {
  expect(sqliteFailure(error, 'a')).toBe(error);
});
