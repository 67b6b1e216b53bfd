import { DatabaseSync } from 'node:sqlite';
import type { Sqlite } from '../../../src/adapters/embedded/sqlite.ts';
import type { Inbox } from '../../../src/ports/inbox.ts';
import type { World } from '../../../src/ports/world.ts';
import type { Opened } from '../opened.ts';

/** The store that the effects of the suites are in: a list of words. */
export interface Words {
  write(word: string): void;
}

export interface OpenedInbox extends Opened<Inbox<Words>> {
  world: World;
  /** In the order in which they were written. */
  words: () => Promise<readonly string[]>;
}
export type OpenInbox = () => Promise<OpenedInbox>;

/** How many events an inbox remembers that is opened for the suites. */
export const suiteKeptMax = 20;

const wordsTable =
  'CREATE TABLE IF NOT EXISTS words (number INTEGER PRIMARY KEY AUTOINCREMENT, word TEXT NOT NULL) STRICT';

export const wordsOn = (database: Pick<Sqlite, 'prepare'>): Words => {
  database.prepare(wordsTable).run();
  const insert = database.prepare('INSERT INTO words (word) VALUES (?)');
  return { write: (word) => void insert.run(word) };
};

export const wordsIn = (path: string): readonly string[] => {
  using file = new DatabaseSync(path, { readOnly: true });
  return file
    .prepare('SELECT word FROM words ORDER BY number')
    .all()
    .map(({ word }) => String(word));
};
