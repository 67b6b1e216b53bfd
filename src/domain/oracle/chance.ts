import { chaosMax, chaosMin, type Oracle } from '../../../schemas/oracle.ts';
import type { Faces } from '../dice/roll.ts';

/** A die that the oracle threw, and what for. */
export interface OracleDie {
  what: 'answer' | 'edge' | 'scene' | 'alteration' | 'focus' | 'deed' | 'matter';
  sides: number;
  face: number;
}

export interface Throwing {
  from: Faces;
  dice: OracleDie[];
}

export const throwing = (from: Faces): Throwing => ({ from, dice: [] });

export const thrown = ({ from, dice }: Throwing, what: OracleDie['what'], sides: number): number => {
  const face = from.next(sides);
  dice.push({ what, sides, face });
  return face;
};

/** One of a list, each as likely as the others. */
export const oneOf = (dice: Throwing, what: OracleDie['what'], list: readonly string[]): string =>
  list[thrown(dice, what, list.length) - 1] ?? '';

/** The row for a chaos. Bug: the caller keeps chaos within its bounds. */
export const rowOf = <T>(rows: readonly T[], chaos: number): T => {
  const row = rows[chaos - chaosMin];
  if (row === undefined) throw new Error(`no row for the chaos ${chaos}`);
  return row;
};

export type Control = keyof Oracle['drift'];

/** What chaos is after a scene. It never leaves its bounds. */
export const drifted = ({ drift }: Oracle, chaos: number, control: Control): number =>
  Math.min(chaosMax, Math.max(chaosMin, chaos + drift[control]));
