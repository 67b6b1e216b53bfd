import { DatabaseSync, type SQLInputValue, StatementSync } from 'node:sqlite';

// The baseline of commits is what the store itself writes: each statement that changes a row is recorded with its values while a commit is made,
// and replayed on a twin of the file with nothing around it but one transaction. What is left is the price of the promises.

interface Written {
  sql: string;
  values: SQLInputValue[];
}

/** A method of a statement that tells its values before it does its work. */
const listening = <M extends StatementSync['run'] | StatementSync['get']>(
  method: M,
  note: (statement: StatementSync, values: SQLInputValue[]) => void,
): M =>
  new Proxy(method, {
    apply(target, statement: StatementSync, values: SQLInputValue[]): unknown {
      note(statement, values);
      return Reflect.apply(target, statement, values);
    },
  });

/** Whatever is run on a prepared statement while it listens, if it changes rows. */
export const recorder = () => {
  const { run, get } = StatementSync.prototype;
  let heard: Written[] | null = null;
  const note = (statement: StatementSync, values: SQLInputValue[]): void => {
    if (heard !== null && /^\s*(INSERT|UPDATE|DELETE)/.test(statement.sourceSQL))
      heard.push({ sql: statement.sourceSQL, values });
  };
  StatementSync.prototype.run = listening(run, note);
  StatementSync.prototype.get = listening(get, note);
  return {
    listen(): Written[] {
      heard = [];
      return heard;
    },
    deaf(): void {
      heard = null;
    },
    [Symbol.dispose]() {
      StatementSync.prototype.run = run;
      StatementSync.prototype.get = get;
    },
  };
};

export const openTwin = (path: string) => {
  const database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000',
  );
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return {
    write(rows: readonly Written[]): void {
      database.exec('BEGIN IMMEDIATE');
      for (const { sql, values } of rows) statement(sql).run(...values);
      database.exec('COMMIT');
    },
    [Symbol.dispose]() {
      database.close();
    },
  };
};
