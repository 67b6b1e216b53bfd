import fc from 'fast-check';
import { expect, it } from 'vitest';
import { queryStems, stemsOf } from '../../../src/domain/words.ts';
import { textEntry } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { found, type OpenTextIndex } from './tools.ts';

const someWords = () =>
  fc
    .array(fc.constantFrom('dragon', 'Dragons', 'tower', 'Véra', 'miller', 'burning', 'burned'), { maxLength: 6 })
    .map((words) => words.join(' '));

/** What a person would do with a list of texts, written without any index. */
const holds = (text: string, query: { text: string; match: 'any' | 'all' | 'phrase' }): boolean => {
  const [words, asked] = [stemsOf(text), queryStems(query)];
  if (asked.length === 0) return false;
  if (query.match === 'any') return asked.some((word) => words.includes(word));
  if (query.match === 'all') return asked.every((word) => words.includes(word));
  return ` ${words.join(' ')} `.includes(` ${asked.join(' ')} `);
};

export const replacing = (open: OpenTextIndex): void => {
  const world = seededWorld(25);

  it('finds what was replaced by its new words, and not by the old ones', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    await store.put([textEntry(universe, { id: '1', title: 'Mira', text: 'a dragon' })]);
    await store.put([textEntry(universe, { id: '1', title: 'Bran', text: 'a tower' })]);
    for (const text of ['mira', 'dragon']) expect(await found(store, universe, { text })).toEqual([]);
    for (const text of ['bran', 'tower']) expect(await found(store, universe, { text })).toEqual([1]);
    expect(await store.count(universe, 'facts')).toBe(1);
  });

  it('keeps the later of two with one id in a call', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const twice = ['dragon', 'tower'].map((text) => textEntry(universe, { id: '1', text }));
    await opened.store.put(twice);
    expect(await found(opened.store, universe, { text: 'dragon' })).toEqual([]);
    expect(await found(opened.store, universe, { text: 'tower' })).toEqual([1]);
  });

  it('holds what a plain list would hold, after any puts and removals', async () => {
    await using opened = await open();
    const { store } = opened;
    const universe = world.newId('universe');
    const step = fc.oneof(
      fc.record({ put: fc.array(fc.tuple(fc.nat({ max: 8 }), someWords()), { maxLength: 5 }) }),
      fc.record({ remove: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }) }),
    );
    const query = fc.record({ text: someWords(), match: fc.constantFrom('any', 'all', 'phrase') });
    const law = fc.asyncProperty(
      fc.array(step, { maxLength: 8 }),
      fc.array(query, { maxLength: 4 }),
      async (steps, asked) => {
        await store.clear(universe);
        const list = new Map<number, string>();
        for (const each of steps) {
          if ('put' in each) {
            await store.put(each.put.map(([id, text]) => textEntry(universe, { id: String(id), text })));
            for (const [id, text] of each.put) list.set(id, text);
          } else {
            await store.remove(universe, 'facts', each.remove.map(String));
            for (const id of each.remove) list.delete(id);
          }
        }
        expect(await store.count(universe, 'facts')).toBe(list.size);
        for (const one of asked) {
          const expected = [...list].filter(([, text]) => holds(text, one)).map(([id]) => id);
          expect(await found(store, universe, one)).toEqual(expected.sort((a, b) => a - b));
        }
      },
    );
    await fc.assert(law, { numRuns: 60 });
  });
};
