import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CharacterChoices } from '../../../../schemas/character.ts';
import { shippedSystems, systemOf } from '../../../../src/compose/rule-systems.ts';
import { created } from '../../../../src/domain/characters/creating.ts';
import { characterProblems } from '../../../../src/domain/characters/problems.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { choices } from '../../../support/arbitraries/characters.ts';
import { root } from '../../../support/monitor.ts';

const systems = await Promise.all((await shippedSystems()).map(async (id) => (await systemOf(id, root)).system));
const d20 = systems.find(({ id }) => id === 'd20_fantasy');
if (d20 === undefined) throw new Error('no d20_fantasy');

describe.each(systems.map((system) => [system.id, system] as const))('whoever is made by %s', (_, system) => {
  it('is right by its rules, whatever was chosen', () => {
    fc.assert(
      fc.property(choices(system), fc.string(), (chosen, seed) => {
        const { character, reasons } = created(system, chosen, seededFaces(seed));
        expect(reasons).toEqual([]);
        expect(character === null ? null : characterProblems(system, character)).toEqual([]);
      }),
    );
  });

  it('is the same with the same choices and the same dice', () => {
    fc.assert(
      fc.property(choices(system), fc.string(), (chosen, seed) => {
        expect(created(system, chosen, seededFaces(seed))).toEqual(created(system, chosen, seededFaces(seed)));
      }),
      { numRuns: 20 },
    );
  });

  it('is refused with reasons, or is right, whatever anybody writes', () => {
    const key = fc.oneof(
      fc.constantFrom(...system.attributes.map((each) => each.key), ...system.gear.map((each) => each.key), 'nobody'),
      fc.constantFrom(
        ...(system.creation?.steps ?? []).flatMap((step) => [step.key, ...step.ways.map((way) => way.key)]),
      ),
    );
    const step = fc.record(
      {
        way: key,
        order: fc.array(key, { maxLength: 6 }),
        values: fc.dictionary(key, fc.integer({ min: -5, max: 40 })),
      },
      { requiredKeys: [] },
    );
    const anything = fc.record(
      {
        name: fc.constant('X'),
        template: fc.oneof(key, fc.constantFrom(...system.templates.map((each) => each.key))),
        steps: fc.dictionary(key, step, { maxKeys: 4 }),
        buys: fc.array(fc.record({ thing: key, count: fc.integer({ min: 1, max: 9 }) }), { maxLength: 4 }),
      },
      { requiredKeys: ['name'] },
    );
    fc.assert(
      fc.property(anything, fc.string(), (written, seed) => {
        const { character, reasons } = created(system, CharacterChoices.parse(written), seededFaces(seed));
        expect(character === null).toBe(reasons.length > 0);
        if (character !== null) expect(characterProblems(system, character)).toEqual([]);
      }),
    );
  });
});

const refusals = (written: object, faces: readonly number[] = []): string[] =>
  created(
    d20,
    CharacterChoices.parse({ name: 'X', template: 'warrior', ...written }),
    scriptedFaces(faces),
  ).reasons.map(
    ({ path, message, advice }) => `${path.join('.')}: ${message}${advice === undefined ? '' : ` | ${advice}`}`,
  );

const abilities = 'Here are `str`, `dex`, `con`, `int`, `wis`, `cha`.';

describe('what cannot be made', () => {
  it.each<[string, object, string[]]>([
    [
      'without a template, where it is needed',
      { template: undefined },
      [
        'template: in Twenty-Sided Fantasy everybody is made from a template | It is one of `warrior`, `prowler`, `mender`, `spellweaver`.',
      ],
    ],
    [
      'of values that are not there to give',
      { steps: { abilities: { values: { str: 18, dex: 14, con: 13, int: 12, wis: 10, cha: 8 } } } },
      [
        'steps.abilities: Abilities: there are `15`, `14`, `13`, `12`, `10`, `8` to give, and `18`, `14`, `13`, `12`, `10`, `8` was given | Give each to one of `str`, `dex`, `con`, `int`, `wis`, `cha`.',
      ],
    ],
    [
      'with more points than there are',
      { steps: { abilities: { way: 'points', values: { str: 15, dex: 15, con: 15, int: 9 } } } },
      ['steps.abilities: Abilities: it comes to 28 points, and there are 27 | Take away 1.'],
    ],
    [
      'with more in one than points can buy',
      { steps: { abilities: { way: 'points', values: { str: 16 } } } },
      ['steps.abilities: Abilities: `str` is 16, and each lies from 8 to 15'],
    ],
    [
      'of what a step is not about, in several steps at once',
      { steps: { abilities: { order: ['str', 'dexx'] }, skills: { way: 'fuor', order: [] } } },
      [
        `steps.abilities.dexx: Abilities: there is no attribute \`dexx\`; did you mean \`dex\`? | ${abilities}`,
        'steps.skills: Skills: there is no way `fuor`; did you mean `four`? | The ways are `four`.',
      ],
    ],
    [
      'with the same named twice',
      { steps: { weapons: { order: ['melee', 'melee'] } } },
      ['steps.weapons: Weapons: one of them is named twice | Name each once.'],
    ],
    [
      'in two ways at once',
      { steps: { weapons: { order: ['melee', 'ranged'], values: { melee: 1 } } } },
      ['steps.weapons: Weapons: either `order` or `values`'],
    ],
  ])('%s', (_, written, told) => {
    expect(refusals(written)).toEqual(told);
  });

  it('with what nobody can pay for', () => {
    const buys = [{ thing: 'chain' }, { thing: 'long_bow', count: 2 }, { thing: 'swrod' }];
    expect(refusals({ buys }, [1, 2, 1, 2, 1])).toEqual([
      'buys.2.thing: there is no thing `swrod`',
      'buys: it comes to 17500 coins, and there are 7000 | Leave out what costs 10500 at least.',
    ]);
  });
});

describe('what somebody sets out with', () => {
  it('is bought with what the dice say, and the rest is kept', () => {
    const buys = [{ thing: 'leather' }, { thing: 'scale' }, { thing: 'torch', count: 3 }];
    const { character } = created(
      d20,
      CharacterChoices.parse({ name: 'X', template: 'warrior', buys }),
      scriptedFaces([4, 4, 4, 4, 4]),
    );
    expect(character?.coins).toBe(20_000 - 1000 - 5000 - 3);
    expect(character?.belongings).toEqual([
      { thing: 'leather', count: 1, at: 'worn' },
      { thing: 'scale', count: 1, at: 'carried' },
      { thing: 'torch', count: 3, at: 'carried' },
    ]);
  });

  it('gives the highest of what was thrown to whoever is named first', () => {
    const chosen = { steps: { abilities: { way: 'dice', order: ['wis', 'str', 'dex', 'con', 'int', 'cha'] } } };
    const faces = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6];
    const { character } = created(
      d20,
      CharacterChoices.parse({ name: 'X', template: 'warrior', ...chosen }),
      scriptedFaces(faces),
    );
    expect(character?.attributes).toEqual({ wis: 18, str: 15, dex: 12, con: 9, int: 6, cha: 3, hit_die: 10 });
  });
});
