import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';
import { smallSystem } from '../support/small-system.ts';

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
  await writeFile(path.join(home.folder, 'small.yaml'), smallSystem);
});
afterAll(() => home[Symbol.asyncDispose]());

describe('rules list and show', () => {
  it('list what ships, with the licence of each', async () => {
    const { systems } = (await home.json(['rules', 'list'])) as { systems: { id: string; licence: string }[] };
    expect(systems.map(({ id, licence }) => `${id} ${licence}`)).toEqual([
      'd20_fantasy CC-BY-4.0',
      'fudge_ladder MIT',
      'long_odds MIT',
      'narrative MIT',
      'percentile MIT',
      'three_bands MIT',
    ]);
    const { out } = await home.run(['rules', 'list']);
    expect(out).toContain('Hundredfold 1.0.0, percentile, MIT');
  });

  it('show a whole, a part, and one thing of it with what follows from it', async () => {
    const whole = await home.run(['rules', 'show', 'd20_fantasy']);
    expect(whole.out).toContain('SRD 5.1');
    expect((await home.run(['rules', 'show', 'd20_fantasy', 'ladder'])).out).toContain('nearly_impossible');
    expect((await home.run(['rules', 'show', 'three_bands', 'mechanic'])).out).toContain('kind: bands');
    const warrior = await home.json(['rules', 'show', 'd20_fantasy', 'templates', 'warrior']);
    expect(warrior).toMatchObject({ item: { values: { armour_class: 18, hp_max: 13 }, start: { hp: 13 } } });
    expect(await home.json(['rules', 'show', 'small.yaml', 'encumbrance'])).toMatchObject({ value: null });
  });
});

describe('rules check', () => {
  it('says that a file can be played by, by its revision', async () => {
    const { code, out } = await home.run(['rules', 'check', 'small.yaml']);
    expect({ code, out }).toEqual({
      code: 0,
      out: expect.stringMatching(/^ok {2}small-[0-9a-f]{8} {2}small\.yaml\n$/) as string,
    });
  });

  it('names file, line and what may have been meant, and fails', async () => {
    await writeFile(path.join(home.folder, 'broken.yaml'), smallSystem.replace('takes: go', 'takes: goo'));
    const { code, out } = await home.run(['rules', 'check', 'broken.yaml', 'small.yaml']);
    expect(code).toBe(1);
    expect(out).toMatch(/broken\.yaml:39: there is no share of a turn `goo`; did you mean `go`\?/);
    expect(out).toContain('1 problem');
    const json = await home.run(['rules', 'check', 'broken.yaml', '--json']);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      isUsable: false,
      files: [{ system: null, problems: [{ line: 39 }] }],
    });
    expect(await home.run(['rules', 'show', './broken.yaml'])).toMatchObject({
      code: 1,
      error: expect.stringContaining('`monitor rules check broken.yaml` shows them all') as string,
    });
  });

  it('reads rules of the house, and plays by them', async () => {
    const house = `system: percentile
rules:
  - id: gentle
    scope: story
    because: A lighter tale.
    changes: [{ do: set, at: ladder.hard.value, value: 75 }]
`;
    await writeFile(path.join(home.folder, 'house.yaml'), house);
    expect((await home.run(['rules', 'check', 'house.yaml'])).out).toMatch(
      /^ok {2}percentile-\w+ {2}house\.yaml {2}1 house rule\n$/,
    );
    const args = [
      'rules',
      'try',
      './house.yaml',
      'spot',
      '--template',
      'reporter',
      '--difficulty',
      'hard',
      '--faces',
      '41',
    ];
    expect(await home.json(args)).toMatchObject({
      ...{ applied: [{ id: 'gentle', scope: 'story' }], target: 41, level: 'success', margin: 0 },
      roll: { formula: 'd%', dice: [41], seed: null },
    });
  });
});

describe('rules try and chances', () => {
  it('throw for a value of a template, and say what the rules make of it', async () => {
    const args = ['rules', 'try', 'd20_fantasy', 'athletics', '--template', 'warrior', '--difficulty', 'hard'];
    expect((await home.run([...args, '--faces', '14'])).out).toBe(
      '1d20 (14) = 14\n14 + 5 (athletics) = 19 against 20: failure by 1\n',
    );
    const first = await home.json([...args, '--seed', 'ford']);
    expect(await home.json([...args, '--seed', 'ford'])).toEqual(first);
  });

  it('weigh without dice where a system has none', async () => {
    const args = ['rules', 'try', 'narrative', 'fighting', '--template', 'wanderer', '--difficulty', 'wall'];
    expect((await home.run(args)).out).toBe('3 (fighting) = 3 against 3: yes, but\n');
    expect(await home.json(args)).toMatchObject({ roll: null, text: null, level: 'partial' });
  });

  it('tell how likely each level is, up the ladder', async () => {
    const { out } = await home.run(['rules', 'chances', 'd20_fantasy', '--bonus', '5', '--on', 'attack']);
    expect(out).toMatch(/^medium +15 +5\.0 % +50\.0 % +40\.0 % +5\.0 %$/m);
    expect(await home.json(['rules', 'chances', 'three_bands'])).toMatchObject({
      rungs: [{ key: 'usual', within: 0 }, {}, {}],
    });
  });

  it.each([
    [['rules', 'show', 'd20fantasy'], 1, 'Did you mean `d20_fantasy`?'],
    [['rules', 'show', 'd20_fantasy', 'condtions'], 2, 'Did you mean `conditions`?'],
    [['rules', 'show', 'd20_fantasy', 'conditions', 'pron'], 2, 'Did you mean `prone`?'],
    [['rules', 'show', 'd20_fantasy', 'mechanic', 'dice'], 2, '`mechanic` is shown as a whole'],
    [['rules', 'show'], 2, '`rules show` needs SYSTEM'],
    [['rules', 'check'], 2, '`rules check` needs FILE'],
    [['rules', 'chek', 'small.yaml'], 2, 'Did you mean `rules check`?'],
    [['rules', 'try', 'd20_fantasy', 'athletcs'], 2, 'Did you mean `athletics`?'],
    [['rules', 'try', 'd20_fantasy', '--template', 'warior'], 2, 'Did you mean `warrior`?'],
    [['rules', 'try', 'd20_fantasy', '--edge', 'advantag'], 2, 'Did you mean `advantage`?'],
    [['rules', 'try', 'd20_fantasy', '--on', 'atack'], 2, 'Did you mean `attack`?'],
    [['rules', 'try', 'd20_fantasy', '--on', 'attack'], 2, 'Write `--difficulty N`.'],
    [['rules', 'try', 'd20_fantasy', '--difficulty', 'hrad'], 2, 'Did you mean `hard`?'],
    [['rules', 'try', 'd20_fantasy', '--difficulty', '99999'], 2, 'It is a whole number'],
    [['rules', 'try', 'd20_fantasy', '--bonus', 'much'], 2, "`--bonus` can't be `much`"],
    [['rules', 'try', 'd20_fantasy', '--faces', '21'], 1, 'die 1 shows 1 to 20, and not 21'],
    [['rules', 'try', 'd20_fantasy', '--faces', '3', '--seed', 'x'], 2, 'Leave out `--seed` or `--faces`.'],
    [['rules', 'chances', 'd20_fantasy', '--difficulty', 'hard'], 2, 'unknown flag `--difficulty`'],
  ] as const)('refuse %j, and say what to do', async (args, code, message) => {
    const ran = await home.run(args);
    expect({ code: ran.code, out: ran.out }).toEqual({ code, out: '' });
    expect(ran.error).toContain(message);
  });
});
