import type { Envelope } from '../../schemas/event.ts';
import type { EventId, SceneId, StoryId, UniverseId } from '../../schemas/ids.ts';
import type { Collection, collections, NarrativeDocument } from '../../schemas/narrative.ts';
import type { Page, PageRequest } from './paging.ts';

export const documentsPerCallMax = 1_000;
export const eventsPerDocumentMax = 64;
/** A document and the events written with it, as JSON in UTF-8. */
export const documentBytesMax = 8 * 2 ** 20;
/** A page ends early rather than hold more than this. */
export const pageBytesMax = 16 * 2 ** 20;

/** Counts the versions of one document, from 1. */
export type DocumentVersion = number & { readonly documentVersion: unique symbol };

export interface Stored<C extends Collection> {
  document: NarrativeDocument<C>;
  version: DocumentVersion;
}

/** `written`: it is there now. `repeated`: the very same was there. `conflict`: something else is there, and stays. */
export type WriteOutcome = 'written' | 'repeated' | 'conflict';

/** A document and the events that tell of it: both survive, or neither. */
export interface NewDocument<C extends Collection> {
  document: NarrativeDocument<C>;
  events: readonly Envelope[];
}

/** Collections in which a document may change. */
export type ReplaceableCollection = {
  [C in Collection]: (typeof collections)[C]['writes'] extends 'replace' ? C : never;
}[Collection];

export interface Replacement<C extends ReplaceableCollection> extends NewDocument<C> {
  /** The version that the caller had read. */
  expected: DocumentVersion;
}

export interface ListQuery {
  universe: UniverseId;
  story?: StoryId;
  scene?: SceneId;
  /** `oldest`: in the order they were first written; `newest`: the reverse. Default `oldest`. */
  order?: 'oldest' | 'newest';
}

/** Every read is of one universe and shows nothing of another. */
export interface NarrativeReader {
  /** Those that exist, in the order asked for. */
  get<C extends Collection>(collection: C, universe: UniverseId, ids: readonly string[]): Promise<readonly Stored<C>[]>;
  /**
   * What was there when the first page was asked for is shown once, however much is written meanwhile; what is written meanwhile may be
   * shown. A page may hold fewer than asked for; only `next` tells whether there is more.
   */
  list<C extends Collection>(collection: C, query: ListQuery, page: PageRequest): Promise<Page<Stored<C>>>;
  /** Ids that begin or end with `part`, what stands before their `_` apart; in order, up to `max`, which is at most `documentsPerCallMax`. */
  idsLike(collection: Collection, universe: UniverseId, part: string, max: number): Promise<readonly string[]>;
  count(collection: Collection, universe: UniverseId): Promise<number>;
  /** Those of which anything is kept, in order of id. */
  universes(page: PageRequest): Promise<Page<UniverseId>>;
}

/** Writes to some collections: each has one agent that may (policies/access.yaml). */
export interface NarrativeWriter<Mine extends Collection> {
  /** Answers in the order of `documents`, which belong to one universe. */
  insert<C extends Mine>(
    collection: C,
    documents: readonly NewDocument<C>[],
    options?: { signal?: AbortSignal },
  ): Promise<readonly WriteOutcome[]>;
  replace<C extends Mine & ReplaceableCollection>(
    collection: C,
    replacement: Replacement<C>,
    options?: { signal?: AbortSignal },
  ): Promise<WriteOutcome>;
}

export type JournalCollection = 'cycles' | 'stories';

/**
 * The part that the journal of the loops lies in, and what is written down on the way to something that is waited for. What was written to it may be gone
 * after a loss of power, as far as nothing was written since that the store promises to keep.
 */
export type JournalStore = Pick<NarrativeReader, 'get' | 'list'> &
  NarrativeWriter<JournalCollection | 'turns.user' | 'proposals'>;

/** The events that were written with documents, on their way to the event log. */
export interface NarrativeOutbox {
  /** Those not yet marked as sent, in the order of writing. Fewer than `max` may come; none: there are no more. */
  unsent(max: number): Promise<readonly Envelope[]>;
  /** Marks what is there; again, or for events that are not there, it changes nothing. */
  markSent(events: readonly EventId[]): Promise<void>;
}

/**
 * Keeps what was said, as documents in named collections.
 *
 * - One document is the unit of atomicity and of durability: a call returns once everything in it survives a crash; if it fails or is
 *   cancelled, each document of it is there or not, never half, and the same call again completes it.
 * - `insert` again with the same id and content is a no-op, also after the document was replaced; with other content it is a `conflict`
 *   and nothing changes. A repeat keeps the events of the first time.
 * - `replace` takes the place of exactly the version that the caller had read; the same call again, with nothing between, is a
 *   no-op; anything else is a `conflict`. Only for collections whose `writes` is `replace`. The document keeps its place in the order of writing.
 * - Order of writing: what an earlier call wrote is before what a later one wrote, and the documents of one call are in the order given.
 * - A document is known by its universe, collection and id, so that nothing in one universe can reach what is in another. Nothing is removed.
 * - What is over a bound, or of another universe than the rest of its call, is refused before anything is written.
 */
export interface NarrativeStore
  extends NarrativeReader, NarrativeWriter<Collection>, NarrativeOutbox, AsyncDisposable {}
