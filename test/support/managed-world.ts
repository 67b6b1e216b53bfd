import { rm } from 'node:fs/promises';
import { Config } from '../../schemas/config.ts';
import type { Draft } from '../../schemas/draft.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { PolicyFile } from '../../schemas/policy.ts';
import { calendarOf, standardCalendar } from '../../src/compose/calendars.ts';
import { openDesk } from '../../src/compose/desks.ts';
import { beginUniverse } from '../../src/compose/new-universe.ts';
import { policyOf } from '../../src/compose/policy.ts';
import { beginDrafting, type Desk, type Person, prepare, putForward, type Told } from '../../src/compose/use-cases.ts';
import { worldName } from '../../src/compose/world-folder.ts';
import { buildWorld } from '../../src/compose/worlds.ts';
import type { World } from '../../src/ports/world.ts';
import { seededWorld } from './seeded-world.ts';
import { temporaryFolder } from './temporary-folder.ts';

// A world with one universe, on the stores that people have, and somebody at the desk who looks after it.

const program = 'monitor-test';
export const gm: Person = { name: 'Ann', seat: 'gm' };
export const player: Person = { name: 'Bob', seat: 'player' };

export interface ManagedWorld extends AsyncDisposable {
  desk: Desk & AsyncDisposable;
  world: World;
  config: Config;
  /** Of the world. */
  folder: string;
  /** Proposes and has it decided; nothing may be wrong with a draft. */
  tell(drafts: readonly Draft[], options?: Telling): Promise<readonly Told[]>;
  /** Another desk before the same world, and before another of its universes, if one is named. */
  another(universe?: UniverseId | null, options?: { mends?: boolean }): Promise<Desk & AsyncDisposable>;
}

interface Telling {
  person?: Person;
  waits?: boolean;
}

export const tellAt = async (
  desk: Desk,
  drafts: readonly Draft[],
  { person = gm, waits = false }: Telling = {},
): Promise<readonly Told[]> => {
  const lines = drafts.map((draft, at) => ({ line: at + 1, draft }));
  const prepared = await prepare(beginDrafting(desk, person), lines, { looksAhead: false });
  const [problem] = prepared.problems;
  if (problem !== undefined) throw new Error(`${problem.code}: ${problem.message}`);
  return putForward(desk, prepared.lines, { waits, reason: null, isConfirmed: false });
};

export const managedWorld = async ({
  seed = 1,
  profile = 'standard',
  own = null,
}: { seed?: number; profile?: string; own?: PolicyFile | null } = {}): Promise<ManagedWorld> => {
  const place = await temporaryFolder();
  const world = seededWorld(seed);
  const config = Config.parse({ data: place.path, world: 'ashfall' });
  const about = {
    ...{ name: 'Ashfall', description: null, genre: 'fantasy', tone: 'grim', techLevel: 'iron' },
    calendar: await calendarOf(standardCalendar, place.path),
    ...{ profile, ownPolicy: own },
    policy: await policyOf({ name: 'Ashfall', policyProfile: profile, ...(own === null ? {} : { ownPolicy: own }) }),
  };
  const { stores } = config;
  const { folder } = await buildWorld(
    { data: place.path, stores, program },
    {
      name: worldName('ashfall'),
      world,
      fill: async (staging) => {
        await beginUniverse({ folder: staging, stores, program, world }, about);
      },
    },
  );
  const another: ManagedWorld['another'] = (universe = null, options = {}) =>
    openDesk({ config, program, world, universe, ...options });
  const desk = await another();
  return {
    ...{ desk, world, config, folder, another },
    tell: (drafts, options) => tellAt(desk, drafts, options),
    async [Symbol.asyncDispose]() {
      await desk[Symbol.asyncDispose]();
      await rm(place.path, { recursive: true, force: true });
    },
  };
};

/** Mara, an orc, the tavern in the town, the castle. */
export const people: readonly Draft[] = [
  { entity: 'Mara', type: 'character', aliases: ['The Grey Lady'] },
  { entity: 'Orc', type: 'character' },
  { entity: 'Town', type: 'location' },
  { entity: 'The Tavern', type: 'location' },
  { entity: 'The Castle', type: 'location' },
];

/** Verdict and codes, in a word each. */
export const verdictsOf = (told: readonly Told[]): string[] =>
  told.map(({ verdict, reasons }) => [verdict, ...reasons.map(({ code }) => code)].join(' '));
