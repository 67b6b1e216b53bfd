import type { SuccessLevel } from '../../../schemas/success-level.ts';

// What somebody tries, and how well it went.

export interface Modifier {
  by: number;
  because: string;
}

export type Edge = 'none' | 'advantage' | 'disadvantage';

export interface Attempt {
  modifiers: readonly Modifier[];
  difficulty: number;
  edge?: Edge;
  /** The kind of roll. */
  on?: string;
  /** The value that it is tried with. */
  with?: string;
}

export interface Succeeded {
  level: SuccessLevel;
  /** By how much it went well, or badly. */
  margin: number;
  degrees: number;
  /** What the dice came to. */
  natural: number;
  /** With what is added to it. */
  total: number;
  /** What it had to come to, or to stay at or below. */
  target: number;
  /** The level follows from the natural total. */
  isNatural: boolean;
  words: string;
}
