import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { Calendar } from '../../schemas/calendar.ts';
import type { EntityType, FactObject, PlotThread, Story } from '../../schemas/canon.ts';
import type { Authority, Evidence } from '../../schemas/evidence.ts';
import type { Actor, EventClaim, Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, NodeId, ProposalId, SceneId, StoryId, TurnId } from '../../schemas/ids.ts';
import type { Collection, GmTurn, NarrativeDocument, Resolution } from '../../schemas/narrative.ts';
import type { SuccessLevel } from '../../schemas/success-level.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { parseTime } from '../../src/domain/calendar-parse.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { containers, openKeptStores, proposerFor, toolsOn, verdictOf } from './keeper-table.ts';
import { resolution, userTurn } from './narrative.ts';
import { seededWorld } from './seeded-world.ts';
import { temporaryFolder } from './temporary-folder.ts';

// A player alone at a table whose GM is the engine. What the loops will do is done here by hand: turns, resolutions and framings are written down
// where their writers would write them, what follows from them is staged, and CanonKeeper is asked in the middle of a scene and at its end. Nobody
// sits in the GM's seat after the world was made.

type Role = EventClaim['event']['participants'][number]['role'];
type Roles = Partial<Record<Role, string>>;

/** Who puts it forward, and what they say stands behind it. */
const proposers = {
  resolver: { by: { kind: 'agent', name: 'Resolver', seat: null }, claims: 'engine' },
  /** For the player's own character. */
  hero: { by: { kind: 'agent', name: 'Resolver', seat: null }, claims: 'player' },
  framing: { by: { kind: 'agent', name: 'Orchestrator', seat: null }, claims: 'engine' },
  narrator: { by: { kind: 'agent', name: 'Narrator', seat: null }, claims: 'system' },
  player: { by: { kind: 'person', name: 'Robin', seat: 'player' }, claims: 'player' },
} as const satisfies Record<string, { by: Actor; claims: Authority }>;
type Proposer = keyof typeof proposers;

interface Putting {
  on: readonly Evidence[];
  as: Proposer;
  intent?: Proposal['intent'];
  confidence?: number;
  /** Another authority than the proposer would claim. */
  claims?: Authority;
  after?: readonly Proposal[];
  /** Story time, where it is not now. */
  at?: string;
}

export interface SoloTable {
  name: string;
  genre: string;
  calendar: Calendar;
  seed: number;
}

