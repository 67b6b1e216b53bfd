import { expect, it } from 'vitest';
import { entitiesPerEntryMax, hitsMax, indexEntriesPerCallMax, indexIdCharsMax } from '../../../src/ports/indexing.ts';
import { everything, scopeOf } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { idsOf, numbered, type OpenIndex } from './tools.ts';

export const bounding = (open: OpenIndex): void => {
  const world = seededWorld(14);

  it('takes as much as a call may carry, and refuses more before anything is done', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const most = numbered(indexEntriesPerCallMax, () => scopeOf(universe));
    await expect(opened.store.put([...most, { ...scopeOf(universe), id: 'more' }])).rejects.toMatchObject({
      code: 'too_much_at_once',
    });
    expect(await opened.store.count(universe, 'facts')).toBe(0);
    await opened.store.put(most);
    expect(await opened.store.count(universe, 'facts')).toBe(indexEntriesPerCallMax);
    expect(await opened.store.search(everything(universe), hitsMax)).toHaveLength(hitsMax);
    await expect(opened.store.remove(universe, 'facts', [...idsOf(most), 'more'])).rejects.toMatchObject({
      code: 'too_much_at_once',
    });
    await opened.store.remove(universe, 'facts', idsOf(most));
    expect(await opened.store.count(universe, 'facts')).toBe(0);
  });

  it('takes entries about as many entities as it may, and refuses more', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const entities = Array.from({ length: entitiesPerEntryMax }, () => world.newId('entity'));
    const one = world.newId('entity');
    await opened.store.put([{ ...scopeOf(universe, { entities }), id: 'it' }]);
    expect(await opened.store.search({ ...everything(universe), entities: entities.slice(-1) }, 10)).toHaveLength(1);
    expect(await opened.store.search({ ...everything(universe), entities }, 10)).toHaveLength(1);
    expect(await opened.store.search({ ...everything(universe), entities: [] }, 10)).toEqual([]);
    const tooMany = [...entities, one];
    await expect(opened.store.put([{ ...scopeOf(universe, { entities: tooMany }), id: 'it' }])).rejects.toMatchObject({
      code: 'too_much_at_once',
    });
    await expect(opened.store.search({ ...everything(universe), entities: tooMany }, 10)).rejects.toMatchObject({
      code: 'too_much_at_once',
    });
  });

  it.each(['', 'two words', 'tab\t', 'nul\0', 'é', '\ud800', 'x'.repeat(indexIdCharsMax + 1)])(
    'refuses %j as an id',
    async (id) => {
      await using opened = await open();
      const universe = world.newId('universe');
      const good = { ...scopeOf(universe), id: 'good' };
      await expect(opened.store.put([good, { ...good, id }])).rejects.toMatchObject({ code: 'bad_id' });
      await expect(opened.store.remove(universe, 'facts', [id])).rejects.toMatchObject({ code: 'bad_id' });
      expect(await opened.store.count(universe, 'facts')).toBe(0);
    },
  );

  it('takes any visible ASCII as an id', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const ids = [`'"\\;--*%_{}()[]:^~`, 'x'.repeat(indexIdCharsMax), '../../../etc', 'NULL', '0', '-1'];
    await opened.store.put(ids.map((id) => ({ ...scopeOf(universe), id })));
    expect(idsOf(await opened.store.search(everything(universe), 10))).toEqual([...ids].sort());
    await opened.store.remove(universe, 'facts', ids);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
  });

  it.each([0, -1, 1.5, NaN, Infinity, hitsMax + 1])('refuses to look for %d hits', async (max) => {
    await using opened = await open();
    const universe = world.newId('universe');
    await expect(opened.store.search(everything(universe), max)).rejects.toMatchObject({ kind: 'terminal' });
  });
};
