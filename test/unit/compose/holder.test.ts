import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { holderHere } from '../../../src/compose/holder.ts';
import { processes } from '../../support/processes.ts';

const here = holderHere(processes, 'Ann');
const { isAlive } = here;

const gone = (): number => spawnSync(process.execPath, ['-e', '']).pid;

describe('whoever sits at a story', () => {
  it('is there as long as their process is', () => {
    expect(isAlive(here.id)).toBe(true);
    expect(isAlive(`${hostname()} ${process.ppid}`)).toBe(true);
    expect(isAlive(`${hostname()} ${gone()}`)).toBe(false);
  });

  it('is gone where another process has their number by now', () => {
    const [host, pid, start] = here.id.split(' ');
    if (start === undefined) return; // the system does not tell
    expect(isAlive(`${host} ${pid} ${start}1`)).toBe(false);
  });

  it('is there as far as anybody knows, on another machine', () => {
    expect(isAlive('elsewhere 1 1')).toBe(true);
  });

  it.each(['', '0', '-1', 'x'])('is nobody under a number that no process has: %j', (pid) => {
    expect(isAlive(`${hostname()} ${pid}`)).toBe(false);
  });
});
