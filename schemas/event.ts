import { z } from 'zod';
import { Line } from './bounds.ts';
import { CycleId, EventId, SceneId, StoryId, UniverseId } from './ids.ts';
import { Json } from './json.ts';
import { WallTime } from './time.ts';

/** `turn.appended.v1`: what happened, and the version of its payload. */
export const EventType = z
  .string()
  .max(64)
  .regex(/^[a-z_]+\.[a-z_]+\.v[1-9][0-9]*$/, { error: 'expected `noun.verb.v1`' });
export type EventType = z.infer<typeof EventType>;

export const eventPayloadCharsMax = 1_000_000;

/** What the engine did, as an immutable fact about itself. The log of them can be replayed to rebuild every derived store. */
export const Envelope = z.strictObject({
  id: EventId,
  type: EventType,
  universe: UniverseId,
  story: StoryId.nullable(),
  scene: SceneId.nullable(),
  cycle: CycleId.nullable(), // the turn or job that it is part of
  correlation: Line, // the request that all of it answers
  causation: EventId.nullable(), // the event that led to it
  actor: Line,
  occurredAt: WallTime,
  traceparent: z
    .string()
    .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/, { error: 'expected a W3C trace parent' })
    .nullable(),
  payload: Json,
});
export type Envelope = z.infer<typeof Envelope>;
