import type { Axiom, CanonNode, Entity, Recorded } from '../../../schemas/canon.ts';
import type { ProposalContent } from '../../../schemas/gate.ts';
import type { EntityId, NodeId, SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import type {
  WrittenAxiom,
  WrittenEntity,
  WrittenParty,
  WrittenScene,
  WrittenSource,
  WrittenStory,
  WrittenThread,
} from '../../../schemas/written-world.ts';
import type { Path } from '../explain.ts';
import type { NodeIdKind } from './names.ts';
import { factsCalled, momentOf, nodeCalled, type Scope, validityOf, visibilityOf } from './scope.ts';

// Whatever has a place of its own in canon. What a proposal brings and what the world holds are read alike; canon knows a little more of it.

type ContentOf<T extends ProposalContent['type']> = Extract<ProposalContent, { type: T }>;

/** `iron_gate` is called `iron gate` where nobody says otherwise. */
const asWords = (name: string): string => name.replaceAll('_', ' ');

const maybeNode = (
  scope: Scope,
  path: Path,
  { name, kind }: { name: string | null | undefined; kind?: NodeIdKind },
): NodeId | null => (name === null || name === undefined ? null : nodeCalled(scope, path, name, kind));

interface Named<W> {
  name: string;
  path: Path;
  written: W;
}

export const readEntity = (
  scope: Scope,
  { name, path, written }: Named<WrittenEntity>,
): ContentOf<'entity'>['entity'] => ({
  id: scope.names.node(scope.universe, name) as EntityId,
  form: written.form ?? 'instance',
  type: written.type,
  name: written.name ?? asWords(name),
  aliases: written.aliases ?? [],
  description: written.description ?? null,
  properties: written.properties ?? {},
  tags: written.tags ?? [],
  derivesFrom: maybeNode(scope, [...path, 'derives_from'], { name: written.derives_from }) as EntityId | null,
  visibility: visibilityOf(scope, [...path, 'visibility'], written.visibility) ?? { level: 'public' },
});

export const readSource = (scope: Scope, { name, written }: Named<WrittenSource>): ContentOf<'source'>['source'] => ({
  id: scope.names.node(scope.universe, name) as ContentOf<'source'>['source']['id'],
  type: written.type ?? 'lore',
  title: written.title ?? asWords(name),
  level: written.level ?? 'canon',
  document: scope.names.id('document', scope.universe, name),
});

export const readAxiom = (scope: Scope, { name, written }: Named<WrittenAxiom>): ContentOf<'axiom'>['axiom'] => ({
  id: scope.names.node(scope.universe, name) as Axiom['id'],
  statement: written.statement,
  domain: written.domain ?? 'world',
  constraint: written.constraint ?? null,
});

export const readStory = (scope: Scope, { name, path, written }: Named<WrittenStory>): ContentOf<'story'>['story'] => ({
  id: scope.names.node(scope.universe, name) as StoryId,
  title: written.title ?? asWords(name),
  premise: written.premise ?? null,
  status: written.status ?? 'active',
  starts: momentOf(scope, [...path, 'starts'], written.starts),
  ends: momentOf(scope, [...path, 'ends'], written.ends),
});

export const readScene = (scope: Scope, { name, path, written }: Named<WrittenScene>): ContentOf<'scene'>['scene'] => ({
  id: scope.names.node(scope.universe, name) as SceneId,
  story: nodeCalled(scope, [...path, 'story'], written.story, 'story') as StoryId,
  title: written.title ?? asWords(name),
  sceneKind: written.kind ?? 'present',
  parent: maybeNode(scope, [...path, 'parent'], { name: written.parent, kind: 'scene' }) as SceneId | null,
  location: maybeNode(scope, [...path, 'location'], { name: written.location }) as EntityId | null,
  participants: (written.participants ?? []).map(
    (who, index) => nodeCalled(scope, [...path, 'participants', index], who) as EntityId,
  ),
  span: validityOf(scope, path, written),
  status: written.status ?? 'open',
});

export const readThread = (
  scope: Scope,
  { name, path, written }: Named<WrittenThread>,
): ContentOf<'thread'>['thread'] => ({
  id: scope.names.node(scope.universe, name) as ContentOf<'thread'>['thread']['id'],
  story: maybeNode(scope, [...path, 'story'], { name: written.story, kind: 'story' }) as StoryId | null,
  title: written.title ?? asWords(name),
  question: written.question ?? null,
  status: written.status ?? 'open',
  clues: [...factsCalled(scope, [...path, 'clues'], written.clues)],
  visibility: visibilityOf(scope, [...path, 'visibility'], written.visibility) ?? { level: 'party' },
});

export const readParty = (scope: Scope, { name, path, written }: Named<WrittenParty>): ContentOf<'party'>['party'] => ({
  id: scope.names.node(scope.universe, name) as ContentOf<'party'>['party']['id'],
  name: written.name ?? asWords(name),
  members: (written.members ?? []).map((who, index) => nodeCalled(scope, [...path, 'members', index], who) as EntityId),
  story: maybeNode(scope, [...path, 'story'], { name: written.story, kind: 'story' }) as StoryId | null,
});

// ── as canon holds them ──────────────────────────────────────────────────────────────────────────────────────────

interface Held {
  universe: UniverseId;
  introduced: Recorded;
}

export const heldEntity = (scope: Scope, held: Held, one: Named<WrittenEntity>): Entity => {
  const { written, path } = one;
  const mergedInto = maybeNode(scope, [...path, 'merged_into'], { name: written.merged_into }) as EntityId | null;
  const status = written.status ?? (mergedInto === null ? 'canon' : 'merged');
  if ((status === 'merged') !== (mergedInto !== null))
    scope.complain([...path, 'merged_into'], 'says who it turned out to be, if and only if the status is `merged`');
  return {
    ...readEntity(scope, one),
    ...held,
    kind: 'entity',
    authority: written.authority ?? 'gm',
    status,
    mergedInto,
  };
};

export const heldAxiom = (scope: Scope, held: Held, one: Named<WrittenAxiom>): CanonNode => ({
  ...readAxiom(scope, one),
  ...held,
  kind: 'axiom',
  authority: one.written.authority ?? 'gm',
  status: one.written.status ?? 'canon',
});
