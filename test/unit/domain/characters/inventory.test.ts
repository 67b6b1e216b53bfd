import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Character } from '../../../../schemas/character.ts';
import { shippedSystems, systemOf } from '../../../../src/compose/rule-systems.ts';
import { changedBy, type Done } from '../../../../src/domain/characters/changing.ts';
import {
  coinsGiven,
  countOf,
  given,
  putOn,
  taken,
  takenOff,
  usedUp,
} from '../../../../src/domain/characters/inventory.ts';
import { characterProblems } from '../../../../src/domain/characters/problems.ts';
import { isRefused, type Refused } from '../../../../src/domain/characters/reason.ts';
import { carryingOf, isBurdened, weightOf } from '../../../../src/domain/characters/weight.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { root } from '../../../support/monitor.ts';

const systems = await Promise.all((await shippedSystems()).map(async (id) => (await systemOf(id, root)).system));
const [d20] = systems.filter(({ id }) => id === 'd20_fantasy');
if (d20 === undefined) throw new Error('no d20_fantasy');

const somebody = (more: object = {}, system = d20): Character =>
  Character.parse({ name: 'Ansa', system: system.id, version: system.version, ...more });

const done = (found: Done | Refused): Done => {
  if (isRefused(found)) throw new Error(found.reasons.map(({ message }) => message).join('\n'));
  return found;
};

const told = (found: Done | Refused): readonly string[] =>
  isRefused(found) ? found.reasons.map(({ message }) => message) : ['done'];

describe.each(systems.map((system) => [system.id, system] as const))('things by %s', (_, system) => {
  const thing = fc.constantFrom(...system.gear.map(({ key }) => key), 'nothing');
  const move = fc.oneof(
    fc.record({ do: fc.constant('give' as const), thing, count: fc.integer({ min: 1, max: 5 }), isPaid: fc.boolean() }),
    fc.record({ do: fc.constant('take' as const), thing, count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ do: fc.constant('wear' as const), thing, isInstead: fc.boolean() }),
    fc.record({ do: fc.constant('off' as const), thing }),
    fc.record({ do: fc.constant('use' as const), thing }),
    fc.record({ do: fc.constant('coins' as const), by: fc.integer({ min: -900, max: 900 }) }),
  );
  type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

  const because = 'tried';
  const made = (character: Character, each: Move): Done | Refused => {
    switch (each.do) {
      case 'give':
        return given(system, character, { ...each, because });
      case 'take':
        return taken(system, character, { ...each, because });
      case 'wear':
        return putOn(system, character, { ...each, because });
      case 'off':
        return takenOff(system, character, { ...each, because });
      case 'use':
        return usedUp(system, character, each.thing, seededFaces('use'));
      case 'coins':
        return coinsGiven(system, character, { ...each, because });
    }
  };

  it('weigh what they weigh together, and whoever has them stays right by the rules', () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        let character = somebody({ coins: 500 }, system);
        for (const each of moves) {
          const found = made(character, each);
          if (isRefused(found)) {
            expect(found.reasons.length).toBeGreaterThan(0);
            continue;
          }
          expect(found.changes.reduce(changedBy, character)).toEqual(found.character);
          character = found.character;
        }
        expect(characterProblems(system, character)).toEqual([]);
        expect(Character.parse(character)).toEqual(character);
        const sum = character.belongings.reduce(
          (all, { thing: key, count }) => all + (system.gear.find((each) => each.key === key)?.weight ?? 0) * count,
          0,
        );
        expect(weightOf(system, character)).toBeCloseTo(sum, 6);
        const most = carryingOf(system, character);
        expect(isBurdened(system, character)).toBe(most !== null && weightOf(system, character) > most);
      }),
    );
  });
});

