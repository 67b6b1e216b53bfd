import type { Authority } from '../../../schemas/evidence.ts';
import { type Actor, Proposal, type ProposalContent } from '../../../schemas/gate.ts';
import type { EntityId, FactId, UniverseId } from '../../../schemas/ids.ts';
import type { Policy } from '../../../schemas/policy.ts';
import type { Revision } from '../../../schemas/time.ts';
import type { WrittenActor, WrittenProposal } from '../../../schemas/written-proposal.ts';
import { digestOf } from '../../domain/canonical-json.ts';
import type { KnownEvidence } from '../../gate/world.ts';
import { readClaim, readEventClaim } from './claims.ts';
import { citationOf } from './evidence.ts';
import type { Names, NodeIdKind } from './names.ts';
import { readAxiom, readEntity, readParty, readScene, readSource, readStory, readThread } from './nodes.ts';
import { pathText, type Problem } from './read.ts';
import { factsCalled, momentOf, nodeCalled, oneOrMany, type Scope } from './scope.ts';
import type { OpenUniverse, OpenWorld } from './world.ts';

// A written proposal as the gate takes it. Whoever and whatever it names need not be there: that is for the gate to say.

export interface ReadyProposal {
  proposal: Proposal;
  known: readonly KnownEvidence[];
}

/** Fixed: the gate never asks when something was proposed. */
const proposedAt = '2000-01-01T00:00:00.000Z';
const noReason = 'no reason was given';

// ── by whom ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** From least to most. */
const ranks: readonly Authority[] = ['system', 'engine', 'player', 'source', 'gm'];

/** The most that evidence gives. */
const authorityFrom = ({ authorityOf }: Policy, known: readonly KnownEvidence[]): Authority => {
  const given = known.map(({ origin }) => ranks.indexOf(authorityOf[origin] ?? 'system'));
  return ranks[Math.max(0, ...given)] ?? 'system';
};

/** Whose work it usually is. */
const usualActors: Readonly<Record<Authority, Actor>> = {
  gm: { kind: 'person', name: 'GM', seat: 'gm' },
  player: { kind: 'person', name: 'Player', seat: 'player' },
  source: { kind: 'agent', name: 'Ingest', seat: null },
  engine: { kind: 'agent', name: 'Resolver', seat: null },
  system: { kind: 'agent', name: 'Narrator', seat: null },
};

const agents = new Set([
  'orchestrator',
  'contextassembly',
  'narrator',
  'resolver',
  'canonkeeper',
  'memorymanager',
  'indexer',
  'ingest',
]);

const actorOf = (written: WrittenActor | undefined, authority: Authority): Actor => {
  const usual = usualActors[authority];
  if (written === undefined) return usual;
  if (typeof written !== 'string') {
    const { kind, name = usual.name, seat = null } = written;
    return { kind, name, seat };
  }
  const isAgent = usual.kind === 'agent' || agents.has(written.toLowerCase().replaceAll(/[^a-z]/g, ''));
  return isAgent ? { kind: 'agent', name: written, seat: null } : { ...usual, name: written };
};

// ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type Of<T extends WrittenProposal['type']> = Extract<WrittenProposal, { type: T }>;

/** Where in a proposal somebody looks: it is all on one level, but for nodes. */
const root: readonly string[] = [];

interface Naming {
  name: string;
  /** What it calls the fact that it would bring. */
  fact: string;
  scope: Scope;
  opened: OpenUniverse;
}

/** The name of what a proposal brings: it may have been given as an id, or as what it is called. */
const nodeName = (
  written: { id?: string | undefined; name?: string | undefined; title?: string | undefined },
  otherwise: string,
): string => written.id ?? written.name ?? written.title ?? otherwise;

