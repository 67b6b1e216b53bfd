import type { Fact } from '../../schemas/canon.ts';
import { objectKey } from './fact.ts';

/** What a fact says, whenever it holds: its subject, predicate and object. */
export type Said = Pick<Fact, 'subject' | 'predicate' | 'object'>;

const claimKey = ({ subject, predicate, object }: Said): string => `${subject} ${predicate} ${objectKey(object)}`;

/** A whole number below 2^53 for what a fact says. Equal claims have equal numbers; unequal ones nearly always differ (cyrb53). */
export const claimHash = (said: Said): number => {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (const char of claimKey(said)) {
    const code = char.codePointAt(0) ?? 0;
    low = Math.imul(low ^ code, 2_654_435_761);
    high = Math.imul(high ^ code, 1_597_334_677);
  }
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & high) + (low >>> 0);
};
