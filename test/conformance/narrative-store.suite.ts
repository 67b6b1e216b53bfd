import { describe } from 'vitest';
import { bounds, isolation } from './narrative-store/isolation.ts';
import { outbox } from './narrative-store/outbox.ts';
import { reading } from './narrative-store/reading.ts';
import { durability, together } from './narrative-store/together.ts';
import type { OpenNarrativeStore } from './narrative-store/tools.ts';
import { replacing, writing } from './narrative-store/writing.ts';

/** What every narrative store promises. */
export const narrativeStoreSuite = (open: OpenNarrativeStore): void => {
  describe('writing', () => writing(open));
  describe('replacing', () => replacing(open));
  describe('reading', () => reading(open));
  describe('universes', () => isolation(open));
  describe('events on their way', () => outbox(open));
  describe('bounds', () => bounds(open));
  describe('several at the same time', () => together(open));
  describe('what lasts', () => durability(open));
};