/** What a proposal would give a place of its own, and under which name. */
export const createdBy = (name: string, written: WrittenProposal): { name: string; kind: NodeIdKind } | null => {
  switch (written.type) {
    case 'entity':
      return { name: nodeName(written.entity, name), kind: 'entity' };
    case 'source':
      return { name: nodeName(written.source, name), kind: 'source' };
    case 'axiom':
      return { name: nodeName(written.axiom, name), kind: 'axiom' };
    case 'story':
      return { name: nodeName(written.story, name), kind: 'story' };
    case 'scene':
      return { name: nodeName(written.scene, name), kind: 'scene' };
    case 'thread':
      return { name: nodeName(written.thread, name), kind: 'thread' };
    case 'party':
      return { name: nodeName(written.party, name), kind: 'party' };
    default:
      return null;
  }
};

const nodeContent = (
  { name, scope }: Naming,
  written: Of<'entity' | 'source' | 'axiom' | 'story' | 'scene' | 'thread' | 'party'>,
): ProposalContent => {
  const called = createdBy(name, written)?.name ?? name;
  const at = <W>(one: W) => ({ name: called, path: [written.type], written: one });
  switch (written.type) {
    case 'entity':
      return { type: 'entity', entity: readEntity(scope, at(written.entity)) };
    case 'source':
      return { type: 'source', source: readSource(scope, at(written.source)) };
    case 'axiom':
      return { type: 'axiom', axiom: readAxiom(scope, at(written.axiom)) };
    case 'story':
      return { type: 'story', story: readStory(scope, at(written.story)) };
    case 'scene':
      return { type: 'scene', scene: readScene(scope, at(written.scene)) };
    case 'thread':
      return { type: 'thread', thread: readThread(scope, at(written.thread)) };
    case 'party':
      return { type: 'party', party: readParty(scope, at(written.party)) };
  }
};

type Withdrawal = Of<'retcon' | 'revert' | 'merge' | 'split' | 'rename' | 'lock' | 'unlock'>;

const withdrawals = new Set<string>(['retcon', 'revert', 'merge', 'split', 'rename', 'lock', 'unlock']);
const isWithdrawal = (written: WrittenProposal): written is Withdrawal => withdrawals.has(written.type);

const withdrawal = ({ scope }: Naming, written: Withdrawal): ProposalContent => {
  const reason = written.reason ?? noReason;
  const node = (field: string, name: string): EntityId => nodeCalled(scope, [field], name) as EntityId;
  const facts = 'facts' in written ? [...factsCalled(scope, ['facts'], written.facts)] : [];
  switch (written.type) {
    case 'retcon':
      return { type: 'retcon', facts, cascade: written.cascade ?? 'flag', reason };
    case 'revert':
      return { type: 'revert', commit: scope.names.id('commit', scope.universe, written.commit), reason };
    case 'merge':
      return { type: 'merge', keep: node('keep', written.keep), drop: node('drop', written.drop), reason };
    case 'split':
      return { type: 'split', from: node('entity', written.entity), into: node('into', written.into), facts, reason };
    case 'rename': {
      const { name, keep_alias: keepAlias = true } = written;
      return { type: 'rename', node: nodeCalled(scope, ['node'], written.node), name, keepAlias, reason };
    }
    case 'lock':
    case 'unlock':
      return { type: written.type, facts, reason };
  }
};

const newUniverse = ({ scope, opened }: Naming, written: Of<'universe'>): ProposalContent => {
  const node = opened.nodes.find(({ id }) => id === opened.id);
  if (node?.kind !== 'universe') throw new Error('a universe without its node');
  const { multiverse, genre, tone, techLevel, calendar, policyProfile } = node;
  const id = scope.names.universe(written.creates);
  const profile = written.profile ?? policyProfile;
  return {
    type: 'universe',
    universe: {
      ...{ id, multiverse, name: written.creates, description: null, genre, tone, techLevel, calendar },
      policyProfile: profile,
    },
  };
};

