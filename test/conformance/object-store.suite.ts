import { describe } from 'vitest';
import { bounds, cancelling } from './object-store/bounds.ts';
import { keeping, listing } from './object-store/keeping.ts';
import { isolation, together } from './object-store/together.ts';
import type { OpenObjectStore } from './object-store/tools.ts';

/** What every object store promises. */
export const objectStoreSuite = (open: OpenObjectStore): void => {
  describe('keeping', () => keeping(open));
  describe('listing', () => listing(open));
  describe('universes', () => isolation(open));
  describe('bounds', () => bounds(open));
  describe('cancelling', () => cancelling(open));
  describe('several at the same time', () => together(open));
};
