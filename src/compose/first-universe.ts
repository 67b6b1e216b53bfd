import { canonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { proposed, spoken } from '../../agents/orchestrator/drafting.ts';
import type { Calendar } from '../../schemas/calendar.ts';
import type { Container } from '../../schemas/canon.ts';
import type { Config } from '../../schemas/config.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { PolicyFile } from '../../schemas/policy.ts';
import { openSqliteCanonStore } from '../adapters/embedded/canon-store.ts';
import { openSqliteEventLog } from '../adapters/embedded/event-log.ts';
import { openSqliteNarrativeStore } from '../adapters/embedded/narrative-store.ts';
import { Failure } from '../domain/failure.ts';
import type { World } from '../ports/world.ts';
import { keeperTools } from './desks.ts';
import type { LoadedPolicy } from './policy.ts';
import { placeOf } from './store-files.ts';

// A new world has a universe from the start, so that there is something that can be true in it. It comes into canon as everything does: somebody
// says so from the GM's seat, and CanonKeeper accepts it.

export interface FirstUniverse {
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

interface NewWorld {
  /** In which the files of the stores are already. */
  folder: string;
  stores: Config['stores'];
  program: string;
  world: World;
}

const around = (world: World, name: string) => {
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
  { folder, stores, program, world }: NewWorld,
  { name, calendar, profile, policy, ownPolicy, ...traits }: FirstUniverse,
): Promise<UniverseId> => {
  const file = (role: keyof Config['stores']) => ({ path: placeOf(role, folder, stores), program });
  await using canon = await openSqliteCanonStore(file('canon'));
  await using narrative = await openSqliteNarrativeStore({ ...file('narrative'), mode: 'write' });
  await using events = await openSqliteEventLog({ ...file('events'), world });
  const universe = world.newId('universe');
  const desk = { universe, world };
  const { multiverse, containers } = around(world, name);
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
