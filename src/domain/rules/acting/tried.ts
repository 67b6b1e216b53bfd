import type { Delta } from '../../../../schemas/deltas.ts';
import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import type { RollKind } from '../../../../schemas/rule-mechanic.ts';
import type { Rolled } from '../../dice/roll.ts';
import type { Attempt, Modifier, Succeeded } from '../attempt.ts';
import type { Drawn } from '../cards.ts';
import type { Standing } from './standing.ts';
import type { Reason, Swayed } from './swayed.ts';

// What somebody tries by a roll, and what it came to.

/** How it is done: at once, with all the time there is, or without trying. */
export type How = 'rolled' | 'unhurried' | 'passive';

export interface Trying {
  actor: Standing;
  other: Standing | null;
  /** From outside: help, a good plan, the light. */
  reasons: readonly Reason[];
  modifiers: readonly Modifier[];
  /** A step of the ladder, or a number. */
  difficulty: string | number | null;
  how: How;
  /** Who helps, as the system has it. */
  helpers?: readonly Standing[];
}

export interface RolledFor {
  /** Who threw. */
  who: string;
  kind: RollKind;
  /** The value that it was tried with. */
  with: string;
  attempt: Attempt;
  swayed: Swayed;
  /** Null: it was decided without dice, or drawn for. */
  rolled: Rolled | null;
  /** Null: no card was drawn. */
  drawn: Drawn | null;
  level: SuccessLevel;
  succeeded: Succeeded | null;
  words: string;
  /** What the other rolled. */
  against: RolledFor | null;
  /** Who helped, with what it gave and what it took of them. */
  helps: readonly Helped[];
}

export interface Helped {
  /** By their key. */
  who: string;
  name: string;
  /** What they threw for it; null: they did not have to. */
  roll: RolledFor | null;
  reasons: readonly Reason[];
  modifiers: readonly Modifier[];
  /** What it took of them. */
  deltas: readonly Delta[];
  /** Shares of a turn that it took of them. */
  takes: readonly string[];
}
