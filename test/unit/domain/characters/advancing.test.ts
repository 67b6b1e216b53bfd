import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Character } from '../../../../schemas/character.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { pregens } from '../../../../src/compose/characters.ts';
import { shippedSystems, systemOf } from '../../../../src/compose/rule-systems.ts';
import { earned, practised, raised, reached } from '../../../../src/domain/characters/advancing.ts';
import { changedBy, type Done, resourcesOf } from '../../../../src/domain/characters/changing.ts';
import { affordable, offersOf, pointsLeft, rangeOf } from '../../../../src/domain/characters/improvements.ts';
import { improved } from '../../../../src/domain/characters/improving.ts';
import { characterProblems } from '../../../../src/domain/characters/problems.ts';
import { isRefused, type Refused } from '../../../../src/domain/characters/reason.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { root } from '../../../support/monitor.ts';

const systems = await Promise.all((await shippedSystems()).map(async (id) => (await systemOf(id, root)).system));
const ready = (await Promise.all(systems.map(pregens))).flat();
const bySystem = (id: string): RuleSystem => {
  const found = systems.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

const somebody = (system: RuleSystem, more: object = {}): Character =>
  Character.parse({ name: 'Ansa', system: system.id, version: system.version, ...more });

const done = (found: Done | Refused): Done => {
  if (isRefused(found)) throw new Error(found.reasons.map(({ message }) => message).join('\n'));
  return found;
};

const told = (found: Done | Refused): readonly string[] =>
  isRefused(found) ? found.reasons.map(({ message }) => message) : ['done'];

const milestonesOf = ({ advancement }: RuleSystem): string[] =>
  advancement.kind === 'milestones' ? advancement.milestones.map(({ key }) => key) : ['nothing'];

describe.each(systems.map((system) => [system.id, system] as const))('getting better by %s', (_, system) => {
  const improvement = fc.constantFrom('nothing', ...offersOf(system).map((offer) => offer.improvement.key));
  const on = fc.constantFrom(
    ...[...system.attributes, ...system.skills.list].map(({ key }) => key),
    ...system.templates.flatMap(({ features }) => features.map(({ name }) => name)),
  );
  const nothing = fc.constant(null);
  const deed = fc.oneof(
    fc.record({ do: fc.constant('earn' as const), amount: fc.integer({ min: 1, max: 40_000 }) }),
    fc.record({ do: fc.constant('level' as const) }),
    fc.record({ do: fc.constant('reach' as const), milestone: fc.constantFrom(...milestonesOf(system)) }),
    fc.record({ do: fc.constant('use' as const), skills: fc.uniqueArray(on, { maxLength: 4 }) }),
    fc.record({ do: fc.constant('improve' as const), improvement, on, instead: fc.oneof(nothing, on) }),
    // Whatever is offered, in whatever is offered for it.
    fc.record({ do: fc.constant('choose' as const), which: fc.nat(), where: fc.nat(), instead: fc.oneof(nothing, on) }),
  );
  type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

  const tried = (character: Character, each: Deed, seed: string): Done | Refused => {
    const faces = seededFaces(seed);
    switch (each.do) {
      case 'earn':
        return earned(system, character, { amount: each.amount, because: 'tried' });
      case 'level':
        return raised(system, character, faces);
      case 'reach':
        return reached(system, character, { milestone: each.milestone, because: 'tried', faces });
      case 'use':
        return practised(system, character, each.skills, faces);
      case 'improve':
        return improved(system, character, { ...each, called: 'Another' });
      case 'choose': {
        const can = affordable(system, character);
        const offer = can[each.which % Math.max(1, can.length)];
        const where = offer?.on[each.where % Math.max(1, offer.on.length)];
        return improved(system, character, {
          ...{ improvement: offer?.improvement ?? 'nothing', on: where?.key ?? 'nothing' },
          ...{ instead: each.instead, called: null },
        });
      }
    }
  };

  const bases = ready.filter(({ character }) => character.system === system.id).map(({ character }) => character);

  it('never goes beyond bounds, is paid for, and says all that it did', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...bases, somebody(system)),
        fc.array(deed, { maxLength: 30 }),
        fc.string(),
        (base, deeds, seed) => {
          let character = base;
          for (const each of deeds) {
            const found = tried(character, each, seed);
            expect(isRefused(found) ? found.reasons : ['done']).not.toEqual([]);
            if (isRefused(found)) continue;
            expect(found.changes.reduce(changedBy, character)).toEqual(found.character);
            for (const change of found.changes)
              if (change.kind === 'improved' && change.taken.with !== 'level') {
                const paid = found.changes.find((one) => one.kind === 'resource' && one.resource === change.taken.with);
                expect(change.taken.paid).toBe(paid?.kind === 'resource' ? -paid.by : 0);
              }
            character = found.character;
          }
          expect(characterProblems(system, character)).toEqual([]);
          expect(Character.parse(character)).toEqual(character);
          expect(pointsLeft(system, character)).toBeGreaterThanOrEqual(0);
          for (const { key, min } of system.resources)
            expect(resourcesOf(system, character)[key], key).toBeGreaterThanOrEqual(min);
        },
      ),
    );
  });

  it('can do what is said to be possible', () => {
    fc.assert(
      fc.property(fc.array(deed, { maxLength: 15 }), fc.string(), (deeds, seed) => {
        let character = bases[0] ?? somebody(system);
        for (const each of deeds) {
          const found = tried(character, each, seed);
          if (!isRefused(found)) character = found.character;
        }
        for (const { improvement: key, on: where } of affordable(system, character)) {
          const [first] = where;
          const offer = offersOf(system).find((each) => each.improvement.key === key);
          if (first === undefined || offer === undefined || offer.improvement.instead) continue;
          const found = done(
            improved(system, character, { improvement: key, on: first.key, instead: null, called: 'So' }),
          );
          if (offer.improvement.of === 'feature') continue;
          const { now } = rangeOf(system, found.character, offer.improvement, first.key);
          expect(now).toBe(first.now + offer.improvement.by);
        }
      }),
      { numRuns: 40 },
    );
  });
});

