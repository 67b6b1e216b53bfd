import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { shippedSystems, systemOf } from '../../../../src/compose/rule-systems.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { isFailure } from '../../../../src/domain/failure.ts';
import { type Acted, act } from '../../../../src/domain/rules/acting/acting.ts';
import {
  atTable,
  begins,
  changedTable,
  effectsOn,
  type Standing,
  type Table,
} from '../../../../src/domain/rules/acting/standing.ts';
import { maxOf } from '../../../../src/domain/rules/declared.ts';
import { sheetOf } from '../../../../src/domain/rules/sheet.ts';

// Whatever is done, in whatever order, by the rules of every system that ships.

const systems: RuleSystem[] = [];
for (const id of await shippedSystems()) systems.push((await systemOf(id, '.')).system);

const refusals = ['cannot_act', 'cannot_pay', 'not_theirs', 'unarmed', 'needs_somebody'];

interface Deed {
  actor: number;
  other: number;
  action: number;
}

const deeds = fc.array(fc.record({ actor: fc.nat(), other: fc.nat(), action: fc.nat() }), { maxLength: 60 });

const seated = (system: RuleSystem): Map<string, Standing> =>
  new Map(
    system.templates.map((template) => [
      template.name,
      begins(system, { key: template.name, name: template.name, sheet: sheetOf(template), actions: template.actions }),
    ]),
  );

interface Step {
  before: Table;
  after: Table;
  actor: Standing;
  /** The code of why it was refused. */
  found: Acted | string;
  faces: number;
}

const played = (system: RuleSystem, seed: string, list: readonly Deed[]): Step[] => {
  const faces = seededFaces(seed);
  let table: Table = seated(system);
  return list.map(({ actor, other, action }) => {
    const all = [...table.values()];
    const by = all[actor % all.length] as Standing;
    const to = all[other % all.length] as Standing;
    const { key } = system.actions[action % system.actions.length] as RuleSystem['actions'][number];
    const before = table;
    const used = faces.used();
    const plain = { using: null, near: [], reasons: [], modifiers: [], difficulty: null, how: 'rolled' } as const;
    try {
      const found = act(system, { ...plain, actor: by, other: to.name === by.name ? null : to, action: key }, faces);
      table = changedTable(table, found.deltas);
      return { before, after: table, actor: by, found, faces: faces.used() - used };
    } catch (error) {
      if (!isFailure(error) || !refusals.includes(error.code)) throw error;
      return { before, after: before, actor: by, found: error.code, faces: faces.used() - used };
    }
  });
};

const plays = fc.record({ seed: fc.string({ maxLength: 8 }), list: deeds });

describe.each(systems.map((system) => [system.id, system] as const))('%s', (_, system) => {
  it('keeps every resource within its bounds, and every change where it says', () => {
    fc.assert(
      fc.property(plays, ({ seed, list }) => {
        for (const { before, after, found } of played(system, seed, list)) {
          if (typeof found === 'string') continue;
          const sums = new Map<string, number>();
          for (const delta of found.deltas) {
            if (delta.kind !== 'resource') continue;
            const key = `${delta.who} ${delta.resource}`;
            const was = sums.get(key) ?? before.get(delta.who)?.resources[delta.resource] ?? 0;
            expect(was + delta.by).toBe(delta.to);
            sums.set(key, delta.to);
          }
          for (const standing of after.values())
            for (const { key, min } of system.resources) {
              const there = standing.resources[key] ?? NaN;
              expect(there).toBeGreaterThanOrEqual(min);
              const most = Math.max(
                atTable(system, standing)[maxOf(key)] ?? 0,
                before.get(standing.name)?.resources[key] ?? 0,
              );
              expect(there).toBeLessThanOrEqual(most);
            }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has nobody act who cannot, and throws no die for what is refused', () => {
    fc.assert(
      fc.property(plays, ({ seed, list }) => {
        for (const { before, after, actor, found, faces } of played(system, seed, list)) {
          const cannot = effectsOn(system, actor).some(
            ({ effect }) => effect.kind === 'cannot' && effect.what.includes('act') && effect.what.includes('react'),
          );
          if (cannot) expect(typeof found).toBe('string');
          if (typeof found !== 'string') continue;
          expect([after, faces]).toEqual([before, 0]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('comes to the same with the same faces', () => {
    fc.assert(
      fc.property(plays, ({ seed, list }) => {
        expect(played(system, seed, list)).toEqual(played(system, seed, list));
      }),
      { numRuns: 20 },
    );
  });
});
