import { DatabaseSync } from 'node:sqlite';

/** What SQLite has to say about a file after it was looked at from end to end: `ok`. */
export const integrityOf = (path: string): unknown => {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
  } finally {
    database.close();
  }
};
