import type { Digest } from '../../../schemas/digest.ts';
import type { Envelope } from '../../../schemas/event.ts';
import { type EventId, UniverseId } from '../../../schemas/ids.ts';
import type { Collection, NarrativeDocument } from '../../../schemas/narrative.ts';
import { eventsPerCallMax } from '../../ports/event-log.ts';
import {
  badCursor,
  keptDocument,
  type KeptDocument,
  keptDocuments,
  refuseOverlongPage,
  refuseOverlongRead,
  refuseTooManyLike,
  refuseUnlessReplaceable,
} from '../../ports/narrative-call.ts';
import {
  type DocumentVersion,
  type ListQuery,
  type NarrativeStore,
  pageBytesMax,
  type Stored,
  type WriteOutcome,
} from '../../ports/narrative-store.ts';
import type { Cursor, Page, PageRequest } from '../../ports/paging.ts';
import { refuseUnlessWithin } from '../../ports/refusal.ts';
import { takeWithin } from '../../ports/take-within.ts';

interface Kept extends Pick<KeptDocument, 'id' | 'story' | 'scene' | 'text'> {
  version: number;
  firstDigest: Digest;
  /** From 1, in the order of first writing. */
  sequence: number;
  /** What `text` says, once somebody has asked. Frozen: everybody is handed the same. */
  read?: unknown;
}

/** The documents of one collection in one universe. */
interface Shelf {
  byId: Map<string, Kept>;
  inOrder: Kept[];
}

/** What survives the store: open another one on it, and it is as after a restart. */
export interface NarrativeMemory {
  shelves: Map<UniverseId, Map<Collection, Shelf>>;
  outbox: { id: EventId; text: string; isSent: boolean }[];
}

export const narrativeMemory = (): NarrativeMemory => ({ shelves: new Map(), outbox: [] });

const shelfOf = (memory: NarrativeMemory, universe: UniverseId, collection: Collection): Shelf => {
  const ofUniverse = memory.shelves.get(universe) ?? new Map<Collection, Shelf>();
  const shelf = ofUniverse.get(collection) ?? { byId: new Map<string, Kept>(), inOrder: [] };
  memory.shelves.set(universe, ofUniverse.set(collection, shelf));
  return shelf;
};

const findShelf = (memory: NarrativeMemory, universe: UniverseId, collection: Collection): Shelf | undefined =>
  memory.shelves.get(universe)?.get(collection);

const addEvents = (memory: NarrativeMemory, { events }: KeptDocument): void => {
  for (const event of events) memory.outbox.push({ ...event, isSent: false });
};

const insertOne = (memory: NarrativeMemory, collection: Collection, next: KeptDocument): WriteOutcome => {
  const { id, story, scene, text, digest } = next;
  const shelf = shelfOf(memory, next.universe, collection);
  const there = shelf.byId.get(id);
  if (there !== undefined) return there.firstDigest === digest ? 'repeated' : 'conflict';
  const kept = { id, story, scene, text, version: 1, firstDigest: digest, sequence: shelf.inOrder.length + 1 };
  shelf.byId.set(id, kept);
  shelf.inOrder.push(kept);
  addEvents(memory, next);
  return 'written';
};

const replaceOne = (there: Kept | undefined, next: KeptDocument, expected: number): WriteOutcome => {
  if (there?.version === expected + 1 && there.text === next.text) return 'repeated';
  if (there?.version !== expected) return 'conflict';
  const { story, scene, text } = next;
  Object.assign(there, { story, scene, text, version: expected + 1, read: undefined });
  return 'written';
};

const frozen = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
};

const storedOf = <C extends Collection>(kept: Kept): Stored<C> => ({
  document: (kept.read ??= frozen(JSON.parse(kept.text))) as NarrativeDocument<C>,
  version: kept.version as DocumentVersion,
});

const sequenceOf = (cursor: Cursor): number => {
  if (!/^\d{1,15}$/.test(cursor)) throw badCursor(cursor);
  return Number(cursor);
};

