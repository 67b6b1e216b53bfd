import { afterAll, describe, expect, it } from 'vitest';
import { rulesFiles } from '../../support/rules-files.ts';
import { smallSystem } from '../../support/small-system.ts';

// A system that is right but for one thing.

const rules = await rulesFiles();
afterAll(() => rules[Symbol.asyncDispose]());
const { told } = rules;

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
  ['a mechanic that there is not', 'kind: d20', 'kind: stones', 'expected one of `d20`'],
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
    'everybody has `hit`; here are named those that only some have',
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
  [
    'help that costs what there is not',
    'version: 1.0.0',
    'version: 1.0.0\nhelp: { gives: { kind: bonus, by: 1 }, cost: [{ resource: hpp, amount: 1 }] }',
    'there is no resource `hpp`; did you mean `hp`?',
  ],
  [
    'help with dice',
    'version: 1.0.0',
    'version: 1.0.0\nhelp: { gives: { kind: bonus, by: d4 + @value } }',
    '`d4 + @value` has dice, and stands for a number',
  ],
  [
    'help that is thrown for at no difficulty',
    'version: 1.0.0',
    'version: 1.0.0\nhelp: { gives: { kind: roll, difficulty: esay, adds: { success: 2 } } }',
    'there is no difficulty `esay`; did you mean `easy`?',
  ],
  [
    'help by a level that nobody has',
    'version: 1.0.0',
    'version: 1.0.0\nhelp: { gives: { kind: roll, difficulty: easy, adds: { partial: 2 } } }',
    'no roll of this system is a `partial`',
  ],
  [
    'a choice that is offered twice',
    'type: blow }] } }',
    'type: blow }, { kind: choose, by: actor, count: 1, of: [run, { text: run, outcomes: [] }] }] } }',
    'it can be chosen already: `run`',
  ],
  [
    'a choice that brings about what there is not',
    'type: blow }] } }',
    'type: blow }, { kind: choose, by: actor, count: 1, of: [run, { text: fall, outcomes: [{ kind: condition, condition: dwon }] }] }] } }',
    'there is no condition `dwon`; did you mean `down`?',
  ],
  ['dice that are none', 'plain: d20', 'plain: d', '`d` needs to be told how many sides'],
];

const cardMechanic = `mechanic:
  kind: cards
  deck:
    ranks: [{ key: low, name: Low, value: 1 }, { key: high, name: High, value: 12 }]
    suits: [{ key: red, name: Red, with: [climb], adds: 2 }, { key: blue, name: Blue }]
    jokers: { count: 1, value: 20 }
    shuffled: joker
  draws: { plain: { count: 1 }, advantage: { count: 2 } }
  bonus: { min: -5, max: 10 }
  levels:
    - { level: success, from: 0 }
    - { level: failure }
  special:
    - { ranks: [high], suits: [red], on: [attack], becomes: critical_success }
    - { jokers: true, shifts: 1 }
  opposed: { by: total, tie: passive }
`;
const cardSystem = smallSystem.replace(/mechanic:\n(?: .*\n)+/, cardMechanic);

const brokenDecks: readonly Broken[] = [
  ['a rank twice', 'key: high, name: High', 'key: low, name: High', 'there is a `low` already'],
  ['a suit twice', 'key: blue', 'key: red', 'there is a `red` already'],
  ['a suit for what there is not', 'with: [climb]', 'with: [clim]', 'there is no value `clim`; did you mean `climb`?'],
  [
    'a special rank that there is not',
    'ranks: [high]',
    'ranks: [hihg]',
    'there is no rank `hihg`; did you mean `high`?',
  ],
  ['a special suit that there is not', 'suits: [red]', 'suits: [rde]', 'there is no suit `rde`; did you mean `red`?'],
  [
    'special cards of an unknown roll',
    'on: [attack]',
    'on: [atack]',
    'there is no roll `atack`; did you mean `attack`?',
  ],
  ['special cards that are none', '{ jokers: true, shifts: 1 }', '{ shifts: 1 }', 'it says which cards'],
  ['special cards that do nothing', '{ jokers: true, shifts: 1 }', '{ jokers: true }', 'either `becomes` or `shifts`'],
  ['more cards than there are', 'advantage: { count: 2 }', 'advantage: { count: 6 }', 'nobody can draw 6 of 5 cards'],
];

describe('what is wrong with a deck is told with its line', () => {
  it('of which nothing is wrong', async () => {
    expect(await told(cardSystem)).toEqual([]);
  });

  it.each(brokenDecks)('%s', async (_what, from, to, message) => {
    expect(cardSystem.split(from).length, from).toBe(2);
    const line = cardSystem.split('\n').findIndex((each) => each.includes(from)) + 1;
    const found = (await told(cardSystem.replace(from, to))).find((each) => each.includes(message));
    expect(found).toMatch(new RegExp(`^${line}: `));
  });

  it('jokers that there are not', async () => {
    const none = cardSystem.replace('    jokers: { count: 1, value: 20 }\n', '');
    expect(await told(none)).toEqual([
      expect.stringContaining('the deck has no jokers'),
      expect.stringContaining('the deck has no jokers'),
    ]);
  });
});

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

  it('help that changes nothing', async () => {
    const plain = smallSystem
      .replace(', advantage: 2d20kh1', '')
      .replace('templates:', 'help: { gives: { kind: advantage } }\ntemplates:');
    expect((await told(plain)).join()).toContain('an advantage changes nothing here');
  });

  it('totals that say nothing about each other', async () => {
    const bands = smallSystem
      .replace('kind: d20', 'kind: bands')
      .replace('level: success, from: 0', 'level: success, from: 10');
    expect((await told(bands)).join()).toContain('totals of `bands` say nothing about each other: it is `level`');
  });

  it('a ladder that goes down again', async () => {
    expect(await told(smallSystem.replace('name: Hard, value: 20', 'name: Hard, value: 5'))).toEqual([
      `${lineOf('name: Hard')}: \`hard\` is easier than \`easy\`: the ladder goes from easy to hard`,
    ]);
  });
});
