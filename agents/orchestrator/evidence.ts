import type { Evidence } from '../../schemas/evidence.ts';
import type { EvidenceId, NodeId, SceneId, UniverseId } from '../../schemas/ids.ts';
import type { Collection, NarrativeDocument } from '../../schemas/narrative.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { printTime } from '../../src/domain/calendar-print.ts';
import { documentsPerCallMax } from '../../src/ports/narrative-store.ts';
import type { ReadingDesk } from './desk.ts';

// What was said, and by whom: the words that a stub of evidence in canon points to, to the letter.

export interface EvidenceView {
  id: EvidenceId;
  kind: Evidence['kind'];
  /** Who said it, or what it stands in; null: it is not there any more, or nobody said it. */
  speaker: string | null;
  seat: 'gm' | 'player' | null;
  /** The quote, or all that was said there. Null: there are no words. */
  words: string | null;
  /** Document and page, or when in the fiction it was said. */
  where: string | null;
}

/** In the order of the stubs. */
export type Listened = (stubs: readonly Evidence[]) => Promise<readonly EvidenceView[]>;

const collectionsOf: Readonly<Record<Evidence['kind'], readonly Collection[]>> = {
  turn: ['turns.user', 'turns.gm'],
  declaration: ['turns.user', 'turns.gm'],
  snippet: ['snippets', 'documents'],
  scene: ['scenes'],
  resolution: ['resolutions'],
  source: [],
};

type Documents = ReadonlyMap<string, NarrativeDocument<Collection>>;

const keyOf = (collection: Collection, home: UniverseId, id: string): string => `${collection} ${home} ${id}`;

const refIn = (stub: Evidence, collection: Collection): string =>
  stub.kind === 'snippet' && collection === 'documents' ? stub.document : stub.ref;

interface Wanted {
  collection: Collection;
  home: UniverseId;
  id: string;
}

const readAll = async ({ narrative }: ReadingDesk, wanted: readonly Wanted[]): Promise<Documents> => {
  const places = new Map<string, { collection: Collection; home: UniverseId; ids: Set<string> }>();
  for (const { collection, home, id } of wanted) {
    const place = `${collection} ${home}`;
    const { ids } = places.get(place) ?? { ids: new Set<string>() };
    places.set(place, { collection, home, ids: ids.add(id) });
  }
  const found = new Map<string, NarrativeDocument<Collection>>();
  for (const { collection, home, ids } of places.values()) {
    const all = [...ids];
    for (let start = 0; start < all.length; start += documentsPerCallMax)
      for (const { document } of await narrative.get(collection, home, all.slice(start, start + documentsPerCallMax)))
        found.set(keyOf(collection, home, document.id), document);
  }
  return found;
};

/** What the stubs point to, and the scenes in which it was said. */
const read = async (desk: ReadingDesk, stubs: readonly Evidence[]): Promise<Documents> => {
  const documents = await readAll(
    desk,
    stubs.flatMap((stub) =>
      collectionsOf[stub.kind].map((collection) => ({ collection, home: stub.home, id: refIn(stub, collection) })),
    ),
  );
  const scenes = [...documents.values()].flatMap((document): Wanted[] =>
    'scene' in document && document.scene !== null
      ? [{ collection: 'scenes', home: document.universe, id: document.scene }]
      : [],
  );
  return new Map([...documents, ...(await readAll(desk, scenes))]);
};

type Said = Pick<EvidenceView, 'speaker' | 'seat' | 'words' | 'where'>;
type Getter = <C extends Collection>(collection: C, stub: Evidence) => NarrativeDocument<C> | undefined;

const nobody: Said = { speaker: null, seat: null, words: null, where: null };

interface Place {
  scene: SceneId | null;
  storyTime: StoryTime | null;
}

type PlaceText = (place: Place) => string | null;

const ofTurn = (get: Getter, placeText: PlaceText, stub: Evidence): Said => {
  const user = get('turns.user', stub);
  if (user !== undefined)
    return { speaker: user.speaker, seat: user.seat, words: stub.quote ?? user.text, where: placeText(user) };
  const narrated = get('turns.gm', stub);
  if (narrated === undefined) return { ...nobody, words: stub.quote };
  const { model, text } = narrated;
  return { speaker: model, seat: null, words: stub.quote ?? text, where: placeText(narrated) };
};

const ofSnippet = (get: Getter, stub: Extract<Evidence, { kind: 'snippet' }>): Said => {
  const title = get('documents', stub)?.title ?? stub.document;
  const page = stub.page === null ? '' : `, page ${stub.page}`;
  return { speaker: title, seat: null, words: stub.quote, where: `${title}${page}` };
};

const ofResolution = (get: Getter, placeText: PlaceText, stub: Evidence): Said => {
  const resolution = get('resolutions', stub);
  if (resolution === undefined) return nobody;
  const { roll, statement, what } = resolution;
  const dice = roll === null ? '' : ` (${roll.formula}: ${roll.total})`;
  return { speaker: what, seat: null, words: `${statement}${dice}`, where: placeText(resolution) };
};

interface Heard {
  get: Getter;
  placeText: PlaceText;
  titles: ReadonlyMap<NodeId, string>;
}

const saidOf = ({ get, placeText, titles }: Heard, stub: Evidence): Said => {
  switch (stub.kind) {
    case 'turn':
    case 'declaration':
      return ofTurn(get, placeText, stub);
    case 'snippet':
      return ofSnippet(get, stub);
    case 'resolution':
      return ofResolution(get, placeText, stub);
    case 'scene':
      return { ...nobody, speaker: get('scenes', stub)?.title ?? null, words: stub.quote };
    case 'source':
      return { ...nobody, speaker: titles.get(stub.ref) ?? stub.ref, words: stub.quote };
  }
};

const titlesOf = async (desk: ReadingDesk, stubs: readonly Evidence[]): Promise<ReadonlyMap<NodeId, string>> => {
  const ids = [...new Set(stubs.flatMap((stub): NodeId[] => (stub.kind === 'source' ? [stub.ref] : [])))];
  if (ids.length === 0) return new Map();
  const nodes = await desk.canon.nodes(desk.universe, ids.slice(0, documentsPerCallMax));
  return new Map(nodes.flatMap((node) => (node.kind === 'source' ? [[node.id, node.title] as const] : [])));
};

export const listener =
  (desk: ReadingDesk): Listened =>
  async (stubs) => {
    const documents = await read(desk, stubs);
    const titles = await titlesOf(desk, stubs);
    const get: Getter = <C extends Collection>(collection: C, stub: Evidence) =>
      documents.get(keyOf(collection, stub.home, refIn(stub, collection))) as NarrativeDocument<C> | undefined;
    const placeText: PlaceText = ({ scene, storyTime }) => {
      const framing = scene === null ? undefined : documents.get(keyOf('scenes', desk.universe, scene));
      if (framing !== undefined && 'title' in framing) return framing.title;
      return storyTime === null ? null : printTime(desk.about.calendar, storyTime);
    };
    return stubs.map((stub) => ({ id: stub.id, kind: stub.kind, ...saidOf({ get, placeText, titles }, stub) }));
  };
