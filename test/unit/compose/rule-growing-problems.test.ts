import { afterAll, describe, expect, it } from 'vitest';
import { rulesFiles } from '../../support/rules-files.ts';
import { smallSystem } from '../../support/small-system.ts';

// How characters are made and get better: a system that is right but for one thing.

const rules = await rulesFiles();
afterAll(() => rules[Symbol.asyncDispose]());

const whole = `${smallSystem
  .replace(
    'advancement: { kind: use, roll: d20, gain: 1, about: u }',
    'advancement: { kind: points, resource: hp, earned: [each time], improvements: [{ key: better, name: Better, about: b, of: skill, by: 1, cost: 1 }] }',
  )
  .replace('kind: armour, gives: { plate: 3 }', 'kind: armour, price: 5, gives: { plate: 3 }')}
creation:
  about: As one likes.
  steps:
    - key: body
      name: Body
      about: b
      of: attributes
      among: [str]
      ways:
        - { key: given, kind: spread, name: Given, about: g, values: [12] }
        - { key: points, kind: points, name: Points, about: p, points: 5, least: 8, most: 10, costs: { '8': 0, '9': 1, '10': 3 } }
        - { key: dice, kind: roll, name: Dice, about: d, rolls: [{ for: [str], roll: 3d6 }] }
    - key: learnt
      name: Learnt
      about: l
      of: skills
      among: [climb]
      ways: [{ key: one, kind: spread, name: One, about: o, values: [1] }]
  coins: { roll: d6, about: Coppers. }
`;

type Broken = readonly [what: string, from: string, to: string, message: string];

const broken: readonly Broken[] = [
  [
    'a step about what there is not',
    'among: [str]',
    'among: [strr]',
    'there is no attribute `strr`; did you mean `str`?',
  ],
  ['a step about what comes from gear', 'among: [str]', 'among: [plate]', '`plate` comes from gear, and is not chosen'],
  ['a skill in a step about attributes', 'among: [str]', 'among: [climb]', 'there is no attribute `climb`'],
  ['more values than there are for them', 'values: [12]', 'values: [12, 11]', 'there are 2 values for 1'],
  [
    'a value that nobody may have',
    'values: [12]',
    'values: [21]',
    '21 does not lie from 1 to 20, which is what all of them may be',
  ],
  ['a training that nobody may have', 'values: [1]', 'values: [4]', '4 does not lie from 0 to 3'],
  ['points that are dice', 'points: 5, least', 'points: d6, least', '`d6` has dice, and stands for a number'],
  ['points between nothing', 'least: 8, most: 10', 'least: 11, most: 10', 'at least 11 and at most 10 is nothing'],
  ['a value without a price', "'9': 1, ", '', 'nothing says what 9 costs'],
  [
    'dice that nobody can use',
    'roll: 3d6 }',
    'roll: 3d8 }',
    '21 does not lie from 1 to 20, which is what all of them may be',
  ],
  ['dice that are none', 'roll: 3d6 }', 'roll: 3d }', '`d` needs to be told how many sides'],
  ['dice for something else', 'for: [str], roll', 'for: [climb], roll', 'nothing is rolled for `str`'],
  ['a way that is there twice', 'key: points, kind', 'key: given, kind', 'there is a `given` already'],
  ['a step that is there twice', 'key: learnt', 'key: body', 'there is a `body` already'],
  ['coins where nothing costs any', 'price: 5, ', '', 'nothing has a price'],
  [
    'an improvement in what there is not',
    'by: 1, cost: 1 }',
    'by: 1, cost: 1, among: [clmb] }',
    'there is no skill `clmb`; did you mean `climb`?',
  ],
  [
    'an improvement of features by keys',
    'of: skill, by: 1, cost: 1',
    'of: feature, by: 1, cost: 1, among: [climb]',
    'features have no keys: leave it out',
  ],
  [
    'a feature that goes down for another',
    'of: skill, by: 1, cost: 1',
    'of: feature, by: 1, cost: 1, instead: true',
    'only an attribute or a skill that rises',
  ],
  [
    'using up what is no consumable',
    'kind: armour, price: 5',
    'kind: armour, use: [{ kind: told, text: t }], price: 5',
    'only what is of the kind `consumable` is used up',
  ],
  [
    'what comes of it that there is not',
    'kind: armour, price: 5',
    'kind: consumable, use: [{ kind: ends, condition: dwon }], price: 5',
    'there is no condition `dwon`; did you mean `down`?',
  ],
  [
    'venom of an unknown kind',
    'nearest: touch, farthest: far',
    'nearest: touch, farthest: far, also: [{ roll: d4, type: blwo }]',
    'there is no damage type `blwo`; did you mean `blow`?',
  ],
  [
    'to be spared what there is not',
    'effects: [{ kind: condition, condition: down }]',
    'effects: [{ kind: immune, conditions: [donw] }]',
    'there is no condition `donw`; did you mean `down`?',
  ],
];

describe('what is wrong with how characters are made and get better is told', () => {
  it('of which nothing is wrong', async () => {
    expect(await rules.told(whole)).toEqual([]);
  });

  it.each(broken)('%s', async (_what, from, to, message) => {
    expect(whole.split(from).length, from).toBe(2);
    expect((await rules.told(whole.replace(from, to))).join('\n')).toContain(message);
  });
});
