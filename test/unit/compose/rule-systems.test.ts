import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkRules, shippedSystems, systemOf } from '../../../src/compose/rule-systems.ts';
import { sheetOf, startOf, valuesOf } from '../../../src/domain/rules/sheet.ts';
import { root } from '../../support/monitor.ts';
import { smallSystem } from '../../support/small-system.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
const written = async (text: string): Promise<string> => {
  const file = path.join(folder, `${++files}.yaml`);
  await writeFile(file, text);
  return file;
};

/** As `line: message`. */
const told = async (text: string): Promise<string[]> =>
  (await checkRules(await written(text))).problems.map(({ line, message }) => `${line}: ${message}`);

const lineOf = (words: string): number => smallSystem.split('\n').findIndex((line) => line.includes(words)) + 1;

/** Where a message does not point at what was changed. */
const elsewhere: Readonly<Record<string, string>> = {
  'as it is usual, `10 // (@str - 10)` comes to no number: nothing can be divided by 0': 'derived:',
  'levels go from the best on: `failure` is no worse than `critical_failure`': '{ level: failure }',
};

type Broken = readonly [what: string, from: string, to: string, message: string];

/** One change each, and the one thing that is said of it. */
const broken: readonly Broken[] = [
  [
    'a field that there is not',
    'version: 1.0.0',
    'version: 1.0.0\nversoin: 2',
    'unknown field `versoin`; did you mean `version`?',
  ],
  ['a version that is none', 'version: 1.0.0', 'version: one', '`version`: a version is three numbers: `1.0.0`'],
  ['a mechanic that there is not', 'kind: d20', 'kind: cards', 'expected one of `d20`'],
  ['an unknown attribute in an expression', '(@str - 10) // 2', '(@stre - 10) // 2', 'nothing is called @stre'],
  ['an expression that ends too early', '(@str - 10) // 2', '(@str - 10', '`(` is not closed'],
  [
    'dice where a number stands',
    '(@str - 10) // 2',
    '(@str - 10) // d2',
    '`(@str - 10) // d2` has dice, and stands for a number: leave them out',
  ],
  [
    'a value that needs itself',
    '10 + @mod + @plate',
    '10 + @guard',
    'it goes round in a circle: `@guard` needs `@guard`',
  ],
  [
    'values in a circle',
    '(@str - 10) // 2',
    '@guard - 10',
    'it goes round in a circle: `@mod` needs `@guard` needs `@mod`',
  ],
  [
    'what divides by nothing',
    '(@str - 10) // 2',
    '10 // (@str - 10)',
    'as it is usual, `10 // (@str - 10)` comes to no number: nothing can be divided by 0',
  ],
  ['a name that is given twice', 'key: guard, name: Guard', 'key: mod, name: Guard', 'there is a `mod` already'],
  [
    'a name that means something else',
    'key: mod, name: Modifier',
    'key: training, name: Modifier',
    '`@training` means something else in some expressions: choose another name',
  ],
  [
    'a name of what there can be of a resource',
    'key: climb, name',
    'key: hp_max, name',
    '`@hp_max` is what there can be of a resource: choose another name',
  ],
  ['a default out of bounds', 'max: 20, default: 10', 'max: 20, default: 30', 'it lies from 1 to 20, and 30 does not'],
  ['bounds that hold nothing', 'min: 1, max: 20', 'min: 21, max: 20', 'at least 21 and at most 20 is nothing'],
  [
    'a skill of an unknown value',
    'attribute: mod }',
    'attribute: mood }',
    'there is no value `mood`; did you mean `mod`?',
  ],
  [
    'a resource that can be less than nothing',
    "max: '@str', restored",
    "max: '@str - 5', restored",
    'with the least of everything it comes to -4, and 0 is the least',
  ],
  ['a rest that there is not', 'rest: night', 'rest: nihgt', 'there is no rest `nihgt`; did you mean `night`?'],
  [
    'a threshold with an unknown condition',
    'at: 0, condition: down',
    'at: 0, condition: dwon',
    'there is no condition `dwon`; did you mean `down`?',
  ],
  [
    'an effect on an unknown roll',
    'rolls: [attack], with: [mod] }',
    'rolls: [atack], with: [mod] }',
    'there is no roll `atack`; did you mean `attack`?',
  ],
  [
    'an effect on an unknown value',
    'rolls: [attack], with: [mod] }]',
    'rolls: [attack], with: [mud] }]',
    'there is no value `mud`; did you mean `mod`?',
  ],
  [
    'an effect on a step that there is not',
    'rolls: [attack], with: [mod] }]',
    'rolls: [attack], step: 2 }]',
    'the condition has 1 of them, and not 2',
  ],
  [
    'a condition that brings itself along',
    'kind: condition, condition: down',
    'kind: condition, condition: out',
    '`out` brings itself along',
  ],
  [
    'an effect that changes an attribute',
    'kind: condition, condition: down',
    'kind: value, value: str, by: 1',
    '`str` is an attribute, which nothing changes for a while',
  ],
  [
    'damage of an unknown type',
    'd6 + @mod, type: blow',
    'd6 + @mod, type: blwo',
    'there is no damage type `blwo`; did you mean `blow`?',
  ],
  ['a roll that can’t be rolled', 'roll: d6 + @mod', 'roll: d6 + @mood', 'nothing is called @mood'],
  [
    'a cost that is no share of a turn',
    'takes: go',
    'takes: goo',
    'there is no share of a turn `goo`; did you mean `go`?',
  ],
  [
    'an outcome that never comes',
    'outcomes: { success',
    'outcomes: { partial',
    'no roll of this system is a `partial`',
  ],
  [
    'an action without a roll that fails',
    'roll: { kind: attack, with: [mod] }, outcomes: { success',
    'outcomes: { failure',
    'without a roll it succeeds, and nothing else',
  ],
  [
    'harm to a resource that there is not',
    'takes: [hp]',
    'takes: [hpp]',
    'there is no resource `hpp`; did you mean `hp`?',
  ],
  ['ranges out of order', 'metres: 30', 'metres: 1', 'ranges go from near to far'],
  [
    'a fight that nobody can lose that way',
    'defeated: [down]',
    'defeated: [drown]',
    'there is no condition `drown`; did you mean `down`?',
  ],
  ['a template out of bounds', 'str: 14', 'str: 40', 'it is a whole number from 1 to 20, and not 40'],
  [
    'a template with an unknown attribute',
    '{ str: 14 }',
    '{ stg: 14 }',
    'there is no attribute `stg`; did you mean `str`?',
  ],
  ['a template that says what gear gives', '{ str: 14 }', '{ plate: 1 }', '`plate` comes from gear, and is not chosen'],
  ['a template with too much training', 'climb: 2', 'climb: 9', 'it is a whole number from 0 to 3, and not 9'],
  [
    'a template with an unknown thing',
    'gear: [stick, mail]',
    'gear: [stock, mail]',
    'there is no thing `stock`; did you mean `stick`?',
  ],
  [
    'a template with what everybody can do',
    'gear: [stick, mail]',
    'actions: [hit]',
    'everybody has `hit`; templates name special ones',
  ],
  [
    'gear that gives what is of the character',
    'gives: { plate: 3 }',
    'gives: { str: 3 }',
    '`str` is of the character; say `from: gear` where it is declared',
  ],
  [
    'a weapon that is farther near than far',
    'nearest: touch, farthest: far',
    'nearest: far, farthest: touch',
    '`far` is farther than `touch`',
  ],
  [
    'an action that reaches nowhere',
    'cost: [{ takes: go }]',
    'reach: { farthest: fra }',
    'there is no range `fra`; did you mean `far`?',
  ],
  [
    'a roll whose difficulty has dice',
    'roll: { kind: attack, with: [mod] }',
    'roll: { kind: attack, with: [mod], difficulty: d6 }',
    '`d6` has dice, and stands for a number',
  ],
  [
    'a rest that spends what there is not',
    'seconds: 28800',
    'seconds: 28800, spends: [{ resource: hpp, gives: hp, by: d6 }]',
    'there is no resource `hpp`; did you mean `hp`?',
  ],
  [
    'a fight with an unknown opportunity',
    'defeated: [down]',
    'defeated: [down]\n  opportunity: { action: hitt, unless: out }',
    'there is no action `hitt`; did you mean `hit`?',
  ],
  [
    'advancement by dice that are none',
    'roll: d20, gain: 1',
    'roll: d20, gain: d',
    '`d` needs to be told how many sides',
  ],
  [
    'a ladder with an unknown usual rung',
    'usual: easy',
    'usual: esay',
    'there is no difficulty `esay`; did you mean `easy`?',
  ],
  [
    'levels from the worst on',
    'level: success, from: 0',
    'level: critical_failure, from: 0',
    'levels go from the best on: `failure` is no worse than `critical_failure`',
  ],
  ['a level without a limit', 'level: success, from: 0', 'level: success', 'only the last level has no `from`'],
  [
    'a last level with a limit',
    '{ level: failure }',
    '{ level: failure, from: -5 }',
    'the last level holds for all that is left: it has no limit',
  ],
  [
    'a level that nobody reaches',
    'level: success, from: 0',
    'level: success, from: 40',
    'no roll ever is a success, whatever the bonus and the difficulty',
  ],
  ['what dice never show', 'shows: [20]', 'shows: [21]', 'the dice never come to 21'],
  [
    'a natural level of an unknown roll',
    'on: [attack]',
    'on: [atack]',
    'there is no roll `atack`; did you mean `attack`?',
  ],
  ['dice that are none', 'plain: d20', 'plain: d', '`d` needs to be told how many sides'],
];

