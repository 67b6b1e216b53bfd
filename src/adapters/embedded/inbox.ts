import type { EventId } from '../../../schemas/ids.ts';
import { refuseBadGroup } from '../../ports/event-call.ts';
import type { Group } from '../../ports/event-log.ts';
import { handledKeptMax, type Inbox } from '../../ports/inbox.ts';
import { openStoreFile, type StoreFileOptions } from './migrate.ts';
import type { Sqlite } from './sqlite.ts';

// B1. The effect and the note are one transaction in one file: the one of the indexes, for what follows from events is what is in them.
// B2. It is on the disk when `once` returns, although the indexes could be made again: an event that was acknowledged does not come back.

export interface SqliteInboxOptions<Writer> extends Omit<StoreFileOptions, 'mode' | 'durability'> {
  /** What effects write with: into this file, inside the transaction that is under way. */
  writerOn: (database: Pick<Sqlite, 'prepare'>) => Writer;
  keptMax?: number;
}

const findInbox = (database: Sqlite, { universe, group }: Group): { inbox: number; last: number } | undefined =>
  database.prepare('SELECT inbox, last FROM inbox_groups WHERE universe = ? AND name = ?').get(universe, group) as
    { inbox: number; last: number } | undefined;

const isNoted = (database: Sqlite, inbox: number, event: EventId): boolean =>
  database.prepare('SELECT 1 FROM inbox_events WHERE inbox = ? AND event = ?').get(inbox, event) !== undefined;

const ensureInbox = (database: Sqlite, group: Group): { inbox: number; last: number } => {
  const found = findInbox(database, group);
  if (found !== undefined) return found;
  const insert = database.prepare('INSERT INTO inbox_groups (universe, name) VALUES (?, ?)');
  return { inbox: Number(insert.run(group.universe, group.group).lastInsertRowid), last: 0 };
};

interface Noted {
  event: EventId;
  keptMax: number;
}

/** Whether it was not noted before. */
const note = (database: Sqlite, group: Group, { event, keptMax }: Noted): boolean => {
  const { inbox, last } = ensureInbox(database, group);
  if (isNoted(database, inbox, event)) return false;
  const number = last + 1;
  database.prepare('INSERT INTO inbox_events (inbox, number, event) VALUES (?, ?, ?)').run(inbox, number, event);
  database.prepare('UPDATE inbox_groups SET last = ? WHERE inbox = ?').run(number, inbox);
  database.prepare('DELETE FROM inbox_events WHERE inbox = ? AND number <= ?').run(inbox, number - keptMax);
  return true;
};

export const openSqliteInbox = async <Writer>({
  writerOn,
  keptMax = handledKeptMax,
  ...file
}: SqliteInboxOptions<Writer>): Promise<Inbox<Writer>> => {
  const database = await openStoreFile('index', { ...file, mode: 'write', durability: 'full' });
  const writer = writerOn(database);
  return {
    async has(group, event) {
      refuseBadGroup(group);
      return database.read(() => {
        const found = findInbox(database, group);
        return found !== undefined && isNoted(database, found.inbox, event);
      });
    },
    async once(group, event, effect) {
      refuseBadGroup(group);
      return database.write(() => {
        const isNew = note(database, group, { event, keptMax });
        if (isNew) effect(writer);
        return isNew;
      });
    },
    async forget(group) {
      refuseBadGroup(group);
      await database.write(() => {
        const found = findInbox(database, group);
        if (found === undefined) return;
        database.prepare('DELETE FROM inbox_events WHERE inbox = ?').run(found.inbox);
        database.prepare('DELETE FROM inbox_groups WHERE inbox = ?').run(found.inbox);
      });
    },
    async [Symbol.asyncDispose]() {
      database[Symbol.dispose]();
    },
  };
};
