import path from 'node:path';
import { archiveWorld, listArchive, restoreWorld } from '../../compose/archive.ts';
import { worldName } from '../../compose/world-folder.ts';
import { exportToFile, importFromFile } from '../../compose/world-files.ts';
import { buildWorld, chosenOrOnly, findWorld, listWorlds, useWorld, type WorldsPlace } from '../../compose/worlds.ts';
import { Failure } from '../../domain/failure.ts';
import { command, type CommandContext, usageFailure } from '../command.ts';
import { nameOf } from '../desk.ts';
import { columns, printable } from '../screen/style.ts';
import { beginnings, newUniverseOf, traitFlags } from './universe.ts';

const placeOf = async ({ configuration, program }: CommandContext): Promise<WorldsPlace> => {
  const { config } = await configuration();
  return { data: config.data, stores: config.stores, program };
};

const nameArgument = { name: 'NAME', summary: 'the name of a world' } as const;

export const worldCreate = command({
  name: 'world create',
  summary: 'make a new world, with a universe in it',
  args: [nameArgument],
  flags: {
    universe: { kind: 'text', value: 'NAME', summary: 'what its universe is called; as the world without it' },
    ...traitFlags,
  },
  examples: [
    'monitor world create ashfall',
    'monitor world create ashfall --universe "The Ashfall Reach" --calendar hearth --gate strict',
    'monitor world create ashfall --data ./worlds-of-mine',
  ],
  async run(context, { args: [written = ''], flags }) {
    const name = worldName(written);
    const place = await placeOf(context);
    const about = await newUniverseOf(context, nameOf('`--universe`', flags.universe ?? name), flags);
    const { beginUniverse } = await beginnings();
    let universe: string | null = null;
    const { id, folder, isChosen } = await buildWorld(place, {
      name,
      world: context.world,
      fill: async (staging) => {
        universe = await beginUniverse({ ...place, folder: staging, world: context.world }, about);
      },
    });
    const { calendar, policy } = about;
    return {
      ...{ id, name, folder, isChosen },
      universe: { id: universe, name: about.name, calendar: calendar.key, policy: policy.revision },
    };
  },
  lines: ({ name, folder, isChosen, universe }, style) => [
    `created the world ${style.strong(name)} in ${printable(folder)}`,
    `its universe is ${style.strong(printable(universe.name))}: calendar ${universe.calendar}, policy ${universe.policy}`,
    isChosen ? 'commands act on it from now on' : style.quiet(`\`monitor world use ${name}\` makes commands act on it`),
  ],
});

export const worldList = command({
  name: 'world list',
  summary: 'the worlds there are',
  flags: { archived: { kind: 'switch', summary: 'those in the archive instead' } },
  examples: ['monitor world list', 'monitor world list --archived', 'monitor world list --json'],
  async run(context, { flags }) {
    const { config } = await context.configuration();
    if (flags.archived) return { data: config.data, archived: await listArchive(config.data), worlds: null };
    const worlds = (await listWorlds(config)).map((world) => ({
      name: world.name,
      isChosen: world.name.toLowerCase() === config.world?.toLowerCase(),
      ...('problem' in world ? { problem: world.problem } : { id: world.id, created: world.created }),
    }));
    return { data: config.data, archived: null, worlds };
  },
  lines({ data, archived, worlds }, style) {
    if (archived !== null) return archived.length > 0 ? archived.map(printable) : ['the archive is empty'];
    if (worlds.length === 0)
      return [`no world yet in ${printable(data)}`, style.quiet('`monitor world create NAME` makes one')];
    return columns(
      worlds.map((world) => [
        world.isChosen ? '*' : ' ',
        world.name,
        'problem' in world ? world.problem : world.created.slice(0, 10),
      ]),
      (cell, column, row) => (column === 2 && 'problem' in (worlds[row] ?? {}) ? style.bad(cell) : cell),
    );
  },
});

export const worldUse = command({
  name: 'world use',
  summary: 'choose the world that commands act on',
  args: [nameArgument],
  examples: ['monitor world use ashfall'],
  async run(context, { args: [name = ''] }) {
    const { config, settings } = await context.configuration();
    const { name: called, folder } = await useWorld(config.data, worldName(name));
    const origin = settings.find(({ key }) => key === 'world')?.origin;
    // A world that is named elsewhere goes before the choice, and then the choice seems to do nothing.
    const overruledBy =
      (origin?.kind === 'environment' || origin?.kind === 'file') && config.world !== called ? origin : null;
    return { name: called, folder, overruledBy };
  },
  lines: ({ name, overruledBy }, style) => [
    `commands act on ${style.strong(name)} from now on`,
    ...(overruledBy === null
      ? []
      : [
          style.warning(
            overruledBy.kind === 'file'
              ? `but ${printable(overruledBy.path)}:${overruledBy.line} names another world, and goes before it`
              : `but ${overruledBy.name} names another world, and goes before it`,
          ),
        ]),
  ],
});

