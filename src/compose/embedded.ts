import type { Config } from '../../schemas/config.ts';
import { openSqliteCanonReader, openSqliteCanonStore } from '../adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../adapters/embedded/narrative-store.ts';
import { openFolderObjectStore } from '../adapters/embedded/object-store.ts';
import { openSqliteTextIndex } from '../adapters/embedded/text-index.ts';
import { openSqliteVectorIndex } from '../adapters/embedded/vector-index.ts';
import type { CanonReader } from '../ports/canon-reader.ts';
import type { CanonStore } from '../ports/canon-writer.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { NarrativeStore } from '../ports/narrative-store.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { TextIndex } from '../ports/text-index.ts';
import type { VectorIndex } from '../ports/vector-index.ts';
import type { World } from '../ports/world.ts';
import { placeOf } from './store-files.ts';

// The embedded deployment: every store of a world in its folder, opened together and closed together.

export interface EmbeddedWorld {
  /** The world's folder. */
  folder: string;
  stores: Config['stores'];
  /** Name and version of this program. */
  program: string;
  world: World;
}

export interface Stores extends AsyncDisposable {
  canon: CanonStore;
  narrative: NarrativeStore;
  events: EventLog;
  text: TextIndex;
  vectors: VectorIndex;
  objects: ObjectStore;
}

/** What holds things that can't be made again, for those who only look: SQLite itself refuses their writes. */
export interface StoresToRead extends AsyncDisposable {
  canon: CanonReader;
  narrative: NarrativeStore;
  objects: ObjectStore;
}

/** Opens all stores of a world. If one can't be opened, none stays open. */
export const openEmbedded = async ({ folder, stores, program, world }: EmbeddedWorld): Promise<Stores> => {
  const place = (role: keyof Config['stores']) =>
    ({ path: placeOf(role, folder, stores), program, mode: 'write' }) as const;
  await using opening = new AsyncDisposableStack();
  const canon = opening.use(await openSqliteCanonStore(place('canon')));
  const narrative = opening.use(await openSqliteNarrativeStore(place('narrative')));
  const events = opening.use(await openSqliteEventLog({ ...place('events'), world }));
  const text = opening.use(await openSqliteTextIndex(place('text')));
  const vectors = opening.use(await openSqliteVectorIndex(place('vectors')));
  const objects = opening.use(await openFolderObjectStore({ folder: placeOf('objects', folder, stores) }));
  const opened = opening.move();
  return { canon, narrative, events, text, vectors, objects, [Symbol.asyncDispose]: () => opened.disposeAsync() };
};

/** Opens what an export or an examination reads. */
export const openEmbeddedToRead = async ({
  folder,
  stores,
  program,
}: Omit<EmbeddedWorld, 'world'>): Promise<StoresToRead> => {
  const place = (role: keyof Config['stores']) =>
    ({ path: placeOf(role, folder, stores), program, mode: 'read' }) as const;
  await using opening = new AsyncDisposableStack();
  const canon = opening.use(await openSqliteCanonReader(place('canon')));
  const narrative = opening.use(await openSqliteNarrativeStore(place('narrative')));
  const objects = opening.use(
    await openFolderObjectStore({ folder: placeOf('objects', folder, stores), mode: 'read' }),
  );
  const opened = opening.move();
  return { canon, narrative, objects, [Symbol.asyncDispose]: () => opened.disposeAsync() };
};
