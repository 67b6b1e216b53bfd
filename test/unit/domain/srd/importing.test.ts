import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Foe } from '../../../../schemas/character.ts';
import { Gear } from '../../../../schemas/rule-character.ts';
import { RuleAction } from '../../../../schemas/rule-play.ts';
import { systemOf } from '../../../../src/compose/rule-systems.ts';
import { foeProblems } from '../../../../src/domain/characters/problems.ts';
import { foeStanding } from '../../../../src/domain/characters/standing.ts';
import { systemProblems } from '../../../../src/domain/rules/check.ts';
import { valuesOf } from '../../../../src/domain/rules/sheet.ts';
import { imported, lackedBy } from '../../../../src/domain/srd/importing.ts';
import { root } from '../../../support/monitor.ts';
import { lanternToad, spells, things } from '../../../support/srd.ts';

const { system } = await systemOf('d20_fantasy', root);
const one = (entry: unknown) => {
  const found = imported(system, [[entry]]);
  const [report] = found.report;
  return { ...found, notes: report?.notes ?? [], key: report?.key ?? null };
};
const spell = (index: string) => spells.find((each) => each.index === index);
const thing = (index: string) => things.find((each) => each.index === index);

describe('a monster', () => {
  const { foes, actions, notes } = one(lanternToad);
  const [toad] = foes;
  if (toad === undefined) throw new Error('no toad');
  const standing = foeStanding({ ...system, actions: [...system.actions, ...actions] }, toad, 'toad');
  const values = valuesOf(system, standing.sheet);

  it('has the numbers that are written, whatever the rules would reckon', () => {
    expect(values).toMatchObject({
      ...{ str: 17, dex: 11, con: 14, armour_class: 14, hp_max: 45, pace: 9, proficiency: 2 },
      ...{ stealth: 5, con_save: 4, melee: 6, ranged: 3 },
    });
    expect(standing.resources['hp']).toBe(45);
    expect(toad).toMatchObject({ threat: 3, experience: 700, kind: 'beast', instead: { dying: 'dead' } });
  });

  it('has teeth of its own, with all kinds of harm that they do and as far as they reach', () => {
    expect(toad.own.map(({ weapon }) => weapon)).toEqual([
      { roll: '2d6+3', type: 'piercing', with: ['melee'], also: [{ roll: '1d6', type: 'fire' }], farthest: 'near' },
      { roll: '1d8', type: 'acid', with: ['ranged'], also: [], farthest: 'far' },
    ]);
  });

  it('does what others have to be spared as a special action', () => {
    expect(actions).toMatchObject([
      {
        key: 'lantern_toad_flash',
        roll: { kind: 'save', with: ['dex_save'], who: 'other', difficulty: '13' },
        reach: { farthest: 'near', targets: 12, metres: 9 },
        outcomes: {
          failure: [
            { roll: '4d6', type: 'radiant' },
            { kind: 'condition', condition: 'blinded' },
          ],
          success: [{ roll: '(4d6) // 2' }],
        },
      },
    ]);
    expect(toad.actions).toEqual(['lantern_toad_flash']);
  });

  it('is hurt as it is written, and cannot have what it cannot have', () => {
    expect(toad.features[0]?.effects).toEqual(
      expect.arrayContaining([
        { kind: 'damage', is: 'resisted', types: ['acid', 'piercing', 'bludgeoning'], step: 1 },
        { kind: 'damage', is: 'vulnerable', types: ['cold'], step: 1 },
        { kind: 'damage', is: 'immune', types: ['poison'], step: 1 },
        { kind: 'immune', conditions: ['poisoned'], step: 1 },
      ]),
    );
  });

  it('has told of it what cannot be said', () => {
    expect(notes).toEqual([
      'Multiattack is told, and not reckoned',
      'read from the words of Flash: blinded',
      'that Flash can be done again when 1d6 comes to 5 is told, and not reckoned',
      'told, and not reckoned: Glow',
      'nothing is known of `skill-juggling`',
      'no condition is called `bored`',
      '`bludgeoning and piercing from weapons that are not magical` counts whatever it is done with',
    ]);
    expect(toad.features.map(({ name, about }) => [name, about])).toContainEqual(['Glow', 'It sheds light for 20 ft.']);
  });
});

describe('a thing', () => {
  it.each([
    [
      'reed-pike',
      { kind: 'weapon', weight: 3, price: 500, weapon: { roll: '1d10 + @str_mod', with: ['melee'], farthest: 'near' } },
    ],
    [
      'skipping-stone',
      { kind: 'weapon', price: 20, weapon: { roll: '1d4 + @nimble_mod', with: ['finesse'], farthest: 'near' } },
    ],
    [
      'eel-hide',
      { kind: 'armour', gives: { armour: 13, armour_dex: 2 }, effects: [{ edge: 'disadvantage', with: ['stealth'] }] },
    ],
    ['bark-shield', { kind: 'shield', gives: { shield: 2 } }],
    ['bottled-dusk', { kind: 'consumable' }],
  ])('%s is what it is', (index, expected) => {
    expect(one(thing(index)).gear).toMatchObject([expected]);
  });
});