const d20 = bySystem('d20_fantasy');
const bands = bySystem('three_bands');
const hundred = bySystem('percentile');
const fudge = bySystem('fudge_ladder');
const take = { instead: null, called: null };

describe('levels', () => {
  const fourth = somebody(d20, { attributes: { level: 3, hit_die: 10 }, resources: { experience: 2700, hp: 4 } });

  it('are come to by experience, and bring what there can be more of', () => {
    const { character, notes } = done(raised(d20, fourth, scriptedFaces([])));
    expect(character).toMatchObject({ attributes: { level: 4 }, resources: { hp: 10 } });
    expect(notes).toEqual([
      'hit points: up to 28 instead of 22',
      'hit dice: up to 4 instead of 3',
      'Two points for abilities.',
      '2 to spend on improvements: `--improve WHAT=IN`',
      '3800 more for 5',
    ]);
    const stronger = done(improved(d20, character, { improvement: 'ability', on: 'con', ...take })).character;
    expect(pointsLeft(d20, stronger)).toBe(1);
    expect(told(improved(d20, stronger, { improvement: 'proficiency_in', on: 'stealth', ...take }))).toEqual([
      '`stealth` costs 2, and there are 1',
    ]);
  });

  it('do more for health that was not whole', () => {
    const twelve = somebody(d20, { attributes: { level: 4, con: 13 }, resources: { hp: 5 } });
    expect(done(improved(d20, twelve, { improvement: 'ability', on: 'con', ...take })).character.resources).toEqual({
      hp: 9,
    });
  });
});

