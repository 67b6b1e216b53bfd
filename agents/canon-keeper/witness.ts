import type { CanonNode, SourceLevel } from '../../schemas/canon.ts';
import type { Digest } from '../../schemas/digest.ts';
import type { Citation, Evidence } from '../../schemas/evidence.ts';
import type { DocumentId, NodeId, UniverseId } from '../../schemas/ids.ts';
import type { Collection, NarrativeDocument, Resolution } from '../../schemas/narrative.ts';
import type { Origin } from '../../schemas/policy.ts';
import { canonicalJson, digestOf } from '../../src/domain/canonical-json.ts';
import type { KnownEvidence } from '../../src/gate/world.ts';
import { documentsPerCallMax, type NarrativeReader } from '../../src/ports/narrative-store.ts';
import { pieces } from './paged.ts';

// Goes and looks where a piece of evidence points. What it finds there says whose word it is: only the writer of a collection could have
// put it into that collection.
// E1. What it does not find supports nothing; nor does a quote that is not there to the letter, or that nobody can compare.
// E2. A seat in another universe counts for nothing here: evidence from there counts only if canon holds it already, as a fork does.
// E3. What it looked at is known by its digest, which goes into canon with the stub: nobody changes it afterwards without that showing.
// E4. It reads each collection once, however much evidence there is, up to `documentsPerCallMax` pieces of it.

/** What of canon it needs to see. */
export interface Bench {
  universe: UniverseId;
  /** Stubs that canon holds under the ids of the evidence. */
  stubs: readonly Evidence[];
  node(id: NodeId): CanonNode | undefined;
  /** How much each document weighs that canon knows as a source. */
  levels: ReadonlyMap<DocumentId, SourceLevel>;
}

type Kind<K extends Evidence['kind']> = Extract<Evidence, { kind: K }>;

const says = (text: string, quote: string | null): boolean => quote === null || text.includes(quote);

// ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

const collectionsOf: Readonly<Record<Evidence['kind'], readonly Collection[]>> = {
  turn: ['turns.user', 'turns.gm'],
  declaration: ['turns.user', 'turns.gm'],
  snippet: ['snippets'],
  scene: ['scenes'],
  resolution: ['resolutions'],
  source: [], // it lies in canon
};

interface Found {
  get<C extends Collection>(collection: C, stub: Evidence): NarrativeDocument<C> | undefined;
}

const lookUp = async (narrative: NarrativeReader, evidence: readonly Evidence[]): Promise<Found> => {
  const asked = new Map<string, { collection: Collection; home: UniverseId; refs: Set<string> }>();
  for (const { kind, home, ref } of evidence)
    for (const collection of collectionsOf[kind]) {
      const key = `${collection} ${home}`;
      const { refs } = asked.get(key) ?? { refs: new Set<string>() };
      asked.set(key, { collection, home, refs: refs.add(ref) });
    }
  const documents = new Map<string, NarrativeDocument<Collection>>();
  const read = async (collection: Collection, home: UniverseId, refs: readonly string[]): Promise<void> => {
    for (const { document } of await narrative.get(collection, home, refs))
      documents.set(`${collection} ${home} ${document.id}`, document);
  };
  await Promise.all(
    [...asked.values()].flatMap(({ collection, home, refs }) =>
      pieces([...refs], documentsPerCallMax).map((some) => read(collection, home, some)),
    ),
  );
  return {
    get: <C extends Collection>(collection: C, { home, ref }: Evidence) =>
      documents.get(`${collection} ${home} ${ref}`) as NarrativeDocument<C> | undefined,
  };
};

// ── what it is ───────────────────────────────────────────────────────────────────────────────────────────────────

interface Testimony {
  origin: Origin;
  level: SourceLevel | null;
}

const plain = (origin: Origin): Testimony => ({ origin, level: null });

