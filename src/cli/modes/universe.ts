import type { NewUniverse } from '../../compose/new-universe.ts';
import { absoluteFolder } from '../../compose/platform.ts';
import { worldNameFrom } from '../../compose/world-folder.ts';
import { command, type CommandContext, type Flags, type FlagValues } from '../command.ts';
import { normaliseName } from '../../domain/names.ts';
import { lineOf, nameOf, textOf } from '../desk.ts';
import { columns, printable } from '../screen/style.ts';

// The universes of a world: each is a fiction of its own, with a calendar and rules of its own.

/** Loaded when it is asked for: starting is to be quick. */
export const beginnings = async () => ({
  ...(await import('../../compose/new-universe.ts')),
  ...(await import('../../compose/calendars.ts')),
  ...(await import('../../compose/policy.ts')),
});

export const traitFlags = {
  calendar: { kind: 'text', value: 'KEY', summary: 'common (without it), hearth, meridian, days, seconds, or a file' },
  gate: { kind: 'text', value: 'PROFILE', summary: 'how the gate decides: standard (without it), strict, sandbox' },
  policy: { kind: 'texts', value: 'FILE', summary: 'words and rules of its own; may be repeated' },
  genre: { kind: 'text', value: 'TEXT', summary: 'such as fantasy' },
  tone: { kind: 'text', value: 'TEXT', summary: 'such as grim' },
  'tech-level': { kind: 'text', value: 'TEXT', summary: 'such as iron' },
  description: { kind: 'text', value: 'TEXT', summary: 'the universe in a sentence or two' },
} as const satisfies Flags;

type Traits = FlagValues<typeof traitFlags>;

/** As nobody said anything of it. */
const noTraits: Traits = {
  ...{ calendar: null, gate: null, policy: [], genre: null, tone: null, 'tech-level': null, description: null },
};

export const newUniverseOf = async (
  { machine: { cwd, home } }: CommandContext,
  name: string,
  flags: Traits,
): Promise<NewUniverse> => {
  const { calendarOf, ownPolicyFrom, standardCalendar, standardProfile } = await beginnings();
  const files = flags.policy.map((file) => absoluteFolder(file, { home, from: cwd }));
  const profile = flags.gate ?? standardProfile;
  const { own, loaded } = await ownPolicyFrom({ profile, files });
  return {
    name,
    description: flags.description === null ? null : textOf('description', flags.description),
    genre: lineOf('genre', flags.genre ?? ''),
    tone: lineOf('tone', flags.tone ?? ''),
    techLevel: lineOf('tech-level', flags['tech-level'] ?? ''),
    calendar: await calendarOf(flags.calendar ?? standardCalendar, cwd),
    ...{ profile, policy: loaded, ownPolicy: own },
  };
};

/** The universe of that name, and a world with one where there is none: what is there is left as it is. */
export const ensureUniverse = async (
  context: CommandContext,
  { universe, otherwise }: { universe: string | null; otherwise: string },
): Promise<void> => {
  const { config } = await context.configuration();
  const { program, world } = context;
  const { buildWorld, listWorlds } = await import('../../compose/worlds.ts');
  const { beginUniverse, createUniverse, listUniverses } = await beginnings();
  if (config.world === null && (await listWorlds(config)).length === 0) {
    const { data, stores } = config;
    const fill = async (folder: string): Promise<void> => {
      const about = await newUniverseOf(context, universe ?? otherwise, noTraits);
      await beginUniverse({ folder, stores, program, world }, about);
    };
    await buildWorld({ data, stores, program }, { name: worldNameFrom(universe ?? otherwise), world, fill });
    return;
  }
  if (universe === null) return;
  const wanted = normaliseName(universe);
  const there = await listUniverses({ config, program, world });
  if (there.some((each) => each.id === universe || normaliseName(each.name) === wanted)) return;
  await createUniverse({ config, program, world }, await newUniverseOf(context, universe, noTraits));
};

export const universeCreate = command({
  name: 'universe create',
  summary: 'begin another universe in the world',
  args: [{ name: 'NAME', summary: 'what it is called' }],
  flags: traitFlags,
  examples: ['monitor universe create "The Ashfall Reach" --calendar hearth'],
  async run(context, { args: [written = ''], flags }) {
    const about = await newUniverseOf(context, nameOf('a universe', written), flags);
    const { config } = await context.configuration();
    const { program, world } = context;
    const id = await (await beginnings()).createUniverse({ config, program, world }, about);
    return { id, name: about.name, calendar: about.calendar.key, policy: about.policy.revision };
  },
  lines: ({ name, calendar, policy }, style) => [
    `begun: the universe ${style.strong(printable(name))}, calendar ${calendar}, policy ${policy}`,
    style.quiet('commands act on it with `--universe`'),
  ],
});

export const universeList = command({
  name: 'universe list',
  summary: 'the universes of the world',
  flags: {},
  examples: ['monitor universe list'],
  async run(context) {
    const { config } = await context.configuration();
    const { program, world } = context;
    const found = await (await beginnings()).listUniverses({ config, program, world });
    return {
      universes: found.map(({ id, name, genre, calendar, policyProfile }) => ({
        ...{ id, name, genre, calendar: calendar.key, gate: policyProfile },
      })),
    };
  },
  lines: ({ universes }) =>
    columns(universes.map(({ name, genre, calendar, gate }) => [name, genre, `calendar ${calendar}`, `gate ${gate}`])),
});
