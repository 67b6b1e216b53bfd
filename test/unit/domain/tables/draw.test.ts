import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { entryChances } from '../../../../src/domain/tables/chances.ts';
import { draw, type UsedUp } from '../../../../src/domain/tables/draw.ts';
import type { Library, Table } from '../../../../src/domain/tables/table.ts';
import { chancesOf, libraryOf, tableOf } from '../../../support/tables.ts';

const weighted = () =>
  fc
    .array(fc.record({ weight: fc.integer({ min: 1, max: 5 }), once: fc.boolean() }), { minLength: 1, maxLength: 8 })
    .map((entries) =>
      tableOf(
        't',
        entries.map((entry, index) => ({ ...entry, text: `e${index}` })),
      ),
    );

/** Two dice, in bands. */
const banded = () =>
  fc
    .tuple(fc.subarray([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), fc.array(fc.boolean(), { minLength: 11, maxLength: 11 }))
    .map(([starts, onces]) => [[2, ...starts], onces] as const)
    .map(([starts, onces]) =>
      tableOf(
        't',
        starts.map((from, index) => ({
          ...{ at: `${from}-${(starts[index + 1] ?? 13) - 1}`, text: `e${index}` },
          once: onces[index] ?? false,
        })),
        { dice: '2d6' },
      ),
    );

const someUsed = (table: Table) =>
  fc
    .subarray(table.entries.filter(({ once }) => once))
    .map((entries) => entries.map(({ text }): UsedUp => ({ table: 't', text })))
    .filter((used) => used.length < table.entries.length);

const withUsed = () => fc.oneof(weighted(), banded()).chain((table) => fc.tuple(fc.constant(table), someUsed(table)));

const textsOf = (library: Library, id: string, { seed, times }: { seed: string; times: number }): string[] => {
  const from = seededFaces(seed);
  let used: readonly UsedUp[] = [];
  return Array.from({ length: times }, () => {
    const drawn = draw(library, id, { from, used });
    ({ used } = drawn);
    return drawn.drawn.text;
  });
};

describe('a draw', () => {
  it('comes to each entry with just the chance that its weight or its rolls promise, whatever is used up', () => {
    fc.assert(
      fc.property(withUsed(), ([table, used]) => {
        const library = libraryOf(table);
        const found = chancesOf((from) => draw(library, 't', { from, used }).drawn.entry);
        for (const [index, chance] of entryChances(table, used).entries())
          expect(found.get(`e${index}`) ?? 0).toBeCloseTo(chance, 12);
      }),
    );
  });

  it('keeps weights to each other when something is used up', () => {
    const table = tableOf('t', [
      { text: 'a', weight: 3 },
      { text: 'b', weight: 5, once: true },
      { text: 'c', weight: 1 },
    ]);
    expect(entryChances(table)).toEqual([3 / 9, 5 / 9, 1 / 9]);
    expect(entryChances(table, [{ table: 't', text: 'b' }])).toEqual([3 / 4, 0, 1 / 4]);
  });

  it('goes on to the next that is left where a roll comes to what is used up, and after the last to the first', () => {
    const table = tableOf(
      't',
      [1, 2, 3].map((at) => ({ at, text: `e${at}`, once: at > 1 })),
      { dice: 'd3' },
    );
    const used = [{ table: 't', text: 'e3' }];
    const { drawn } = draw(libraryOf(table), 't', { from: scriptedFaces([3]), used });
    expect(drawn).toMatchObject({ total: 3, entry: 'e1', passed: 'e3' });
    expect(entryChances(table, used)).toEqual([2 / 3, 1 / 3, 0]);
  });

  it('lets what comes once come once, in tables within tables too, and then says that nothing is left', () => {
    const once = tableOf(
      'once',
      ['a', 'b', 'c'].map((text) => ({ text, once: true })),
    );
    const library = libraryOf(once, tableOf('outer', ['[[once]] and [[once]]']));
    expect(textsOf(library, 'once', { seed: 's', times: 3 }).toSorted()).toEqual(['a', 'b', 'c']);
    expect(() => textsOf(library, 'once', { seed: 's', times: 4 })).toThrow(/is used up/);
    const [both = ''] = textsOf(library, 'outer', { seed: 's', times: 1 });
    expect(new Set(both.split(' and ')).size).toBe(2);
  });

  it('that fails uses nothing up', () => {
    const library = libraryOf(tableOf('once', [{ text: 'a', once: true }]), tableOf('outer', ['[[once]][[once]]']));
    const used: UsedUp[] = [];
    expect(() => draw(library, 'outer', { from: seededFaces('s'), used })).toThrow(/is used up/);
    expect(used).toEqual([]);
  });

  it('uses up what was drawn and nothing else, and leaves what it was given as it was', () => {
    fc.assert(
      fc.property(withUsed(), fc.string(), ([table, used], seed) => {
        const before = structuredClone(used);
        const { drawn, used: after } = draw(libraryOf(table), 't', { from: seededFaces(seed), used });
        const isOnce = table.entries.some(({ once, text }) => once && text === drawn.entry);
        expect(used).toEqual(before);
        expect(after).toEqual(isOnce ? [...before, { table: 't', text: drawn.entry }] : before);
        expect(before.map(({ text }) => text)).not.toContain(drawn.entry);
      }),
    );
  });

  it('is the same from the same seed, and from the faces that fell', () => {
    const library = libraryOf(
      tableOf('inner', ['{{2d6}} gold', '{{d4*10}} silver']),
      tableOf('outer', ['[[inner]], [[inner]]', '{{1+1}} things', { text: '{{7/2}}', weight: 2 }]),
    );
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const first = draw(library, 'outer', { from: seededFaces(seed) });
        const again = scriptedFaces(first.faces);
        expect(draw(library, 'outer', { from: seededFaces(seed) })).toEqual(first);
        expect(draw(library, 'outer', { from: again })).toEqual(first);
        expect(again.left()).toEqual([]);
      }),
    );
  });

  it('keeps every table, entry and die that it came by, in order', () => {
    const library = libraryOf(
      tableOf('coins', ['{{2d6}} gold', 'none']),
      tableOf('chest', ['a lock', 'in it [[coins]]']),
    );
    const { drawn, faces } = draw(library, 'chest', { from: scriptedFaces([2, 1, 3, 4]) });
    expect(faces).toEqual([2, 1, 3, 4]);
    expect(drawn).toMatchObject({
      ...{ table: 'chest', dice: 'd2', faces: [2], entry: 'in it [[coins]]', text: 'in it 7 gold' },
      within: [
        {
          ...{ kind: 'table', table: 'coins', faces: [1], text: '7 gold' },
          within: [{ kind: 'dice', dice: '2d6', faces: [3, 4], total: 7 }],
        },
      ],
    });
  });

  it('counts nothing as used up that comes more than once by now', () => {
    const library = libraryOf(tableOf('t', ['a']));
    expect(draw(library, 't', { from: scriptedFaces([]), used: [{ table: 't', text: 'a' }] }).drawn.text).toBe('a');
  });

  it('throws no die where only one entry is left', () => {
    const library = libraryOf(tableOf('t', [{ text: 'a', once: true }, 'b']));
    expect(draw(library, 't', { from: scriptedFaces([]), used: [{ table: 't', text: 'a' }] })).toMatchObject({
      ...{ faces: [], drawn: { text: 'b' } },
    });
  });

  it('says which table was meant where there is none', () => {
    expect(() => draw(libraryOf(tableOf('bells', ['a'])), 'bell', { from: seededFaces('') })).toThrow(
      'there is no table `bell`',
    );
  });
});