const ofTurn = (found: Found, stub: Kind<'turn'> | Kind<'declaration'>): Testimony | null => {
  const user = found.get('turns.user', stub);
  if (user !== undefined && says(user.text, stub.quote))
    return plain(user.seat === 'gm' ? 'gm_declaration' : 'player_turn');
  const narrated = found.get('turns.gm', stub);
  return narrated !== undefined && says(narrated.text, stub.quote) ? plain('gm_turn') : null;
};

const ofSnippet = (found: Found, bench: Bench, stub: Kind<'snippet'>): Testimony | null => {
  const snippet = found.get('snippets', stub);
  if (snippet === undefined || snippet.document !== stub.document || !says(snippet.text, stub.quote)) return null;
  if (stub.page !== null && stub.page !== snippet.page) return null;
  return { origin: 'snippet', level: bench.levels.get(snippet.document) ?? null };
};

const originOfResolution = ({ by, kind }: Resolution): Origin => {
  switch (kind) {
    case 'roll':
    case 'deed':
      return by === 'player' ? 'player_resolution' : 'engine_resolution';
    case 'oracle':
      return 'oracle';
    case 'clock':
    case 'thread':
      return 'clock';
  }
};

const ofResolution = (found: Found, stub: Kind<'resolution'>): Testimony | null => {
  const resolution = found.get('resolutions', stub);
  return resolution !== undefined && says(resolution.statement, stub.quote)
    ? plain(originOfResolution(resolution))
    : null;
};

const ofScene = (found: Found, bench: Bench, stub: Kind<'scene'>): Testimony | null => {
  const framed = found.get('scenes', stub);
  if (framed !== undefined)
    return says(framed.title, stub.quote) ? plain(framed.framedBy === 'engine' ? 'framing' : 'scene') : null;
  const marker = bench.node(stub.ref);
  return marker?.kind === 'scene' && says(marker.title, stub.quote) ? plain('scene') : null;
};

const ofSource = (bench: Bench, { ref, quote }: Kind<'source'>): Testimony | null => {
  const source = bench.node(ref);
  return source?.kind === 'source' && quote === null ? { origin: 'source', level: source.level } : null;
};

const testimonyOf = (found: Found, bench: Bench, stub: Evidence): Testimony | null => {
  switch (stub.kind) {
    case 'turn':
    case 'declaration':
      return ofTurn(found, stub);
    case 'snippet':
      return ofSnippet(found, bench, stub);
    case 'resolution':
      return ofResolution(found, stub);
    case 'scene':
      return ofScene(found, bench, stub);
    case 'source':
      return ofSource(bench, stub);
  }
};

export interface Witnessed extends KnownEvidence {
  /** Of all that lies there; null: nothing of the narrative does. */
  original: Digest | null;
}

/** As a proposal points to it, whatever canon knows of it besides. */
export const asCited = ({ original: _original, ...cited }: Evidence): Citation => cited;

const originalOf = (found: Found, stub: Evidence): Digest | null => {
  const documents = collectionsOf[stub.kind].map((collection) => found.get(collection, stub));
  const document = documents.find((each) => each !== undefined);
  return document === undefined ? null : digestOf(document);
};

/** What each stub comes to, each by itself: two under one id are two. */
export const witness = async (
  narrative: NarrativeReader,
  bench: Bench,
  evidence: readonly Evidence[],
): Promise<readonly Witnessed[]> => {
  const held = new Set(bench.stubs.map((stub) => canonicalJson(asCited(stub))));
  const stubs = [...new Map(evidence.map((stub) => [canonicalJson(stub), stub]))]
    .filter(([text, { home }]) => home === bench.universe || held.has(text))
    .map(([, stub]) => stub);
  const found = await lookUp(narrative, stubs);
  return stubs.flatMap((stub) => {
    const testimony = testimonyOf(found, bench, stub);
    return testimony === null ? [] : [{ stub, ...testimony, original: originalOf(found, stub) }];
  });
};
