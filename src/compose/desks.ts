import type { KeeperTools, Ruleset, SelfRule } from '../../agents/canon-keeper/tools.ts';
import { keeperWorker } from '../../agents/canon-keeper/worker.ts';
import { resolverWorker } from '../../agents/resolver/worker.ts';
import type { Desk, PreviewDesk, ReadingDesk } from '../../agents/orchestrator/desk.ts';
import type { WatchDesk } from '../../agents/orchestrator/play/story-shelf.ts';
import type { Behind, PlayDesk, PlayTools } from '../../agents/orchestrator/play/table.ts';
import type { Config } from '../../schemas/config.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { openSqliteCanonReader, openSqliteCanonStore } from '../adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../adapters/embedded/event-log.ts';
import { openSqliteJournal, openSqliteNarrativeStore } from '../adapters/embedded/narrative-store.ts';
import { openSqliteTextIndex } from '../adapters/embedded/text-index.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { isFailure } from '../domain/failure.ts';
import { relayer } from '../events/relay.ts';
import { preparePolicy } from '../gate/evaluate.ts';
import type { CanonReader } from '../ports/canon-reader.ts';
import type { CanonStore } from '../ports/canon-writer.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { NarrativeStore } from '../ports/narrative-store.ts';
import type { TextSearcher } from '../ports/text-index.ts';
import type { World } from '../ports/world.ts';
import { holderHere } from './holder.ts';
import { foreseer, keeperFor } from './keeping.ts';
import type { Processes } from './platform.ts';
import { type LoadedPolicy, policyOf } from './policy.ts';
import { placeOf } from './store-files.ts';
import { chooseUniverse } from './universes.ts';
import { shippedOracle } from './oracle.ts';
import { shippedSystem } from './rule-systems.ts';
import { chosenOrOnly } from './worlds.ts';

// Puts a universe before somebody who looks after it. Whoever only looks opens everything to read, so that SQLite itself refuses the rest; and
// also where something is decided, canon is read by a connection of its own, and the one that writes is CanonKeeper's.

export interface DeskPlace {
  config: Config;
  /** Name and version of this program. */
  program: string;
  world: World;
  /** By name or id; null: the only one. */
  universe: string | null;
  /** It is opened to say anew what the universe decides by: also where that can't be used, and then its profile alone decides. */
  mends?: boolean;
  /** It is opened to see what is unfinished: nothing is finished. */
  leavesAsIs?: boolean;
}

type Files = Awaited<ReturnType<typeof filesOf>>;

const filesOf = async ({ config, program }: DeskPlace) => {
  const { folder } = await chosenOrOnly(config);
  const place = (role: keyof Config['stores']) => ({ path: placeOf(role, folder, config.stores), program });
  return { canon: place('canon'), narrative: place('narrative'), events: place('events'), text: place('text') };
};

const rulesetOf = ({ policy, revision }: LoadedPolicy): Ruleset => ({
  policy: preparePolicy(policy),
  policyRevision: revision,
});

/** As it is, or where that can't be used and is to be mended, without what the universe says itself. */
const usablePolicyOf = async (self: SelfRule, { mends = false }: DeskPlace): Promise<LoadedPolicy> => {
  try {
    return await policyOf(self);
  } catch (error) {
    if (!mends || !isFailure(error) || error.code !== 'bad_policy') throw error;
    return policyOf({ name: self.name, policyProfile: self.policyProfile });
  }
};

/** Made ready once for all batches that are judged by it. */
const rulesets = new WeakMap<LoadedPolicy, Ruleset>();

const readied = (loaded: LoadedPolicy): Ruleset => {
  const rules = rulesets.get(loaded) ?? rulesetOf(loaded);
  rulesets.set(loaded, rules);
  return rules;
};

const selfOf = ({ policyProfile, ownPolicy }: SelfRule) => ({ policyProfile, ownPolicy: ownPolicy ?? null });

const rulesFor = async (self: SelfRule): Promise<Ruleset> => readied(await policyOf(self));

/** Whom there is to ask, so far. */
const agentsHere = { CanonKeeper: true, Resolver: true } as const;

interface Open<T> {
  desk: T;
  closing: AsyncDisposableStack;
}

const closable = <T extends object>({ desk, closing }: Open<T>): T & AsyncDisposable => ({
  ...desk,
  [Symbol.asyncDispose]: () => closing.disposeAsync(),
});

const reading = async (
  opening: AsyncDisposableStack,
  files: Files,
  { universe, mode }: { universe: string | null; mode: 'read' | 'write' },
): Promise<ReadingDesk & { narrative: NarrativeStore }> => {
  const canon: CanonReader = opening.use(await openSqliteCanonReader(files.canon));
  const narrative = opening.use(await openSqliteNarrativeStore({ ...files.narrative, mode }));
  const about = await chooseUniverse(canon, universe);
  return { universe: about.id, about, canon, narrative };
};

export const openReadingDesk = async (place: DeskPlace): Promise<ReadingDesk & AsyncDisposable> => {
  await using opening = new AsyncDisposableStack();
  const desk = await reading(opening, await filesOf(place), { universe: place.universe, mode: 'read' });
  return closable({ desk, closing: opening.move() });
};

/** To look at stories, and at who plays them. */
export const openWatchDesk = async (
  place: DeskPlace & { processes: Processes },
): Promise<WatchDesk & AsyncDisposable> => {
  await using opening = new AsyncDisposableStack();
  const desk = await reading(opening, await filesOf(place), { universe: place.universe, mode: 'read' });
  const holder = holderHere(place.processes, 'The console');
  return closable({ desk: { ...desk, world: place.world, holder, workers: agentsHere }, closing: opening.move() });
};

