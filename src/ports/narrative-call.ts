import type { Digest } from '../../schemas/digest.ts';
import type { EventId, SceneId, StoryId, UniverseId } from '../../schemas/ids.ts';
import { type Collection, collections, type NarrativeDocument } from '../../schemas/narrative.ts';
import { canonicalJson, digestOfText } from '../domain/canonical-json.ts';
import { eventBytesMax } from './event-log.ts';
import { documentBytesMax, documentsPerCallMax, eventsPerDocumentMax, type NewDocument } from './narrative-store.ts';
import { type PageRequest, pageSizeMax } from './paging.ts';
import { refusal, refuseOtherUniverse, refuseOverBytes, refuseUnlessWithin } from './refusal.ts';

// What every narrative store makes of a call before it does anything: the refusals that the port promises, and the texts to keep.

/** An event on its way to the log, as it is kept. */
export interface KeptEvent {
  id: EventId;
  text: string;
}

/** A document as it is kept. */
export interface KeptDocument {
  universe: UniverseId;
  id: string;
  story: StoryId | null;
  scene: SceneId | null;
  /** Canonical, so that the same content is the same text whatever built it. */
  text: string;
  digest: Digest;
  events: readonly KeptEvent[];
}

/** Decisions are of a universe alone: they have their place through their proposal. A scene lies in itself. */
const placeOf = (document: NarrativeDocument<Collection>): Pick<KeptDocument, 'story' | 'scene'> => {
  if ('framedBy' in document) return { story: document.story, scene: document.id };
  return 'scene' in document ? { story: document.story, scene: document.scene } : { story: null, scene: null };
};

const keptEvents = ({ document, events }: NewDocument<Collection>): KeptEvent[] => {
  refuseUnlessWithin('events of a document', events.length, { min: 0, max: eventsPerDocumentMax });
  return events.map((event) => {
    refuseOtherUniverse(`the event \`${event.id}\``, event.universe, document.universe);
    const text = canonicalJson(event);
    refuseOverBytes(`the event \`${event.id}\``, Buffer.byteLength(text), eventBytesMax);
    return { id: event.id, text };
  });
};

export const keptDocument = (next: NewDocument<Collection>): KeptDocument => {
  const { document } = next;
  const text = canonicalJson(document);
  const events = keptEvents(next);
  const bytes = events.reduce((sum, event) => sum + Buffer.byteLength(event.text), Buffer.byteLength(text));
  refuseOverBytes(`the document \`${document.id}\``, bytes, documentBytesMax);
  return {
    universe: document.universe,
    id: document.id,
    ...placeOf(document),
    text,
    digest: digestOfText(text),
    events,
  };
};

export const keptDocuments = (documents: readonly NewDocument<Collection>[]): KeptDocument[] => {
  refuseUnlessWithin('documents', documents.length, { min: 0, max: documentsPerCallMax });
  const universe = documents[0]?.document.universe;
  return documents.map((next) => {
    const { document } = next;
    if (universe !== undefined) refuseOtherUniverse(`the document \`${document.id}\``, document.universe, universe);
    return keptDocument(next);
  });
};

export const refuseUnlessReplaceable = (collection: Collection): void => {
  if (collections[collection].writes === 'replace') return;
  throw refusal({
    code: 'append_only',
    message: `documents of \`${collection}\` are written once and never changed`,
    advice: 'Write a new document that refers to the earlier one.',
  });
};

export const refuseOverlongRead = (ids: readonly string[]): void => {
  refuseUnlessWithin('ids', ids.length, { min: 0, max: documentsPerCallMax });
};

export const refuseTooManyLike = (max: number): void => {
  refuseUnlessWithin('ids', max, { min: 1, max: documentsPerCallMax });
};

export const refuseOverlongPage = (page: PageRequest): void => {
  refuseUnlessWithin('items of a page', page.max, { min: 1, max: pageSizeMax });
};

export const badCursor = (cursor: string) =>
  refusal({
    code: 'bad_cursor',
    message: `\`${cursor.slice(0, 100)}\` is not where a page of this store ended`,
    advice: 'Start from the first page.',
  });
