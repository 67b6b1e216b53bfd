import type { Policy } from '../../../schemas/policy.ts';
import type { NaiveRule } from './standing.ts';
import type { Canon, Ruling } from './tale.ts';

export interface Table {
  policy: Policy;
  rules: readonly NaiveRule[];
  /** Constraints of the world, which every claim has to meet. */
  axioms: readonly NaiveRule[];
}

export interface Judged {
  ruling: Ruling;
  canon: Canon;
}
