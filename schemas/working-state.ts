import { z } from 'zod';
import { Finite, Key, Name } from './bounds.ts';
import { Entry } from './combat.ts';
import { Delta, deltasMax } from './deltas.ts';
import {
  ChangeId,
  CycleId,
  EntityId,
  ProposalId,
  ResolutionId,
  RuleId,
  SceneId,
  StoryId,
  TurnId,
  UniverseId,
} from './ids.ts';
import { chaosMax, chaosMin } from './oracle.ts';
import { Duration } from './rule-effects.ts';
import { StoryTime, WallTime } from './time.ts';

// How a scene stands, as what changed it: whoever adds up the changes of turns that count, in their order, has all of it.

const place = { universe: UniverseId, story: StoryId.nullable(), scene: SceneId.nullable(), id: ChangeId };
const resolutionsMax = 10_000;
const foldedMax = 1_000;
const houseMax = 64;

const entriesMax = 10_000;
const seatsMax = 64;
const conditionsMax = 64;
const stepsMost = 12;

/** Somebody as they stood when they first had to do with anything in the scene. */
const Met = z.strictObject({
  who: EntityId,
  name: Name,
  resources: z.record(Key, Finite),
  conditions: z
    .array(z.strictObject({ condition: Key, steps: z.int().min(1).max(stepsMost), lasts: Duration }))
    .max(conditionsMax),
});
export type Met = z.infer<typeof Met>;

/** What one resolution changed. */
const Changed = z.strictObject({
  ...place,
  kind: z.literal('changed'),
  resolution: ResolutionId,
  turn: TurnId,
  /** Of the turn: what was taken back does not count. */
  cycle: CycleId,
  met: z.array(Met).max(seatsMax),
  deltas: z.array(Delta).max(deltasMax),
  /** Where a fight is on: what happened in it. */
  fight: z.array(Entry).max(entriesMax).optional(),
  /** Rules of the house that hold for one roll, and were used up by it. */
  usedUp: z.array(RuleId).max(houseMax),
  storyTime: StoryTime.nullable(),
  at: WallTime,
});
export type Changed = z.infer<typeof Changed>;

/** What was added up and put forward as one fact for each number, each change once. */
const Folded = z.strictObject({
  ...place,
  kind: z.literal('folded'),
  /** Whose changes are in it for the first time. */
  resolutions: z.array(ResolutionId).max(resolutionsMax),
  proposals: z.array(ProposalId).max(foldedMax),
  storyTime: StoryTime.nullable(),
  at: WallTime,
});
export type Folded = z.infer<typeof Folded>;

/** How much chaos there is in a story from then on. */
const Drifted = z.strictObject({
  ...place,
  kind: z.literal('drifted'),
  resolution: ResolutionId,
  chaos: z.int().min(chaosMin).max(chaosMax),
  at: WallTime,
});
export type Drifted = z.infer<typeof Drifted>;

export const WorkingChange = z.discriminatedUnion('kind', [Changed, Folded, Drifted]);
export type WorkingChange = z.infer<typeof WorkingChange>;
