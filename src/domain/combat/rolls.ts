import type { Fallen } from '../../../schemas/combat.ts';
import type { SuccessLevel } from '../../../schemas/success-level.ts';
import { rolledFor, type RolledFor } from '../rules/acting/rolling.ts';
import { type Desk, fallenOf } from './desk.ts';

// Rolls that the rules ask for, and dice as the log keeps them.

/** Where only yes or no is asked. */
export const holds = (level: SuccessLevel): boolean => level !== 'failure' && level !== 'critical_failure';

/** Dice of a roll, and of whoever rolled against it, in the order in which they fell. */
export const dicesOf = (desk: Desk, roll: RolledFor): { rolls: Fallen[]; told: string[] } => {
  const against = roll.against === null ? { rolls: [], told: [] } : dicesOf(desk, roll.against);
  const { who, kind, rolled, swayed, words } = roll;
  const added = swayed.rolls.map((each) => fallenOf(each, { who, for: kind.name, words: `adds ${each.total}` }));
  const own = rolled === null ? [] : [fallenOf(rolled, { who, for: kind.name, words })];
  return {
    rolls: [...against.rolls, ...added, ...own],
    told: [...against.told, ...(rolled === null ? [words] : [])],
  };
};

/** A roll that somebody makes alone. */
export const rollAlone = (
  desk: Desk,
  who: string,
  asked: { roll: string; with: string | undefined; difficulty: number | null },
): RolledFor => {
  const kind = desk.system.rolls.find(({ key }) => key === asked.roll);
  const keys = asked.with === undefined ? (kind?.with ?? []) : [asked.with];
  const plain = { other: null, reasons: [], modifiers: [], how: 'rolled' } as const;
  const trying = { ...plain, actor: desk.fighter(who).standing, difficulty: asked.difficulty };
  return rolledFor(desk.system, { roll: asked.roll, keys, trying }, desk.faces);
};
