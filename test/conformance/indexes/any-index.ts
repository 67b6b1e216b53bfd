import { describe } from 'vitest';
import { bounding } from './bounding.ts';
import { cancelling, connecting } from './connecting.ts';
import { filtering } from './filtering.ts';
import { isolating } from './isolating.ts';
import { keeping } from './keeping.ts';
import type { OpenIndex } from './tools.ts';

/** What the text index and the vector index promise alike. */
export const anyIndexSuite = (open: OpenIndex): void => {
  describe('filters', () => filtering(open));
  describe('entries', () => keeping(open));
  describe('universes', () => isolating(open));
  describe('bounds of both indexes', () => bounding(open));
  describe('several at the same time', () => connecting(open));
  describe('cancelling', () => cancelling(open));
};
