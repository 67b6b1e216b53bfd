import { absoluteFolder } from '../../compose/platform.ts';
import { entryChances } from '../../domain/tables/chances.ts';
import { draw, type Draw, type Drawn, tableIn, type UsedUp } from '../../domain/tables/draw.ts';
import { numberText } from '../../domain/dice/telling.ts';
import { type Span, type Table } from '../../domain/tables/table.ts';
import { chanceFlags, chanceLines, chanceOf } from '../chance.ts';
import { command, type CommandContext, usageFailure } from '../command.ts';
import { countOf } from '../desk.ts';
import { exitDone, exitFailed } from '../report.ts';
import { columns, printable, type Style } from '../screen/style.ts';
import { clipped, headed, wrapped } from '../screen/wrap.ts';

// Random tables: those that ship, and files of one's own. Nothing is kept from one command to the next.

/** Loaded when it is asked for: starting is to be quick. */
const library = () => import('../../compose/tables/library.ts');

const timesMax = 100;
const filesMax = 100;
const nameColumnsMax = 40;

const tablesFlag = {
  tables: { kind: 'texts', value: 'FILE', summary: 'tables of your own: YAML, CSV or Markdown; may be repeated' },
} as const;

const filesOf = ({ home, cwd }: CommandContext['machine'], files: readonly string[]): readonly string[] => {
  if (files.length > filesMax) throw usageFailure(`${files.length} files are too many`, `${filesMax} is the most.`);
  return files.map((file) => absoluteFolder(file, { home, from: cwd }));
};

/** What a table is rolled with. */
const diceOf = ({ dice, entries }: Table): string =>
  dice?.text ?? `d${entries.reduce((sum, { weight }) => sum + weight, 0)}`;

