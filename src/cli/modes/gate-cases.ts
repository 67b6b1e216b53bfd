import path from 'node:path';
import type { FileResult } from '../../compose/written/case-files.ts';
import { command } from '../command.ts';
import { exitDone, exitFailed } from '../report.ts';
import { columns, printable, type Style } from '../screen/style.ts';
import { libraryFor, pathOf, policyFlags } from './gate-policy.ts';

interface TestView {
  cases: number;
  failed: number;
  files: readonly FileResult[];
}

const failedIn = ({ failures }: FileResult): number => new Set(failures.map(({ line }) => line)).size;

const failureLines = ({ file, failures, problems }: FileResult, style: Style): string[] => [
  ...problems.map(({ line, message }) => style.bad(printable(`${path.basename(file)}:${line}: ${message}`))),
  ...failures.flatMap(({ law, line, proposal, differences }) => [
    `${style.bad(printable(`${path.basename(file)}:${line}`))}: ${printable(law)}`,
    ...columns(
      differences.flatMap(({ field, expected, actual }, index) => [
        [index === 0 ? (proposal ?? '') : '', field, `expected  ${expected}`],
        ['', '', `got       ${actual}`],
      ]),
    ).map((text) => `  ${text}`),
  ]),
];

const summaryOf = ({ cases, failed, files }: TestView): string => {
  const broken = files.filter(({ problems }) => problems.length > 0).length;
  const unread = broken === 0 ? '' : `, ${broken} ${broken === 1 ? 'file' : 'files'} can't be read`;
  return `${cases} cases, ${failed} failed${unread}`;
};

export const gateTest = command({
  name: 'gate test',
  summary: 'whether the gate decides as cases say it has to',
  args: [{ name: 'DIR', summary: 'a folder or a file of cases; those that ship, without one', isOptional: true }],
  flags: policyFlags,
  examples: [
    'monitor gate test',
    'monitor gate test my-cases --policy my-world.yaml',
    'monitor gate test my-cases/feud.yaml --json',
  ],
  async run(context, { args: [given], flags }): Promise<TestView> {
    const { readCases, runCases } = await import('../../compose/written/case-files.ts');
    const library = await libraryFor(context, flags);
    const files: FileResult[] = [];
    for (const found of await readCases(given === undefined ? null : pathOf(context.machine, given)))
      files.push(await runCases(library, found));
    const sum = (count: (file: FileResult) => number): number => files.reduce((all, file) => all + count(file), 0);
    return { cases: sum(({ cases }) => cases), failed: sum(failedIn), files };
  },
  lines(view, style) {
    const rows = view.files.map((file) => [
      path.basename(file.file),
      `${file.cases - failedIn(file)} of ${file.cases}`,
    ]);
    const failures = view.files.flatMap((file) => failureLines(file, style));
    return [...columns(rows), ...(failures.length === 0 ? [] : ['', ...failures]), '', summaryOf(view)];
  },
  exitCode: ({ failed, files }) =>
    failed === 0 && files.every(({ problems }) => problems.length === 0) ? exitDone : exitFailed,
});
