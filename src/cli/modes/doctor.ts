import { examine } from '../../compose/doctor.ts';
import { command } from '../command.ts';
import { exitDone, exitFailed } from '../report.ts';
import { printable } from '../screen/style.ts';

export const doctor = command({
  name: 'doctor',
  summary: 'what works, what does not, and what to do about it',
  flags: {
    audit: { kind: 'switch', summary: 'read every page and record, verify chains and decisions, however long' },
  },
  examples: ['monitor doctor', 'monitor doctor --audit --world ashfall', 'monitor doctor --json'],
  async run({ runtime, program, configuration, signal }, { flags }) {
    const checks = await examine({ runtime, program, configuration, isAudit: flags.audit, signal });
    return { isWell: checks.every(({ status }) => status !== 'fail'), checks };
  },
  lines({ isWell, checks }, style) {
    const marks = { ok: style.good('ok  '), warn: style.warning('warn'), fail: style.bad('fail') };
    const width = Math.max(...checks.map(({ name }) => name.length));
    return [
      ...checks.flatMap(({ name, status, detail, advice }) => [
        `${marks[status]}  ${name.padEnd(width)}  ${printable(detail)}`,
        ...(advice === null ? [] : [`${' '.repeat(width + 8)}${printable(advice)}`]),
      ]),
      '',
      isWell ? 'everything that is needed works' : style.bad('something that is needed does not work'),
    ];
  },
  exitCode: ({ isWell }) => (isWell ? exitDone : exitFailed),
});
