import type { MoraleTest } from '../../../schemas/rule-play.ts';
import { atTable, hasCondition } from '../rules/acting/standing.ts';
import { maxOf } from '../rules/declared.ts';
import type { Desk } from './desk.ts';
import { given } from './durations.ts';
import { type Fight, type Fighter, isUp } from './fight.ts';
import { dicesOf, holds, rollAlone } from './rolls.ts';

// Whether those whom nobody plays go on: each occasion is one for a side, or for somebody, once.

const becauseOf: Readonly<Record<MoraleTest, string>> = {
  first_fallen: 'the first of them fell',
  half_fallen: 'half of them are out of it',
  alone: 'nobody else of them stands',
  half_hurt: 'badly hurt',
};

const isOccasion = (fight: Fight, side: string, when: MoraleTest): boolean => {
  const all = [...fight.fighters.values()].filter((each) => each.side === side);
  const standing = all.filter(isUp).length;
  switch (when) {
    case 'first_fallen':
      return standing < all.length;
    case 'half_fallen':
      return standing * 2 <= all.length;
    case 'alone':
      return all.length > 1 && standing === 1;
    case 'half_hurt':
      return false;
  }
};

/** What is lost of what they can stand, from 0 to 1. */
const lostShare = (system: Desk['system'], { standing }: Pick<Fighter, 'standing'>): number => {
  const values = atTable(system, standing);
  const key = system.damage.takes.find((each) => (values[maxOf(each)] ?? 0) > 0 && !isBuffer(system, each));
  const resource = system.resources.find((each) => each.key === key);
  if (resource === undefined) return 0;
  const share = (standing.resources[resource.key] ?? 0) / (values[maxOf(resource.key)] ?? 1);
  return resource.counts === 'down' ? 1 - share : share;
};

const half = 0.5;

/** Whoever is known to go on whatever happens is not asked. */
const isBadlyHurt = ({ system }: Desk, fighter: Fighter): boolean =>
  lostShare(system, fighter) >= (fighter.fights === null ? half : (fighter.fights.breaks ?? Infinity));

const isFearless = ({ fights }: Fighter): boolean => fights !== null && fights.breaks === undefined;

/** What is empty at first, and is spent, does not tell how one is. */
const isBuffer = ({ resources }: Desk['system'], key: string): boolean =>
  resources.some((each) => each.key === key && each.counts === 'down' && each.start === '0');

interface Occasion {
  when: MoraleTest;
  from: number;
  /** What follows from an entry. */
  then: (n: number) => void;
}

const test = (desk: Desk, who: string, { when, from, then }: Occasion): void => {
  const { morale } = desk.system.combat;
  const { standing } = desk.fighter(who);
  if (morale === undefined || hasCondition(desk.system, standing, morale.broken)) return;
  const roll = rollAlone(desk, who, { roll: morale.roll, with: morale.with, difficulty: null });
  const { rolls, told } = dicesOf(desk, roll);
  const because = becauseOf[when];
  const changes = holds(roll.level) ? [] : given(desk, who, { condition: morale.broken, because });
  const n = desk.put('morale', { who, because, from, rolls, told, changes });
  if (changes.length > 0) then(n);
};

const wasTested = (desk: Desk, of: string, { when }: Occasion): boolean =>
  desk.fight().tested.includes(`${of} ${when}`);

/** Whether it is the first time, and a note of it. */
const isFirst = (desk: Desk, of: string, occasion: Occasion): boolean => {
  if (wasTested(desk, of, occasion)) return false;
  const { when, from } = occasion;
  desk.put('morale', { because: becauseOf[when], from, changes: [{ kind: 'tested', of, on: when }] });
  return true;
};

/** Those who are asked now. */
const askedFor = (desk: Desk, side: string, occasion: Occasion): readonly string[] => {
  // Those who were asked before may have given up the fight.
  if (desk.fight().over !== null || wasTested(desk, side, occasion)) return [];
  const theirs = [...desk.fight().fighters].filter(
    ([, fighter]) => fighter.side === side && isUp(fighter) && !isFearless(fighter),
  );
  if (occasion.when === 'half_hurt')
    return theirs.flatMap(([who, fighter]) =>
      !wasTested(desk, who, occasion) && isBadlyHurt(desk, fighter) && isFirst(desk, who, occasion) ? [who] : [],
    );
  const isOne = theirs.length > 0 && isOccasion(desk.fight(), side, occasion.when);
  return isOne && isFirst(desk, side, occasion) ? theirs.map(([who]) => who) : [];
};

export const testMorale = (desk: Desk, from: number, then: (n: number) => void): void => {
  const { when: occasions = [] } = desk.system.combat.morale ?? {};
  for (const { key: side } of desk.fight().sides.filter(({ played }) => !played))
    for (const when of occasions)
      for (const who of askedFor(desk, side, { when, from, then }))
        if (desk.fight().over === null && isUp(desk.fighter(who))) test(desk, who, { when, from, then });
};
