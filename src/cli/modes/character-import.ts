import path from 'node:path';
import { Key } from '../../../schemas/bounds.ts';
import type { Imported } from '../../domain/srd/importing.ts';
import { command, usageFailure } from '../command.ts';
import { exitDone, exitFailed } from '../report.ts';
import { printable, type Style } from '../screen/style.ts';
import { wrapped } from '../screen/wrap.ts';
import { ruleSystems } from './rules.ts';

// What somebody has of the SRD's data, as files of their own.

const importing = () => import('../../compose/srd-files.ts');

const toldMax = 30;

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

type Report = Imported['report'];

const leftOutLines = (report: Report, style: Style): string[] => {
  const out = report.filter(({ key }) => key === null);
  return [
    ...out
      .slice(0, toldMax)
      .flatMap(({ name, notes }) => wrapped(`left out: ${name}: ${notes.join('; ')}`).map(style.warning)),
    ...(out.length > toldMax ? [`and ${out.length - toldMax} more: \`--json\` lists them all`] : []),
  ];
};

const noteLines = (report: Report, isWhole: boolean): string[] => {
  const noted = report.filter(({ key, notes }) => key !== null && notes.length > 0);
  if (noted.length === 0) return [];
  if (!isWhole)
    return wrapped(
      `of ${noted.length} not all could be said in rules: \`--notes\` shows what is told in words instead`,
    );
  return noted.flatMap(({ name, notes }) => notes.flatMap((note) => wrapped(`${name}: ${note}`, 2)));
};

export const characterImport = command({
  name: 'character import',
  summary: 'monsters, equipment and spells of the 5e SRD databases, as foes, gear and special actions of your own',
  args: [{ name: 'FILE', summary: 'JSON such as `5e-SRD-Monsters.json`, a list or one of them', isMany: true }],
  flags: {
    system: { kind: 'text', value: 'SYSTEM', summary: 'the rule system that they are for; `d20_fantasy` without it' },
    as: {
      kind: 'text',
      value: 'NAME',
      summary: 'what the files are called: `NAME-rules.yaml`, `NAME-foes.yaml`; `srd` without it',
    },
    out: { kind: 'text', value: 'DIR', summary: 'where they are written; here without it' },
    notes: { kind: 'switch', summary: 'show what could not be said in rules' },
    'dry-run': { kind: 'switch', summary: 'show what would come of it, and write nothing' },
  },
  examples: [
    'monitor character import 5e-SRD-Monsters.json 5e-SRD-Spells.json',
    'monitor character import my-monsters.json --as marsh --notes --dry-run',
  ],
  async run({ machine }, { args, flags }) {
    const { shippedSystems, systemOf } = await ruleSystems();
    const id = flags.system ?? 'd20_fantasy';
    if (!(await shippedSystems()).includes(id) && /[./\\]/.test(id))
      throw usageFailure('what is imported changes a system that ships', 'Name one, such as `--system d20_fantasy`.');
    const { system } = await systemOf(id, machine.cwd);
    const name = flags.as ?? 'srd';
    if (!Key.safeParse(name).success)
      throw usageFailure(
        `\`--as\` can't be \`${name}\``,
        'It is lower-case letters, digits and `_`, starting with a letter.',
      );
    const files = args.flatMap((file) => (file === undefined ? [] : [path.resolve(machine.cwd, file)]));
    const folder = path.resolve(machine.cwd, flags.out ?? '.');
    const { importSrd } = await importing();
    const found = await importSrd(system, { files, name, folder, isDry: flags['dry-run'] });
    return { ...found, isWhole: flags.notes };
  },
  lines: ({ counts, report, rules, foes, problems, isWhole }, style) => [
    ...wrapped(
      `read ${report.length}: ${[
        counted(counts.foes, 'foe', 'foes'),
        counted(counts.gear, 'thing', 'things'),
        counted(counts.actions, 'special action', 'special actions'),
      ].join(', ')}`,
    ).map(style.strong),
    ...leftOutLines(report, style),
    ...noteLines(report, isWhole),
    ...[rules, foes].flatMap((file) =>
      file === null ? [] : wrapped(`written to ${path.basename(file)}`).map(style.good),
    ),
    ...problems.map(({ file, line, message }) => style.bad(printable(`${file}:${line}: ${message}`))),
  ],
  exitCode: ({ counts, problems }) =>
    problems.length === 0 && counts.foes + counts.gear + counts.actions > 0 ? exitDone : exitFailed,
});
