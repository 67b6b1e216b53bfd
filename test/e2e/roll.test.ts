import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';

// Dice through the real command, each a process of its own, with no world at all.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
});
afterAll(() => home[Symbol.asyncDispose]());

interface View {
  seed: string | null;
  rolls: readonly { dice: number[]; total: number; counter: number | null; text: string }[];
}

describe('monitor roll', () => {
  it('rolls the same again from the seed that it tells, and from the faces that fell', async () => {
    const first = (await home.json(['roll', '4d6kh3', '--times', '3'])) as View;
    const { seed, rolls } = first;
    expect(seed).toMatch(/^[0-9a-f]{16}$/);
    expect(await home.json(['roll', '4d6kh3', '--times', '3', '--seed', seed ?? ''])).toEqual(first);
    expect(rolls.map(({ counter }) => counter)).toEqual([0, 4, 8]);
    for (const { dice, total } of rolls)
      expect(await home.json(['roll', '4d6kh3', '--faces', dice.join(',')])).toMatchObject({
        ...{ seed: null, left: [] },
        rolls: [{ dice, total, counter: null }],
      });
  });

  it('is written in as many words as it takes, and told', async () => {
    const { out, code } = await home.run(['roll', 'd20', '+', '@dex', '>=', '15', '--with', 'dex=3', '--faces', '14']);
    expect([code, out]).toEqual([0, '1d20 (14) + @dex (3) >= 15 = 17: yes, by 2\n']);
    const named = await home.run(['roll', '@sneak', '--with', 'sneak=2d6', '--faces', '2,3', '--why']);
    expect(named.out).toBe('@sneak (2d6 (2, 3)) = 5\n  2d6 fell 2 and 3; that is 5.\n');
  });

  it('counts and adds what is rolled several times', async () => {
    const { out } = await home.run(['roll', 'd6>=4', '--times', '3', '--faces', '2 4 6']);
    expect(out).toContain('3 rolls, 12 in all, 4 each; 2 of them hold\n');
  });

  it.each([
    [['roll'], 2, 'needs to be told what'],
    [['roll', '4d6x'], 1, 'at character 4, `x`'],
    [['roll', 'd20+@dx', '--with', 'dex=3'], 1, 'Did you mean `@dex`?'],
    [['roll', 'd6', '--with', '3'], 2, '--with dex=3'],
    [['roll', 'd6', '--times', '0'], 2, 'from 1 to 1000'],
    [['roll', 'd6', '--faces', '1,x'], 2, '`x`'],
    [['roll', 'd6', '--faces', '7'], 1, 'and not 7'],
    [['roll', 'd6', '--faces', '1', '--seed', 'a'], 2, 'Leave out'],
    [['roll', 'd6e1e>=1'], 1, 'never end'],
    [['roll', '1/0'], 1, 'divided by 0'],
    [['odds'], 2, 'needs to be told what'],
    [['odds', '1/(d6-3)'], 1, 'divide by 0'],
  ])('answers %j with advice', async (words, code, advice) => {
    const ran = await home.run(words);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.error).toContain(advice);
  });

  it('tells of faces that nobody needed', async () => {
    const { out, code } = await home.run(['roll', 'd6', '--faces', '1,2']);
    expect([code, out]).toEqual([1, '1d6 (1) = 1\nnobody needed 2\n']);
  });
});

describe('monitor odds', () => {
  it('reckons, and shows all there is on a screen', async () => {
    const { out } = await home.run(['odds', '2d6>=7', '--plain']);
    expect(out).toContain('2d6>=7 holds in 58.33 %\nfrom 2 to 12, 7 on average, deviation 2.4152\n');
    expect(out).toMatch(/\n 7 +16\.67 % +58\.33 % +58\.33 % +#{30}\n/);
    expect(out).toMatch(/\n12 +2\.78 % +2\.78 % +100\.00 % +#{5}\n/);
    expect((await home.run(['odds', '3d6'])).out).toMatch(/\n18 +0\.46 % +0\.46 % +100\.00 %/);
    const many = (await home.run(['odds', '100d100'])).out.split('\n');
    expect(many.length).toBeLessThan(50);
    for (const line of many) expect(line.length).toBeLessThanOrEqual(80);
    expect(await home.json(['odds', '2d6>=7'])).toMatchObject({ formula: '2d6>=7', mean: 7, within: 0 });
  });

  it('says how far off it may be where it can only try', async () => {
    const { out } = await home.run(['odds', '3d6ra1']);
    expect(out).toContain('tried and not reckoned');
    expect(out).toContain('off by 0.44 %');
  });
});
