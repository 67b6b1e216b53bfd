import type { UniverseId } from '../../../schemas/ids.ts';
import { openSqliteCanonStore } from '../../../src/adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../../../src/adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../../../src/adapters/embedded/narrative-store.ts';
import type { World } from '../../../src/ports/world.ts';
import { listAll } from '../../conformance/narrative-store/tools.ts';
import { envelope, userTurn } from '../../support/narrative.ts';

// Every store that is one SQLite file, as the tests of what can go wrong with such a file see it.

export interface FileOptions {
  path: string;
  world: World;
  universe: UniverseId;
  fileBytesMax?: number;
  writeWaitMsMax?: number;
}

export interface StoreInFile extends AsyncDisposable {
  /** Writes one new thing of about so many bytes; resolves when it is durable. */
  write: (bytes: number) => Promise<unknown>;
  /** Reads everything, and tells how many things there are. */
  count: () => Promise<number>;
}

export interface SqliteStoreCase {
  /** The factory. */
  name: string;
  open: (options: FileOptions) => Promise<StoreInFile>;
}

const program = 'monitor-test';

export const sqliteStoreCases: readonly SqliteStoreCase[] = [
  {
    name: 'openSqliteCanonStore',
    open: async ({ world, universe: _, ...file }) => {
      const { reader, writer, ...store } = await openSqliteCanonStore({ ...file, program });
      return {
        // The smallest thing that canon keeps.
        write: (bytes) =>
          writer.putContainers([{ kind: 'omniverse', id: world.newId('omniverse'), name: 'x'.repeat(bytes) }]),
        count: async () => (await reader.containers()).length,
        [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
      };
    },
  },
  {
    name: 'openSqliteNarrativeStore',
    open: async ({ world, universe, ...file }) => {
      const store = await openSqliteNarrativeStore({ ...file, mode: 'write', program });
      return {
        write: (bytes) => {
          const document = userTurn(world, { universe }, { text: 'x'.repeat(bytes) });
          return store.insert('turns.user', [{ document, events: [] }]);
        },
        count: async () => (await listAll(store, 'turns.user', { universe })).length,
        [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
      };
    },
  },
  {
    name: 'openSqliteEventLog',
    open: async ({ world, universe, ...file }) => {
      const log = await openSqliteEventLog({ ...file, world, program });
      return {
        write: (bytes) => {
          const event = envelope(world, universe, { payload: 'x'.repeat(bytes) });
          return log.append(universe, [event], { key: event.id });
        },
        count: async () => (await log.range(universe, { after: null, max: 1_000 })).length,
        [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
      };
    },
  },
];
