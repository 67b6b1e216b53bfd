import type { DumpHeader, DumpLine } from '../../schemas/dump.ts';
import type { Container } from '../../schemas/canon.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { type Collection, collections, type NarrativeDocument } from '../../schemas/narrative.ts';
import { Failure } from '../domain/failure.ts';
import { type Head, type LogEntry, logBatchMax } from '../ports/canon-reader.ts';
import type { NarrativeStore } from '../ports/narrative-store.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { damagedAt, headerOf, type NumberedLine, readDump } from './dump-reader.ts';

// I1. The stores that it fills are empty and nobody else's until it returns: whoever calls it makes the whole world visible in one step.
// I2. Chains, digests and schemas are verified on the way; the first thing that is wrong ends it, by the number of its line.

const documentsPerWrite = 500;

/** As much of a canon writer as an import may use: it judges nothing, so it commits nothing. */
export interface CanonLoader {
  restore(universe: UniverseId, log: AsyncIterable<readonly LogEntry[]>): Promise<Head>;
  putContainers(containers: readonly Container[]): Promise<void>;
}

export interface EmptyStores {
  canon: CanonLoader;
  narrative: NarrativeStore;
  objects: ObjectStore;
}

export interface ImportOptions {
  onLine?: (lines: number) => void;
  signal?: AbortSignal;
}

/** Lines with a look ahead, so that each part takes just its own. */
const lookahead = async (lines: AsyncGenerator<NumberedLine>, { onLine, signal }: ImportOptions) => {
  let next = await lines.next();
  return {
    peek: (): NumberedLine | null => (next.done === true ? null : next.value),
    async take(): Promise<void> {
      signal?.throwIfAborted();
      if (next.done !== true) onLine?.(next.value.number);
      next = await lines.next();
    },
  };
};
type Lines = Awaited<ReturnType<typeof lookahead>>;

const isLogEntry = (line: DumpLine): line is LogEntry =>
  ['commit', 'node', 'fact', 'evidence', 'support', 'decision'].includes(line.kind);

async function* logOf(lines: Lines): AsyncGenerator<readonly LogEntry[]> {
  let batch: LogEntry[] = [];
  for (let next = lines.peek(); next !== null && isLogEntry(next.line); next = lines.peek()) {
    batch.push(next.line);
    await lines.take();
    if (batch.length < logBatchMax) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const documentOf = <C extends Collection>(collection: C, { number, line }: NumberedLine, universe: UniverseId) => {
  const parsed = collections[collection].schema.safeParse(line.kind === 'document' ? line.document : null);
  const issue = parsed.error?.issues[0];
  if (issue !== undefined) throw damagedAt(number, `is not valid at \`${issue.path.join('.')}\`: ${issue.message}`);
  const document = parsed.data as NarrativeDocument<C>;
  if (document.universe !== universe) throw damagedAt(number, 'belongs to another universe');
  return document;
};

const importDocuments = async (narrative: NarrativeStore, lines: Lines, universe: UniverseId): Promise<void> => {
  for (let next = lines.peek(); next?.line.kind === 'document'; next = lines.peek()) {
    const { collection } = next.line;
    const batch: { document: NarrativeDocument<Collection>; events: [] }[] = [];
    for (
      let more: NumberedLine | null = next;
      more?.line.kind === 'document' && more.line.collection === collection && batch.length < documentsPerWrite;
      more = lines.peek()
    ) {
      batch.push({ document: documentOf(collection, more, universe), events: [] });
      await lines.take();
    }
    const outcomes = await narrative.insert(collection, batch);
    if (outcomes.includes('conflict')) throw damagedAt(next.number, 'begins documents of which two have one id');
  }
};

async function* contentOf(lines: Lines): AsyncGenerator<Uint8Array> {
  for (let next = lines.peek(); next?.line.kind === 'chunk'; next = lines.peek()) {
    yield Buffer.from(next.line.data, 'base64');
    await lines.take();
  }
}

const importObjects = async (objects: ObjectStore, lines: Lines, universe: UniverseId): Promise<void> => {
  for (let next = lines.peek(); next?.line.kind === 'object'; next = lines.peek()) {
    const { number, line } = next;
    const { digest } = line;
    await lines.take();
    const stored = await objects.put(universe, contentOf(lines));
    if (stored.digest !== digest) throw damagedAt(number, 'names an object whose bytes are not those that follow');
  }
};

const importUniverse = async (stores: EmptyStores, lines: Lines, universe: UniverseId): Promise<void> => {
  const start = lines.peek();
  if (start !== null && isLogEntry(start.line))
    try {
      await stores.canon.restore(universe, logOf(lines));
    } catch (error) {
      if (error instanceof Failure && error.code === 'broken_chain')
        throw damagedAt(
          lines.peek()?.number ?? start.number,
          `does not follow from those before it: ${error.message}`,
          error,
        );
      throw error;
    }
  await importDocuments(stores.narrative, lines, universe);
  await importObjects(stores.objects, lines, universe);
};

const importContainers = async (stores: EmptyStores, lines: Lines): Promise<void> => {
  const containers: Container[] = [];
  for (let next = lines.peek(); next?.line.kind === 'container'; next = lines.peek()) {
    containers.push(next.line.record);
    await lines.take();
  }
  await stores.canon.putContainers(containers);
};

/** Fills empty stores from a world's file, and returns what the file says of the world. */
export const importWorld = async (
  bytes: AsyncIterable<Uint8Array>,
  stores: EmptyStores,
  options: ImportOptions = {},
): Promise<DumpHeader> => {
  const lines = await lookahead(readDump(bytes), options);
  const header = headerOf(lines.peek() ?? undefined);
  await lines.take();
  await importContainers(stores, lines);
  for (let next = lines.peek(); next !== null; next = lines.peek()) {
    if (next.line.kind !== 'universe') throw damagedAt(next.number, `\`${next.line.kind}\` does not belong there`);
    await lines.take();
    await importUniverse(stores, lines, next.line.id);
  }
  return header;
};
