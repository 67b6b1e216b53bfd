import type { Envelope } from '../../schemas/event.ts';
import type { EventId, SceneId, StoryId, UniverseId } from '../../schemas/ids.ts';
import type { Collection, NarrativeDocument } from '../../schemas/narrative.ts';
import type { Page, PageRequest } from './paging.ts';

export const documentsPerCallMax = 1_000;

/** Counts the versions of one document, from 1. */
export type DocumentVersion = number & { readonly documentVersion: unique symbol };

export interface Stored<C extends Collection> {
  document: NarrativeDocument<C>;
  version: DocumentVersion;
}

/** `written`: it is there now. `repeated`: the very same was there. `conflict`: another one is there, and stays. */
export type WriteOutcome = 'written' | 'repeated' | 'conflict';

/** A document and the events that tell of it: both survive, or neither. */
export interface NewDocument<C extends Collection> {
  document: NarrativeDocument<C>;
  events: readonly Envelope[];
}

export interface ListQuery {
  universe: UniverseId;
  story?: StoryId;
  scene?: SceneId;
  /** `oldest`: in the order they were first written; `newest`: the reverse. Default `oldest`. */
  order?: 'oldest' | 'newest';
}

/**
 * Keeps what was said, as documents in named collections.
 *
 * - One document is the unit of atomicity and of durability: a call returns once everything in it survives a crash; if it fails, each
 *   document of it is there or not, never half, and the same call again completes it.
 * - `insert` again with the same id and content is a no-op; with other content it is a `conflict` and nothing changes.
 * - `replace` takes the place of exactly the version that the caller had read; anything else is a `conflict`. Only for collections
 *   whose `writes` is `replace`.
 * - Every read is of one universe. Nothing is removed.
 */
export interface NarrativeStore extends AsyncDisposable {
  insert<C extends Collection>(collection: C, documents: readonly NewDocument<C>[]): Promise<readonly WriteOutcome[]>;
  replace<C extends Collection>(collection: C, next: NewDocument<C>, expected: DocumentVersion): Promise<WriteOutcome>;
  /** Those that exist, in the order asked for. */
  get<C extends Collection>(collection: C, universe: UniverseId, ids: readonly string[]): Promise<readonly Stored<C>[]>;
  list<C extends Collection>(collection: C, query: ListQuery, page: PageRequest): Promise<Page<Stored<C>>>;
  count(collection: Collection, universe: UniverseId): Promise<number>;
  universes(): Promise<readonly UniverseId[]>;

  /** Events that were written with documents and not yet marked as sent, in the order of writing. */
  unsent(max: number): Promise<readonly Envelope[]>;
  markSent(events: readonly EventId[]): Promise<void>;
}
