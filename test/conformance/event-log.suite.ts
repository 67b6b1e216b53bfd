import { describe } from 'vitest';
import { appending } from './event-log/appending.ts';
import { bounds, isolation } from './event-log/bounds.ts';
import { burying, replaying } from './event-log/burying.ts';
import { delivering } from './event-log/delivering.ts';
import { ordering } from './event-log/ordering.ts';
import type { OpenEventLog } from './event-log/tools.ts';
import { trimming } from './event-log/trimming.ts';
import { waiting } from './event-log/waiting.ts';

/** What every event log promises. */
export const eventLogSuite = (open: OpenEventLog): void => {
  describe('appending', () => appending(open));
  describe('delivering', () => delivering(open));
  describe('handing out in order', () => ordering(open));
  describe('giving up', () => burying(open));
  describe('dead letters', () => replaying(open));
  describe('waiting', () => waiting(open));
  describe('forgetting', () => trimming(open));
  describe('universes', () => isolation(open));
  describe('bounds', () => bounds(open));
};
