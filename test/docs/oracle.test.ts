import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { loadOracle } from '../../src/compose/oracle.ts';
import { checkTables } from '../../src/compose/tables/library.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/oracle.md'), 'utf8');

it('docs/oracle.md shows tables that can be drawn from', async () => {
  await using folder = await temporaryFolder();
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => text);
  expect(blocks).not.toEqual([]);
  for (const [index, text] of blocks.entries()) {
    const file = folder.file(`${index}.yaml`);
    await writeFile(file, text);
    expect((await checkTables([file])).problems).toEqual([]);
  }
});

it('docs/oracle.md tells the chances that the data has', async () => {
  const { odds } = await loadOracle();
  const told = odds.map(({ id, yes }) => [id, ...yes.filter((_, at) => at % 2 === 0).map(String)]);
  const rows = page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => odds.some(({ id }) => id === cells[1]));
  expect(rows.map((cells) => cells.slice(1, -1))).toEqual(told);
});
