import path from 'node:path';
import type { Character } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { sheetView } from '../../domain/characters/view.ts';
import { command, type CommandContext } from '../command.ts';
import { exitDone, exitFailed } from '../report.ts';
import { sheetLines } from '../screen/sheet.ts';
import { columns, printable } from '../screen/style.ts';
import { clipped } from '../screen/wrap.ts';
import { ruleSystems } from './rules.ts';

// Characters: those that are ready to play, and files of one's own.

/** Loaded when it is asked for: starting is to be quick. */
export const characterFiles = () => import('../../compose/characters.ts');

const aboutColumnsMax = 46;

export const systemFlag = {
  system: { kind: 'text', value: 'SYSTEM', summary: 'by which rules; without it, by those that the file names' },
} as const;

export const systemOrNull = async (
  { machine }: Pick<CommandContext, 'machine'>,
  written: string | null,
): Promise<RuleSystem | null> =>
  written === null ? null : (await (await ruleSystems()).systemOf(written, machine.cwd)).system;

export const characterList = command({
  name: 'character list',
  summary: 'characters that are ready to play',
  flags: { system: { kind: 'text', value: 'SYSTEM', summary: 'only those of this rule system' } },
  examples: ['monitor character list', 'monitor character list --system percentile --json'],
  async run(context, { flags }) {
    const { pregens } = await characterFiles();
    const { shippedSystems, systemOf } = await ruleSystems();
    const ids = flags.system === null ? await shippedSystems() : [flags.system];
    const loaded = await Promise.all(ids.map((id) => systemOf(id, context.machine.cwd)));
    const found = (await Promise.all(loaded.map(({ system }) => pregens(system)))).flat();
    return {
      characters: found.map(({ key, character: { name, about, system, template } }) => ({
        ...{ key, name, system, template: template ?? null, about: about ?? null },
      })),
    };
  },
  lines: ({ characters }, style) =>
    columns(
      characters.map(({ key, system, about }) => [key, system, clipped(about ?? '', aboutColumnsMax)]),
      (cell, column) => (column === 0 ? style.strong(cell) : cell),
    ),
});

const whoArgument = {
  name: 'WHO',
  summary: 'a file such as `./mira.yaml`, or the key of a character that ships',
} as const;

export interface Opened {
  character: Character;
  system: RuleSystem;
  /** Null: one that ships. */
  file: string | null;
}

export const openCharacter = async (
  context: Pick<CommandContext, 'machine'>,
  written: string,
  asked: string | null,
): Promise<Opened> => {
  const { characterOf } = await characterFiles();
  return characterOf(written, { system: await systemOrNull(context, asked), cwd: context.machine.cwd });
};

export const characterShow = command({
  name: 'character show',
  summary: 'a character as a sheet: what was chosen, and what follows from it',
  args: [whoArgument],
  flags: { ...systemFlag, all: { kind: 'switch', summary: 'with the skills that were never learnt' } },
  examples: ['monitor character show ebba_thornwall', 'monitor character show ./mira.yaml --all'],
  async run(context, { args: [who = ''], flags }) {
    const { character, system } = await openCharacter(context, who, flags.system);
    return { ...sheetView(system, character), isWhole: flags.all };
  },
  lines: ({ isWhole, ...view }, style) => sheetLines(view, isWhole, style),
});

export const characterCheck = command({
  name: 'character check',
  summary: 'whether files of characters and foes can be played, with file and line of what is wrong',
  args: [{ name: 'FILE', summary: 'files of your own', isMany: true }],
  flags: systemFlag,
  examples: ['monitor character check mira.yaml', 'monitor character check wolves.yaml mira.yaml --json'],
  async run(context, { args, flags }) {
    const { checkWritten } = await characterFiles();
    const system = await systemOrNull(context, flags.system);
    const files = args.flatMap((file) => (file === undefined ? [] : [path.resolve(context.machine.cwd, file)]));
    const checked = await Promise.all(files.map((file) => checkWritten(file, system)));
    return { isUsable: checked.every(({ problems }) => problems.length === 0), files: checked };
  },
  lines({ files }, style) {
    const good = files.flatMap(({ file, what, problems }) =>
      problems.length > 0 ? [] : [['ok', what ?? '', path.basename(file)]],
    );
    const problems = files.flatMap((each) => each.problems);
    const told = problems.map(({ file, line, message }) => printable(`${file}:${line}: ${message}`));
    const sum = told.length === 0 ? [] : ['', style.bad(told.length === 1 ? '1 problem' : `${told.length} problems`)];
    return [...columns(good, (cell, column) => (column === 0 ? style.good(cell) : cell)), ...told, ...sum];
  },
  exitCode: ({ isUsable }) => (isUsable ? exitDone : exitFailed),
});
