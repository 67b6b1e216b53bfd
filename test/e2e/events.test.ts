import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home, launcher } from '../support/monitor.ts';

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
  await home.run(['world', 'create', 'ashfall']);
  await home.run(['propose', '--entity', 'Mara', '--type', 'character']);
});
afterAll(() => home[Symbol.asyncDispose]());

interface Told {
  position: string;
  event: { type: string; payload: Record<string, unknown> };
}

const told = (out: string): Told[] =>
  out
    .trimEnd()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Told);

const tail = async (...flags: readonly string[]): Promise<Told[]> => {
  const { code, out } = await home.run(['events', 'tail', '--json', ...flags]);
  expect(code).toBe(0);
  return told(out);
};

describe('what happened', () => {
  it('is told in its order, the last as many as are asked for', async () => {
    const all = await tail();
    const types = all.map(({ event }) => event.type);
    expect(types.slice(-3)).toEqual(['canon.committed.v1', 'proposal.decided.v1', 'entity.changed.v1']);
    expect(all.map(({ position }) => position)).toEqual(all.map(({ position }) => position).toSorted());
    expect(await tail('--max', '2')).toEqual(all.slice(-2));
  });

  it('is told of one type, in whichever version, and the last of them also where others came after', async () => {
    const [committed, ...more] = await tail('--type', 'canon.committed', '--max', '1');
    expect(more).toEqual([]);
    expect(committed?.event).toMatchObject({ type: 'canon.committed.v1', payload: { nodes: 1 } });
    expect(await tail('--type', 'turn.appended')).toEqual([]);
  });

  it('is told in short lines to people', async () => {
    const { out } = await home.run(['events', 'tail', '--max', '3']);
    expect(out).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}canon\.committed {3}facts 0, nodes 1, /);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it.each([['0'], ['1001'], ['many']])('is not told %s times', async (max) => {
    const { code, error } = await home.run(['events', 'tail', '--max', max]);
    expect(code).toBe(2);
    expect(error).toContain('--max');
  });
});

describe('what happens', () => {
  it('is told as it happens by another process, until it is interrupted', async () => {
    const args = [launcher, 'events', 'tail', '--follow', '--json', '--max', '1', '--type', 'entity.changed'];
    const child = spawn(process.execPath, args, { env: home.environment, cwd: home.folder });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<Told> => {
      const { value } = await lines.next();
      return JSON.parse(String(value)) as Told;
    };
    const before = await next();
    await home.run(['propose', '--entity', 'Tomas', '--type', 'character']);
    const after = await next();
    expect(after.position > before.position).toBe(true);
    expect(after.event.payload).toMatchObject({ change: 'created' });
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });
});
