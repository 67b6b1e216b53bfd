import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
  await writeFile(path.join(home.folder, 'herd.csv'), '2d6,text\n2-6,sheep\n7,{{d4}} goats\n8-12,[[tavern_names]]\n');
  await writeFile(path.join(home.folder, 'once.md'), '# Once\n\n| once | x |\n|---|---|\n| x | a |\n| x | b |\n');
  await writeFile(path.join(home.folder, 'bad.csv'), 'd6,text\n1-2,a\n2-5,b\n');
});
afterAll(() => home[Symbol.asyncDispose]());

interface Rolled {
  seed: string | null;
  draws: { text: string; dieFaces: number[] }[];
  used: { table: string; text: string }[];
}
const rolled = (...words: string[]): Promise<Rolled> => home.json(['table', 'roll', ...words]) as Promise<Rolled>;

describe('table', () => {
  it('finds what ships without a world, by tag too', async () => {
    const all = (await home.json(['table', 'list'])) as { id: string; tags: string[] }[];
    expect(all.length).toBeGreaterThanOrEqual(40);
    const weather = (await home.json(['table', 'list', '--tag', 'weather'])) as { id: string }[];
    expect(weather.map(({ id }) => id)).toEqual(all.filter(({ tags }) => tags.includes('weather')).map(({ id }) => id));
    const { out } = await home.run(['table', 'list', '--tables', 'herd.csv']);
    expect(out).toBe('herd  herd  3 entries  2d6\n');
  });

  it('shows entries with their chances, by name or id', async () => {
    expect(await home.json(['table', 'show', 'Weather in Spring'])).toMatchObject({
      id: 'weather_spring',
      dice: '2d6',
    });
    expect(await home.json(['table', 'show', 'Tavern Names'])).toMatchObject({ id: 'tavern_names', dice: 'd24' });
    const shown = await home.run(['table', 'show', 'herd', '--tables', 'herd.csv']);
    expect(shown.out).toContain('2-6   41.7%  sheep\n7     16.7%  {{d4}} goats\n8-12  41.7%  [[tavern_names]]\n');
  });

  it('draws the same from the same seed, and from the faces that fell', async () => {
    const first = await rolled('herd', '--tables', 'herd.csv', '--seed', 'x', '--times', '5');
    expect(await rolled('herd', '--tables', 'herd.csv', '--seed', 'x', '--times', '5')).toEqual(first);
    const faces = first.draws.flatMap(({ dieFaces }) => dieFaces).join(',');
    const again = await rolled('herd', '--tables', 'herd.csv', '--faces', faces, '--times', '5');
    expect(again.draws.map(({ text }) => text)).toEqual(first.draws.map(({ text }) => text));
  });

  it('tells the seed that it took where none was given, and it draws the same', async () => {
    const first = await rolled('npc');
    const again = await rolled('npc', '--seed', first.seed ?? '');
    expect(again).toEqual(first);
  });

  it('shows how it came about, table by table and die by die', async () => {
    const { out } = await home.run(['table', 'roll', 'herd', '--tables', 'herd.csv', '--faces', '3,4,2']);
    expect(out).toBe('2 goats\n  herd, 2d6: 3, 4 = 7\n    d4: 2 = 2\n');
  });

  it('lets what comes once come once in all the draws of a command, and then fails', async () => {
    const { draws, used } = await rolled('once', '--tables', 'once.md', '--times', '2');
    expect(draws.map(({ text }) => text).toSorted()).toEqual(['a', 'b']);
    expect(used.map(({ text }) => text).toSorted()).toEqual(['a', 'b']);
    const { code, error } = await home.run(['table', 'roll', 'once', '--tables', 'once.md', '--times', '3']);
    expect(code).toBe(1);
    expect(error).toContain('everything in the table `Once` (once) came once, and is used up');
  });

  it('checks files of one’s own, with file and line of what is wrong', async () => {
    expect(await home.run(['table', 'check', 'herd.csv', 'once.md'])).toMatchObject({ code: 0, error: '' });
    const { code, out } = await home.run(['table', 'check', 'bad.csv']);
    expect(code).toBe(1);
    expect(out).toContain('bad.csv:1: `bad`: a gap: nothing stands at 6\n');
    expect(out).toContain('bad.csv:3: `bad`: an overlap: at 2 stands `a` already\n\n2 problems\n');
    expect((await home.run(['table', 'roll', 'bad', '--tables', 'bad.csv'])).error).toContain('Nothing was drawn.');
  });
});

