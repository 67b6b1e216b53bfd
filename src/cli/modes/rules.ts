import path from 'node:path';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { LoadedSystem } from '../../compose/rule-systems.ts';
import { nearest } from '../../domain/nearest.ts';
import { sheetOf, startOf, valuesOf } from '../../domain/rules/sheet.ts';
import { command, usageFailure } from '../command.ts';
import { exitDone, exitFailed } from '../report.ts';
import { compact, isPlain } from '../screen/compact.ts';
import { columns, printable, type Style } from '../screen/style.ts';
import { wrapped } from '../screen/wrap.ts';

// Rule systems: which there are, what they say, and whether a file of one's own can be played by.

/** Loaded when they are asked for: few commands need them, and starting is to be quick. */
export const ruleSystems = () => import('../../compose/rule-systems.ts');

export const systemArgument = {
  name: 'SYSTEM',
  summary: 'one that ships, or a file of your own: a system, or rules of the house',
} as const;

export const rulesList = command({
  name: 'rules list',
  summary: 'the rule systems that ship with the program',
  examples: ['monitor rules list', 'monitor rules list --json'],
  async run({ machine }) {
    const { shippedSystems, systemOf } = await ruleSystems();
    const loaded = await Promise.all((await shippedSystems()).map((id) => systemOf(id, machine.cwd)));
    return {
      systems: loaded.map(({ revision, system: { id, title, about, version, mechanic, licence } }) => ({
        ...{ id, title, about, version, revision, mechanic: mechanic.kind, licence: licence.name },
      })),
    };
  },
  lines: ({ systems }, style) =>
    systems.flatMap(({ id, title, about, version, mechanic, licence }) => [
      `${style.strong(id)}  ${printable(`${title} ${version}, ${mechanic}, ${licence}`)}`,
      ...wrapped(about, 2),
    ]),
});

// ── show ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const lists = [
  'ladder',
  'rolls',
  'attributes',
  'derived',
  'skills',
  'resources',
  'conditions',
  'actions',
  'rests',
  'gear',
  'templates',
] as const;
type ListName = (typeof lists)[number];
const wholes = ['mechanic', 'damage', 'combat', 'advancement', 'encumbrance', 'licence'] as const;
const parts = [...lists, ...wholes];

type Item = Readonly<Record<string, unknown>> & { key: string; name: string; about?: string | undefined };

const listOf = (system: RuleSystem, name: ListName): readonly Item[] =>
  name === 'skills' ? system.skills.list : system[name];

type Shown =
  | { revision: string; system: RuleSystem; applied: LoadedSystem['applied'] }
  | { revision: string; part: string; items: readonly Item[] }
  | { revision: string; part: string; item: Item }
  | { revision: string; part: string; value: unknown };

const didYouMean = (word: string, known: readonly string[]): string => {
  const meant = nearest(word, known);
  return meant === undefined
    ? `It is one of ${known.map((each) => `\`${each}\``).join(', ')}.`
    : `Did you mean \`${meant}\`?`;
};

/** What follows from what a template says, beside it. */
const reckoned = (system: RuleSystem, item: Item): Item => {
  const template = system.templates.find((each) => each === item);
  if (template === undefined) return item;
  const values = valuesOf(system, sheetOf(template));
  return { ...item, values, start: startOf(system, values) };
};

const shownPart = ({ revision, system }: LoadedSystem, part: string, key: string | undefined): Shown => {
  const list = lists.find((each) => each === part);
  if (list !== undefined) {
    const items = listOf(system, list);
    if (key === undefined) return { revision, part, items };
    const item = items.find((each) => each.key === key);
    if (item !== undefined) return { revision, part, item: reckoned(system, item) };
    throw usageFailure(
      `there is no \`${key}\` among the ${part}`,
      didYouMean(
        key,
        items.map((each) => each.key),
      ),
    );
  }
  const whole = wholes.find((each) => each === part);
  if (whole === undefined) throw usageFailure(`a rule system has no part \`${part}\``, didYouMean(part, parts));
  if (key !== undefined) throw usageFailure(`\`${part}\` is shown as a whole`, `Leave out \`${key}\`.`);
  return { revision, part, value: system[whole] ?? null };
};

const fieldLines = (value: object): string[] =>
  Object.entries(value).flatMap(([key, field]: [string, unknown]) => {
    if (isPlain(field)) return [];
    if (Array.isArray(field) && field.some((each) => typeof each === 'object'))
      return [`  ${key}`, ...field.flatMap((each) => wrapped(compact(each), 4))];
    return wrapped(`${key}: ${compact(field)}`, 2);
  });

