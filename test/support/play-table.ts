import { type CanonKeeper, canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import type { KeeperTools } from '../../agents/canon-keeper/tools.ts';
import { keeperWorker } from '../../agents/canon-keeper/worker.ts';
import type { Workers } from '../../agents/contract.ts';
import type { Person } from '../../agents/orchestrator/desk.ts';
import { resolverWorker } from '../../agents/resolver/worker.ts';
import { openPlay, type Play } from '../../agents/orchestrator/play/play.ts';
import type { FramingDraft } from '../../agents/orchestrator/play/playing.ts';
import type { PlayTools } from '../../agents/orchestrator/play/table.ts';
import type { EntityType } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { EntityId, UniverseId } from '../../schemas/ids.ts';
import type { Policy } from '../../schemas/policy.ts';
import { shippedOracle } from '../../src/compose/oracle.ts';
import { shippedSystem } from '../../src/compose/rule-systems.ts';
import { loadPolicy } from '../../src/compose/policy.ts';
import { openSqliteJournal } from '../../src/adapters/embedded/narrative-store.ts';
import type { JournalStore } from '../../src/ports/narrative-store.ts';
import type { World } from '../../src/ports/world.ts';
import { containers, type KeptStores, openKeptStores, proposerFor, toolsOn } from './keeper-table.ts';
import { scriptedWorkers } from './scripted-workers.ts';
import { seededWorld } from './seeded-world.ts';
import { temporaryFolder } from './temporary-folder.ts';

// A ruin with a hero and an orc, to be played on the stores that people play on, by workers that do as they are told. A process that ends is another
// `sitDown` on the same stores.

const cast: readonly (readonly [string, EntityType])[] = [
  ['hero', 'character'],
  ['orc', 'character'],
  ['ruin', 'location'],
  ['hall', 'location'],
  ['map', 'object'],
];

export interface PlayStores extends Omit<KeptStores, keyof AsyncDisposable> {
  journal: JournalStore;
}

export interface Sitting {
  person?: Person;
  holder?: string;
  isAlive?: (holder: string) => boolean;
  signal?: AbortSignal;
  world?: World;
  /** What is really handed out: to the players, and to the keeper. */
  stores?: PlayStores;
  workers?: (workers: Workers) => Workers;
  keeper?: (tools: KeeperTools) => KeeperTools;
  say?: (text: string) => void;
  /** By real rules and dice, in place of a resolver that does what is said. */
  rules?: boolean;
}

export interface Ruin {
  universe: UniverseId;
  names: ReadonlyMap<string, EntityId>;
  policy: Policy;
}

interface Peopling {
  stores: PlayStores;
  world: World;
  policy: Policy;
  keeper: Pick<CanonKeeper, 'decide'>;
  universe: UniverseId;
}

/** Puts the ruin and who is in it into a universe. */
export const peopleRuin = async ({ stores, world, policy, keeper, universe }: Peopling): Promise<Ruin> => {
  const proposer = proposerFor({ world, universe, narrative: stores.narrative });
  const names = new Map<string, EntityId>();
  const proposals: Proposal[] = [];
  for (const [name, type] of cast) {
    const { id, content } = proposer.entity(name, type);
    names.set(name, id);
    proposals.push(await proposer.says(`There is the ${name}.`, content));
  }
  const { decided } = await keeper.decide({ universe, proposals, clock: null, reason: null });
  if (decided.some(({ verdict }) => verdict !== 'accepted')) throw new Error('the ruin was not accepted');
  return { universe, names, policy };
};

/** Makes the universe and who is in it. */
export const makeRuin = async (stores: PlayStores, world: World): Promise<Ruin> => {
  const { policy } = await loadPolicy({ profile: 'standard' });
  const keeper = canonKeeper(toolsOn(stores, { world, policy }));
  const universe = world.newId('universe');
  const proposer = proposerFor({ world, universe, narrative: stores.narrative });
  const begin = await proposer.says('There is a world.', proposer.begins());
  await keeper.decide({ universe, proposals: [begin], clock: null, reason: null, containers });
  return peopleRuin({ stores, world, policy, keeper, universe });
};

const solo: Person = { name: 'Robin', seat: 'player' };

const asTheyAre = {
  rules: false,
  ...{ person: solo, holder: 'here', isAlive: () => true },
  workers: (made: Workers) => made,
  keeper: (tools: KeeperTools): KeeperTools => tools,
};

/** What somebody plays with. */
const toolsAt = (ruin: Ruin, kept: PlayStores, ours: World, sitting: Sitting = {}) => {
  const { universe, names, policy } = ruin;
  const { workers, keeper, say, rules, stores = kept, world = ours } = { ...asTheyAre, ...sitting };
  const { canon, narrative, journal } = stores;
  const script = { narrative, journal, world, universe, cast: names, hero: 'hero', place: 'ruin' };
  const handed = keeper(toolsOn(stores, { world, policy }));
  const scripted = { ...scriptedWorkers(script), CanonKeeper: keeperWorker(handed) };
  const byRules = { canon: canon.reader, narrative, journal, world, shipped: shippedSystem, oracle: shippedOracle };
  const made = rules ? { ...scripted, Resolver: resolverWorker(byRules) } : scripted;
  const words = [...policy.vocabulary.predicates, ...policy.vocabulary.events];
  const critical = new Set(words.filter((word) => word.critical).map(({ name }) => name));
  const tools: PlayTools = {
    ...{ canon: canon.reader, narrative, journal, world, workers: workers(made) },
    isCritical: (predicate) => critical.has(predicate),
    relay: (signal) => handed.relay(signal === undefined ? {} : { signal }),
    ...(say === undefined ? {} : { say }),
  };
  return { tools, universe };
};

export const sitDownAt = (ruin: Ruin, kept: PlayStores, ours: World, sitting: Sitting = {}): Play => {
  const { person, holder, isAlive, signal } = { ...asTheyAre, ...sitting };
  return openPlay({
    ...{ ...toolsAt(ruin, kept, ours, sitting), person, holder: { id: holder, by: person.name, isAlive } },
    ...(signal === undefined ? {} : { signal }),
  });
};

export const ruinScene = ({ names }: Pick<Ruin, 'names'>, part: Partial<FramingDraft> = {}): FramingDraft => ({
  ...{ title: 'In the ruin', location: names.get('ruin') ?? null, storyTime: { second: 100, ordinal: 0 } },
  participants: [names.get('hero') as EntityId, names.get('orc') as EntityId],
  ...part,
});

export const openPlayTable = async ({ seed = 1 }: { seed?: number } = {}) => {
  await using opening = new AsyncDisposableStack();
  const folder = opening.use(await temporaryFolder());
  const world = seededWorld(seed);
  const kept = opening.use(await openKeptStores(folder.path, world));
  const journal = opening.use(await openSqliteJournal({ path: folder.file('narrative.db'), program: 'monitor-test' }));
  const stores: PlayStores = { canon: kept.canon, narrative: kept.narrative, events: kept.events, journal };
  const ruin = await makeRuin(stores, world);
  const opened = opening.move();
  return {
    ...{ ...ruin, stores, world },
    narrative: stores.narrative,
    file: folder.file,
    scene: (part: Partial<FramingDraft> = {}) => ruinScene(ruin, part),
    sitDown: (sitting: Sitting = {}) => sitDownAt(ruin, stores, world, sitting),
    toolsFor: (sitting: Sitting = {}) => toolsAt(ruin, stores, world, sitting),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
};
export type PlayTable = Awaited<ReturnType<typeof openPlayTable>>;

/** Somebody sits down and begins a story. */
export const beginStory = async (table: PlayTable, sitting: Sitting = {}) => {
  const play = table.sitDown(sitting);
  const { context } = await play.start({ title: 'The ruin', premise: null }, table.scene());
  const { story } = context;
  const as = table.names.get('hero') as EntityId;
  return {
    ...{ play, story },
    say: (text: string, kind: 'action' | 'question' = 'action') => play.say(story, { text, kind, as, replaces: null }),
  };
};
