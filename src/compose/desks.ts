import type { Desk, PreviewDesk, ReadingDesk } from '../../agents/orchestrator/desk.ts';
import type { Config } from '../../schemas/config.ts';
import type { Universe } from '../../schemas/canon.ts';
import { openSqliteCanonReader, openSqliteCanonStore } from '../adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../adapters/embedded/narrative-store.ts';
import { openSqliteTextIndex } from '../adapters/embedded/text-index.ts';
import { relayer } from '../events/relay.ts';
import { preparePolicy } from '../gate/evaluate.ts';
import type { CanonReader } from '../ports/canon-reader.ts';
import type { CanonStore } from '../ports/canon-writer.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { NarrativeStore } from '../ports/narrative-store.ts';
import type { TextSearcher } from '../ports/text-index.ts';
import type { World } from '../ports/world.ts';
import { foreseer, keeperFor } from './keeping.ts';
import { type LoadedPolicy, loadPolicy } from './policy.ts';
import { placeOf } from './store-files.ts';
import { chooseUniverse } from './universes.ts';
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
}

type Files = Awaited<ReturnType<typeof filesOf>>;

const filesOf = async ({ config, program }: DeskPlace) => {
  const { folder } = await chosenOrOnly(config);
  const place = (role: keyof Config['stores']) => ({ path: placeOf(role, folder, config.stores), program });
  return { canon: place('canon'), narrative: place('narrative'), events: place('events'), text: place('text') };
};

const policyFor = ({ policyProfile }: Universe): Promise<LoadedPolicy> => loadPolicy({ profile: policyProfile });

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

export const openPreviewDesk = async (place: DeskPlace): Promise<PreviewDesk & AsyncDisposable> => {
  await using opening = new AsyncDisposableStack();
  const files = await filesOf(place);
  const desk = await reading(opening, files, { universe: place.universe, mode: 'read' });
  const texts: TextSearcher = opening.use(await openSqliteTextIndex({ ...files.text, mode: 'read' }));
  const { policy, revision } = await policyFor(desk.about);
  const { world } = place;
  const { canon: reader, narrative } = desk;
  const tools = { reader, narrative, policy: preparePolicy(policy), policyRevision: revision, world };
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
  { policy, revision }: LoadedPolicy,
  world: World,
) => {
  const { reader, writer } = canon;
  const bring = relayer([{ unsent: reader.unsent, markSent: writer.markSent }, narrative], events);
  return {
    ...{ reader, writer, narrative, policy: preparePolicy(policy), policyRevision: revision, world },
    relay: ({ signal }: { signal?: AbortSignal }) => bring(signal),
  };
};

/** To decide. What a crash left unfinished is finished first. */
export const openDesk = async (place: DeskPlace): Promise<Desk & AsyncDisposable> => {
  await using opening = new AsyncDisposableStack();
  const files = await filesOf(place);
  const { world } = place;
  const canon = opening.use(await openSqliteCanonStore(files.canon));
  const events = opening.use(await openSqliteEventLog({ ...files.events, world }));
  const desk = await reading(opening, files, { universe: place.universe, mode: 'write' });
  const texts = opening.use(await openSqliteTextIndex({ ...files.text, mode: 'read' }));
  const loaded = await policyFor(desk.about);
  const keeper = keeperFor(keeperTools({ canon, narrative: desk.narrative, events }, loaded, world), desk.universe);
  await keeper.recover();
  return closable({
    desk: { ...desk, texts, vocabulary: loaded.policy.vocabulary, keeper, world, notes: desk.narrative },
    closing: opening.move(),
  });
};
