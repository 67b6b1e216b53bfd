import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { canonMemory } from '../../src/adapters/fake/canon-memory.ts';
import { openFakeCanonStore } from '../../src/adapters/fake/canon-store.ts';
import type { CanonStore } from '../../src/ports/canon-writer.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openedOn, type Opened, type Registered } from './opened.ts';

export const canonStores: readonly Registered<Opened<CanonStore>>[] = [
  {
    name: 'openFakeCanonStore',
    open: async () => {
      const memory = canonMemory();
      return openedOn(async () => openFakeCanonStore({ memory }));
    },
  },
  {
    name: 'openSqliteCanonStore',
    open: async () => {
      const folder = await temporaryFolder();
      const path = folder.file('canon.db');
      return openedOn(() => openSqliteCanonStore({ path, program: 'monitor-test' }), folder);
    },
  },
];
