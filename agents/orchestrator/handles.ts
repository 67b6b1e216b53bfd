import type { Fact, FactStatus } from '../../schemas/canon.ts';
import { nameCharsMax } from '../../schemas/bounds.ts';
import {
  type CommitId,
  type DecisionId,
  type EntityId,
  type FactId,
  idBodyChars,
  idPrefixes,
  type ProposalId,
} from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { Failure } from '../../src/domain/failure.ts';
import { normaliseName } from '../../src/domain/names.ts';
import { nearest } from '../../src/domain/nearest.ts';
import { quoted } from '../../src/domain/quoted.ts';
import type { ReadingDesk } from './desk.ts';
import { type NameBook, nameBook } from './naming.ts';

// What a person calls a record: its id, the beginning or the end of it as far as only one has that, a commit by its revision, a fact by whose it is:
// `Mara located_in`.

const partCharsMin = 4;
const alikeToldMax = 5;
const factsLookedThroughMax = 500;
const revisionDigitsMax = 6;
const wordsMax = 24;
const longestHandleChars = 3 * nameCharsMax;

const recordKinds = ['fact', 'proposal', 'commit', 'decision', 'entity'] as const;
type RecordKind = (typeof recordKinds)[number];

export type Handle =
  | { kind: 'fact'; id: FactId }
  | { kind: 'proposal'; id: ProposalId }
  | { kind: 'commit'; id: CommitId }
  | { kind: 'decision'; id: DecisionId }
  | { kind: 'entity'; id: EntityId };

// ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────

const unknown = (what: string, written: string, advice: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: `unknown_${what}`,
    message: `there is no ${what} ${quoted(written)}`,
    advice: `${advice} Nothing was changed.`,
  });

const ambiguous = (what: string, written: string, ids: readonly string[]): Failure =>
  new Failure({
    kind: 'terminal',
    code: `ambiguous_${what}`,
    message: `${quoted(written)} may be any of ${ids.length > alikeToldMax ? 'many' : ids.length}: ${ids
      .slice(0, alikeToldMax)
      .map((id) => `\`${id}\``)
      .join(', ')}${ids.length > alikeToldMax ? ', …' : ''}`,
    advice: 'Write more of the id. Nothing was changed.',
  });

const refuseOverlong = (what: string, written: string): void => {
  if (written.length > longestHandleChars) throw unknown(what, written, 'No id and no name is that long.');
};

// ── ids and parts of them ────────────────────────────────────────────────────────────────────────────────────────

const idsLike = async (desk: ReadingDesk, kind: RecordKind, part: string): Promise<readonly string[]> =>
  kind === 'proposal'
    ? desk.narrative.idsLike('proposals', desk.universe, part, alikeToldMax + 1)
    : desk.canon.idsLike(desk.universe, kind, part, alikeToldMax + 1);

const written = new RegExp(
  `^(?:…|\\.\\.\\.)?(?:([a-z]{3})_)?(?:…|\\.\\.\\.)?([0-9a-z]{1,${idBodyChars}})(?:…|\\.\\.\\.)?$`,
);

/** The part of an id that a person wrote, and of what, if they wrote that too. Null: it is none. */
const partOf = (text: string): { prefix: string | null; part: string } | null => {
  const [, prefix, part] = written.exec(text.toLowerCase()) ?? [];
  return part === undefined ? null : { prefix: prefix ?? null, part };
};

const kindsFor = (prefix: string | null, kinds: readonly RecordKind[]): readonly RecordKind[] =>
  prefix === null ? kinds : kinds.filter((kind) => idPrefixes[kind] === prefix);

/** Those of these kinds that it may be the id of; empty if none. */
const byPart = async (desk: ReadingDesk, text: string, kinds: readonly RecordKind[]): Promise<Handle[]> => {
  const found = partOf(text);
  if (found === null || found.part.length < partCharsMin) return [];
  const lists = await Promise.all(
    kindsFor(found.prefix, kinds).map(async (kind) =>
      (await idsLike(desk, kind, found.part)).map((id) => ({ kind, id }) as Handle),
    ),
  );
  return lists.flat();
};

const onlyOne = async <K extends RecordKind>(desk: ReadingDesk, text: string, kind: K) => {
  refuseOverlong(kind, text);
  const handles = await byPart(desk, text, [kind]);
  const [handle] = handles;
  if (handles.length > 1)
    throw ambiguous(
      kind,
      text,
      handles.map(({ id }) => id),
    );
  return (handle as Extract<Handle, { kind: K }> | undefined) ?? null;
};

export const findProposal = async (desk: ReadingDesk, text: string): Promise<ProposalId> => {
  const handle = await onlyOne(desk, text, 'proposal');
  if (handle === null) throw unknown('proposal', text, '`monitor manage pending` lists those that wait.');
  return handle.id;
};

const commitOfRevision = async ({ canon, universe }: ReadingDesk, revision: number): Promise<CommitId | null> => {
  const page = await canon.commits(universe, { max: 1, after: null }, { from: revision as Revision });
  const [commit] = page.items;
  return commit?.revision === revision ? commit.id : null;
};

const revisionOf = (text: string): number | null => {
  const [, digits] = new RegExp(`^#?([1-9][0-9]{0,${revisionDigitsMax - 1}})$`).exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
};

