import { dumpChunkBytes, type DumpHeader, type DumpLine, dumpVersion } from '../../schemas/dump.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { collections, type Collection } from '../../schemas/narrative.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { CanonReader } from '../ports/canon-reader.ts';
import type { NarrativeStore } from '../ports/narrative-store.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { everyItem } from '../ports/paging.ts';
import { checkOf, firstCheck, wrapLine } from './dump-format.ts';

// D1. Everything that cannot be made again is in it: canon with its whole history and every decision, what was said, proposals, originals.
//     Indexes and the event log are made again from it.
// D2. The same world gives the same bytes.

export interface WorldStores {
  canon: CanonReader;
  narrative: Pick<NarrativeStore, 'list' | 'universes'>;
  objects: Pick<ObjectStore, 'list' | 'get' | 'universes'>;
}

async function* chunksOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<DumpLine> {
  let rest = Buffer.alloc(0);
  for await (const bytes of content) {
    rest = Buffer.concat([rest, bytes]);
    for (; rest.length >= dumpChunkBytes; rest = rest.subarray(dumpChunkBytes))
      yield { kind: 'chunk', data: rest.subarray(0, dumpChunkBytes).toString('base64') };
  }
  if (rest.length > 0) yield { kind: 'chunk', data: rest.toString('base64') };
}

async function* objectLines(objects: WorldStores['objects'], universe: UniverseId): AsyncGenerator<DumpLine> {
  for await (const { digest, bytes } of everyItem((page) => objects.list(universe, page))) {
    yield { kind: 'object', digest, bytes };
    const content = await objects.get(universe, digest);
    if (content !== null) yield* chunksOf(content);
  }
}

async function* universeLines(stores: WorldStores, universe: UniverseId): AsyncGenerator<DumpLine> {
  yield { kind: 'universe', id: universe };
  for await (const batch of stores.canon.log(universe)) yield* batch;
  for (const collection of Object.keys(collections) as Collection[])
    for await (const { document } of everyItem((page) => stores.narrative.list(collection, { universe }, page)))
      yield { kind: 'document', collection, document };
  yield* objectLines(stores.objects, universe);
}

const universesOf = async ({ canon, narrative, objects }: WorldStores): Promise<UniverseId[]> => {
  const found = new Set<UniverseId>();
  for await (const universe of everyItem((page) => narrative.universes(page))) found.add(universe);
  for await (const universe of everyItem((page) => objects.universes(page))) found.add(universe);
  for await (const universe of everyItem((page) => narrative.universes(page))) found.add(universe);
  for await (const { universe } of everyItem((page) => canon.universes(page))) found.add(universe);
  return [...found].sort();
};

async function* worldLines(stores: WorldStores, header: DumpHeader): AsyncGenerator<DumpLine> {
  yield header;
  for (const record of await stores.canon.containers()) yield { kind: 'container', record };
  for (const universe of await universesOf(stores)) yield* universeLines(stores, universe);
}

export interface ExportOptions {
  program: string;
  world: DumpHeader['world'];
  onLine?: (lines: number) => void;
  signal?: AbortSignal;
}

/** The text of a world's file, line by line; compressing and writing it is the caller's part. */
export async function* exportWorld(
  stores: WorldStores,
  { program, world, onLine, signal }: ExportOptions,
): AsyncGenerator<string> {
  let check = firstCheck;
  let lines = 0;
  const wrap = (line: DumpLine): string => {
    const text = canonicalJson(line);
    check = checkOf(check, text);
    onLine?.(++lines);
    return wrapLine(check, text);
  };
  for await (const line of worldLines(stores, {
    kind: 'header',
    format: 'monitor-world',
    version: dumpVersion,
    program,
    world,
  })) {
    signal?.throwIfAborted();
    yield wrap(line);
  }
  yield wrap({ kind: 'end', lines: lines + 1 });
}
