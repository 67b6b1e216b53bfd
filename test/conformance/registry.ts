import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../../src/adapters/embedded/event-log.ts';
import { openSqliteInbox } from '../../src/adapters/embedded/inbox.ts';
import { openSqliteNarrativeStore } from '../../src/adapters/embedded/narrative-store.ts';
import { openFolderObjectStore } from '../../src/adapters/embedded/object-store.ts';
import { openSqliteTextIndex } from '../../src/adapters/embedded/text-index.ts';
import { openSqliteVectorIndex } from '../../src/adapters/embedded/vector-index.ts';
import { canonMemory } from '../../src/adapters/fake/canon-memory.ts';
import { openFakeCanonStore } from '../../src/adapters/fake/canon-store.ts';
import { openFakeEventLog } from '../../src/adapters/fake/event-log.ts';
import { eventMemory } from '../../src/adapters/fake/event-memory.ts';
import { type InboxMemory, openFakeInbox } from '../../src/adapters/fake/inbox.ts';
import { narrativeMemory, openFakeNarrativeStore } from '../../src/adapters/fake/narrative-store.ts';
import { objectMemory, openFakeObjectStore } from '../../src/adapters/fake/object-store.ts';
import { openFakeTextIndex, textMemory } from '../../src/adapters/fake/text-index.ts';
import { openFakeVectorIndex, vectorMemory } from '../../src/adapters/fake/vector-index.ts';
import type { CanonStore } from '../../src/ports/canon-writer.ts';
import type { NarrativeStore } from '../../src/ports/narrative-store.ts';
import type { ObjectStore } from '../../src/ports/object-store.ts';
import type { TextIndex } from '../../src/ports/text-index.ts';
import type { VectorIndex } from '../../src/ports/vector-index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { virtualWorld } from '../support/virtual-world.ts';
import type { OpenedEventLog } from './event-log/tools.ts';
import { type OpenedInbox, suiteKeptMax, wordsIn, wordsOn } from './inbox/tools.ts';
import { suiteObjectBytesMax } from './object-store/tools.ts';
import { type Opened, openedOn, type Registered } from './opened.ts';

/** Every adapter of every port. Each has to pass the suite of its port; registry.test.ts fails if one is missing here. */
export interface Registry {
  canonStore: readonly Registered<Opened<CanonStore>>[];
  narrativeStore: readonly Registered<Opened<NarrativeStore>>[];
  vectorIndex: readonly Registered<Opened<VectorIndex>>[];
  textIndex: readonly Registered<Opened<TextIndex>>[];
  objectStore: readonly Registered<Opened<ObjectStore>>[];
  eventLog: readonly Registered<OpenedEventLog>[];
  inbox: readonly Registered<OpenedInbox>[];
}

const program = 'monitor-test';

export const registry: Registry = {
  canonStore: [
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
        return openedOn(() => openSqliteCanonStore({ path, program }), folder);
      },
    },
  ],
  narrativeStore: [
    {
      name: 'openFakeNarrativeStore',
      open: () => {
        const memory = narrativeMemory();
        return openedOn(async () => openFakeNarrativeStore({ memory }));
      },
    },
    {
      name: 'openSqliteNarrativeStore',
      open: async () => {
        const folder = await temporaryFolder();
        const path = folder.file('narrative.sqlite');
        return openedOn(() => openSqliteNarrativeStore({ path, mode: 'write', program }), folder);
      },
    },
  ],
  vectorIndex: [
    {
      name: 'openFakeVectorIndex',
      open: () => {
        const memory = vectorMemory();
        return openedOn(async () => openFakeVectorIndex({ memory }));
      },
    },
    {
      name: 'openSqliteVectorIndex',
      open: async () => {
        const folder = await temporaryFolder();
        const path = folder.file('index.sqlite');
        return openedOn(() => openSqliteVectorIndex({ path, mode: 'write', program }), folder);
      },
    },
  ],
  textIndex: [
    {
      name: 'openFakeTextIndex',
      open: () => {
        const memory = textMemory();
        return openedOn(async () => openFakeTextIndex({ memory }));
      },
    },
    {
      name: 'openSqliteTextIndex',
      open: async () => {
        const folder = await temporaryFolder();
        const path = folder.file('index.sqlite');
        return openedOn(() => openSqliteTextIndex({ path, mode: 'write', program }), folder);
      },
    },
  ],
  objectStore: [
    {
      name: 'openFakeObjectStore',
      open: () => {
        const memory = objectMemory();
        return openedOn(async () => openFakeObjectStore({ memory, bytesMax: suiteObjectBytesMax }));
      },
    },
    {
      name: 'openFolderObjectStore',
      open: async () => {
        const folder = await temporaryFolder();
        const options = { folder: folder.file('objects'), bytesMax: suiteObjectBytesMax };
        return openedOn(() => openFolderObjectStore(options), folder);
      },
    },
  ],
  eventLog: [
    {
      name: 'openFakeEventLog',
      open: async () => {
        const memory = eventMemory();
        const world = virtualWorld();
        return { ...(await openedOn(async () => openFakeEventLog({ world, memory }))), world };
      },
    },
    {
      name: 'openSqliteEventLog',
      open: async () => {
        const folder = await temporaryFolder();
        const world = virtualWorld();
        const path = folder.file('events.sqlite');
        return { ...(await openedOn(() => openSqliteEventLog({ path, program, world }), folder)), world };
      },
    },
  ],
  inbox: [
    {
      name: 'openFakeInbox',
      open: async () => {
        const memory: InboxMemory = new Map();
        const kept: string[] = [];
        const begin = () => {
          const written: string[] = [];
          const write = (word: string): void => void written.push(word);
          return { writer: { write }, commit: () => void kept.push(...written) };
        };
        const opened = await openedOn(async () => openFakeInbox({ memory, begin, keptMax: suiteKeptMax }));
        return { ...opened, world: virtualWorld(), words: async () => kept };
      },
    },
    {
      name: 'openSqliteInbox',
      open: async () => {
        const folder = await temporaryFolder();
        const path = folder.file('index.sqlite');
        const opened = await openedOn(
          () => openSqliteInbox({ path, program, writerOn: wordsOn, keptMax: suiteKeptMax }),
          folder,
        );
        return { ...opened, world: virtualWorld(), words: async () => wordsIn(path) };
      },
    },
  ],
};
