import { beforeAll, describe, expect, it } from 'vitest';
import { loadTables } from '../../../../src/compose/tables/library.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { entryChances } from '../../../../src/domain/tables/chances.ts';
import { draw, type Drawn } from '../../../../src/domain/tables/draw.ts';
import type { Library, Table } from '../../../../src/domain/tables/table.ts';

const tablesMin = 40;
const entriesMin = 20;
/** What has less of them has a reason: two dice, or others that it draws from. */
const isSmall = ({ dice, entries }: Table): boolean =>
  dice !== null || entries.some(({ pieces }) => pieces.some(({ kind }) => kind === 'table'));

let library: Library;
let tables: readonly Table[];
beforeAll(async () => {
  ({ library, tables } = await loadTables());
});

describe('the tables that ship', () => {
  it('are many, and each has enough to draw from', () => {
    expect(tables.length).toBeGreaterThanOrEqual(tablesMin);
    expect(tables.filter((table) => !isSmall(table) && table.entries.length < entriesMin)).toEqual([]);
  });

  it('leave nothing to chance that can come up and has no entry, and no entry that can not', () => {
    for (const table of tables) {
      const chances = entryChances(table);
      expect(
        chances.every((chance) => chance > 0),
        table.id,
      ).toBe(true);
      expect(
        chances.reduce((sum, chance) => sum + chance, 0),
        table.id,
      ).toBeCloseTo(1, 12);
    }
  });

  it('say nothing twice in a table, and know names and tags', () => {
    for (const { id, name, tags, entries } of tables) {
      expect(new Set(entries.map(({ text }) => text)).size, id).toBe(entries.length);
      expect(name).not.toBe('');
      expect(tags, id).not.toEqual([]);
    }
  });

  it('can be drawn from, every one of them, to a text with nothing left to look up', () => {
    for (const { id } of tables)
      for (let seed = 0; seed < 50; seed++) {
        const { drawn } = draw(library, id, { from: seededFaces(`${id} ${seed}`) });
        expect(drawn.text).not.toMatch(/\[\[|\]\]|\{\{|\}\}/);
        expect(drawn.text.trim()).toBe(drawn.text);
      }
  });

  it('bring up every entry of a table without dice by the faces of one die', () => {
    for (const table of tables) {
      if (table.dice !== null) continue;
      const sides = table.entries.reduce((sum, { weight }) => sum + weight, 0);
      const came = new Map<string, number>();
      for (let face = 1; face <= sides; face++) {
        const first = { left: face };
        const rest = seededFaces(table.id);
        const from = { next: (of: Parameters<typeof rest.next>[0]) => (first.left > 0 ? taken(first) : rest.next(of)) };
        const { entry } = draw(library, table.id, { from }).drawn;
        came.set(entry, (came.get(entry) ?? 0) + 1);
      }
      expect(came, table.id).toEqual(new Map(table.entries.map(({ text, weight }) => [text, weight])));
    }
  });

  it('draw the same again from the faces that fell', () => {
    const factsOf = ({ text, within }: Drawn): unknown => ({ text, within });
    for (const { id } of tables) {
      const { drawn, faces } = draw(library, id, { from: seededFaces(id) });
      const again = scriptedFaces(faces);
      expect(factsOf(draw(library, id, { from: again }).drawn)).toEqual(factsOf(drawn));
      expect(again.left()).toEqual([]);
    }
  });
});

const taken = (first: { left: number }): number => {
  const face = first.left;
  first.left = 0;
  return face;
};
