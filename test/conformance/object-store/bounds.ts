import { expect, it } from 'vitest';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { ObjectStore } from '../../../src/ports/object-store.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import { bytesOf, type OpenObjectStore, streamOf, suiteObjectBytesMax } from './tools.ts';

const chunkBytes = 2 ** 16;

/** Yields chunks for ever, unless it is stopped. */
const endless = (onStop: () => void) =>
  async function* () {
    try {
      for (;;) yield new Uint8Array(chunkBytes);
    } finally {
      onStop();
    }
  };

const expectNothing = async (store: ObjectStore, universe: UniverseId): Promise<void> => {
  expect(await store.list(universe, { max: 10, after: null })).toEqual({ items: [], next: null });
  expect(await store.universes({ max: 10, after: null })).toEqual({ items: [], next: null });
};

export const bounds = (open: OpenObjectStore): void => {
  const world = seededWorld(33);

  it('takes as many bytes as it may, refuses one more, and keeps nothing of that', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const most = new Uint8Array(suiteObjectBytesMax);
    await expect(opened.store.put(universe, streamOf(most, 'x'))).rejects.toMatchObject({
      code: 'object_too_large',
      kind: 'terminal',
    });
    await expectNothing(opened.store, universe);
    const { digest } = await opened.store.put(universe, streamOf(most));
    expect((await bytesOf(opened.store, universe, digest))?.length).toBe(suiteObjectBytesMax);
  });

  it('stops a source that never ends', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const stopped = Promise.withResolvers<undefined>();
    const source = endless(() => stopped.resolve(undefined));
    await expect(opened.store.put(universe, source())).rejects.toMatchObject({ code: 'object_too_large' });
    await stopped.promise;
    await expectNothing(opened.store, universe);
  });

  it('passes on what went wrong at the source, and keeps nothing', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const broken = new Error('the wire was cut');
    const source = async function* () {
      yield new Uint8Array(chunkBytes);
      throw broken;
    };
    await expect(opened.store.put(universe, source())).rejects.toBe(broken);
    await expectNothing(opened.store, universe);
  });

  it.each([
    '',
    '.',
    '..',
    '../../etc',
    '/etc',
    'uni_',
    'partial',
    'uni_../../x',
    'UNI_00000000000000000000000000',
    '\0',
  ])('takes %j for no universe', async (text) => {
    await using opened = await open();
    const universe = text as UniverseId;
    await expect(opened.store.put(universe, streamOf('x'))).rejects.toMatchObject({ code: 'bad_id', kind: 'terminal' });
    expect(await opened.store.list(universe, { max: 10, after: null })).toEqual({ items: [], next: null });
    expect(await opened.store.universes({ max: 10, after: null })).toEqual({ items: [], next: null });
  });
};

export const cancelling = (open: OpenObjectStore): void => {
  const world = seededWorld(34);
  const reason = new Error('the player left');

  it('puts nothing when it was cancelled before, and says why', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const signal = AbortSignal.abort(reason);
    await expect(opened.store.put(universe, streamOf('x'), { signal })).rejects.toBe(reason);
    await expectNothing(opened.store, universe);
    const { digest } = await opened.store.put(universe, streamOf('x'));
    await expect(opened.store.get(universe, digest, { signal })).rejects.toBe(reason);
  });

  it('puts nothing when it is cancelled on the way', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const controller = new AbortController();
    const source = async function* () {
      yield new Uint8Array(chunkBytes);
      controller.abort(reason);
      yield new Uint8Array(chunkBytes);
    };
    await expect(opened.store.put(universe, source(), { signal: controller.signal })).rejects.toBe(reason);
    await expectNothing(opened.store, universe);
  });

  it('does not wait for a source that hangs when it is cancelled', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const controller = new AbortController();
    const never = Promise.withResolvers<undefined>();
    const source = async function* () {
      yield new Uint8Array(chunkBytes);
      setImmediate(() => controller.abort(reason));
      await never.promise;
    };
    await expect(opened.store.put(universe, source(), { signal: controller.signal })).rejects.toBe(reason);
    await expectNothing(opened.store, universe);
    never.resolve(undefined);
  });

  it('stops reading when it is cancelled', async () => {
    await using opened = await open();
    const universe = world.newId('universe');
    const { digest } = await opened.store.put(universe, streamOf(new Uint8Array(suiteObjectBytesMax)));
    const controller = new AbortController();
    const readable = await opened.store.get(universe, digest, { signal: controller.signal });
    controller.abort(reason);
    const read = async () => {
      for await (const chunk of readable ?? []) expect(chunk.length).toBe(0);
    };
    await expect(read()).rejects.toBe(reason);
  });
};