describe('a spell', () => {
  it.each([
    [
      'gnat-bolt',
      {
        cost: [{ takes: 'action' }],
        roll: { kind: 'attack', with: ['spellcraft'] },
        reach: { farthest: 'far' },
        outcomes: { success: [{ roll: '1d8', type: 'piercing' }] },
      },
    ],
    [
      'sour-rain',
      {
        cost: [{ takes: 'action' }, { resource: 'slots_2', amount: '1' }],
        roll: { kind: 'save', with: ['con_save'], who: 'other', difficulty: '@spell_dc' },
        reach: { targets: 12, metres: 6 },
        outcomes: { success: [{ roll: '(3d8) // 2' }], failure: [{ roll: '3d8' }, { condition: 'blinded' }] },
      },
    ],
    [
      'kind-hand',
      {
        cost: [{ takes: 'bonus' }, { resource: 'slots_1', amount: '1' }],
        reach: { farthest: 'touch' },
        outcomes: { success: [{ kind: 'resource', resource: 'hp', by: '1d8 + @spell_mod', to: 'ally' }] },
      },
    ],
    ['long-shadow', { cost: [{ resource: 'slots_3', amount: '1' }], outcomes: { success: [{ kind: 'told' }] } }],
  ])('%s does what it does', (index, expected) => {
    expect(one(spell(index)).actions).toMatchObject([{ special: true, ...expected }]);
  });
});

describe('what is left out', () => {
  it.each<[string, unknown, string[]]>([
    ['what is nothing of the kind', { name: 'Ghost' }, ['it is no monster, thing or spell']],
    ['what is no object', 7, ['it is no object']],
    [
      'what only refers to something',
      { index: 'x', name: 'X', url: '/api/x' },
      ['it only refers to something: load the whole of it'],
    ],
    [
      'what lacks its numbers',
      { ...lanternToad, strength: 'much' },
      ['`strength`: invalid input: expected number, received string'],
    ],
    ['what has no name to go by', { ...lanternToad, index: '???' }, ['it has no name that can be used']],
    ['what is there already', { ...thing('reed-pike'), index: 'club' }, ['the system has a `club` already']],
    [
      'harm of an unknown kind',
      { ...thing('reed-pike'), damage: { damage_dice: '1d4', damage_type: { index: 'sonic' } } },
      ['weapon.type: there is no damage type `sonic`'],
    ],
    [
      'a spell of a tenth circle',
      { ...spell('sour-rain'), level: 10 },
      ['`level`: too big: expected number to be <=9'],
    ],
  ])('%s, with why', (_, entry, notes) => {
    const found = one(entry);
    expect(found.key).toBeNull();
    expect(found.notes).toEqual(notes);
    expect([...found.foes, ...found.gear, ...found.actions]).toEqual([]);
  });

  it('does not stop the rest, and the second of a name is left out', () => {
    const { report, foes } = imported(system, [[null, lanternToad, 'x', lanternToad]]);
    expect(report.map(({ key }) => key)).toEqual([null, 'lantern_toad', null, null]);
    expect(foes).toHaveLength(1);
  });

  it('is everything where a system has no names for it', async () => {
    expect(lackedBy(system)).toEqual([]);
    const { system: other } = await systemOf('percentile', root);
    expect(lackedBy(other)).toContain('armour_class');
  });
});

// ── whatever somebody gives ──────────────────────────────────────────────────────────────────────────────────────

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Goes down by turns and puts something else there, or nothing. */
const mutated = (value: Json, [turn = 0, ...turns]: readonly number[], other: Json | undefined): Json | undefined => {
  if (typeof value !== 'object' || value === null || turns.length === 0) return other;
  const keys = Object.keys(value);
  const key = keys[turn % Math.max(1, keys.length)];
  if (key === undefined) return other;
  if (Array.isArray(value)) {
    const at = Number(key);
    const changed = mutated(value[at] ?? null, turns, other);
    return changed === undefined ? value.toSpliced(at, 1) : value.toSpliced(at, 1, changed);
  }
  const changed = mutated(value[key] ?? null, turns, other);
  const rest = Object.fromEntries(Object.entries(value).filter(([each]) => each !== key));
  return changed === undefined ? rest : { ...rest, [key]: changed };
};

const words = fc.constantFrom(
  'fire',
  '9d9',
  '1d6 + MOD',
  'd',
  '0d0',
  '99999d99999',
  '-1',
  '@str_mod',
  'str',
  '(((',
  '1 mile',
  '\u202E\u0000',
);
const anything = fc.oneof(
  { weight: 3, arbitrary: words },
  fc.constantFrom(0, -1, 1e9, 0.5, 40),
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc.constant(undefined),
);
const turns = fc.array(fc.nat(30), { minLength: 1, maxLength: 6 });

describe('whatever somebody gives', () => {
  const entries = [lanternToad, ...things, ...spells] as unknown as Json[];

  it('is never thrown at, and what comes of it is right by the rules', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...entries),
        fc.array(fc.tuple(turns, anything), { minLength: 1, maxLength: 4 }),
        (entry, changes) => {
          const changed = changes.reduce<Json>((value, [path, other]) => mutated(value, path, other) ?? null, entry);
          const { foes, gear, actions, report } = imported(system, [changed]);
          const more = { ...system, actions: [...system.actions, ...actions] };
          for (const foe of foes) {
            expect(Foe.safeParse(foe).error).toBeUndefined();
            expect(foeProblems(more, foe, [])).toEqual([]);
          }
          for (const each of gear) expect(Gear.safeParse(each).error).toBeUndefined();
          for (const each of actions) expect(RuleAction.safeParse(each).error).toBeUndefined();
          for (const { key, notes } of report) expect(key === null ? notes : ['read']).not.toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('makes a system that can be played, all of it together', () => {
    const { gear, actions } = imported(system, [entries]);
    expect(
      systemProblems({ ...system, gear: [...system.gear, ...gear], actions: [...system.actions, ...actions] }),
    ).toEqual([]);
  });

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        expect(() => imported(system, [data])).not.toThrow();
      }),
    );
  });
});