describe('oracle', () => {
  it('answers the same from the same seed, and from the faces that fell', async () => {
    const question = ['oracle', 'ask', 'Is the gate', 'guarded?', '--odds', 'All-but', '--chaos', '7'];
    expect(await home.run(question)).toMatchObject({ code: 2 });
    const words = ['oracle', 'ask', 'Is the gate', 'guarded?', '--odds', 'Likely', '--chaos', '7'];
    const first = (await home.json([...words, '--seed', 'x'])) as { question: string; dice: { face: number }[] };
    expect(first).toMatchObject({ question: 'Is the gate guarded?', chaos: 7, target: 68, odds: { id: 'likely' } });
    expect(await home.json([...words, '--seed', 'x'])).toEqual(first);
    const faces = first.dice.map(({ face }) => face).join(',');
    expect(await home.json([...words, '--faces', faces])).toEqual({ ...first, seed: null });
  });

  it('tests a scene, brings an event, and says what chaos is afterwards', async () => {
    const scene = await home.run(['oracle', 'scene', '--chaos', '9', '--faces', '4,1']);
    expect(scene.out).toContain('The scene begins otherwise than expected.\nWhoever you came to meet');
    const event = await home.run(['oracle', 'event', '--faces', '1,1,1']);
    expect(event.out).toBe('A foe makes a move: abandon, an absence\n  focus d112: 1, deed d80: 1, matter d80: 1\n');
    expect(await home.json(['oracle', 'drift', 'lost', '--chaos', '9'])).toEqual({
      control: 'lost',
      before: 9,
      after: 9,
    });
    expect((await home.run(['oracle', 'drift', 'kept', '--chaos', '5'])).out).toBe(
      'chaos 4\n  it was 5, and control was kept\n',
    );
  });

  it('says of given faces that nobody needed them, and fails', async () => {
    const { code, out } = await home.run(['oracle', 'scene', '--faces', '1,2']);
    expect(code).toBe(1);
    expect(out).toContain('nobody needed 2');
  });
});

describe('what is asked for wrongly', () => {
  it.each([
    [['oracle', 'ask', 'x', '--chaos', '10'], 2, "`--chaos` can't be `10`", 'from 1 to 9'],
    [['oracle', 'scene', '--chaos', 'much'], 2, "`--chaos` can't be `much`", 'from 1 to 9'],
    [['oracle', 'ask', 'x', '--odds', 'likly'], 2, "`--odds` can't be `likly`", 'Did you mean `likely`?'],
    [['oracle', 'ask', 'x', '--odds', 'zzz'], 2, "`--odds` can't be `zzz`", 'From the least likely on: `hopeless`'],
    [['oracle', 'ask'], 2, 'QUESTION', ''],
    [['oracle', 'ask', 'x\u0007'], 2, "`--question` can't be", ''],
    [
      ['oracle', 'ask', 'x', '--seed', 'a', '--faces', '1'],
      2,
      'dice fall from a seed or as they are given',
      'Leave out',
    ],
    [['oracle', 'ask', 'x', '--faces', '101,1'], 1, 'die 1 shows 1 to 100', ''],
    [['oracle', 'ask', 'x', '--faces', '1'], 1, 'die 2 has no face', ''],
    [['oracle', 'event', '--oracle', 'none.yaml'], 1, 'none.yaml:1: there is no such file', 'Nothing was asked'],
    [['oracle', 'drift', 'keept'], 2, "control can't be `keept`", 'Did you mean `kept`?'],
    [['oracle', 'drift'], 2, 'CONTROL', ''],
    [['table', 'roll', 'taverns'], 1, 'there is no table `taverns`', ''],
    [['table', 'roll', 'tavern_name'], 1, 'there is no table `tavern_name`', 'Did you mean `tavern_names`?'],
    [['table', 'roll', '!!'], 1, 'there is no table `!!`', '`monitor table list`'],
    [['table', 'roll', 'npc', '--times', '0'], 2, "`--times` can't be `0`", 'from 1 to 100'],
    [['table', 'list', '--tag', 'wether'], 2, 'no table has the tag `wether`', '`weather`'],
    [['table', 'roll', 'npc', '--tables', 'none.csv'], 1, 'none.csv:1: there is no such file', ''],
    [['table', 'roll'], 2, 'NAME', ''],
  ])('%j: what, and what to do instead', async (words, code, message, advice) => {
    const ran = await home.run(words);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.error).toContain(message);
    expect(ran.error).toContain(advice);
  });
});