describe('what is refused', () => {
  it.each<[string, Done | Refused, string]>([
    [
      'a level that was not earned',
      raised(d20, somebody(d20), scriptedFaces([])),
      'for level 2 it takes 300, and Ansa has 0',
    ],
    [
      'one above the highest',
      raised(d20, somebody(d20, { attributes: { level: 20 } }), scriptedFaces([])),
      '20 is the highest level that there is',
    ],
    [
      'an ability above what training can do',
      improved(d20, somebody(d20, { attributes: { level: 4, str: 20 } }), {
        improvement: 'ability',
        on: 'str',
        ...take,
      }),
      '`str` is 20, and 20 is the most that it may come to by this',
    ],
    [
      'a level for points',
      improved(d20, somebody(d20, { attributes: { level: 4 } }), { improvement: 'ability', on: 'level', ...take }),
      'there is no attribute `level`',
    ],
    [
      'what there is not',
      improved(d20, somebody(d20), { improvement: 'abiliti', on: 'str', ...take }),
      'there is no improvement `abiliti`; did you mean `ability`?',
    ],
    [
      'levels where there are none',
      raised(bands, somebody(bands), scriptedFaces([])),
      'in Three Bands nobody gets better by levels',
    ],
    [
      'points where there are none',
      earned(hundred, somebody(hundred), { amount: 5, because: 'x' }),
      'in Hundredfold nobody gets better by what they earn',
    ],
    [
      'improvements where there are none',
      improved(hundred, somebody(hundred), { improvement: 'x', on: 'spot', ...take }),
      'in Hundredfold nobody gets better by improvements that they choose',
    ],
    [
      'what nobody can pay',
      improved(bands, somebody(bands, { resources: { marks: 4 } }), { improvement: 'practise', on: 'fight', ...take }),
      '`fight` costs 5, and there are 4',
    ],
    [
      'what was not reached',
      improved(fudge, somebody(fudge), { improvement: 'rung', on: 'fight', ...take }),
      '`rung` comes with `story_told`, and Ansa has none of that left',
    ],
    [
      'a milestone that there is not',
      reached(fudge, somebody(fudge), { milestone: 'story_tld', because: 'x', faces: scriptedFaces([]) }),
      'there is no milestone `story_tld`; did you mean `story_told`?',
    ],
    [
      'to rise for nothing',
      improved(fudge, somebody(fudge, { reached: ['scene_won'] }), { improvement: 'swap', on: 'fight', ...take }),
      'another one goes down for `fight`: which?',
    ],
    [
      'a skill that was thrown for twice',
      practised(hundred, somebody(hundred), ['spot', 'spot'], scriptedFaces([])),
      'each skill is thrown for once, however often it was used',
    ],
    [
      'a feature without a new name',
      improved(fudge, somebody(fudge, { reached: ['scene_won'], features: [{ name: 'Bold', about: 'b' }] }), {
        improvement: 'rename',
        on: 'Bold',
        ...take,
      }),
      'what is it to be called?',
    ],
  ])('%s', (_, found, message) => {
    expect(told(found)).toEqual([message]);
  });
});

describe('what comes of it', () => {
  it('is another skill for marks, and another feature', () => {
    const marked = somebody(bands, { resources: { marks: 12 } });
    const skilled = done(improved(bands, marked, { improvement: 'practise', on: 'fight', ...take }));
    expect(skilled.character).toMatchObject({ skills: { fight: 1 }, resources: { marks: 7 } });
    const featured = done(improved(bands, skilled.character, { improvement: 'turn', on: 'Thick skin', ...take }));
    expect(featured.character).toMatchObject({ features: [{ name: 'Thick skin' }], resources: { marks: 0 } });
    expect(featured.character.improvements).toHaveLength(2);
  });

  it('is one skill up and another down', () => {
    const won = somebody(fudge, { reached: ['scene_won'], skills: { fight: 2, will: 3 } });
    const { character } = done(
      improved(fudge, won, { improvement: 'swap', on: 'fight', instead: 'will', called: null }),
    );
    expect(character.skills).toEqual({ fight: 3, will: 2 });
    expect(
      told(improved(fudge, character, { improvement: 'swap', on: 'fight', instead: 'will', called: null })),
    ).toEqual(['`swap` comes with `scene_won`, and Ansa has none of that left']);
  });

  it('is another name for a feature, and what it does stays', () => {
    const won = somebody(fudge, { reached: ['scene_won'], features: [{ name: 'Bold', about: 'b' }] });
    const { character } = done(
      improved(fudge, won, { improvement: 'rename', on: 'Bold', instead: null, called: 'Wary' }),
    );
    expect(character.features).toMatchObject([{ name: 'Wary', about: 'b' }]);
  });

  it('is a skill that rises where the dice come to more than it, up to what there can be', () => {
    const used = somebody(hundred, { skills: { spot: 30, listen: 73 }, resources: { calm: 10 } });
    const { character, changes } = done(
      practised(hundred, used, ['spot', 'listen', 'law'], scriptedFaces([60, 4, 100, 6, 3, 2])),
    );
    // spot 55: 60 is more, and it rises by 4; listen 98: 100 is more, and it rises to 99; law 5: 3 is not; calm comes back by 2.
    expect(character.skills).toEqual({ spot: 34, listen: 74 });
    expect(character.resources).toEqual({ calm: 12 });
    expect(changes).toMatchObject([
      { skill: 'spot', by: 4, because: '60 against 55' },
      { skill: 'listen', by: 1, because: '100 against 98' },
      { resource: 'calm', by: 2 },
    ]);
  });
});