const newFork = (
  { scope }: Naming,
  { into, name = into, revision = 1, story_time: time }: Of<'fork'>,
): ProposalContent => ({
  type: 'fork',
  into: scope.names.universe(into),
  name,
  revision: revision as Revision,
  storyTime: momentOf(scope, ['story_time'], time),
});

const contentOf = (naming: Naming, written: WrittenProposal): ProposalContent => {
  const { scope } = naming;
  if (isWithdrawal(written)) return withdrawal(naming, written);
  const id: FactId = scope.names.fact(scope.universe, naming.fact);
  switch (written.type) {
    case 'fact':
    case 'relationship':
    case 'state_change':
      return { type: written.type, claim: readClaim(scope, root, { id, written }) };
    case 'event':
      return { type: 'event', claim: readEventClaim(scope, root, { id, written }) };
    case 'universe':
      return newUniverse(naming, written);
    case 'fork':
      return newFork(naming, written);
    default:
      return nodeContent(naming, written);
  }
};

// ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────

const placeOf = (names: Names, universe: string, written: WrittenProposal) => {
  const id = <K extends 'story' | 'scene' | 'turn'>(kind: K) => {
    const name: unknown = (written as Partial<Record<K, unknown>>)[kind];
    if (typeof name !== 'string') return null;
    return kind !== 'turn' && names.hasNode(universe, name)
      ? (names.node(universe, name) as string)
      : names.id(kind, universe, name);
  };
  return { story: id('story'), scene: id('scene'), turn: id('turn') };
};

const asGateHasIt = (path: readonly PropertyKey[]): string =>
  pathText(path.filter((key) => key !== 'content' && key !== 'claim'));

const draftOf = (naming: Naming, world: OpenWorld, of: { written: WrittenProposal; universe: UniverseId }) => {
  const { written, universe } = of;
  const { scope, name, opened } = naming;
  const { names } = world;
  const cited = oneOrMany(written.evidence).map((each) =>
    citationOf(names, world.exhibits, { universe: scope.universe, written: each }),
  );
  const known = cited.flatMap((each) => (each.known === null ? [] : [each.known]));
  const authority = written.authority ?? authorityFrom(opened.policy.prepared.policy, known);
  const draft = {
    id: names.id('proposal', '', name),
    universe,
    ...placeOf(names, scope.universe, written),
    intent: written.intent ?? 'assert',
    content: contentOf(naming, written),
    evidence: cited.map(({ stub }) => stub),
    authority,
    confidence: written.confidence ?? 1,
    proposedBy: actorOf(written.proposed_by, authority),
    storyTime: momentOf(scope, ['story_time'], written.story_time),
    dependsOn: oneOrMany(written.depends_on).map((other) => names.id('proposal', '', other)),
    proposedAt,
  };
  return { draft, known };
};

/** Where nobody has to be there who is named. */
export const scopeIn = (
  { names }: OpenWorld,
  { name: universe, calendar, policy }: OpenUniverse,
  complain: Scope['complain'],
): Scope => ({ names, universe, calendar, lexicon: policy.prepared.lexicon, mustExist: false, complain });

/** Reads a proposal as one of `opened`, whatever universe it says it belongs to. */
export const readProposal = (
  world: OpenWorld,
  opened: OpenUniverse,
  { name, written, fact }: { name: string; written: WrittenProposal; fact: string },
): ReadyProposal | { problems: readonly Problem[] } => {
  const problems: Problem[] = [];
  const scope = scopeIn(world, opened, (path, message) => problems.push({ path: pathText(path), message }));
  const universe = written.universe === undefined ? opened.id : world.names.universe(written.universe);
  const { draft, known } = draftOf({ name, fact, scope, opened }, world, { written, universe });
  if (problems.length > 0) return { problems };
  const parsed = Proposal.safeParse({ ...draft, digest: digestOf(draft) });
  if (parsed.success) return { proposal: parsed.data, known };
  return { problems: parsed.error.issues.map(({ path, message }) => ({ path: asGateHasIt(path), message })) };
};
