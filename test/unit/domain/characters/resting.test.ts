import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Character } from '../../../../schemas/character.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { pregens } from '../../../../src/compose/characters.ts';
import { shippedSystems, systemOf } from '../../../../src/compose/rule-systems.ts';
import { changedBy, type Done, resourcesOf } from '../../../../src/domain/characters/changing.ts';
import { sheetOfCharacter } from '../../../../src/domain/characters/made.ts';
import { characterProblems } from '../../../../src/domain/characters/problems.ts';
import { isRefused, type Refused } from '../../../../src/domain/characters/reason.ts';
import { cameTo, occasions, rested } from '../../../../src/domain/characters/resting.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { maxOf } from '../../../../src/domain/rules/declared.ts';
import { valuesOf } from '../../../../src/domain/rules/sheet.ts';
import { root } from '../../../support/monitor.ts';

const systems = await Promise.all((await shippedSystems()).map(async (id) => (await systemOf(id, root)).system));
const ready = (await Promise.all(systems.map(pregens))).flat();
const bySystem = (id: string): RuleSystem => {
  const found = systems.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};
const d20 = bySystem('d20_fantasy');

const somebody = (more: object, system = d20): Character =>
  Character.parse({ name: 'Ansa', system: system.id, version: system.version, ...more });

const done = (found: Done | Refused): Done => {
  if (isRefused(found)) throw new Error(found.reasons.map(({ message }) => message).join('\n'));
  return found;
};

const rest = (
  character: Character,
  key: string,
  more: { spend?: Record<string, number>; isNewDay?: boolean } = {},
  faces: readonly number[] = [],
) => rested(d20, character, { rest: key, spend: {}, isNewDay: false, ...more }, scriptedFaces(faces));

describe.each(systems.map((system) => [system.id, system] as const))('a rest by %s', (_, system) => {
  const bases = [
    ...ready.filter(({ character }) => character.system === system.id).map(({ character }) => character),
    somebody({}, system),
  ];
  const worn = fc.constantFrom(...bases).chain((base) => {
    const values = valuesOf(system, sheetOfCharacter(base));
    const resources = Object.fromEntries(
      system.resources.map(({ key, min }) => [key, fc.integer({ min, max: values[maxOf(key)] ?? min })]),
    );
    const condition = fc
      .constantFrom(...system.conditions)
      .chain(({ key, steps, lasts }) =>
        fc.integer({ min: 1, max: steps }).map((held) => ({ condition: key, steps: held, lasts })),
      );
    return fc
      .record({
        resources: fc.record(resources),
        conditions: fc.uniqueArray(condition, { maxLength: 4, selector: (held) => held.condition }),
      })
      .map((state) => Character.parse({ ...base, ...state }));
  });

  it('never brings more than there can be, leaves everybody right, and says all that it did', () => {
    fc.assert(
      fc.property(
        worn,
        fc.constantFrom(...system.rests),
        fc.nat(6),
        fc.string(),
        (before, { key, spends }, count, seed) => {
          const spend = Object.fromEntries(spends.map(({ resource }) => [resource, count]));
          const found = rested(system, before, { rest: key, spend, isNewDay: true }, seededFaces(seed));
          expect(isRefused(found) ? found.reasons : ['done']).not.toEqual([]);
          if (isRefused(found)) return;
          const { character, changes } = found;
          expect(changes.reduce(changedBy, before)).toEqual(character);
          const values = valuesOf(system, sheetOfCharacter(character));
          for (const [resource, there] of Object.entries(resourcesOf(system, character))) {
            const { min = 0 } = system.resources.find((each) => each.key === resource) ?? {};
            expect(there, resource).toBeGreaterThanOrEqual(min);
            expect(there, resource).toBeLessThanOrEqual(values[maxOf(resource)] ?? 0);
          }
          expect(characterProblems(system, character)).toEqual([]);
        },
      ),
    );
  });

  it('is the same with the same dice', () => {
    fc.assert(
      fc.property(worn, fc.constantFrom(...system.rests), fc.string(), (before, { key }, seed) => {
        const once = rested(system, before, { rest: key, spend: {}, isNewDay: true }, seededFaces(seed));
        expect(rested(system, before, { rest: key, spend: {}, isNewDay: true }, seededFaces(seed))).toEqual(once);
      }),
      { numRuns: 30 },
    );
  });
});

const warrior = { template: 'warrior', attributes: { con: 14, hit_die: 10, level: 4 } };

describe('what comes without a rest', () => {
  it('is what a session brings, up to what there can be', () => {
    const bands = bySystem('three_bands');
    const lucky = somebody({ resources: { luck: 2 } }, bands);
    const once = cameTo(bands, lucky, 'session_start', scriptedFaces([]));
    expect(once.character.resources).toEqual({ luck: 3 });
    expect(cameTo(bands, once.character, 'session_start', scriptedFaces([])).changes).toEqual([]);
  });

  it('is the end of a scene, of what lasts for one, and of stress', () => {
    const fudge = bySystem('fudge_ladder');
    const worn = somebody(
      {
        resources: { body_stress: 3, lasting: 4 },
        conditions: [
          { condition: 'staggered', lasts: { kind: 'scene' } },
          { condition: 'gravely_hurt', lasts: { kind: 'rest', rest: 'weeks' } },
        ],
      },
      fudge,
    );
    const { character } = cameTo(fudge, worn, 'scene_end', scriptedFaces([]));
    expect(character.resources).toEqual({ body_stress: 0, lasting: 4 });
    expect(character.conditions).toMatchObject([{ condition: 'gravely_hurt' }]);
  });

  it.each(systems.map((system) => [system.id, system] as const))('leaves everybody of %s right', (_, system) => {
    for (const { character } of ready.filter((each) => each.character.system === system.id))
      for (const occasion of occasions) {
        const { character: after } = cameTo(system, character, occasion, seededFaces('x'));
        expect(characterProblems(system, after)).toEqual([]);
      }
  });
});

