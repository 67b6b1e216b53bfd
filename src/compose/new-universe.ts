import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { proposed, spoken } from '../../agents/orchestrator/drafting.ts';
import type { Calendar } from '../../schemas/calendar.ts';
import type { Container, Universe } from '../../schemas/canon.ts';
import type { Config } from '../../schemas/config.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { PolicyFile } from '../../schemas/policy.ts';
import { openSqliteCanonReader, openSqliteCanonStore } from '../adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../adapters/embedded/narrative-store.ts';
import { Failure } from '../domain/failure.ts';
import { normaliseName } from '../domain/names.ts';
import { quoted } from '../domain/quoted.ts';
import type { CanonReader } from '../ports/canon-reader.ts';
import type { World } from '../ports/world.ts';
import { keeperTools } from './desks.ts';
import type { LoadedPolicy } from './policy.ts';
import { placeOf } from './store-files.ts';
import { universesOf } from './universes.ts';
import { chosenOrOnly } from './worlds.ts';

// A new world has a universe from the start, so that there is something that can be true in it, and others can be begun beside it. They come into canon as
// everything does: somebody says so from the GM's seat, and CanonKeeper accepts it.

export interface NewUniverse {
  name: string;
  description: string | null;
  genre: string;
  tone: string;
  techLevel: string;
  calendar: Calendar;
  /** A profile that ships. */
  profile: string;
  /** All that it decides by. */
  policy: LoadedPolicy;
  /** What of that it says itself. */
  ownPolicy: PolicyFile | null;
}

interface Home {
  /** In which the files of the stores are already. */
  folder: string;
  stores: Config['stores'];
  program: string;
  world: World;
}

/** Another one lies beside the first. */
const around = async (canon: CanonReader, world: World, name: string) => {
  const there = (await canon.containers()).find(({ kind }) => kind === 'multiverse');
  if (there?.kind === 'multiverse') return { multiverse: there.id, containers: [] };
  const omniverse = world.newId('omniverse');
  const multiverse = world.newId('multiverse');
  const containers: readonly Container[] = [
    { kind: 'omniverse', id: omniverse, name },
    { kind: 'multiverse', id: multiverse, omniverse, name },
  ];
  return { multiverse, containers };
};

const refused = (name: string, codes: readonly string[]): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'universe_refused',
    message: `the universe \`${name}\` was not accepted: ${codes.join(', ')}`,
    advice: 'Look at the rules of the house: one of them may speak against it. Nothing was made.',
  });

export const beginUniverse = async (
  { folder, stores, program, world }: Home,
  { name, calendar, profile, policy, ownPolicy, ...traits }: NewUniverse,
): Promise<UniverseId> => {
  const file = (role: keyof Config['stores']) => ({ path: placeOf(role, folder, stores), program });
  await using canon = await openSqliteCanonStore(file('canon'));
  await using narrative = await openSqliteNarrativeStore({ ...file('narrative'), mode: 'write' });
  await using events = await openSqliteEventLog({ ...file('events'), world });
  const universe = world.newId('universe');
  const desk = { universe, world };
  const { multiverse, containers } = await around(canon.reader, world, name);
  const words = `There is a universe called ${name}.`;
  const turn = spoken(desk, { name: 'GM', seat: 'gm' }, { words, storyTime: null });
  const proposal = proposed(desk, turn, {
    content: {
      type: 'universe',
      universe: {
        ...{ id: universe, multiverse, name, ...traits, calendar, policyProfile: profile },
        ...(ownPolicy === null ? {} : { ownPolicy }),
      },
    },
    ...{ intent: 'assert', confidence: 1, dependsOn: [] },
  });
  await narrative.insert('turns.user', [{ document: turn, events: [] }]);
  await narrative.insert('proposals', [{ document: proposal, events: [] }]);
  const keeper = canonKeeper(keeperTools({ canon, narrative, events }, policy, world));
  const { decided, behind } = await keeper.decide({
    ...{ universe, proposals: [proposal], clock: null, reason: null, checkpoint: 'console', containers },
  });
  if (behind !== null) throw behind;
  const [first] = decided;
  if (first?.verdict !== 'accepted')
    throw refused(
      name,
      (first?.reasons ?? []).map(({ code }) => code),
    );
  return universe;
};

const alreadyThere = (name: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'universe_exists',
    message: `there is a universe ${quoted(name)} in this world already`,
    advice: 'Give it another name. Nothing was made.',
  });

interface Place {
  config: Config;
  /** Name and version of this program. */
  program: string;
  world: World;
}

const withReader = async <T>({ config, program }: Place, work: (canon: CanonReader, folder: string) => Promise<T>) => {
  const { folder } = await chosenOrOnly(config);
  await using canon = await openSqliteCanonReader({ path: placeOf('canon', folder, config.stores), program });
  return await work(canon, folder);
};

/** Of the world that is chosen. */
export const listUniverses = (place: Place): Promise<readonly Universe[]> => withReader(place, universesOf);

/** Begins another one in the world that is chosen. */
export const createUniverse = async (place: Place, about: NewUniverse): Promise<UniverseId> => {
  const folder = await withReader(place, async (canon, found) => {
    const wanted = normaliseName(about.name);
    if ((await universesOf(canon)).some(({ name }) => normaliseName(name) === wanted)) throw alreadyThere(about.name);
    return found;
  });
  const { config, program, world } = place;
  return beginUniverse({ folder, stores: config.stores, program, world }, about);
};
