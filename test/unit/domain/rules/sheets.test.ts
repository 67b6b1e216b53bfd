import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { shippedSystems, systemOf } from '../../../../src/compose/rule-systems.ts';
import { type Sheet, sheetProblems, startOf, valuesOf } from '../../../../src/domain/rules/sheet.ts';

// Whatever somebody chooses within the bounds of a system, numbers come of it.

let systems: readonly RuleSystem[];
beforeAll(async () => {
  const loaded = await Promise.all((await shippedSystems()).map((id) => systemOf(id, '.')));
  systems = loaded.map(({ system }) => system);
});

const within = ({ min, max }: { min: number; max: number }) => fc.integer({ min, max });

const sheets = (system: RuleSystem): fc.Arbitrary<Sheet> =>
  fc.record({
    attributes: fc.record(
      Object.fromEntries(
        system.attributes.flatMap((each) => (each.from === 'character' ? [[each.key, within(each)]] : [])),
      ),
    ),
    skills: fc.record(Object.fromEntries(system.skills.list.map(({ key }) => [key, within(system.skills.training)]))),
    gear: fc.subarray(system.gear.map(({ key }) => key)),
    effects: fc.constantFrom(...system.templates.map(({ features }) => features.flatMap(({ effects }) => effects))),
  });

const sheetsPerSystem = 200;

describe('a sheet within the bounds of a system', () => {
  it('has every value, whole and within its bounds, and resources that there can be', () => {
    for (const system of systems)
      fc.assert(
        fc.property(sheets(system), (sheet) => {
          expect(sheetProblems(system, sheet)).toEqual([]);
          const values = valuesOf(system, sheet);
          const start = startOf(system, values);
          const bounded = [...system.attributes, ...system.derived];
          for (const { key, min = -Infinity, max = Infinity } of bounded)
            expect(Number.isInteger(values[key]) && (values[key] ?? 0) >= min && (values[key] ?? 0) <= max, key).toBe(
              true,
            );
          for (const { key, min } of system.resources) {
            const [first, most] = [start[key] ?? Number.NaN, values[`${key}_max`] ?? Number.NaN];
            expect(first >= min && first <= most, `${key}: ${first} of ${min} to ${most}`).toBe(true);
          }
        }),
        { numRuns: sheetsPerSystem },
      );
  });

  it('counts the highest of several things that give the same', () => {
    const [d20] = systems;
    if (d20 === undefined) throw new Error('nothing ships');
    const worn = (...gear: string[]) =>
      valuesOf(d20, { attributes: { dex: 18 }, skills: {}, gear, effects: [] })['armour_class'];
    expect([worn(), worn('leather'), worn('leather', 'chain'), worn('scale'), worn('scale', 'round_shield')]).toEqual([
      14, 15, 16, 16, 18,
    ]);
  });
});
