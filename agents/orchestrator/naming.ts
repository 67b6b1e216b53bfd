import type { CanonNode, NodeKind } from '../../schemas/canon.ts';
import { type EntityId, idBodyChars, idPrefixes, NodeId } from '../../schemas/ids.ts';
import type { NodeType } from '../../schemas/vocabulary.ts';
import { Failure } from '../../src/domain/failure.ts';
import { nameLikeness, normaliseName } from '../../src/domain/names.ts';
import { quoted } from '../../src/domain/quoted.ts';
import { idsPerReadMax, sliceKeysMax } from '../../src/ports/canon-reader.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import type { ReadingDesk } from './desk.ts';

// Who is meant by a name. It is taken for somebody only if that is certain: one of that name or alias, as names are compared everywhere. Otherwise
// the answer is who it might be.

const entitiesLookedThroughMax = 5_000;
const titledLookedThroughMax = 1_000;
const likenessWorthTelling = 0.55;
const suggestionsMax = 3;
const namesakesToldMax = 5;

type Titled = Exclude<NodeKind, 'entity' | 'axiom' | 'universe'>;
const titledKinds: readonly Titled[] = ['story', 'scene', 'thread', 'party', 'source'];

export const nameOf = (node: CanonNode): string => {
  switch (node.kind) {
    case 'entity':
    case 'universe':
    case 'party':
      return node.name;
    case 'story':
    case 'scene':
    case 'thread':
    case 'source':
      return node.title;
    case 'axiom':
      return node.statement;
  }
};

export const typeOf = (node: CanonNode): NodeType => (node.kind === 'entity' ? node.type : node.kind);

/** Somebody whom a claim may be about: in canon, or proposed just before it. */
export interface Named {
  id: NodeId;
  name: string;
  type: NodeType;
}

const looksLikeId = (text: string): boolean =>
  new RegExp(`^(?:${Object.values(idPrefixes).join('|')})_[0-9a-z]{${idBodyChars}}$`).test(text);

// ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────

const unknown = (message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code: 'unknown_name', message, advice: `${advice} Nothing was changed.` });

