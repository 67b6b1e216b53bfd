import { expect, it } from 'vitest';
import type { IndexFilter } from '../../../src/ports/indexing.ts';
import { everything, scopeOf } from '../../support/indexed.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { idsOf, numbered, type OpenIndex } from './tools.ts';

export const connecting = (open: OpenIndex): void => {
  const world = seededWorld(15);

  it('shows what one connection did to every other, at once', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const reader = await opened.another();
    const seen = async () => idsOf(await reader.search(everything(universe), 10));
    expect(await seen()).toEqual([]);
    await opened.store.put([{ ...scopeOf(universe), id: 'a' }]);
    expect(await seen()).toEqual(['a']);
    await opened.store.put(['b', 'c'].map((id) => ({ ...scopeOf(universe), id })));
    expect(await seen()).toEqual(['a', 'b', 'c']);
    await opened.store.remove(universe, 'facts', ['b']);
    expect(await seen()).toEqual(['a', 'c']);
    await opened.store.put([{ ...scopeOf(universe, { kind: 'scenes' }), id: 'c' }]);
    await opened.store.put([{ ...scopeOf(universe), id: 'a' }]);
    expect(await seen()).toEqual(['a', 'c', 'c']);
    await opened.store.clear(universe);
    expect(await seen()).toEqual([]);
    await opened.store.put([{ ...scopeOf(universe), id: 'd' }]);
    expect(await seen()).toEqual(['d']);
  });

  it('keeps everything when several connections write and read at the same time', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const stores = [opened.store, await opened.another(), await opened.another()];
    await Promise.all(
      stores.flatMap((store, s) =>
        Array.from({ length: 8 }, async (_, i) => {
          await store.put([{ ...scopeOf(universe), id: `w${s}_${i}` }]);
          const found = idsOf(await store.search(everything(universe), 100));
          expect(found).toContain(`w${s}_${i}`);
        }),
      ),
    );
    for (const store of stores) expect(await store.search(everything(universe), 100)).toHaveLength(24);
  });

  it('is the same when it is opened again', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    await opened.store.put(numbered(300, (i) => scopeOf(universe, { visibility: { level: i % 2 ? 'gm' : 'public' } })));
    await opened.store.remove(universe, 'facts', ['fct_0000']);
    const filter: IndexFilter = { ...everything(universe), audience: { as: 'player' } };
    const before = await opened.store.search(filter, 1_000);
    await opened.store[Symbol.asyncDispose]();
    const again = await opened.another();
    expect(await again.search(filter, 1_000)).toEqual(before);
    expect(before).toHaveLength(149);
  });

  it('can be closed twice', async () => {
    await using opened = await open();
    await opened.store[Symbol.asyncDispose]();
    await opened.store[Symbol.asyncDispose]();
  });
};

export const cancelling = (open: OpenIndex): void => {
  const world = seededWorld(16);

  it('does nothing for a call that was cancelled before, and says why', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const reason = new Error('the player left');
    const signal = AbortSignal.abort(reason);
    await expect(opened.store.put([{ ...scopeOf(universe), id: 'a' }], { signal })).rejects.toBe(reason);
    await expect(opened.store.search(everything(universe), 10, { signal })).rejects.toBe(reason);
    expect(await opened.store.count(universe, 'facts')).toBe(0);
  });

  it('leaves whole entries when it is cancelled on the way, and is completed by the same call', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const entries = numbered(1_000, () => scopeOf(universe));
    const controller = new AbortController();
    const reason = new Error('the player left');
    const put = opened.store.put(entries, { signal: controller.signal });
    controller.abort(reason);
    await put.catch((error: unknown) => expect(error).toBe(reason));
    const found = await opened.store.search(everything(universe), 1_000);
    expect(found).toHaveLength(await opened.store.count(universe, 'facts'));
    await opened.store.put(entries);
    expect(await opened.store.count(universe, 'facts')).toBe(1_000);
  });
};
