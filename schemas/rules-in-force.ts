import { z } from 'zod';
import { Key, Line, Name } from './bounds.ts';
import { RuleId, SceneId, StoryId, UniverseId } from './ids.ts';
import { RuleChange, RuleSystem } from './rule-system.ts';
import { WallTime } from './time.ts';

// What is played by, as it was said: first which system, then what the house does otherwise, for how long. The last word counts.

const said = {
  universe: UniverseId,
  /** For this story alone, or this scene; null: for all of the universe. */
  story: StoryId.nullable(),
  scene: SceneId.nullable(),
  id: RuleId,
  by: Name,
  at: WallTime,
};

export const RuleInForce = z.discriminatedUnion('kind', [
  z.strictObject({
    ...said,
    kind: z.literal('system'),
    /** One that ships, by its id; the document is that of one's own. */
    system: Key,
    document: RuleSystem.nullable(),
    /** Which version of it was meant. */
    revision: Line.min(1),
  }),
  z.strictObject({ ...said, kind: z.literal('house'), rule: RuleChange }),
  /** A rule of the house is no longer one. */
  z.strictObject({ ...said, kind: z.literal('lifted'), rule: RuleId }),
]);
export type RuleInForce = z.infer<typeof RuleInForce>;
