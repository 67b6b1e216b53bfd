import { describe } from 'vitest';
import { bounding } from './canon-store/bounding.ts';
import { committing, competing, repeating } from './canon-store/committing.ts';
import { forking } from './canon-store/forking.ts';
import { isolating } from './canon-store/isolating.ts';
import { meaning } from './canon-store/meaning.ts';
import { likeness } from './canon-store/model.ts';
import { naming } from './canon-store/naming.ts';
import { reading } from './canon-store/reading.ts';
import { recording } from './canon-store/recording.ts';
import { restoring } from './canon-store/restoring.ts';
import { shaping } from './canon-store/shaping.ts';
import { slicing } from './canon-store/slicing.ts';
import type { OpenCanonStore } from './canon-store/tools.ts';
import { walking } from './canon-store/walking.ts';

/** What every canon store promises. */
export const canonStoreSuite = (open: OpenCanonStore): void => {
  describe('committing', () => committing(open));
  describe('committing again', () => repeating(open));
  describe('several at the same time', () => competing(open));
  describe('the shape of canon', () => shaping(open));
  describe('reading', () => reading(open));
  describe('naming', () => naming(open));
  describe('walking', () => walking(open));
  describe('slices', () => slicing(open));
  describe('what is recorded', () => recording(open));
  describe('forks', () => forking(open));
  describe('restoring', () => restoring(open));
  describe('universes', () => isolating(open));
  describe('bounds', () => bounding(open));
  describe('what it means', () => meaning(open));
  describe('whatever happens', () => likeness(open));
};
