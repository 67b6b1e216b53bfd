import type { RuleAction } from '../../../schemas/rule-play.ts';

export interface Converted<T> {
  /** Null: it cannot be made. */
  value: T | null;
  /** Special actions that come with it. */
  actions: readonly RuleAction[];
  notes: readonly string[];
}
