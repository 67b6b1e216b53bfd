import { describe, expect, it } from 'vitest';
import { Character } from '../../../../schemas/character.ts';
import { systemOf } from '../../../../src/compose/rule-systems.ts';
import { characterProblems } from '../../../../src/domain/characters/problems.ts';
import { standingOf } from '../../../../src/domain/characters/standing.ts';
import { act } from '../../../../src/domain/rules/acting/acting.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { root } from '../../../support/monitor.ts';

const { system } = await systemOf('d20_fantasy', root);

const somebody = (more: object = {}): Character =>
  Character.parse({ name: 'Ansa', system: 'd20_fantasy', version: '1.0.0', ...more });

const told = (more: object): string[] =>
  characterProblems(system, somebody(more)).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a character that is checked', () => {
  it('is right when nothing is said of it', () => {
    expect(told({})).toEqual([]);
  });

  it('is told everything that is wrong with it at once', () => {
    expect(
      told({
        attributes: { str: 99, dexx: 10, armour: 12 },
        skills: { stealth: 5 },
        belongings: [{ thing: 'long_swrod', at: 'worn' }, { thing: 'rope' }, { thing: 'rope' }],
        conditions: [{ condition: 'pron' }, { condition: 'exhausted', steps: 9 }],
        rested: { long_rest: 3, nap: 1 },
        actions: ['attack'],
        template: 'warior',
      }),
    ).toEqual([
      'template: there is no template `warior`; it is one of `warrior`, `prowler`, `mender`, `spellweaver`',
      'attributes.str: it is a whole number from 1 to 30, and not 99',
      'attributes.dexx: there is no attribute `dexx`; did you mean `dex`?',
      'attributes.armour: `armour` comes from gear, and is not chosen',
      'skills.stealth: it is a whole number from 0 to 2, and not 5',
      'actions.0: everybody has `attack`; here are named those that only some have',
      'belongings.0.thing: there is no thing `long_swrod`; did you mean `long_sword`?',
      'belongings.2: `rope` stands there already: write one line, with `count`',
      'conditions.0.condition: there is no condition `pron`; did you mean `prone`?',
      'conditions.1.steps: the condition has 6 of them, and not 9',
      'rested.long_rest: nobody rests so more than 1 times a day',
      'rested.nap: there is no rest `nap`',
    ]);
  });

  it('is not looked at further where it is made for another system', () => {
    expect(told({ system: 'percentile', attributes: { nothing: 1 } })).toEqual([
      'system: it is made for `percentile`, and this is `d20_fantasy`',
    ]);
    expect(told({ version: '2.0.0' })).toEqual([
      'version: it is made for 2.0.0 of `d20_fantasy`, and this is 1.0.0: look through it, and write `version: 1.0.0`',
    ]);
  });

  it('wears one armour and one shield', () => {
    const worn = (...things: string[]) => ({ belongings: things.map((thing) => ({ thing, at: 'worn' })) });
    expect(told(worn('leather', 'chain'))).toEqual([
      'belongings.1.at: nobody wears two of the kind armour: `leather armour` and `chain armour`',
    ]);
    expect(told({ belongings: [{ thing: 'round_shield', count: 2, at: 'worn' }] })).toEqual([
      'belongings.0.at: nobody wears two of the kind shield: `round shield` and `round shield`',
    ]);
    expect(told({ belongings: [{ thing: 'leather', at: 'worn' }, { thing: 'chain' }] })).toEqual([]);
  });

  it('has no more of anything than there can be, as it stands', () => {
    expect(told({ resources: { hp: 9 } })).toEqual(['resources.hp: it lies from 0 to 8, and not at 9']);
    expect(told({ resources: { hp: 8, luck: 1 } })).toEqual(['resources.luck: there is no resource `luck`']);
  });

  it('has things of its own that fit the system, and no other keys than those that are free', () => {
    const hook = { key: 'hook', name: 'Hook', about: 'For a hand.', kind: 'weapon' };
    const weapon = { roll: 'd6', type: 'piercing', with: ['finesse'], farthest: 'touch' };
    expect(told({ own: [{ ...hook, weapon }], belongings: [{ thing: 'hook', at: 'worn' }] })).toEqual([]);
    expect(told({ own: [{ ...hook, key: 'club', weapon: { ...weapon, type: 'cutting' } }] })).toEqual([
      'own.0.key: there is a `club` already: call it something else',
      'own.0.weapon.type: there is no damage type `cutting`',
    ]);
  });
});

describe('how a character stands', () => {
  const hook = {
    ...{ key: 'hook', name: 'Hook', about: 'For a hand.', kind: 'weapon' },
    weapon: { roll: 'd6', type: 'piercing', with: ['finesse'], farthest: 'touch' },
  };

  it('is burdened by what they carry, for as long as it is too much', () => {
    const light = somebody({ belongings: [{ thing: 'chain', count: 2 }] });
    const heavy = somebody({ belongings: [{ thing: 'chain', count: 3 }] });
    expect(standingOf(system, light, 'a').conditions).toEqual([]);
    expect(standingOf(system, heavy, 'a').conditions).toMatchObject([{ condition: 'burdened' }]);
  });

  it('is what is written, and else as it is at first', () => {
    const { resources } = standingOf(system, somebody({ resources: { hp: 3 } }), 'a');
    expect(resources).toMatchObject({ hp: 3, hit_dice: 1, experience: 0 });
  });

  it('strikes with a thing of its own', () => {
    const actor = standingOf(system, somebody({ own: [hook], belongings: [{ thing: 'hook', at: 'worn' }] }), 'a');
    const other = standingOf(system, somebody(), 'b');
    const doing = { actor, other, near: [], action: 'attack', using: null, modifiers: [], reasons: [] };
    const { deltas } = act(system, { ...doing, difficulty: null, how: 'rolled' }, scriptedFaces([15, 4]));
    expect(deltas).toMatchObject([{ who: 'b', resource: 'hp', by: -4, to: 4 }]);
  });
});
