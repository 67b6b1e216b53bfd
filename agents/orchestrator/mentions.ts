import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { EntityId, FactId, MemoryId, SceneId, SummaryId, ThreadId } from '../../schemas/ids.ts';
import type { Collection, IndexKind, NarrativeDocument } from '../../schemas/narrative.ts';
import { nodesOf } from '../../src/domain/fact.ts';
import { foldText } from '../../src/domain/names.ts';
import { entitiesPerEntryMax } from '../../src/ports/indexing.ts';
import { documentsPerCallMax } from '../../src/ports/narrative-store.ts';
import { type Cursor, type Page, pageSizeMax } from '../../src/ports/paging.ts';
import type { PreviewDesk } from './desk.ts';
import type { Teller } from './telling.ts';

// What speaks of facts beside canon: threads that have them as clues, memories of them, summaries of the scenes in which they were said, and
// entries of the indexes. None of it is ever rewritten by hand; a person should know of it before they take facts back.
// M1. It looks at a bounded part, and says where there was more.

const threadsLookedAtMax = 2_000;
const documentsLookedAtMax = 2_000;
const factsSearchedForMax = 10;
const hitsPerFactMax = 20;
const mentionsToldMax = 50;

export interface Mentions {
  threads: readonly { id: ThreadId; title: string; clues: readonly FactId[] }[];
  memories: readonly { id: MemoryId; entity: EntityId; text: string; fact: FactId | null }[];
  summaries: readonly { id: SummaryId; scene: SceneId | null; text: string }[];
  entries: readonly { kind: IndexKind; id: string }[];
  /** What was not looked at to the end: `threads`, `memories`. */
  cut: readonly string[];
}

interface Looked<T> {
  found: readonly T[];
  isCut: boolean;
}

const paged = async <T, U>(
  read: (page: { max: number; after: Cursor | null }) => Promise<Page<T>>,
  { max, pick }: { max: number; pick: (item: T) => U | null },
): Promise<Looked<U>> => {
  const found: U[] = [];
  let after: Cursor | null = null;
  for (let looked = 0; looked < max;) {
    const page: Page<T> = await read({ max: Math.min(pageSizeMax, max - looked), after });
    for (const item of page.items) {
      const picked = pick(item);
      if (picked !== null) found.push(picked);
    }
    if (page.next === null) return { found, isCut: false };
    looked += page.items.length;
    after = page.next;
  }
  return { found, isCut: true };
};

const inThreads = ({ canon, universe }: PreviewDesk, facts: ReadonlySet<FactId>) =>
  paged((page) => canon.listNodes(universe, { kind: 'thread' }, page), {
    max: threadsLookedAtMax,
    pick: (node: CanonNode) => {
      if (node.kind !== 'thread') return null;
      const clues = node.clues.filter((clue) => facts.has(clue));
      return clues.length === 0 ? null : { id: node.id, title: node.title, clues };
    },
  });

const documents = <C extends Collection, U>(
  { narrative, universe }: PreviewDesk,
  collection: C,
  pick: (document: NarrativeDocument<C>) => U | null,
): Promise<Looked<U>> =>
  paged((page) => narrative.list(collection, { universe, order: 'newest' }, page), {
    max: documentsLookedAtMax,
    pick: ({ document }) => pick(document),
  });

const inMemories = (desk: PreviewDesk, facts: ReadonlySet<FactId>) =>
  documents(desk, 'memories', ({ id, entity, text, fact }) =>
    fact !== null && facts.has(fact) ? { id, entity, text, fact } : null,
  );

/** Scenes in which the words were said on which the facts rest. */
const scenesOf = async (desk: PreviewDesk, stubs: readonly Evidence[]): Promise<ReadonlySet<SceneId>> => {
  const scenes = new Set<SceneId>();
  const refs = stubs.flatMap((stub) => (stub.kind === 'turn' || stub.kind === 'declaration' ? [stub.ref] : []));
  for (const stub of stubs) if (stub.kind === 'scene') scenes.add(stub.ref);
  for (const collection of ['turns.user', 'turns.gm'] as const)
    for (const { document } of await desk.narrative.get(collection, desk.universe, refs.slice(0, documentsPerCallMax)))
      if (document.scene !== null) scenes.add(document.scene);
  return scenes;
};

/** A summary speaks of a fact if it is of its scene, or says the names of all that it is about. */
const inSummaries = (desk: PreviewDesk, scenes: ReadonlySet<SceneId>, named: readonly (readonly string[])[]) =>
  documents(desk, 'summaries', ({ id, scene, text }) => {
    const folded = foldText(text);
    const isOfScene = scene !== null && scenes.has(scene);
    const speaks = isOfScene || named.some((names) => names.every((name) => folded.includes(name)));
    return speaks ? { id, scene, text } : null;
  });

const inIndexes = async ({ texts, universe }: PreviewDesk, facts: readonly Fact[]): Promise<Mentions['entries']> => {
  if (texts === null) return [];
  const entries = new Map<string, { kind: IndexKind; id: string }>();
  for (const { statement, subject } of facts.slice(0, factsSearchedForMax)) {
    const query = { text: statement, match: 'all' as const, max: hitsPerFactMax };
    const about = subject.startsWith('ent_') ? { entities: [subject as EntityId].slice(0, entitiesPerEntryMax) } : {};
    const kinds: readonly IndexKind[] = ['scenes', 'memories', 'snippets', 'facts'];
    for (const { kind, id } of await texts.search(query, { universe, kinds, audience: { as: 'gm' }, ...about }))
      entries.set(`${kind} ${id}`, { kind, id });
  }
  return [...entries.values()];
};

const namesOf = (teller: Teller, facts: readonly Fact[]): string[][] =>
  facts.flatMap(({ subject, object }) =>
    object?.kind === 'node' ? [[subject, object.id].map((id) => foldText(teller.nameOf(id)))] : [],
  );

/** What speaks of these facts. */
export const mentionsOf = async (desk: PreviewDesk, told: Teller, facts: readonly Fact[]): Promise<Mentions> => {
  if (facts.length === 0) return { threads: [], memories: [], summaries: [], entries: [], cut: [] };
  const ids = new Set(facts.map(({ id }) => id));
  await told.know(facts.flatMap(nodesOf));
  const looked = facts.slice(0, documentsPerCallMax);
  const supports = await told.supports(looked.map(({ id }) => id));
  const evidence = supports.map((support) => support.evidence).slice(0, documentsPerCallMax);
  const scenes = await scenesOf(desk, await desk.canon.evidence(desk.universe, [...new Set(evidence)]));
  const threads = await inThreads(desk, ids);
  const memories = await inMemories(desk, ids);
  const summaries = await inSummaries(desk, scenes, namesOf(told, looked));
  const entries = await inIndexes(desk, facts);
  const lists = { threads, memories, summaries };
  return {
    threads: threads.found.slice(0, mentionsToldMax),
    memories: memories.found.slice(0, mentionsToldMax),
    summaries: summaries.found.slice(0, mentionsToldMax),
    entries: entries.slice(0, mentionsToldMax),
    cut: [
      ...Object.entries(lists).flatMap(([name, { found, isCut }]) =>
        isCut || found.length > mentionsToldMax ? [name] : [],
      ),
      ...(facts.length > factsSearchedForMax && desk.texts !== null ? ['index entries'] : []),
      ...(facts.length > documentsPerCallMax ? ['scenes'] : []),
    ],
  };
};
