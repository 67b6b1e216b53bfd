import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteCanonStore } from '../../../src/adapters/embedded/canon-store.ts';
import { auditLog } from '../../../src/domain/audit.ts';
import { inBatches, wholeLog } from '../../conformance/canon-store/tools.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { integrityOf } from '../../support/whole-file.ts';

// `canon-at-2.db.gz` was written by the program whose last step was 2: fourteen short worlds, written one after the other, with every kind of object,
// former and withdrawn states, events, those who know, merges and splits.

const program = 'monitor 0.2.0';
const kept = new URL('../../support/canon-at-2.db.gz', import.meta.url);

const tables = ['nodes', 'facts', 'evidence', 'supports', 'touches', 'edges', 'derivations', 'names', 'commits'];

const rowsIn = (path: string): Record<string, unknown[]> => {
  using database = new DatabaseSync(path, { readOnly: true });
  return Object.fromEntries(
    tables.map((table) => {
      const read = database.prepare(`SELECT * FROM ${table}`);
      read.setReadBigInts(true);
      return [table, read.all()];
    }),
  );
};

const inOrderWritten = (path: string): UniverseId[] => {
  using database = new DatabaseSync(path, { readOnly: true });
  return database
    .prepare('SELECT id FROM universes ORDER BY u')
    .all()
    .map(({ id }) => id as UniverseId);
};

describe('a canon of an earlier program', () => {
  it('is upgraded to what the same history written anew comes to, row by row, and its seals hold', async () => {
    await using folder = await temporaryFolder();
    const [old, anew] = [folder.file('old.db'), folder.file('anew.db')];
    writeFileSync(old, gunzipSync(readFileSync(kept)));
    {
      await using upgraded = await openSqliteCanonStore({ path: old, program });
      await using fresh = await openSqliteCanonStore({ path: anew, program });
      const universes = inOrderWritten(old);
      expect(universes).toHaveLength(14);
      for (const universe of universes) {
        const log = await wholeLog(upgraded.reader, universe);
        const head = await upgraded.reader.head(universe);
        expect(auditLog(log, head)).toEqual([]);
        expect(await fresh.writer.restore(universe, inBatches(log))).toEqual(head);
      }
    }
    expect(integrityOf(old)).toEqual(integrityOf(anew));
    const [upgraded, fresh] = [rowsIn(old), rowsIn(anew)];
    for (const table of tables) expect(upgraded[table], table).toEqual(fresh[table]);
    expect(upgraded['touches']?.length).toBeGreaterThan(300);
  });
});
