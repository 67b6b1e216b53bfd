import path from 'node:path';
import type { Config, StoreRole } from '../../schemas/config.ts';
import type { SqliteStoreName } from '../adapters/embedded/migrate.ts';

// Which file of a world's folder holds which store.

const storeOf: Readonly<Record<Exclude<StoreRole, 'objects'>, SqliteStoreName>> = {
  canon: 'canon',
  narrative: 'narrative',
  events: 'events',
  vectors: 'index',
  text: 'index',
};

export interface StoreFile {
  store: SqliteStoreName;
  path: string;
}

const placeIn = (folder: string, url: string): string =>
  path.join(folder, ...url.slice(url.indexOf(':') + 1).split('/'));

export const placeOf = (role: StoreRole, folder: string, stores: Config['stores']): string =>
  placeIn(folder, stores[role]);

/** Each SQLite file once. */
export const storeFiles = (folder: string, stores: Config['stores']): readonly StoreFile[] => {
  const files = new Map<string, StoreFile>();
  for (const [role, store] of Object.entries(storeOf) as [keyof typeof storeOf, SqliteStoreName][]) {
    const place = placeOf(role, folder, stores);
    files.set(`${store}:${place}`, { store, path: place });
  }
  return [...files.values()];
};
