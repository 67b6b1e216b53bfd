import { expect, it } from 'vitest';
import type { EntityId } from '../../../schemas/ids.ts';
import { indexKinds } from '../../../schemas/narrative.ts';
import { everything, scopeOf } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { idsOf, numbered, type OpenIndex } from './tools.ts';

export const keeping = (open: OpenIndex): void => {
  const world = seededWorld(12);

  it('finds nothing and counts nothing where nothing was put', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    expect(await opened.store.search(everything(universe), 10)).toEqual([]);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
    await opened.store.put([]);
    await opened.store.remove(universe, 'facts', ['nothing']);
    await opened.store.clear(universe);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
  });

  it('keeps one entry for each universe, kind and id, however often it is put', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const entries = indexKinds.map((kind) => ({ ...scopeOf(universe, { kind }), id: 'same' }));
    await opened.store.put(entries);
    await opened.store.put(entries);
    expect(await opened.store.search(everything(universe), 10)).toHaveLength(indexKinds.length);
    for (const kind of indexKinds) expect(await opened.store.count(universe, kind)).toBe(1);
  });

  it('breaks ties by id, then by kind', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const ids = ['fct_2', 'fct_10', 'fct_1', 'Fct_3'];
    await opened.store.put(ids.flatMap((id) => indexKinds.map((kind) => ({ ...scopeOf(universe, { kind }), id }))));
    const inOrder = [...ids].sort().flatMap((id) => [...indexKinds].sort().map((kind) => ({ id, kind })));
    const hits = await opened.store.search(everything(universe), 100);
    expect(hits.map(({ id, kind }) => ({ id, kind }))).toEqual(inOrder);
    expect(idsOf(await opened.store.search(everything(universe), 6))).toEqual(idsOf(inOrder).slice(0, 6));
    expect(new Set(hits.map(({ score }) => score)).size).toBe(1);
  });

  it('finds no longer what was removed, of that kind and universe alone', async () => {
    await using opened = await open();
    const [universe, other] = [world.newId('universe'), world.newId('universe')];
    await opened.store.put([
      { ...scopeOf(universe), id: 'a' },
      { ...scopeOf(universe), id: 'b' },
      { ...scopeOf(universe, { kind: 'memories' }), id: 'a' },
    ]);
    await opened.store.put([{ ...scopeOf(other), id: 'a' }]);
    await opened.store.remove(
      universe,
      'facts',
      ['a', 'not there', 'a'].map((id) => id.replaceAll(' ', '-')),
    );
    await opened.store.remove(universe, 'facts', ['a']);
    const left = await opened.store.search(everything(universe), 10);
    expect(left.map(({ id, kind }) => `${kind} ${id}`)).toEqual(['memories a', 'facts b']);
    expect(await opened.store.count(universe, 'facts')).toBe(1);
    expect(await opened.store.count(other, 'facts')).toBe(1);
    await opened.store.put([{ ...scopeOf(universe), id: 'a' }]);
    expect(await opened.store.count(universe, 'facts')).toBe(2);
  });

  it('forgets a universe and no other, and takes it up anew', async () => {
    await using opened = await open();
    const [universe, other] = [world.newId('universe'), world.newId('universe')];
    await opened.store.put(numbered(700, () => scopeOf(universe)));
    await opened.store.put(numbered(5, () => scopeOf(other)));
    await opened.store.clear(universe);
    await opened.store.clear(universe);
    expect(await opened.store.search(everything(universe), 10)).toEqual([]);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
    expect(await opened.store.search(everything(other), 10)).toHaveLength(5);
    await opened.store.put([{ ...scopeOf(universe), id: 'new' }]);
    expect(idsOf(await opened.store.search(everything(universe), 10))).toEqual(['new']);
  });

  it('is not changed by what the caller does to its lists afterwards', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const entities = [world.newId('entity')];
    await opened.store.put([{ ...scopeOf(universe, { entities }), id: 'it' }]);
    const [entity] = entities.splice(0);
    expect(await opened.store.search({ ...everything(universe), entities: [entity as EntityId] }, 10)).toHaveLength(1);
  });
};