const itemLines = ({ key, name, about, ...rest }: Item, style: Style): string[] => [
  `${style.strong(key)}: ${printable(name)}`,
  ...(about === undefined ? [] : wrapped(about, 2)),
  ...fieldLines(rest),
];

const overview = (
  { system, revision, applied }: Pick<LoadedSystem, 'system' | 'revision' | 'applied'>,
  style: Style,
): string[] => [
  `${style.strong(revision)}: ${printable(`${system.title} ${system.version}`)}`,
  ...wrapped(system.about, 2),
  ...wrapped(`${system.licence.name}. ${system.licence.attribution}`, 2),
  ...applied.flatMap(({ id, scope }) =>
    wrapped(`house rule \`${id}\`, for the ${scope}`.replace('the once', 'one roll'), 2),
  ),
  '',
  ...wrapped(`mechanic: ${system.mechanic.kind}`),
  ...lists.flatMap((list) => {
    const items = listOf(system, list);
    return items.length === 0 ? [] : wrapped(`${list} (${items.length}): ${items.map(({ key }) => key).join(', ')}`);
  }),
];

const shownLines = (shown: Shown, style: Style): readonly string[] => {
  if ('system' in shown) return overview(shown, style);
  if ('items' in shown)
    return columns(
      shown.items.map(({ key, name, about = '' }) => [key, name, about]),
      (cell, column) => (column === 0 ? style.strong(cell) : cell),
    );
  if ('item' in shown) return itemLines(shown.item, style);
  if (shown.value === null) return [`no ${shown.part}`];
  return [style.strong(shown.part), ...fieldLines(shown.value as object)];
};

export const rulesShow = command({
  name: 'rules show',
  summary: 'what a rule system says, or one part of it',
  args: [
    systemArgument,
    { name: 'PART', summary: parts.join(', '), isOptional: true },
    { name: 'KEY', summary: 'one of them: all that is said of it', isOptional: true },
  ],
  examples: [
    'monitor rules show d20_fantasy',
    'monitor rules show d20_fantasy conditions prone',
    'monitor rules show percentile templates doctor --json',
    'monitor rules show ./house.yaml mechanic',
  ],
  async run({ machine }, { args: [written = '', part, key] }): Promise<Shown> {
    const { systemOf } = await ruleSystems();
    const loaded = await systemOf(written, machine.cwd);
    return part === undefined ? loaded : shownPart(loaded, part, key);
  },
  lines: shownLines,
});

// ── check ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const rulesCheck = command({
  name: 'rules check',
  summary:
    'whether rule systems, rules of the house, characters and foes can be played, with file and line of what is wrong',
  args: [{ name: 'FILE', summary: 'files of your own', isMany: true }],
  examples: ['monitor rules check my-system.yaml', 'monitor rules check house.yaml my-system.yaml --json'],
  async run({ machine }, { args }) {
    const { checkRules } = await ruleSystems();
    const files = args.flatMap((file) => (file === undefined ? [] : [path.resolve(machine.cwd, file)]));
    const { checkWritten, isWritten } = await import('../../compose/characters.ts');
    const checked = await Promise.all(
      files.map(async (file) => {
        if (await isWritten(file))
          return { ...(await checkWritten(file, null)), system: null, revision: null, applied: [] };
        const { loaded, problems } = await checkRules(file);
        return {
          ...{ file, what: null, system: loaded?.system.id ?? null, revision: loaded?.revision ?? null },
          ...{ applied: loaded?.applied ?? [], problems },
        };
      }),
    );
    return { isUsable: checked.every(({ problems }) => problems.length === 0), files: checked };
  },
  lines({ files }, style) {
    const problems = files.flatMap((each) => each.problems);
    const told = problems.map(({ file, line, message }) => printable(`${file}:${line}: ${message}`));
    const good = files.flatMap(({ revision, file, applied, what }) => {
      if (what !== null) return [['ok', what, path.basename(file), '']];
      const house = applied.length === 0 ? '' : `${applied.length} house ${applied.length === 1 ? 'rule' : 'rules'}`;
      return revision === null ? [] : [['ok', revision, path.basename(file), house]];
    });
    const sum = told.length === 0 ? [] : ['', style.bad(told.length === 1 ? '1 problem' : `${told.length} problems`)];
    return [...columns(good, (cell, column) => (column === 0 ? style.good(cell) : cell)), ...told, ...sum];
  },
  exitCode: ({ isUsable }) => (isUsable ? exitDone : exitFailed),
});