describe('what is wrong with a system is told with its line', () => {
  it('of which nothing is wrong', async () => {
    expect(await told(smallSystem)).toEqual([]);
  });

  it.each(broken)('%s', async (_what, from, to, message) => {
    expect(smallSystem.split(from).length, from).toBe(2);
    const lines = await told(smallSystem.replace(from, to));
    expect(lines.join('\n')).toContain(message);
    const added = to.split('\n').length - 1;
    const line = lineOf(elsewhere[message] ?? from) + added;
    expect(lines.find((each) => each.includes(message))).toMatch(new RegExp(`^${line}: `));
  });

  it('a ladder that goes down again', async () => {
    expect(await told(smallSystem.replace('name: Hard, value: 20', 'name: Hard, value: 5'))).toEqual([
      `${lineOf('name: Hard')}: \`hard\` is easier than \`easy\`: the ladder goes from easy to hard`,
    ]);
  });
});

describe('the systems that ship', () => {
  it('are found, checked and usable, each with templates whose values lie within bounds', async () => {
    const ids = await shippedSystems();
    expect(ids).toEqual(['d20_fantasy', 'fudge_ladder', 'narrative', 'percentile', 'three_bands']);
    for (const id of ids) {
      const { system, revision } = await systemOf(id, folder);
      expect(system.id).toBe(id);
      expect(revision).toMatch(new RegExp(`^${id}-[0-9a-f]{8}$`));
      expect(system.templates.length).toBeGreaterThan(2);
      for (const template of system.templates) {
        const values = valuesOf(system, sheetOf(template));
        const start = startOf(system, values);
        for (const { key, min } of system.resources) expect(start[key], `${id} ${key}`).toBeGreaterThanOrEqual(min);
        for (const { key, min = -Infinity, max = Infinity } of [...system.attributes, ...system.derived]) {
          expect(values[key], `${id} ${key}`).toBeGreaterThanOrEqual(min);
          expect(values[key], `${id} ${key}`).toBeLessThanOrEqual(max);
        }
      }
    }
  });

  it('name whom they owe their rules, in a file that is shipped', async () => {
    const { system } = await systemOf('d20_fantasy', folder);
    expect(system.licence).toMatchObject({ name: 'CC-BY-4.0' });
    expect(system.licence.attribution).toContain('System Reference Document 5.1');
    expect(await readdir(root)).toContain('NOTICE');
  });
});

