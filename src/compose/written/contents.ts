import type { CanonNode, Fact, FactStatus, Recorded, SourceLevel } from '../../../schemas/canon.ts';
import type { FactId, UniverseId } from '../../../schemas/ids.ts';
import type { Revision, StoryTime } from '../../../schemas/time.ts';
import type { WrittenEvent, WrittenFact } from '../../../schemas/written-world.ts';
import type { Backing } from '../../gate/world.ts';
import { heldEvent, heldFact, type Holding } from './claims.ts';
import type { Exhibit } from './evidence.ts';
import type { Inventory } from './inventory.ts';
import { isEvent, type Item } from './items.ts';
import type { Names } from './names.ts';
import { heldAxiom, heldEntity, readParty, readScene, readSource, readStory, readThread } from './nodes.ts';
import { factsCalled, momentOf, type Scope } from './scope.ts';

// What stands in one universe of a written world, as canon holds it.

export interface Contents {
  nodes: readonly CanonNode[];
  facts: readonly Fact[];
  backing: ReadonlyMap<FactId, Backing>;
  standsAlone: ReadonlySet<FactId>;
  /** Of a fact: what it displaced and ended when it came, as that was before. */
  former: ReadonlyMap<FactId, readonly Fact[]>;
}

/** The commit with which all of it came. */
const givenCommit = 'given';

export const givenRecord = (names: Names, universe: string): Recorded => ({
  revision: 1 as Revision,
  commit: names.id('commit', universe, givenCommit),
});

/** Who reads, and what everything in that universe has in common. */
export interface Reader {
  scope: Scope;
  universe: UniverseId;
  clock: StoryTime | null;
}

const readNodes = ({ scope, universe }: Reader, inventory: Inventory): CanonNode[] => {
  const held = { universe, introduced: givenRecord(scope.names, scope.universe) };
  return [
    ...inventory.entities.map((item) => heldEntity(scope, held, item)),
    ...inventory.sources.map((item): CanonNode => ({ ...readSource(scope, item), ...held, kind: 'source' })),
    ...inventory.axioms.map((item) => heldAxiom(scope, held, item)),
    ...inventory.stories.map((item): CanonNode => ({ ...readStory(scope, item), ...held, kind: 'story' })),
    ...inventory.scenes.map((item): CanonNode => ({ ...readScene(scope, item), ...held, kind: 'scene' })),
    ...inventory.threads.map((item): CanonNode => ({ ...readThread(scope, item), ...held, kind: 'thread' })),
    ...inventory.parties.map((item): CanonNode => ({ ...readParty(scope, item), ...held, kind: 'party' })),
  ];
};

// ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────

type Telling = Item<WrittenFact | WrittenEvent>;
interface Told {
  item: Telling;
  fact: Fact;
}

const readTelling = ({ scope, universe, clock }: Reader, item: Telling): Told => {
  const { name, path, written } = item;
  const id = scope.names.fact(scope.universe, name);
  const holding: Holding = { universe, introduced: givenRecord(scope.names, scope.universe), clock };
  const fact = isEvent(written)
    ? heldEvent(scope, path, { id, written, holding })
    : heldFact(scope, path, { id, written, holding });
  return { item, fact };
};

const levelsOf = (nodes: readonly CanonNode[]): ReadonlyMap<string, SourceLevel> =>
  new Map(nodes.flatMap((node) => (node.kind === 'source' ? [[node.id, node.level] as const] : [])));

/** How much a source weighs, by its name. */
const levelOf = (scope: Scope, nodes: readonly CanonNode[], source: string | undefined): SourceLevel | null =>
  source === undefined ? null : (levelsOf(nodes).get(scope.names.node(scope.universe, source)) ?? null);

const backingOf = (scope: Scope, nodes: readonly CanonNode[], { item, fact }: Told): Backing | null => {
  const { path, written } = item;
  if (fact.authority !== 'source') return null;
  const found = levelOf(scope, nodes, written.source);
  if (written.source !== undefined && found === null)
    scope.complain([...path, 'source'], `no source is called \`${written.source}\``);
  return { level: written.level ?? found ?? 'canon', quote: written.quote ?? null };
};

/** A fact as it was before another displaced or ended it. */
const before = (scope: Scope, { item, fact }: Told, kind: 'replaces' | 'ended'): Fact => {
  const held = item.written.held_until;
  const isOpen = kind === 'ended' || fact.valid.to === null;
  const valid = kind === 'ended' ? { ...fact.valid, to: null } : fact.valid;
  const until = held === undefined ? fact.valid.from : momentOf(scope, [...item.path, 'held_until'], held);
  const status: FactStatus = isOpen || fact.kind === 'event' ? 'canon' : 'ended';
  return { ...fact, valid, heldUntil: isOpen ? until : null, status, withdrawn: null };
};

const formerOf = (scope: Scope, told: readonly Told[]): ReadonlyMap<FactId, readonly Fact[]> => {
  const byId = new Map(told.map((each) => [each.fact.id, each]));
  const former = new Map<FactId, Fact[]>();
  for (const { item, fact } of told)
    for (const kind of ['replaces', 'ended'] as const)
      for (const id of factsCalled(scope, [...item.path, kind], item.written[kind])) {
        const displaced = byId.get(id);
        if (displaced === undefined) continue;
        former.set(fact.id, [...(former.get(fact.id) ?? []), before(scope, displaced, kind)]);
      }
  return former;
};

/** A fact that was withdrawn says what took its place. */
const withReplacements = (facts: readonly Fact[]): Fact[] => {
  const replacedBy = new Map<FactId, FactId[]>();
  for (const { id, replaces } of facts)
    for (const replaced of replaces) replacedBy.set(replaced, [...(replacedBy.get(replaced) ?? []), id]);
  return facts.map((fact) =>
    fact.withdrawn === null
      ? fact
      : { ...fact, withdrawn: { ...fact.withdrawn, replacedBy: replacedBy.get(fact.id) ?? [] } },
  );
};

export const readContents = (reader: Reader, inventory: Inventory): Contents => {
  const { scope } = reader;
  const nodes = readNodes(reader, inventory);
  const told = inventory.tellings.map((item) => readTelling(reader, item));
  const backing = new Map<FactId, Backing>();
  const standsAlone = new Set<FactId>();
  for (const each of told) {
    const behind = backingOf(scope, nodes, each);
    if (behind !== null) backing.set(each.fact.id, behind);
    if (each.item.written.stands_alone === true) standsAlone.add(each.fact.id);
  }
  const facts = withReplacements(told.map(({ fact }) => fact));
  return { nodes, facts, backing, standsAlone, former: formerOf(scope, told) };
};

// ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────

const sourceOf = (written: Exhibit['written']): string | undefined =>
  'source' in written ? written.source : undefined;

export const readExhibits = (scope: Scope, nodes: readonly CanonNode[], { evidence }: Inventory): Exhibit[] =>
  evidence.map(({ name, path, written }) => {
    const source = sourceOf(written);
    const found = levelOf(scope, nodes, source);
    if (source !== undefined && found === null)
      scope.complain([...path, 'source'], `no source is called \`${source}\``);
    const own = 'level' in written ? written.level : undefined;
    const isRead = written.collection === 'snippets' || written.collection === 'sources';
    return {
      name,
      universe: scope.universe,
      written,
      text: written.text ?? `What ${name} says.`,
      level: own ?? found ?? (isRead ? 'canon' : null),
    };
  });