export const tableList = command({
  name: 'table list',
  summary: 'random tables that there are',
  flags: { tag: { kind: 'text', value: 'TAG', summary: 'only those with this tag' }, ...tablesFlag },
  examples: ['monitor table list', 'monitor table list --tag names', 'monitor table list --tables mine.csv --json'],
  async run({ machine }, { flags }) {
    const { loadTables } = await library();
    const { tables } = await loadTables(filesOf(machine, flags.tables));
    const { tag } = flags;
    const asked = tag === null ? tables : tables.filter(({ tags }) => tags.includes(tag));
    if (tag !== null && asked.length === 0) {
      const tags = [...new Set(tables.flatMap((each) => each.tags))].sort();
      throw usageFailure(
        `no table has the tag \`${tag}\``,
        tags.length === 0 ? 'None has any.' : `There are ${tags.map((each) => `\`${each}\``).join(', ')}.`,
      );
    }
    return asked
      .map((table) => ({
        ...{ id: table.id, name: table.name, about: table.about, tags: table.tags },
        ...{ dice: diceOf(table), entries: table.entries.length },
      }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  },
  lines: (tables, style) =>
    columns(
      tables.map(({ id, name, dice, entries }) => [id, clipped(name, nameColumnsMax), `${entries} entries`, dice]),
      (cell, column) => (column === 0 ? style.strong(cell) : cell),
    ),
});

// ── show ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const spanText = ({ from, to }: Span): string => (from === to ? String(from) : `${from}-${to}`);

/** Where entries of a table without dice stand on the die that their weights make. */
const placesOf = ({ dice, entries }: Table): readonly string[] => {
  let next = 1;
  return entries.map(({ spans, weight }) => {
    const by: readonly Span[] = dice === null ? [{ from: next, to: next + weight - 1 }] : spans;
    next += weight;
    return by.map(spanText).join(', ');
  });
};

const percent = (chance: number): string => `${numberText(Math.round(chance * 1_000) / 10)}%`;

export const tableShow = command({
  name: 'table show',
  summary: 'what stands in a table, and how likely it comes',
  args: [{ name: 'NAME', summary: 'its name or id' }],
  flags: tablesFlag,
  examples: ['monitor table show tavern_names', 'monitor table show "Tavern names" --json'],
  async run({ machine }, { args: [name], flags }) {
    const { library: all } = await (await library()).loadTables(filesOf(machine, flags.tables));
    const table = tableIn(all, name ?? '');
    const [places, chances] = [placesOf(table), entryChances(table)];
    return {
      ...{ id: table.id, name: table.name, about: table.about, tags: table.tags, dice: diceOf(table) },
      entries: table.entries.map(({ text, once, tags }, index) => ({
        ...{ at: places[index] ?? '', chance: chances[index] ?? 0, text, once, tags },
      })),
    };
  },
  lines: ({ id, name, about, dice, entries }, style) => [
    ...headed(`${name} (${id}), ${dice}`, style),
    ...wrapped(about),
    '',
    ...columns(
      entries.map(({ at, chance, text, once }) => [at, percent(chance), once ? `${text} (once)` : text]),
      (cell, column) => (column === 1 ? style.quiet(cell) : cell),
    ),
  ],
});

// ── roll ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How it came about, a table or dice a line. */
const cameAbout = (found: Drawn, depth: number): string[] => {
  const fell = found.faces.length > 1 ? `${found.faces.join(', ')} = ${found.total}` : String(found.total);
  const rolled = found.faces.length === 0 ? 'all that is left' : `${found.dice}: ${fell}`;
  const passed = found.passed === null ? '' : `; ${found.passed} was used up, so the next that is left`;
  return [
    ...wrapped(`${found.table}, ${rolled}${passed}`, 2 + 2 * depth),
    ...found.within.flatMap((each) =>
      each.kind === 'table'
        ? cameAbout(each, depth + 1)
        : wrapped(`${each.dice}: ${each.faces.join(', ')} = ${numberText(each.total)}`, 4 + 2 * depth),
    ),
  ];
};

interface Rolled {
  seed: string | null;
  draws: readonly (Drawn & { counter: number | null; dieFaces: readonly number[] })[];
  used: readonly UsedUp[];
  left: readonly number[];
}

const rolledLines = ({ draws, seed, left }: Rolled, style: Style): string[] => [
  ...draws.flatMap((each) => [...headed(each.text, style), ...cameAbout(each, 0).map(style.quiet)]),
  ...chanceLines({ seed, left }, style),
];

export const tableRoll = command({
  name: 'table roll',
  summary: 'draw from a table, with every die that fell',
  args: [{ name: 'NAME', summary: 'its name or id' }],
  flags: {
    ...chanceFlags,
    times: {
      kind: 'text',
      value: 'N',
      summary: `how often, up to ${timesMax}; what comes once comes once in all of them`,
    },
    ...tablesFlag,
  },
  examples: [
    'monitor table roll tavern_names',
    'monitor table roll "Tavern names" --seed tonight --times 3',
    'monitor table roll ambush --tables mine.csv --json',
  ],
  async run({ machine, world }, { args: [name], flags }): Promise<Rolled> {
    const times = countOf('times', flags.times, { least: 1, most: timesMax, otherwise: 1 });
    const chance = chanceOf(flags, world);
    const { library: all } = await (await library()).loadTables(filesOf(machine, flags.tables));
    const table = tableIn(all, name ?? '');
    const draws: Rolled['draws'][number][] = [];
    let used: readonly UsedUp[] = [];
    for (let time = 0; time < times; time++) {
      const counter = chance.used();
      const drawn: Draw = draw(all, table.id, { from: chance.from, used });
      used = drawn.used;
      draws.push({ ...drawn.drawn, counter, dieFaces: drawn.faces });
    }
    return { seed: chance.seed, draws, used, left: chance.left() };
  },
  lines: rolledLines,
  exitCode: ({ left }) => (left.length === 0 ? exitDone : exitFailed),
});

// ── check ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const tableCheck = command({
  name: 'table check',
  summary: 'whether tables can be drawn from, with file and line of what is wrong',
  args: [{ name: 'FILE', summary: 'YAML, CSV or Markdown; what ships, without one', isOptional: true, isMany: true }],
  examples: ['monitor table check', 'monitor table check mine.csv theirs.md', 'monitor table check mine.yaml --json'],
  async run({ machine }, { args }) {
    const files = args.flatMap((file) => (file === undefined ? [] : [file]));
    const { checkTables } = await library();
    const { library: usable, tables, problems } = await checkTables(filesOf(machine, files));
    return {
      isUsable: usable !== null,
      tables: tables.map((table) => ({ id: table.id, entries: table.entries.length, dice: diceOf(table) })),
      problems,
    };
  },
  lines({ tables, problems }, style) {
    const told = problems.map(({ file, line, message }) => printable(`${file}:${line}: ${message}`));
    if (told.length > 0) return [...told, '', style.bad(told.length === 1 ? '1 problem' : `${told.length} problems`)];
    return columns(
      tables.map(({ id, entries, dice }) => ['ok', id, `${entries} entries`, dice]),
      (cell, column) => (column === 0 ? style.good(cell) : cell),
    );
  },
  exitCode: ({ isUsable }) => (isUsable ? exitDone : exitFailed),
});