/** To look at what happened. */
export const openEvents = async (
  place: DeskPlace,
): Promise<{ universe: UniverseId; events: EventLog } & AsyncDisposable> => {
  await using opening = new AsyncDisposableStack();
  const files = await filesOf(place);
  const canon = opening.use(await openSqliteCanonReader(files.canon));
  const { id: universe } = await chooseUniverse(canon, place.universe);
  const events = opening.use(await openSqliteEventLog({ ...files.events, world: place.world }));
  return closable({ desk: { universe, events }, closing: opening.move() });
};

export const openPreviewDesk = async (place: DeskPlace): Promise<PreviewDesk & AsyncDisposable> => {
  await using opening = new AsyncDisposableStack();
  const files = await filesOf(place);
  const desk = await reading(opening, files, { universe: place.universe, mode: 'read' });
  const texts: TextSearcher = opening.use(await openSqliteTextIndex({ ...files.text, mode: 'read' }));
  const { policy } = await policyOf(desk.about);
  const { world } = place;
  const { canon: reader, narrative } = desk;
  const tools = { reader, narrative, ...(await rulesFor(desk.about)), rulesFor, world };
  const keeper = foreseer(tools, desk.universe);
  return closable({
    desk: { ...desk, texts, vocabulary: policy.vocabulary, keeper, world },
    closing: opening.move(),
  });
};

interface KeptStores {
  canon: CanonStore;
  narrative: NarrativeStore;
  events: EventLog;
}

/** What CanonKeeper works with. */
export const keeperTools = (
  { canon, narrative, events }: KeptStores,
  loaded: LoadedPolicy,
  world: World,
): KeeperTools => {
  const { reader, writer } = canon;
  const bring = relayer([{ unsent: reader.unsent, markSent: writer.markSent }, narrative], events);
  return {
    ...{ reader, writer, narrative, ...rulesetOf(loaded), rulesFor, world },
    relay: ({ signal }) => bring(signal),
  };
};

/** What was committed and is not copied or told yet. */
const behindIn = async ({
  universe,
  canon,
  narrative,
}: ReadingDesk & { narrative: NarrativeStore }): Promise<Behind> => {
  const [{ decisions }, copied] = [await canon.head(universe), await narrative.count('decisions', universe)];
  const [ofCanon, ofNarrative] = [await canon.unsent(eventsCountedMax), await narrative.unsent(eventsCountedMax)];
  return { decisions: Math.max(0, decisions.count - copied), events: ofCanon.length + ofNarrative.length };
};
const eventsCountedMax = 1_000;

/** Somebody sits down: what a crash left unfinished of canon is finished first. */
const deciding = async (opening: AsyncDisposableStack, place: DeskPlace) => {
  const files = await filesOf(place);
  const { world } = place;
  const canon = opening.use(await openSqliteCanonStore(files.canon));
  const events = opening.use(await openSqliteEventLog({ ...files.events, world }));
  const desk = await reading(opening, files, { universe: place.universe, mode: 'write' });
  const texts = opening.use(await openSqliteTextIndex({ ...files.text, mode: 'read' }));
  const loaded = await usablePolicyOf(desk.about, place);
  const isUnchanged = (self: SelfRule): boolean => canonicalJson(selfOf(self)) === canonicalJson(selfOf(desk.about));
  const tools: KeeperTools = {
    ...keeperTools({ canon, narrative: desk.narrative, events }, loaded, world),
    rulesFor: async (self) => (isUnchanged(self) ? readied(loaded) : rulesFor(self)),
  };
  const keeper = keeperFor(tools, desk.universe);
  const behind: Behind = await behindIn(desk);
  if (place.leavesAsIs !== true) await keeper.recover();
  const { vocabulary } = loaded.policy;
  return { files, tools, behind, desk: { ...desk, texts, vocabulary, keeper, world, notes: desk.narrative } };
};

/** To decide. */
export const openDesk = async (place: DeskPlace): Promise<Desk & AsyncDisposable> => {
  await using opening = new AsyncDisposableStack();
  const { desk } = await deciding(opening, place);
  return closable({ desk, closing: opening.move() });
};

/** To play, as far as there are workers for it. */
export const openPlayDesk = async (
  place: DeskPlace & { processes: Processes },
): Promise<PlayDesk & AsyncDisposable> => {
  await using opening = new AsyncDisposableStack();
  const { desk, files, tools, behind } = await deciding(opening, place);
  const journal = opening.use(await openSqliteJournal(files.narrative));
  const { vocabulary, narrative, canon, world } = desk;
  const critical = new Set(
    [...vocabulary.predicates, ...vocabulary.events].flatMap((word) => (word.critical ? [word.name] : [])),
  );
  const play: PlayTools = {
    ...{ canon, narrative, journal, world },
    workers: {
      CanonKeeper: keeperWorker(tools),
      Resolver: resolverWorker({ canon, narrative, journal, world, shipped: shippedSystem, oracle: shippedOracle }),
    },
    isCritical: (predicate) => critical.has(predicate),
    relay: (signal) => tools.relay(signal === undefined ? {} : { signal }),
  };
  const holder = holderHere(place.processes, 'The console');
  return closable({ desk: { ...desk, play, holder, behind }, closing: opening.move() });
};