export const openSoloTable = async ({ name, genre, calendar, seed }: SoloTable) => {
  await using opening = new AsyncDisposableStack();
  const folder = opening.use(await temporaryFolder());
  const world = seededWorld(seed);
  const stores = opening.use(await openKeptStores(folder.path, world));
  const { policy, revision } = await loadPolicy({ profile: 'standard' });
  const { canon, narrative } = stores;
  const tools = { ...toolsOn(stores, { world, policy }), policyRevision: revision };
  const keeper = canonKeeper(tools);
  const universe = world.newId('universe');
  const proposer = proposerFor({ world, universe, narrative });

  const asked = proposer.begins();
  if (asked.type !== 'universe') throw new Error('no universe');
  const about = { ...asked.universe, name, genre, calendar };
  const begin = await proposer.says(`There is a universe called ${name}.`, { type: 'universe', universe: about });
  await keeper.decide({ universe, proposals: [begin], clock: null, reason: null, containers });

  const names = new Map<string, NodeId>();
  const labels = new Map<ProposalId, string>();
  let now: StoryTime | null = null;
  let place: { story: StoryId | null; scene: SceneId | null } = { story: null, scene: null };
  let number = 0;

  const momentOf = (written: string): StoryTime => {
    const read = parseTime(calendar, written);
    if (!read.ok) throw new Error(read.error);
    return read.time;
  };
  const present = (): StoryTime => {
    if (now === null) throw new Error('nobody said what time it is');
    return now;
  };
  /** Whoever is named for the first time has an id from then on, whether or not they become canon. */
  const entityCalled = (called: string): EntityId => {
    const id = (names.get(called) as EntityId | undefined) ?? world.newId('entity');
    names.set(called, id);
    return id;
  };
  const idOf = (called: string): NodeId => {
    const id = names.get(called);
    if (id === undefined) throw new Error(`nobody is called ${called}`);
    return id;
  };
  const entityId = (called: string): EntityId => idOf(called) as EntityId;

  // ── what is said and rolled ──

  const keep = async <C extends Collection>(collection: C, document: NarrativeDocument<C>): Promise<void> => {
    await narrative.insert(collection, [{ document, events: [] }]);
  };
  const common = () => ({ number: number++, storyTime: now, at: new Date(world.now()).toISOString() });
  const stub = (pointing: Pick<Evidence, 'kind' | 'ref'>, quote: string | null): Evidence =>
    ({ id: world.newId('evidence'), universe, home: universe, ...pointing, quote }) as Evidence;

  const says = async (text: string): Promise<Evidence> => {
    const turn = userTurn(world, { universe, ...place }, { ...common(), speaker: 'Robin', text });
    await keep('turns.user', turn);
    return stub({ kind: 'turn', ref: turn.id }, text);
  };

  const narrates = async (text: string): Promise<Evidence> => {
    const id: TurnId = world.newId('turn');
    const turn: GmTurn = {
      ...{ universe, ...place, ...common(), id, answers: null, resolution: null, text, model: 'offline' },
    };
    await keep('turns.gm', turn);
    return stub({ kind: 'turn', ref: id }, text);
  };

  const resolves = async (fields: Partial<Resolution> & Pick<Resolution, 'statement'>): Promise<Evidence> => {
    const made = resolution(world, { universe, ...place }, { ...common(), ...fields });
    await keep('resolutions', made);
    return stub({ kind: 'resolution', ref: made.id }, made.statement);
  };

  const rolls = (
    by: Resolution['by'],
    actor: string,
    { what, level, statement }: { what: string; level: SuccessLevel; statement: string },
  ): Promise<Evidence> => resolves({ by, actor: entityId(actor), what, level, statement });

  /** What no dice fall for: a clock that is full, a thread that moved on, an oracle that answered. */
  const turnsOut = (kind: 'oracle' | 'clock' | 'thread', what: string, statement: string): Promise<Evidence> =>
    resolves({ kind, what, statement, level: null, roll: null });

  // ── what is put forward ──

  const stage = async (label: string, content: ProposalContent, putting: Putting): Promise<Proposal> => {
    const { on, as, intent = 'assert', confidence = 1, claims = proposers[as].claims, after = [] } = putting;
    const draft = {
      ...{ id: world.newId('proposal'), universe, ...place, turn: null, intent, content, evidence: [...on] },
      ...{ authority: claims, confidence, proposedBy: proposers[as].by, storyTime: now },
      ...{ dependsOn: after.map(({ id }) => id), proposedAt: new Date(world.now()).toISOString() },
    };
    const proposal = { ...draft, digest: digestOf(draft) };
    await keep('proposals', proposal);
    labels.set(proposal.id, label);
    return proposal;
  };

  const objectOf = (value: string | number | null, predicate: string): FactObject | null => {
    if (value === null) return null;
    const rule = policy.vocabulary.predicates.find((each) => each.name === predicate);
    const unit = rule?.object.kind === 'number' ? (rule.object.unit ?? null) : null;
    if (typeof value === 'number') return { kind: 'number', number: value, unit };
    return rule?.object.kind === 'node' ? { kind: 'node', id: idOf(value) } : { kind: 'text', text: value };
  };

  const begins = ({ at }: Putting): StoryTime => (at === undefined ? present() : momentOf(at));

  const claims = (
    [subject, predicate, object]: readonly [string, string, string | number],
    putting: Putting,
  ): Promise<Proposal> => {
    const statement = `${subject} ${predicate} ${object}`;
    const valid = { from: begins(putting), to: null };
    const claim = {
      ...{ id: world.newId('fact'), subject: idOf(subject), predicate, object: objectOf(object, predicate) },
      ...{ statement, valid, visibility: null, derivesFrom: [] },
    };
    return stage(statement, { type: 'fact', claim }, putting);
  };

  const happens = (predicate: string, roles: Roles, putting: Putting): Promise<Proposal> => {
    const cast = Object.entries(roles) as [Role, string][];
    const participants = cast.map(([role, called]) => ({ role, node: entityId(called) }));
    const statement = [predicate, ...cast.map(([role, called]) => `${role} ${called}`)].join(', ');
    const claim: EventClaim = {
      ...{ id: world.newId('fact'), subject: participants[0]?.node ?? universe, predicate, object: null, statement },
      ...{ valid: { from: begins(putting), to: null }, visibility: null, derivesFrom: [] },
      event: { participants, severity: 'moderate', causedBy: [] },
    };
    return stage(statement, { type: 'event', claim }, putting);
  };

  /** Somebody or something new. */
  const appears = (called: string, type: EntityType, putting: Putting): Promise<Proposal> => {
    const { content } = proposer.entity(called, type);
    if (content.type !== 'entity') throw new Error('no entity');
    return stage(called, { ...content, entity: { ...content.entity, id: entityCalled(called) } }, putting);
  };

  /** A thread of the story: a question, or a clock. */
  const opensThread = (title: string, putting: Putting): Promise<Proposal> => {
    const id = world.newId('thread');
    names.set(title, id);
    const thread: Omit<PlotThread, 'kind' | 'universe' | 'introduced'> = {
      ...{ id, story: place.story, title, question: null, status: 'open', clues: [], visibility: { level: 'party' } },
    };
    return stage(title, { type: 'thread', thread }, putting);
  };

  // ── scenes ──

  const opensStory = (title: string): void => {
    const id = world.newId('story');
    names.set(title, id);
    place = { story: id, scene: null };
  };

  const storyIs = (title: string, status: Story['status'], putting: Putting): Promise<Proposal> => {
    const story = { id: idOf(title) as StoryId, title, premise: null, status, starts: null, ends: null };
    return stage(`${title}: ${status}`, { type: 'story', story }, putting);
  };

  /** The engine sets a scene, in structure, before anything happens in it. What it comes to is evidence for what it frames. */
  const frames = async (title: string, at: string, framed: { where: string; who: readonly string[] }) => {
    now = momentOf(at);
    const id = world.newId('scene');
    place = { ...place, scene: id };
    names.set(title, id);
    const [location, participants] = [entityCalled(framed.where), framed.who.map(entityCalled)];
    await keep('scenes', {
      ...{ universe, story: place.story, id, title, location, participants, framedBy: 'engine', storyTime: now },
      at: new Date(world.now()).toISOString(),
    });
    const evidence = stub({ kind: 'scene', ref: id }, title);
    const marks = (): Promise<Proposal> => {
      if (place.story === null) throw new Error('there is no story');
      const scene = {
        ...{ id, story: place.story, title, sceneKind: 'present' as const, parent: null, location, participants },
        ...{ span: { from: now, to: null }, status: 'open' as const },
      };
      return stage(title, { type: 'scene', scene }, { on: [evidence], as: 'framing' });
    };
    return { evidence, marks };
  };

  // ── the keeper ──

  const undecided = async (): Promise<readonly Proposal[]> => {
    const staged = (await listAll(narrative, 'proposals', { universe })).map(({ document }) => document);
    const open: Proposal[] = [];
    for (const proposal of staged.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const { items } = await canon.reader.decisions(
        universe,
        { proposals: [proposal.id] },
        { max: pageSizeMax, after: null },
      );
      if (proposal.scene === place.scene && items.every(({ verdict }) => verdict === 'pending')) open.push(proposal);
    }
    return open;
  };

  const decide = async (proposals: readonly Proposal[], checkpoint: 'mid_scene' | 'scene') => {
    const { decided } = await keeper.decide({ universe, proposals, clock: now, reason: null, checkpoint });
    return decided.map((each) => `${labels.get(each.proposal as ProposalId)}: ${verdictOf(each)}`);
  };

  const isCritical = ({ content }: Proposal): boolean => {
    if (!('claim' in content)) return false;
    const words = [...policy.vocabulary.predicates, ...policy.vocabulary.events];
    return words.some((word) => word.critical && word.name === content.claim.predicate);
  };

  const openStack = opening.move();
  return {
    ...{ stores, universe, labels, idOf, policyRevision: revision },
    ...{ says, narrates, rolls, turnsOut, frames, appears, opensThread, opensStory, storyIs, claims, happens },
    /** Story time goes on. */
    passes: (at: string): void => {
      now = momentOf(at);
    },
    /** In the middle of a scene only what cannot wait is put before the keeper. */
    midScene: async () => decide((await undecided()).filter(isCritical), 'mid_scene'),
    /** At its end everything that was staged in it. */
    endScene: async () => decide(await undecided(), 'scene'),
    [Symbol.asyncDispose]: () => openStack.disposeAsync(),
  };
};

export type SoloGame = Awaited<ReturnType<typeof openSoloTable>>;