const confirm = async ({ ask }: CommandContext, name: string): Promise<void> => {
  if (ask === null)
    throw usageFailure('removing a world has to be confirmed, and there is no terminal to ask in', 'Add `--yes`.');
  const answer = await ask(`Move the world ${printable(name)} to the archive? Type its name: `);
  if (answer?.trim().toLowerCase() !== name.toLowerCase())
    throw new Failure({
      kind: 'terminal',
      code: 'not_confirmed',
      message: `the world \`${name}\` was not removed`,
      advice: 'Type its name to confirm, or add `--yes`.',
    });
};

export const worldRemove = command({
  name: 'world remove',
  summary: 'move a world to the archive; nothing is deleted',
  args: [nameArgument],
  flags: { yes: { kind: 'switch', summary: 'do not ask' } },
  examples: ['monitor world remove ashfall', 'monitor world remove ashfall --yes'],
  async run(context, { args: [written = ''], flags }) {
    const { data } = await placeOf(context);
    const name = worldName(written);
    if (!flags.yes) {
      await findWorld(data, name); // before anybody is asked about a world that there is not
      await confirm(context, written);
    }
    return { name, archived: await archiveWorld(data, name, context.world) };
  },
  lines: ({ name, archived }, style) => [
    `moved ${style.strong(name)} to the archive as ${printable(archived)}`,
    style.quiet(`\`monitor world restore ${archived}\` brings it back`),
  ],
});

export const worldRestore = command({
  name: 'world restore',
  summary: 'bring a world back from the archive',
  args: [{ name: 'ARCHIVE', summary: 'its name in the archive, or its own' }],
  examples: ['monitor world restore ashfall-20260131T184500Z', 'monitor world restore ashfall'],
  async run(context, { args: [archived = ''] }) {
    const { data } = await placeOf(context);
    const { id, name, folder } = await restoreWorld(data, archived);
    return { id, name, folder };
  },
  lines: ({ name, folder }, style) => [`restored the world ${style.strong(name)} to ${printable(folder)}`],
});

export const worldExport = command({
  name: 'world export',
  summary: 'write all of a world to a file that nothing is missing from',
  args: [{ name: 'FILE', summary: 'where to; compressed, if the name ends in .gz' }],
  flags: { replace: { kind: 'switch', summary: 'take the place of a file that is there' } },
  examples: ['monitor world export ashfall.jsonl.gz', 'monitor world export ashfall.jsonl --world ashfall --replace'],
  async run(context, { args: [file = ''], flags }) {
    const { machine, progress, signal, program } = context;
    const { config } = await context.configuration();
    const found = await chosenOrOnly(config);
    const exported = await exportToFile(
      { stores: config.stores, program },
      { found, file: path.resolve(machine.cwd, file), mayReplace: flags.replace },
      { onProgress: progress.show, signal },
    );
    return { world: found.name, ...exported };
  },
  lines: ({ world, file, lines, bytes }, style) => [
    `exported ${style.strong(world)} to ${printable(file)}: ${lines} lines, ${bytes} bytes`,
  ],
});

export const worldImport = command({
  name: 'world import',
  summary: 'make a world from an exported file',
  args: [{ name: 'FILE', summary: 'what `world export` wrote' }],
  flags: { as: { kind: 'text', value: 'NAME', summary: 'another name for the world' } },
  examples: ['monitor world import ashfall.jsonl.gz', 'monitor world import ashfall.jsonl.gz --as ashfall-two'],
  async run(context, { args: [file = ''], flags }) {
    const { machine, progress, signal, world } = context;
    const { id, name, folder, isChosen } = await importFromFile(
      await placeOf(context),
      { file: path.resolve(machine.cwd, file), name: flags.as === null ? null : worldName(flags.as), world },
      { onProgress: progress.show, signal },
    );
    return { id, name, folder, isChosen };
  },
  lines: ({ name, folder, isChosen }, style) => [
    `imported the world ${style.strong(name)} into ${printable(folder)}`,
    ...(isChosen ? ['commands act on it from now on'] : []),
  ],
});
