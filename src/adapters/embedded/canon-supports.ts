import type { Support } from '../../../schemas/evidence.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { Page, PageRequest } from '../../ports/paging.ts';
import { type Row } from './canon-codes.ts';
import { recordTables } from './canon-records.ts';
import { keyAfter, type List, pageOf, readMax } from './pages.ts';
import type { Sqlite } from './sqlite.ts';

interface SupportList {
  u: number;
  universe: UniverseId;
  targets: readonly string[];
  page: PageRequest;
}

const list: List = { name: 'supports', start: ['', ''] };

/**
 * A page of supports, target by target in order of id. Those of one target are sorted as they are read, since the index has numbers for
 * evidence: a target has few of them, and no more targets are looked at than a page has room for.
 */
export const listSupports = (database: Sqlite, { u, universe, targets, page }: SupportList): Page<Support> => {
  const [target = '', evidence = ''] = keyAfter(list, page.after);
  const max = readMax(page);
  const { source, columns, of } = recordTables.supports;
  const read = database.prepare(
    `SELECT ${columns} FROM ${source} WHERE found.u = ? AND found.target = ? AND found.until IS NULL AND stub.id > ?
     ORDER BY stub.id LIMIT +?`,
  );
  const rows: Row[] = [];
  for (const each of [...new Set(targets)].sort()) {
    if (rows.length >= max) break;
    if (each < target) continue;
    rows.push(...read.all(u, each, each === target ? evidence : '', max - rows.length));
  }
  return pageOf(rows, page, {
    list,
    item: (row) => of(row, universe),
    key: (row) => [String(row['target']), String(row['evidence'])],
  });
};