const ambiguous = (written: string, meant: readonly Named[]): Failure => {
  const told = meant.slice(0, namesakesToldMax).map(({ id, name, type }) => `\`${id}\` (${name}, ${type})`);
  const rest = meant.length - told.length;
  return new Failure({
    kind: 'terminal',
    code: 'ambiguous_name',
    message: `${quoted(written)} may be any of ${meant.length}: ${told.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
    advice: 'Name one by its id. Nothing was changed.',
  });
};

const withdrawn = (node: CanonNode): Failure | null => {
  if (node.kind !== 'entity' || node.status === 'canon') return null;
  const advice = node.mergedInto === null ? 'Name somebody else.' : `It was merged into \`${node.mergedInto}\`.`;
  return unknown(`\`${node.id}\` (${node.name}) is no longer anybody in canon`, advice);
};

// ── the book ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface NameBook {
  /** Reads what is needed for these names and ids, so that they can be looked up. */
  open(written: readonly string[]): Promise<void>;
  /** Somebody who is proposed and not in canon yet. */
  add(named: Named, aliases: readonly string[]): void;
  /** The one who is meant. With `types`, one of these if there are several. Throws who it might be. */
  find(written: string, types?: readonly NodeType[]): Promise<Named>;
}

const namedOf = (node: CanonNode): Named => ({ id: node.id, name: nameOf(node), type: typeOf(node) });

const pieces = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** By title, among those who are not entities: there are few of them. */
const byTitle = async ({ canon, universe }: ReadingDesk, wanted: string): Promise<Named[]> => {
  const pages = await Promise.all(
    titledKinds.map((kind) => canon.listNodes(universe, { kind }, { max: titledLookedThroughMax, after: null })),
  );
  return pages.flatMap(({ items }) => items.filter((node) => normaliseName(nameOf(node)) === wanted).map(namedOf));
};

const suggestionsFor = async ({ canon, universe }: ReadingDesk, written: string): Promise<string[]> => {
  const names = new Set<string>();
  let after = null;
  for (let looked = 0; looked < entitiesLookedThroughMax; looked += pageSizeMax) {
    const page = await canon.listNodes(universe, { kind: 'entity' }, { max: pageSizeMax, after });
    for (const node of page.items)
      if (node.kind === 'entity' && node.status === 'canon')
        for (const name of [node.name, ...node.aliases]) names.add(name);
    if (page.next === null) break;
    after = page.next;
  }
  return [...names]
    .map((name) => ({ name, score: nameLikeness(written, name).score }))
    .filter(({ score }) => score >= likenessWorthTelling)
    .toSorted((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1))
    .slice(0, suggestionsMax)
    .map(({ name }) => name);
};

const choose = (written: string, meant: readonly Named[], types: readonly NodeType[] | undefined): Named | null => {
  const [only] = meant;
  if (only === undefined) return null;
  if (meant.length === 1) return only;
  const fitting = types === undefined ? [] : meant.filter(({ type }) => types.includes(type));
  const [fit] = fitting;
  if (fit !== undefined && fitting.length === 1) return fit;
  throw ambiguous(written, fitting.length > 1 ? fitting : meant);
};

/** `ifNobody`: what to do where nobody is called so, nor nearly so. */
export const nameBook = (
  desk: ReadingDesk,
  { ifNobody = '`monitor manage log` tells who and what became canon.' }: { ifNobody?: string } = {},
): NameBook => {
  const { canon, universe, about } = desk;
  const byName = new Map<string, Named[]>();
  const byId = new Map<string, CanonNode | Named>();

  const readIds = async (ids: readonly NodeId[]): Promise<void> => {
    for (const some of pieces(ids, idsPerReadMax))
      for (const node of await canon.nodes(universe, some)) byId.set(node.id, node);
  };

  const readNames = async (names: readonly string[]): Promise<void> => {
    for (const some of pieces(names, sliceKeysMax)) {
      const { named } = await canon.slice(universe, { keys: [], nodes: [], facts: [], names: some, evidence: [] });
      await readIds([...new Set(named.flatMap(({ nodes }) => nodes))].filter((id) => !byId.has(id)));
      for (const name of some) if (!byName.has(name)) byName.set(name, []);
      for (const { name, nodes } of named) {
        const there = byName.get(name) ?? [];
        const known = nodes.flatMap((id) => {
          const node = byId.get(id);
          return node !== undefined && 'kind' in node ? [namedOf(node)] : [];
        });
        byName.set(name, [...known, ...there.filter(({ id }) => !nodes.includes(id))]);
      }
    }
  };

  const book: NameBook = {
    async open(written) {
      const ids = written.filter((each) => looksLikeId(each) && !byId.has(each));
      await readIds(ids.flatMap((id) => NodeId.safeParse(id).data ?? []));
      const names = written.filter((each) => !looksLikeId(each)).map(normaliseName);
      await readNames([...new Set(names)].filter((name) => !byName.has(name)));
    },
    add(named, aliases) {
      byId.set(named.id, named);
      for (const name of [named.name, ...aliases].map(normaliseName))
        byName.set(name, [...(byName.get(name) ?? []), named]);
    },
    async find(written, types) {
      await book.open([written]);
      if (looksLikeId(written)) {
        const node = byId.get(written);
        if (node === undefined)
          throw unknown(`there is no ${quoted(written)} in the universe ${quoted(about.name)}`, 'Look at the id.');
        const gone = 'kind' in node ? withdrawn(node) : null;
        if (gone !== null) throw gone;
        return 'kind' in node ? namedOf(node) : node;
      }
      const name = normaliseName(written);
      const found = choose(written, byName.get(name) ?? [], types) ?? choose(written, await byTitle(desk, name), types);
      if (found !== null) return found;
      if (name === normaliseName(about.name)) return namedOf(about);
      const near = await suggestionsFor(desk, written);
      throw unknown(
        `nobody and nothing in ${quoted(about.name)} is called ${quoted(written)}`,
        near.length === 0 ? ifNobody : `Did you mean ${near.map(quoted).join(' or ')}?`,
      );
    },
  };
  return book;
};

/** An entity by name or id, for what is said of entities alone. */
export const findEntity = async (book: NameBook, written: string): Promise<Named & { id: EntityId }> => {
  const named = await book.find(written);
  if (!named.id.startsWith(`${idPrefixes.entity}_`))
    throw new Failure({
      kind: 'terminal',
      code: 'not_an_entity',
      message: `${quoted(written)} is a ${named.type}, and this is for people, places and things`,
      advice: 'Name an entity. Nothing was changed.',
    });
  return { ...named, id: named.id as EntityId };
};
