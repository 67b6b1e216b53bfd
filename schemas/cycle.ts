import { z } from 'zod';
import { Key, Line } from './bounds.ts';
import { Digest } from './digest.ts';
import { CycleId, SceneId, StoryId, UniverseId } from './ids.ts';
import { Json } from './json.ts';
import { WallTime } from './time.ts';

// The journal: where each loop stands, what it is about to do, and what it did. One document a cycle; each step takes the place of the one before.
// Stories lie apart from scenes and turns: whoever looks for what is under way begins with them, and finds the rest by their contexts.

export const cycleFormat = 1;
/** A turn that takes more goes round in circles. */
export const stepsPerTurnMax = 512;
/** Of a long loop the last are kept with it; what it did before lies in the event log. */
export const stepsKeptMax = 64;

export const LoopName = z.enum(['turn', 'scene', 'story']);
export type LoopName = z.infer<typeof LoopName>;

export const CycleStep = z.strictObject({
  number: z.int().min(1),
  /** What was to be done; null: somebody said something from outside. */
  effect: Key.nullable(),
  attempt: z.int().min(1),
  /** Of what it was done with. */
  input: Digest,
  /** What came of it, where that is kept. */
  output: Line.nullable(),
  /** What the loop was told. */
  event: Key,
  at: WallTime,
});
export type CycleStep = z.infer<typeof CycleStep>;

export const Cycle = z.strictObject({
  universe: UniverseId,
  story: StoryId.nullable(),
  scene: SceneId.nullable(),
  id: CycleId,
  loop: LoopName,
  format: z.int().min(1),
  state: Line,
  /** As the loop's own schema has it. */
  context: Json,
  /** What is under way: after a crash it is done again, which changes nothing if it was done. */
  todo: Json,
  isOver: z.boolean(),
  /** How many it took. */
  taken: z.int().min(0),
  /** The last of them. */
  steps: z.array(CycleStep).max(stepsKeptMax),
  begun: WallTime,
  at: WallTime,
});
export type Cycle = z.infer<typeof Cycle>;