const house = (rules: string): string => `system: d20_fantasy\nrules:\n${rules}`;

describe('rules of the house', () => {
  it('change a system for as long as they hold, the narrower scope before the wider', async () => {
    const file = await written(
      house(`  - id: once_harder
    scope: once
    because: The storm.
    changes: [{ do: set, at: ladder.medium.value, value: 17 }]
  - id: harder
    scope: universe
    because: A grim world.
    changes: [{ do: set, at: ladder.medium.value, value: 16 }, { do: remove, at: conditions.blessed.lasts }]
  - id: flanked
    scope: story
    because: We like it.
    changes: [{ do: add, at: conditions, value: { key: flanked, name: Flanked, about: Foes on both sides. } }]
`),
    );
    const { system, applied, revision } = await systemOf(file, folder);
    expect(system.ladder.find(({ key }) => key === 'medium')?.value).toBe(17);
    expect(system.conditions.find(({ key }) => key === 'blessed')?.lasts).toEqual({ kind: 'lasting' });
    expect(system.conditions.at(-1)?.key).toBe('flanked');
    expect(applied).toEqual([
      { id: 'harder', scope: 'universe' },
      { id: 'flanked', scope: 'story' },
      { id: 'once_harder', scope: 'once' },
    ]);
    const plain = await systemOf('d20_fantasy', folder);
    expect(revision).not.toBe(plain.revision);
    expect(plain.system.ladder.find(({ key }) => key === 'medium')?.value).toBe(15);
  });

  const one = (change: string): string => house(`  - { id: a, scope: scene, because: b, changes: [${change}] }\n`);

  it.each([
    [
      'a part that there is not',
      one('{ do: set, at: conditions.pron.effects, value: [] }'),
      '3: `conditions.pron.effects`: there is no part `pron`; did you mean `prone`?',
    ],
    [
      'adding to what is no list',
      one('{ do: add, at: mechanic.degree, value: 1 }'),
      '3: `mechanic.degree` is no list that something can be added to',
    ],
    [
      'going into what has no parts',
      one('{ do: set, at: mechanic.degree.x, value: 1 }'),
      '3: `mechanic.degree.x`: there is nothing in `mechanic.degree`',
    ],
    [
      'a value that the schema refuses',
      one('{ do: set, at: mechanic.degree, value: many }'),
      '3: with these rules, `mechanic.degree`: expected a number, and got `many`',
    ],
    [
      'what does not fit the rest',
      one("{ do: set, at: derived.str_mod.is, value: '@st' }"),
      '3: with these rules, `derived.0.is`: `@st` is no roll: nothing is called @st, at character 1, `@st`; did you mean `@str`?',
    ],
    [
      'taking away what something else needs',
      one('{ do: remove, at: conditions.prone }'),
      'there is no condition `prone`',
    ],
    [
      'a system that there is not',
      one('{ do: remove, at: conditions.prone }').replace('d20_fantasy', 'd20_fantsy'),
      '1: there is no rule system `d20_fantsy`; did you mean `d20_fantasy`?',
    ],
    [
      'two of one name',
      house(
        '  - &a { id: a, scope: scene, because: b, changes: [{ do: remove, at: gear.rope }] }\n  - { id: a, scope: scene, because: b, changes: [{ do: remove, at: gear.torch }] }\n',
      ),
      '4: there is a `a` already',
    ],
  ])('are refused for %s, with the line', async (_what, text, message) => {
    expect((await told(text)).join('\n')).toContain(message);
  });
});

it('rounds what is reckoned down, below nothing too', async () => {
  const { system } = await systemOf(await written(smallSystem.replace('(@str - 10) // 2', '(@str - 10) / 3')), folder);
  const modOf = (str: number) => valuesOf(system, { attributes: { str }, skills: {}, gear: [], effects: [] })['mod'];
  expect([modOf(14), modOf(13), modOf(9)]).toEqual([1, 1, -1]);
});

it('refuses a system by another name, and says which is near', async () => {
  await expect(systemOf('d20fantasy', folder)).rejects.toMatchObject({
    code: 'unknown_rule_system',
    advice: 'Did you mean `d20_fantasy`?',
  });
  await expect(systemOf('./nowhere.yaml', folder)).rejects.toMatchObject({ code: 'bad_rules' });
});
