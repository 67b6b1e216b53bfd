import { z } from 'zod';
import { Delta, deltasMax } from './deltas.ts';
import { ChangeId, CycleId, ProposalId, ResolutionId, RuleId, SceneId, StoryId, TurnId, UniverseId } from './ids.ts';
import { StoryTime, WallTime } from './time.ts';

// How a scene stands, as what changed it: whoever adds up the changes of turns that count, in their order, has all of it.

const place = { universe: UniverseId, story: StoryId.nullable(), scene: SceneId.nullable(), id: ChangeId };
const resolutionsMax = 10_000;
const foldedMax = 1_000;
const houseMax = 64;

/** What one resolution changed. */
const Changed = z.strictObject({
  ...place,
  kind: z.literal('changed'),
  resolution: ResolutionId,
  turn: TurnId,
  /** Of the turn: what was taken back does not count. */
  cycle: CycleId,
  deltas: z.array(Delta).max(deltasMax),
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

export const WorkingChange = z.discriminatedUnion('kind', [Changed, Folded]);
export type WorkingChange = z.infer<typeof WorkingChange>;