describe('what cannot be done with things', () => {
  const worn = somebody({
    coins: 30,
    belongings: [{ thing: 'chain', at: 'worn' }, { thing: 'leather' }, { thing: 'torch', count: 2 }],
  });
  it.each<[string, Done | Refused, string]>([
    [
      'to give what there is not',
      given(d20, worn, { thing: 'tocrh', count: 1, isPaid: false, because: 'x' }),
      'there is no thing `tocrh`; did you mean `torch`?',
    ],
    [
      'to sell what is too dear',
      given(d20, worn, { thing: 'rope', count: 2, isPaid: true, because: 'x' }),
      'it costs 200, and there are 30 coins',
    ],
    ['to take what they lack', taken(d20, worn, { thing: 'rope', count: 1, because: 'x' }), 'Ansa has no `rope`'],
    [
      'to take more than there is',
      taken(d20, worn, { thing: 'torch', count: 3, because: 'x' }),
      'Ansa has 2 of `torch`, and not 3',
    ],
    [
      'to wear a second armour',
      putOn(d20, worn, { thing: 'leather', isInstead: false, because: 'x' }),
      'nobody wears two of the kind armour: `chain` is worn',
    ],
    [
      'to put on what is on',
      putOn(d20, worn, { thing: 'chain', isInstead: false, because: 'x' }),
      'chain armour is worn already',
    ],
    [
      'to take off what is not on',
      takenOff(d20, worn, { thing: 'torch', because: 'x' }),
      '`torch` is carried, and not worn',
    ],
    [
      'to use up a rope',
      usedUp(d20, somebody({ belongings: [{ thing: 'rope' }] }), 'rope', scriptedFaces([])),
      'rope is not used up',
    ],
    [
      'to spend coins that are not there',
      coinsGiven(d20, worn, { by: -31, because: 'x' }),
      'there are 30 coins, and not 31',
    ],
  ])('%s', (_, found, message) => {
    expect(told(found)).toEqual([message]);
  });
});

describe('things', () => {
  it('are paid for to the last coin', () => {
    const rich = somebody({ coins: 200 });
    const buying = { thing: 'rope', count: 2, isPaid: true, because: 'x' };
    expect(done(given(d20, rich, buying)).character.coins).toBe(0);
    expect(told(given(d20, { ...rich, coins: 199 }, buying))).toEqual(['it costs 200, and there are 199 coins']);
  });

  it('do what they do when they are used up, and are gone', () => {
    const hurt = somebody({ resources: { hp: 1 }, belongings: [{ thing: 'healing_draught', count: 2 }] });
    const { character, rolls } = done(usedUp(d20, hurt, 'healing_draught', scriptedFaces([1, 2])));
    expect(character.resources['hp']).toBe(6);
    expect(countOf(character, 'healing_draught', 'carried')).toBe(1);
    expect(rolls.map(({ rolled }) => rolled.total)).toEqual([5]);
  });

  it('end what held of whoever comes back from a threshold', () => {
    const down = somebody({
      ...{ resources: { hp: 0 }, conditions: [{ condition: 'dying' }], belongings: [{ thing: 'healing_draught' }] },
    });
    const { changes } = done(usedUp(d20, down, 'healing_draught', scriptedFaces([1, 1])));
    expect(changes).toMatchObject([
      { kind: 'belonging', to: 0 },
      { kind: 'resource', resource: 'hp', to: 4 },
      { kind: 'ends', condition: 'dying' },
    ]);
  });

  it('are put on one instead of the other', () => {
    const worn = somebody({ belongings: [{ thing: 'chain', at: 'worn' }, { thing: 'leather' }] });
    const { character } = done(putOn(d20, worn, { thing: 'leather', isInstead: true, because: 'x' }));
    expect(character.belongings).toEqual([
      { thing: 'chain', count: 1, at: 'carried' },
      { thing: 'leather', count: 1, at: 'worn' },
    ]);
  });

  it('are too much when they are, and no longer when they are not', () => {
    const { character, notes } = done(
      given(d20, somebody(), { thing: 'chain', count: 3, isPaid: false, because: 'x' }),
    );
    expect(notes).toEqual(['that is too much to carry (81 of 70): they are burdened']);
    expect(done(taken(d20, character, { thing: 'chain', count: 1, because: 'x' })).notes).toEqual([
      'they are burdened no longer (54 of 70)',
    ]);
  });
});