describe('what a rest brings', () => {
  it('is never less than there was: who has more than at first keeps it', () => {
    const bands = bySystem('three_bands');
    const resources = bands.resources.map((each) =>
      each.key === 'luck' ? { ...each, restored: [{ on: { rest: 'night' }, by: 'all' as const }] } : each,
    );
    const by = { ...bands, resources };
    const sleep = (luck: number) =>
      done(
        rested(
          by,
          somebody({ resources: { luck } }, by),
          { rest: 'night', spend: {}, isNewDay: true },
          scriptedFaces([]),
        ),
      );
    expect(sleep(3).character.resources).toEqual({ luck: 3 });
    expect(sleep(0).character.resources).toEqual({ luck: 1 });
  });

  it('is what is spent in it, each with a die, and what would be wasted is kept', () => {
    const { character, rolls, notes } = done(
      rest(somebody({ ...warrior, resources: { hp: 20 } }), 'short_rest', { spend: { hit_dice: 4 } }, [9, 9, 1]),
    );
    expect(rolls.map(({ rolled }) => rolled.total)).toEqual([11, 11]);
    expect(character.resources).toMatchObject({ hp: 36, hit_dice: 2 });
    expect(notes).toEqual(['2 of `hit_dice` were kept: there is nothing left to bring back']);
  });

  it('is what a long one gives back, and the shorter one with it', () => {
    const worn = somebody({
      ...{ ...warrior, resources: { hp: 1, hit_dice: 0, second_wind: 0 } },
      conditions: [{ condition: 'exhausted', steps: 2 }, { condition: 'frightened' }, { condition: 'burning' }],
    });
    const { character } = done(rest(worn, 'long_rest'));
    expect(character.resources).toMatchObject({ hp: 36, hit_dice: 2, second_wind: 1 });
    expect(character.conditions).toMatchObject([{ condition: 'burning' }, { condition: 'exhausted', steps: 1 }]);
    expect(character.rested).toEqual({ long_rest: 1 });
  });

  it('is once a day, until a day has gone by', () => {
    const tired = done(rest(somebody(warrior), 'long_rest')).character;
    expect(rest(tired, 'long_rest')).toMatchObject({
      reasons: [
        {
          message: 'Ansa has had long rest once today, and more often nobody can',
          advice: 'On another day, say so with `--new-day`.',
        },
      ],
    });
    expect(done(rest(tired, 'long_rest', { isNewDay: true })).character.rested).toEqual({ long_rest: 1 });
    const { character } = done(
      rested(
        bySystem('three_bands'),
        somebody({ rested: { night: 1 } }, bySystem('three_bands')),
        { rest: 'weeks', spend: {}, isNewDay: false },
        scriptedFaces([]),
      ),
    );
    expect(character.rested).toEqual({});
  });

  it('is the time that goes by: what lasts longer lasts on', () => {
    const charmed = { condition: 'poisoned', lasts: { kind: 'seconds', count: 5000 } };
    const { character } = done(
      rest(
        somebody({ conditions: [charmed, { condition: 'blessed', lasts: { kind: 'rounds', count: 10 } }] }),
        'short_rest',
      ),
    );
    expect(character.conditions).toEqual([
      { condition: 'poisoned', steps: 1, lasts: { kind: 'seconds', count: 1400 } },
    ]);
  });

  it('is nothing for the dead and the dying', () => {
    const down = somebody({ resources: { hp: 0 }, conditions: [{ condition: 'dying' }] });
    expect(rest(down, 'long_rest')).toMatchObject({ reasons: [{ message: 'Ansa is dying, and cannot rest' }] });
    expect(rest(somebody({ conditions: [{ condition: 'dead' }] }), 'long_rest')).toMatchObject({
      reasons: [{ message: 'Ansa is dead, and no rest mends that' }],
    });
  });

  it('is refused with every reason at once', () => {
    const tired = somebody({ ...warrior, rested: { long_rest: 1 } });
    expect(rest(tired, 'long_rest', { spend: { hit_dice: 1, luck: 2 } })).toMatchObject({
      reasons: [
        { message: 'Ansa has had long rest once today, and more often nobody can' },
        { message: 'nothing of `hit_dice` is spent in long rest' },
        { message: 'nothing of `luck` is spent in long rest' },
      ],
    });
    expect(rest(somebody(warrior), 'short_rest', { spend: { hit_dice: 9 } })).toMatchObject({
      reasons: [{ message: 'there are 4 of `hit_dice`, and not 9' }],
    });
    expect(rest(tired, 'nap')).toMatchObject({ reasons: [{ message: 'there is no rest `nap`' }] });
  });
});
