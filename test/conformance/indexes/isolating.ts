import { expect, it } from 'vitest';
import type { UniverseId } from '../../../schemas/ids.ts';
import { everything, scopeOf } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { idsOf, type OpenIndex } from './tools.ts';

export const isolating = (open: OpenIndex): void => {
  const world = seededWorld(13);

  it('shows and changes nothing of one universe from another', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    await opened.store.put([{ ...scopeOf(theirs), id: 'it' }]);
    expect(await opened.store.search(everything(mine), 10)).toEqual([]);
    await opened.store.put([{ ...scopeOf(mine, { visibility: { level: 'gm' } }), id: 'it' }]);
    await opened.store.remove(mine, 'facts', ['it']);
    await opened.store.clear(mine);
    expect(idsOf(await opened.store.search(everything(theirs), 10))).toEqual(['it']);
    expect(await opened.store.count(theirs, 'facts')).toBe(1);
    expect(await opened.store.count(mine, 'facts')).toBe(0);
  });

  it('takes no universe for another, whatever it is called', async () => {
    await using opened = await open();
    const theirs = world.newId('universe');
    await opened.store.put([{ ...scopeOf(theirs), id: 'it' }]);
    const crafted = [
      '',
      '*',
      '%',
      'uni_%',
      theirs.toUpperCase(),
      theirs.slice(0, -1),
      `${theirs}\0`,
      `${theirs} `,
      `' OR '1'='1`,
      `x" OR "${theirs}`,
      `${theirs}/../${theirs}`,
      '1',
    ] as UniverseId[];
    for (const universe of crafted) {
      const found = await opened.store.search(everything(universe), 10).catch(() => []);
      expect(found).toEqual([]);
      await opened.store.clear(universe).catch(() => undefined);
      await opened.store.remove(universe, 'facts', ['it']).catch(() => undefined);
    }
    expect(idsOf(await opened.store.search(everything(theirs), 10))).toEqual(['it']);
  });

  it('refuses a call that mixes universes, and keeps nothing of it', async () => {
    await using opened = await open();
    const [mine, theirs] = [world.newId('universe'), world.newId('universe')];
    const mixed = [
      { ...scopeOf(mine), id: 'a' },
      { ...scopeOf(theirs), id: 'b' },
    ];
    await expect(opened.store.put(mixed)).rejects.toMatchObject({ code: 'other_universe', kind: 'terminal' });
    expect(await opened.store.count(mine, 'facts')).toBe(0);
    expect(await opened.store.count(theirs, 'facts')).toBe(0);
  });
};
