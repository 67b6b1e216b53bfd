import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkCharacter, checkFoes, fighterOf, foesOf, pregens } from '../../src/compose/characters.ts';
import { shippedSystems, systemOf } from '../../src/compose/rule-systems.ts';
import { maxOf } from '../../src/domain/rules/declared.ts';
import { valuesOf } from '../../src/domain/rules/sheet.ts';
import { root } from '../support/monitor.ts';

// Characters and foes that ship are right by the rules that they are made for.

const filesIn = async (folder: string): Promise<string[]> => {
  const where = path.join(root, 'policies', folder);
  return (await readdir(where)).filter((name) => name.endsWith('.yaml')).map((name) => path.join(where, name));
};

describe('the characters and foes that ship', () => {
  it('have nothing wrong with them', async () => {
    for (const file of await filesIn('characters')) expect((await checkCharacter(file, null)).problems).toEqual([]);
    for (const file of await filesIn('foes')) expect((await checkFoes(file, null)).problems).toEqual([]);
  });

  it('are eleven characters and thirty-three foes, some of them of every system that throws for harm', async () => {
    const perSystem = await Promise.all(
      (await shippedSystems()).map(async (id) => {
        const { system } = await systemOf(id, root);
        return [id, (await pregens(system)).length, (await foesOf(system)).length] as const;
      }),
    );
    expect(perSystem).toEqual([
      ['d20_fantasy', 4, 14],
      ['fudge_ladder', 1, 5],
      ['long_odds', 1, 3],
      ['narrative', 1, 0],
      ['percentile', 2, 5],
      ['three_bands', 2, 6],
    ]);
  });

  it('can hurt somebody, each with a weapon in hand', async () => {
    for (const id of await shippedSystems()) {
      const { system } = await systemOf(id, root);
      for (const foe of await foesOf(system)) {
        const things = [...system.gear, ...foe.own].filter(({ key }) => foe.gear.includes(key));
        expect(
          things.some(({ weapon }) => weapon !== undefined),
          foe.key,
        ).toBe(true);
      }
    }
  });

  it('are known by keys that no two of a system share, and can take part in something', async () => {
    for (const id of await shippedSystems()) {
      const { system } = await systemOf(id, root);
      const keys = [...system.templates, ...(await foesOf(system)), ...(await pregens(system))].map(({ key }) => key);
      expect(new Set(keys).size, id).toBe(keys.length);
      for (const key of keys) {
        const { name, standing } = await fighterOf(system, key, root);
        expect(standing).toMatchObject({ key: name, name });
        const values = valuesOf(system, standing.sheet);
        for (const { key: resource, min } of system.resources) {
          expect(standing.resources[resource], `${key} ${resource}`).toBeGreaterThanOrEqual(min);
          expect(standing.resources[resource], `${key} ${resource}`).toBeLessThanOrEqual(values[maxOf(resource)] ?? 0);
        }
      }
    }
  });
});
