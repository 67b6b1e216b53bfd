import { expect, it } from 'vitest';
import { Failure, isFailure } from '../../../src/domain/failure.ts';

it('keeps what failed, what to do about it and why, and is told from a bug', () => {
  const cause = new Error('no space');
  const full = new Failure({ kind: 'terminal', code: 'disk_full', message: 'is full', advice: 'make room', cause });
  expect(full).toMatchObject({ ...{ name: 'Failure', kind: 'terminal', code: 'disk_full' }, message: 'is full' });
  expect([full.advice, full.cause]).toEqual(['make room', cause]);
  expect([isFailure(full), isFailure(cause), isFailure('disk_full')]).toEqual([true, false, false]);
});