export const findCommit = async (desk: ReadingDesk, text: string): Promise<CommitId> => {
  const revision = revisionOf(text);
  const id =
    (revision === null ? null : await commitOfRevision(desk, revision)) ?? (await onlyOne(desk, text, 'commit'))?.id;
  if (id === undefined) throw unknown('commit', text, '`monitor manage log` lists them.');
  return id;
};

// ── facts by whose they are ──────────────────────────────────────────────────────────────────────────────────────

const sides = ['subject', 'participant'] as const;

interface Described {
  node: EntityId;
  name: string;
  predicate: string;
  /** Of what else it speaks, if that was said. */
  object: string | null;
}

const predicateLike = /^[a-z][a-z0-9_]*$/;

/** `Mara located_in The Tavern`: the words before a predicate are a name that somebody has. */
const described = async (book: NameBook, text: string): Promise<Described | null> => {
  const words = text.trim().split(/\s+/u);
  if (words.length > wordsMax) return null;
  for (let at = words.length - 1; at > 0; at--) {
    const predicate = words[at] ?? '';
    if (!predicateLike.test(predicate)) continue;
    const name = words.slice(0, at).join(' ');
    const named = await book.find(name).catch((error: unknown) => {
      if (at > 1 && error instanceof Failure && error.code === 'unknown_name') return null;
      throw error;
    });
    if (named === null) continue;
    const object = words.slice(at + 1).join(' ');
    return { node: named.id as EntityId, name: named.name, predicate, object: object === '' ? null : object };
  }
  return null;
};

const says = (fact: Fact, object: string, node: { id: string } | null): boolean => {
  switch (fact.object?.kind) {
    case 'node':
      return fact.object.id === node?.id;
    case 'text':
      return normaliseName(fact.object.text) === normaliseName(object);
    case 'number':
      return String(fact.object.number) === object.split(' ')[0];
    case 'flag':
      return String(fact.object.flag) === object;
    default:
      return false;
  }
};

const all: readonly FactStatus[] = ['canon', 'ended', 'contested', 'retconned'];

const factsOf = async (desk: ReadingDesk, { node, predicate }: Described): Promise<Fact[]> => {
  const found = new Map<FactId, Fact>();
  for (const side of sides) {
    const query = { node: { id: node, side }, predicate, statuses: all };
    const page = await desk.canon.listFacts(desk.universe, query, { max: factsLookedThroughMax, after: null });
    for (const fact of page.items) found.set(fact.id, fact);
  }
  return [...found.values()];
};