const listPart = <C extends Collection>(
  shelf: Shelf,
  { story, scene, order }: ListQuery,
  page: PageRequest,
): Page<Stored<C>> => {
  const after = page.after === null ? null : sequenceOf(page.after);
  const isNewest = order === 'newest';
  const rows = (isNewest ? shelf.inOrder.toReversed() : shelf.inOrder).filter(
    (kept) =>
      (after === null || (isNewest ? kept.sequence < after : kept.sequence > after)) &&
      (story === undefined || kept.story === story) &&
      (scene === undefined || kept.scene === scene),
  );
  const { taken, more } = takeWithin(rows, { max: page.max, bytesMax: pageBytesMax });
  const last = taken.at(-1);
  return {
    items: taken.map((kept) => storedOf<C>(kept)),
    next: more && last !== undefined ? (String(last.sequence) as Cursor) : null,
  };
};

const universes = (memory: NarrativeMemory, page: PageRequest): Page<UniverseId> => {
  refuseOverlongPage(page);
  const { after } = page;
  if (after !== null && !UniverseId.safeParse(after).success) throw badCursor(after);
  const rest = [...memory.shelves.keys()].sort().filter((universe) => after === null || universe > (after as string));
  const items = rest.slice(0, page.max);
  return { items, next: rest.length > page.max ? (items.at(-1) as string as Cursor) : null };
};

/** Keeps what was said in memory, as long as the memory lasts. */
export const openFakeNarrativeStore = ({
  memory = narrativeMemory(),
}: { memory?: NarrativeMemory } = {}): NarrativeStore => ({
  async insert(collection, documents, { signal } = {}) {
    const kept = keptDocuments(documents);
    signal?.throwIfAborted();
    return kept.map((one) => insertOne(memory, collection, one));
  },
  async replace(collection, replacement, { signal } = {}) {
    refuseUnlessReplaceable(collection);
    const next = keptDocument(replacement);
    signal?.throwIfAborted();
    const there = findShelf(memory, next.universe, collection)?.byId.get(next.id);
    const outcome = replaceOne(there, next, replacement.expected);
    if (outcome === 'written') addEvents(memory, next);
    return outcome;
  },
  async get<C extends Collection>(collection: C, universe: UniverseId, ids: readonly string[]) {
    refuseOverlongRead(ids);
    const shelf = findShelf(memory, universe, collection);
    return ids.flatMap((id) => {
      const kept = shelf?.byId.get(id);
      return kept === undefined ? [] : [storedOf<C>(kept)];
    });
  },
  async list<C extends Collection>(collection: C, query: ListQuery, page: PageRequest) {
    refuseOverlongPage(page);
    return listPart<C>(findShelf(memory, query.universe, collection) ?? { byId: new Map(), inOrder: [] }, query, page);
  },
  async idsLike(collection, universe, part, max) {
    refuseTooManyLike(max);
    const ids = [...(findShelf(memory, universe, collection)?.byId.keys() ?? [])];
    return ids
      .filter((id) => part !== '' && (id.slice(id.indexOf('_') + 1).startsWith(part) || id.endsWith(part)))
      .toSorted()
      .slice(0, max);
  },
  count: async (collection, universe) => findShelf(memory, universe, collection)?.inOrder.length ?? 0,
  universes: async (page) => universes(memory, page),
  async unsent(max) {
    refuseUnlessWithin('events', max, { min: 1, max: eventsPerCallMax });
    const waiting = memory.outbox.filter(({ isSent }) => !isSent);
    const { taken } = takeWithin(waiting, { max, bytesMax: pageBytesMax });
    return taken.map(({ text }) => JSON.parse(text) as Envelope);
  },
  async markSent(events) {
    refuseUnlessWithin('events', events.length, { min: 0, max: eventsPerCallMax });
    const sent = new Set(events);
    for (const event of memory.outbox) if (sent.has(event.id)) event.isSent = true;
  },
  [Symbol.asyncDispose]: async () => undefined,
});
