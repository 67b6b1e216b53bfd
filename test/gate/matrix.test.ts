import { beforeAll, describe, expect, it } from 'vitest';
import { Authority, Evidence } from '../../schemas/evidence.ts';
import { ProposalContent } from '../../schemas/gate.ts';
import { Origin } from '../../schemas/policy.ts';
import { circumstances, claimants, columns, exhibitsOfKind, matrix, type Row } from '../support/gate-matrix.ts';

// What the gate says to every kind of proposal, by whom, on which evidence and against what: beside this file, as one table to be read by a
// person. Whoever changes a cell says why. `npx vitest run test/gate/matrix.test.ts -u` writes it anew.

let rows: readonly Row[];
beforeAll(async () => {
  rows = await matrix();
});

/** Whoever is answered alike stands in one row. */
const grouped = (): readonly Row[] => {
  const groups = new Map<string, Row>();
  for (const row of rows) {
    const key = [row.type, row.circumstance, ...row.cells].join('\n');
    const group = groups.get(key);
    groups.set(key, group === undefined ? row : { ...group, claimant: `${group.claimant} · ${row.claimant}` });
  }
  return [...groups.values()];
};

const table = (): string => {
  const lines = [
    ['proposal', 'which', 'of whoever claims to be', ...columns],
    ...grouped().map(({ type, circumstance, claimant, cells }) => [type, circumstance, claimant, ...cells]),
  ];
  const widths = lines[0]?.map((_head, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return `+ accepted   - rejected   ? pending: a person has to look\n\n${text.join('\n')}\n`;
};

describe('the matrix of the gate', () => {
  it('is as it was', async () => {
    await expect(table()).toMatchFileSnapshot('matrix.txt');
  });

  it('has a row for every kind of proposal and every authority, and a column for every origin and kind of evidence', () => {
    expect(new Set(rows.map(({ type }) => type))).toEqual(
      new Set(ProposalContent.options.map((option) => option.shape.type.value)),
    );
    expect(Object.keys(claimants)).toEqual(expect.arrayContaining([...Authority.options]));
    expect(columns).toEqual(expect.arrayContaining([...Origin.options]));
    const kinds = Evidence.options.map((option) => option.shape.kind.value);
    expect(Object.keys(exhibitsOfKind).toSorted()).toEqual(kinds.toSorted());
    expect(Object.values(exhibitsOfKind).flat().toSorted()).toEqual([...Origin.options].toSorted());
  });

  it('reads every proposal', () => {
    expect(rows.flatMap(({ cells }) => cells).filter((cell) => cell === '-malformed')).toEqual([]);
  });
});

const every = (isMeant: (row: Row) => boolean): readonly string[] => rows.filter(isMeant).flatMap(({ cells }) => cells);

describe('whatever a proposal claims', () => {
  const gmColumn = columns.indexOf('gm_declaration');

  it('nobody but a person on the GM’s own words displaces what canon holds, but for what a source may', () => {
    for (const { claimant, cells } of rows)
      for (const [column, cell] of cells.entries())
        if (cell === '+retcon') expect([claimant, column]).toEqual(['gm', gmColumn]);
  });

  it('a model is nobody’s GM', () => {
    const cells = every(({ claimant }) => claimant === 'a model as gm');
    expect(
      cells.filter((cell) => /^\+(?:retcon|locked|unlocked|merged|split|renamed|reverts|forks)$/.test(cell)),
    ).toEqual([]);
  });

  it('nothing is accepted as new where there is no evidence', () => {
    const accepted = rows.filter(({ cells }) => cells.at(-1)?.startsWith('+'));
    expect(accepted.map(({ circumstance }) => circumstance)).toEqual(
      accepted.map(() => 'says the same'), // which is support that carries nothing
    );
  });

  it('what is locked stays', () => {
    const cells = every(({ circumstance }) => circumstance.includes('locked'));
    expect(cells.filter((cell) => cell.startsWith('+'))).toEqual([]);
  });

  it('what is claimed beyond the evidence gains nothing by it', () => {
    const cellsOf = (claimant: string, of: Row): readonly string[] =>
      rows.find((row) => row.claimant === claimant && row.type === of.type && row.circumstance === of.circumstance)
        ?.cells ?? [];
    for (const row of rows.filter(({ claimant }) => claimant === 'gm')) {
      const best = columns.map((_origin, column) =>
        Object.keys(claimants).some((claimant) => claimant !== 'gm' && cellsOf(claimant, row)[column]?.startsWith('+')),
      );
      for (const [column, cell] of row.cells.entries())
        if (column !== gmColumn && cell.startsWith('+'))
          expect(best[column], `${row.type} ${columns[column]}`).toBe(true);
    }
  });
});

it('has circumstances for every kind of proposal', () => {
  for (const [type, met] of Object.entries(circumstances)) expect(Object.keys(met).length, type).toBeGreaterThan(0);
});