/** What holds now comes before what held, and that before what never was. */
const ranks: readonly ((fact: Fact) => boolean)[] = [
  ({ status, valid }) => status !== 'retconned' && valid.to === null,
  ({ status }) => status !== 'retconned',
  () => true,
];

const factsDescribed = async (desk: ReadingDesk, text: string): Promise<readonly Fact[] | null> => {
  const book = nameBook(desk);
  const found = await described(book, text);
  if (found === null) return null;
  const facts = await factsOf(desk, found);
  const { object } = found;
  const node = object === null ? null : await book.find(object).catch(() => null);
  const meant = object === null ? facts : facts.filter((fact) => says(fact, object, node));
  for (const ranked of ranks) {
    const some = meant.filter(ranked);
    if (some.length > 0) return some;
  }
  const page = await desk.canon.listFacts(
    desk.universe,
    { node: { id: found.node, side: 'subject' } },
    { max: factsLookedThroughMax, after: null },
  );
  const near = nearest(
    found.predicate,
    page.items.map(({ predicate }) => predicate),
  );
  throw unknown(
    'fact',
    text,
    near === undefined ? `Canon says nothing of that kind about ${quoted(found.name)}.` : `Did you mean \`${near}\`?`,
  );
};

export const findFact = async (desk: ReadingDesk, text: string): Promise<FactId> => {
  const handle = await onlyOne(desk, text, 'fact');
  if (handle !== null) return handle.id;
  const facts = partOf(text)?.prefix === idPrefixes.fact ? null : await factsDescribed(desk, text);
  const [fact] = facts ?? [];
  if (fact === undefined) throw unknown('fact', text, 'Name it by its id, or as `Mara located_in`.');
  if (facts !== null && facts.length > 1)
    throw ambiguous(
      'fact',
      text,
      facts.map(({ id }) => id),
    );
  return fact.id;
};

const isWrittenAsFact = async (desk: ReadingDesk, word: string): Promise<boolean> =>
  /\s/u.test(word) || partOf(word)?.prefix === idPrefixes.fact || (await byPart(desk, word, ['fact'])).length > 0;

/** Words that each name a fact are so many facts; others are together what one is called, such as `Mara located_in`. */
export const findFacts = async (desk: ReadingDesk, words: readonly string[]): Promise<readonly FactId[]> => {
  const apart = await Promise.all(words.map((word) => isWrittenAsFact(desk, word)));
  const handles = words.length > 1 && !apart.includes(true) ? [words.join(' ')] : words;
  const ids: FactId[] = [];
  for (const handle of handles) ids.push(await findFact(desk, handle));
  return [...new Set(ids)];
};

// ── anything ─────────────────────────────────────────────────────────────────────────────────────────────────────

const howToName = 'Name a fact by its id or as `Mara located_in`, a commit as `#3`; `monitor manage log` lists them.';

/** Whatever the words name: a record of any kind. */
export const findAnything = async (desk: ReadingDesk, words: readonly string[]): Promise<Handle> => {
  const text = words.join(' ');
  refuseOverlong('record', text);
  const revision = revisionOf(text);
  const commit = revision === null ? null : await commitOfRevision(desk, revision);
  if (commit !== null) return { kind: 'commit', id: commit };
  const handles = await byPart(desk, text, recordKinds);
  const [handle] = handles;
  if (handles.length > 1)
    throw ambiguous(
      'record',
      text,
      handles.map(({ id }) => id),
    );
  if (handle !== undefined) return handle;
  if (partOf(text)?.prefix !== null && partOf(text) !== null)
    throw unknown('record', text, 'Look at the id, and at the universe.');
  const facts = await factsDescribed(desk, text);
  if (facts !== null) return { kind: 'fact', id: await findFact(desk, text) };
  const named = await nameBook(desk, { ifNobody: howToName }).find(text);
  return { kind: 'entity', id: named.id as EntityId };
};
