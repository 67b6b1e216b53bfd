import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { Batch, KeeperTools } from '../../agents/canon-keeper/tools.ts';
import type { Container, EntityType, FactObject } from '../../schemas/canon.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { Actor, Claim, EventClaim, Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, NodeId, TurnId, UniverseId } from '../../schemas/ids.ts';
import type { UserTurn } from '../../schemas/narrative.ts';
import type { Policy } from '../../schemas/policy.ts';
import type { Revision } from '../../schemas/time.ts';
import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../../src/adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../../src/adapters/embedded/narrative-store.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { relayer } from '../../src/events/relay.ts';
import { preparePolicy } from '../../src/gate/evaluate.ts';
import type { World } from '../../src/ports/world.ts';
import { universeNode } from './campaign.ts';
import { time } from './gate.ts';
import { smallPolicy } from './small-policy.ts';
import { seededWorld } from './seeded-world.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

// The keeper on the stores that people play on: what is said goes into the narrative, and comes out as canon or does not.

const program = 'monitor-test';
const gm: Actor = { kind: 'person', name: 'Ann', seat: 'gm' };

/** The containers that `universeNode` lies in. */
export const containers: readonly Container[] = [
  { kind: 'omniverse', id: 'omn_00000000000000000000000000' as never, name: 'All' },
  {
    kind: 'multiverse',
    id: 'mul_00000000000000000000000000' as never,
    omniverse: 'omn_00000000000000000000000000' as never,
    name: 'Many',
  },
];

export interface KeptStores extends AsyncDisposable {
  canon: Awaited<ReturnType<typeof openSqliteCanonStore>>;
  narrative: Awaited<ReturnType<typeof openSqliteNarrativeStore>>;
  events: Awaited<ReturnType<typeof openSqliteEventLog>>;
}

export const openKeptStores = async (folder: string, world: World): Promise<KeptStores> => {
  const file = (name: string): string => `${folder}/${name}.db`;
  const stack = new AsyncDisposableStack();
  const canon = stack.use(await openSqliteCanonStore({ path: file('canon'), program }));
  const narrative = stack.use(await openSqliteNarrativeStore({ path: file('narrative'), program, mode: 'write' }));
  const events = stack.use(await openSqliteEventLog({ path: file('events'), program, world }));
  return { canon, narrative, events, [Symbol.asyncDispose]: () => stack.disposeAsync() };
};

export const toolsOn = (
  { canon, narrative, events }: Omit<KeptStores, keyof AsyncDisposable>,
  { world, policy = smallPolicy }: { world: World; policy?: Policy },
): KeeperTools => {
  const bring = relayer(
    [{ unsent: (max) => canon.reader.unsent(max), markSent: (ids) => canon.writer.markSent(ids) }, narrative],
    events,
  );
  return {
    reader: canon.reader,
    writer: canon.writer,
    narrative,
    relay: ({ signal }) => bring(signal),
    policy: preparePolicy(policy),
    policyRevision: 'standard-test',
    world,
  };
};

export interface Put {
  evidence?: readonly Evidence[];
  authority?: Proposal['authority'];
  by?: Actor;
  confidence?: number;
  dependsOn?: readonly Proposal[];
  intent?: Proposal['intent'];
}

