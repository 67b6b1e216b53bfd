import { expect, it } from 'vitest';
import { reportOf, reportText } from '../../../src/cli/report.ts';
import { Failure } from '../../../src/domain/failure.ts';

const signal = new AbortController().signal;
const told = (message: string): string => {
  const failure = new Failure({ kind: 'terminal', code: 'x', message, advice: 'Do this.' });
  return reportText(reportOf(failure, signal), { isJson: false, isDebug: false });
};

it('tells what happened and what to do, and no more of a huge input than fits a screen', () => {
  expect(told('it broke')).toBe('monitor: it broke\n  Do this.\n');
  expect(told('x'.repeat(10_000_000)).length).toBeLessThan(2_000);
});

it('prints nothing that a terminal would obey', () => {
  expect(told('a\u001b[2Jb\u202Ec')).not.toMatch(/[\u001b\u202E]/u);
});
