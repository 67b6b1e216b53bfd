import { describe } from 'vitest';
import { likeness } from './canon-store/model.ts';
import type { OpenCanonStore } from './canon-store/tools.ts';

/** What every canon store promises. */
export const canonStoreSuite = (open: OpenCanonStore): void => {
  describe('whatever happens', () => likeness(open));
};