/** Makes proposals, and the turns that they rest on. */
export const proposerFor = ({
  world,
  universe,
  narrative,
}: {
  world: World;
  universe: UniverseId;
  narrative: KeptStores['narrative'];
}) => {
  const at = (): string => new Date(world.now()).toISOString();

  const turn = async (text: string, seat: UserTurn['seat'] = 'gm', home = universe): Promise<TurnId> => {
    const id = world.newId('turn');
    const document: UserTurn = {
      ...{
        id,
        universe: home,
        story: null,
        scene: null,
        number: 0,
        speaker: 'Ann',
        as: null,
        seat,
        mode: 'action',
        text,
      },
      ...{ storyTime: null, at: at(), replaces: null },
    };
    await narrative.insert('turns.user', [{ document, events: [] }]);
    return id;
  };

  const put = (content: ProposalContent, options: Put = {}): Proposal => {
    const { evidence = [], authority = 'gm', by = gm, confidence = 1, dependsOn = [], intent = 'assert' } = options;
    const proposal = {
      ...{ id: world.newId('proposal'), universe, story: null, scene: null, turn: null, intent, content },
      ...{ evidence: [...evidence], authority, confidence, proposedBy: by, storyTime: null },
      ...{ dependsOn: dependsOn.map(({ id }) => id), proposedAt: at() },
    };
    return { ...proposal, digest: digestOf(proposal) };
  };

  /** What a seat says, and the proposal that it is evidence for. */
  const says = async (
    text: string,
    content: ProposalContent,
    { seat = 'gm', ...options }: Put & { seat?: UserTurn['seat'] } = {},
  ): Promise<Proposal> => {
    const ref = await turn(text, seat);
    const evidence: Evidence[] = [
      { id: world.newId('evidence'), universe, home: universe, kind: 'declaration', ref, quote: text },
    ];
    return put(content, { evidence, by: { kind: 'person', name: 'Ann', seat }, ...options });
  };

  const entity = (name: string, type: EntityType): { id: EntityId; content: ProposalContent } => {
    const id = world.newId('entity');
    return {
      id,
      content: {
        type: 'entity',
        entity: {
          ...{ id, form: 'instance', type, name, aliases: [], description: null, properties: {}, tags: [] },
          ...{ derivesFrom: null, visibility: { level: 'public' } },
        },
      },
    };
  };

  const claim = (
    subject: NodeId,
    predicate: string,
    object: FactObject,
    at: number | null,
    part: Partial<Claim> = {},
  ): Extract<ProposalContent, { type: 'fact' }> => ({
    type: 'fact',
    claim: {
      ...{ id: world.newId('fact'), subject, predicate, object, statement: predicate, visibility: null },
      ...{ derivesFrom: [], valid: { from: at === null ? null : time(at), to: null } },
      ...part,
    },
  });

  const event = (
    predicate: string,
    roles: Partial<Record<EventClaim['event']['participants'][number]['role'], EntityId>>,
    at: number,
    part: Partial<EventClaim> = {},
  ): Extract<ProposalContent, { type: 'event' }> => {
    const participants = Object.entries(roles).map(([role, node]) => ({
      role,
      node,
    })) as EventClaim['event']['participants'];
    const subject = participants[0]?.node ?? universe;
    return {
      type: 'event',
      claim: {
        ...{ id: world.newId('fact'), subject, predicate, object: null, statement: predicate, visibility: null },
        ...{ derivesFrom: [], valid: { from: time(at), to: null } },
        event: { participants, severity: 'minor', causedBy: [] },
        ...part,
      },
    };
  };

  const begins = (): ProposalContent => {
    const introduced = { revision: 1 as Revision, commit: world.newId('commit') };
    const { kind: _, universe: __, introduced: ___, forkedFrom: ____, ...asked } = universeNode(universe, introduced);
    return { type: 'universe', universe: asked };
  };

  return { turn, put, says, entity, claim, event, begins };
};

export interface TableOptions {
  policy?: Policy;
  /** What the keeper is really handed. */
  wrap?: (tools: KeeperTools) => KeeperTools;
  seed?: number;
}

/** A universe that has begun, and a keeper on stores of its own. */
export const openKeeperTable = async ({
  policy = smallPolicy,
  wrap = (tools) => tools,
  seed = 1,
}: TableOptions = {}) => {
  const folder: TemporaryFolder = await temporaryFolder();
  const world = seededWorld(seed);
  const stores = await openKeptStores(folder.path, world);
  const { canon, narrative, events } = stores;
  const tools = toolsOn(stores, { world, policy });
  const keeper = canonKeeper(wrap(tools));
  const universe: UniverseId = world.newId('universe');
  const proposer = proposerFor({ world, universe, narrative });

  const decide = async (proposals: readonly unknown[], at: number | null = 1_000, options: Partial<Batch> = {}) => {
    const clock = at === null ? null : time(at);
    const { decided } = await keeper.decide({ universe, proposals, clock, reason: null, ...options });
    return decided;
  };
  const begin = await proposer.says('Let there be Ashfall.', proposer.begins());
  await canonKeeper(tools).decide({ universe, proposals: [begin], clock: null, reason: null, containers });

  return {
    ...{ folder, world, canon, narrative, events, tools, keeper, universe, begin, decide },
    ...proposer,
    async [Symbol.asyncDispose]() {
      await stores[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
};

export const to = (id: NodeId): FactObject => ({ kind: 'node', id });
export const text = (value: string): FactObject => ({ kind: 'text', text: value });

/** `accepted new`: the verdict and its first reason. */
export const verdictOf = ({ verdict, reasons }: { verdict: string; reasons: readonly { code: string }[] }): string =>
  `${verdict} ${reasons[0]?.code ?? ''}`.trim();
