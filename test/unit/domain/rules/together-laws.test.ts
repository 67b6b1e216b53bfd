import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { deckOf, wholeDeck } from '../../../../src/domain/cards/deck.ts';
import type { Faces } from '../../../../src/domain/dice/roll.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { contest } from '../../../../src/domain/rules/acting/contest.ts';
import { groupRoll, type Member } from '../../../../src/domain/rules/acting/group.ts';
import { qualityOf } from '../../../../src/domain/rules/acting/opposed.ts';
import { systemProblems } from '../../../../src/domain/rules/check.ts';
import { chancesOf } from '../../../../src/domain/rules/chances.ts';
import { levelsOf } from '../../../../src/domain/rules/mechanic.ts';
import { everySystem, seated } from '../../../support/rule-table.ts';

// Groups and contests, by every way in which a system can have them.

const systems = await everySystem();
const ways = ['half', 'one', 'all', 'leader'] as const;
const ties = ['active', 'passive', 'nobody'] as const;

const asked = fc.record({
  seed: fc.string({ maxLength: 8 }),
  who: fc.uniqueArray(fc.nat({ max: 20 }), { minLength: 2, maxLength: 4 }),
  value: fc.nat(),
  way: fc.constantFrom(...ways),
  tie: fc.constantFrom(...ties),
  began: fc.option(fc.nat({ max: 3 })),
});
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

const plain = { reasons: [], modifiers: [], difficulty: null, how: 'rolled' } as const;

const ruled = (system: RuleSystem, { way, tie }: Asked): RuleSystem => ({
  ...system,
  mechanic: { ...system.mechanic, group: way, opposed: { ...system.mechanic.opposed, tie } },
});

const asking = (system: RuleSystem, { who, value }: Asked): { members: Member[]; keys: string[]; roll: string } => {
  const all = [...seated(system).values()];
  const actors = [...new Set(who.map((at) => all[at % all.length]))];
  const keys = system.skills.list.map(({ key }) => key);
  const kind = system.rolls.find(({ against }) => against.kind === 'ladder');
  return {
    members: actors.flatMap((actor) => (actor === undefined ? [] : [{ ...plain, actor }])),
    keys: [keys[value % keys.length] ?? ''],
    roll: kind?.key ?? '',
  };
};

const facesOf = (seed: string): Faces => {
  const from = seededFaces(seed);
  return { next: (sides) => from.next(sides), deck: deckOf(wholeDeck) };
};

describe.each(systems.map((system) => [system.id, system] as const))('%s', (_, system) => {
  it('has nothing wrong with it, and chances that add up', () => {
    expect(systemProblems(system)).toEqual([]);
    const chances = chancesOf(system.mechanic);
    for (const { value: difficulty } of system.ladder)
      for (const edge of ['none', 'advantage', 'disadvantage'] as const) {
        const { levels } = chances({ modifiers: [{ by: 2, because: 'tried' }], difficulty, edge });
        expect([...levels.keys()]).toEqual(levelsOf(system.mechanic));
        expect([...levels.values()].reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
      }
  });

  it('has a group come to the best level that enough of its members came to', () => {
    fc.assert(
      fc.property(asked, (each) => {
        const { members, keys, roll } = asking(system, each);
        const found = groupRoll(ruled(system, each), { roll, keys, members, other: null }, facesOf(each.seed));
        const levels = found.members.flatMap((member) => (member.roll === null ? [] : [member.roll.level]));
        const needed = { half: Math.ceil(levels.length / 2), one: 1, all: levels.length, leader: 1 }[each.way];
        const reached = (quality: number): number => levels.filter((level) => qualityOf(level) >= quality).length;
        expect(levels.length).toBe(each.way === 'leader' ? 1 : members.length);
        expect(reached(qualityOf(found.level))).toBeGreaterThanOrEqual(needed);
        expect(reached(qualityOf(found.level) + 1)).toBeLessThan(needed);
        if (each.way !== 'leader') return;
        const best = Math.max(...found.members.map(({ value }) => value));
        expect(found.decides.value).toBe(best);
      }),
      { numRuns: 40 },
    );
  });

  it('ranks a contest by what each side came to, and gives it to nobody who is behind', () => {
    fc.assert(
      fc.property(asked, (each) => {
        const { members, keys, roll } = asking(system, each);
        if (members.length < 2) return;
        const sides = members.map((member) => [member]);
        const began = each.began === null || each.began >= sides.length ? null : each.began;
        const played = ruled(system, each);
        const { sides: places } = contest(played, { roll, keys, sides, began }, facesOf(each.seed));
        const { by } = played.mechanic.opposed;
        const worth = places.map(({ decides: { roll: thrown } }) =>
          by === 'level' ? qualityOf(thrown.level) : (thrown.succeeded?.total ?? 0),
        );
        expect(worth).toEqual(worth.toSorted((a, b) => b - a));
        for (const [at, { place }] of places.entries())
          expect(place).toBe(1 + worth.filter((other) => other > (worth[at] ?? 0)).length);
        const winners = places.filter(({ wins }) => wins);
        expect(winners.every(({ place }) => place === 1)).toBe(true);
        const first = places.filter(({ place }) => place === 1);
        const isFailed =
          by === 'level' && first.every((side) => qualityOf(side.decides.roll.level) < qualityOf('partial'));
        if (isFailed || (first.length > 1 && each.tie === 'nobody')) expect(winners).toEqual([]);
        else expect(winners.length).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });
});
