import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Faces } from '../../../../src/domain/dice/roll.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { isFailure } from '../../../../src/domain/failure.ts';
import { type Acted, act, type Doing } from '../../../../src/domain/rules/acting/acting.ts';
import { chose } from '../../../../src/domain/rules/acting/choosing.ts';
import {
  atTable,
  changedTable,
  effectsOn,
  type Standing,
  type Table,
} from '../../../../src/domain/rules/acting/standing.ts';
import { maxOf } from '../../../../src/domain/rules/declared.ts';
import { everySystem, seated } from '../../../support/rule-table.ts';

// Whatever is done, in whatever order, by the rules of every system that ships, and of those with pools of dice.

const systems = await everySystem();

const refusals = ['cannot_act', 'cannot_pay', 'not_theirs', 'unarmed', 'needs_somebody', 'no_help', 'no_such_way'];
const ways = ['rolled', 'unhurried', 'passive'] as const;

interface Deed {
  actor: number;
  other: number;
  action: number;
  /** Who helps; null: nobody. */
  helper: number | null;
  how: (typeof ways)[number];
  /** What is chosen of what is left to somebody. */
  pick: number;
}

const deeds = fc.array(
  fc.record({
    ...{ actor: fc.nat(), other: fc.nat(), action: fc.nat(), pick: fc.nat() },
    helper: fc.option(fc.nat(), { freq: 2 }),
    how: fc.constantFrom(...ways, 'rolled' as const),
  }),
  { maxLength: 60 },
);

/** All that is left to somebody is chosen. */
const chosen = (
  system: RuleSystem,
  doing: Doing,
  first: Acted,
  { pick, faces }: { pick: number; faces: Faces },
): Acted => {
  let acted = first;
  for (let [choice] = acted.choices; choice !== undefined; [choice] = acted.choices) {
    const { of, count, by } = choice;
    const picks = Array.from({ length: count }, (_, index) => of[(pick + index) % of.length] ?? '');
    acted = chose(system, { doing, acted, at: 0, by, picks }, faces);
  }
  return acted;
};

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
  return list.map(({ actor, other, action, helper, how, pick }) => {
    const all = [...table.values()];
    const by = all[actor % all.length] as Standing;
    const to = all[other % all.length] as Standing;
    const { key } = system.actions[action % system.actions.length] as RuleSystem['actions'][number];
    const before = table;
    const used = faces.used();
    const plain = { using: null, near: [], reasons: [], modifiers: [], difficulty: null } as const;
    const helpers = helper === null ? [] : [all[helper % all.length] as Standing];
    try {
      const doing = { ...plain, actor: by, other: to.name === by.name ? null : to, action: key, helpers, how };
      const found = chosen(system, doing, act(system, doing, faces), { pick, faces });
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
