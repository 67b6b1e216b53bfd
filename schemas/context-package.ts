import { z } from 'zod';
import { Line, Name, Prose, Share, Statement } from './bounds.ts';
import { EntityId, FactId, MemoryId, NodeId, SceneId, SnippetId, StoryId, TurnId, UniverseId } from './ids.ts';
import { Revision, StoryTime, WallTime } from './time.ts';

// What a resolver and a narrator have before them: texts with the ids of what they come from, and why each is there.

export const itemsPerPartMax = 256;
export const priorTurnsMax = 64;

const list = <S extends z.ZodType>(item: S) => z.array(item).max(itemsPerPartMax);
/** Why it is there, in a word or two. */
const why = { why: Line, score: Share };

export const ContextPackage = z.strictObject({
  canonical: z.strictObject({
    entities: list(z.strictObject({ id: NodeId, name: Name, text: Statement, ...why })),
    facts: list(z.strictObject({ id: FactId, text: Statement, ...why })),
    relations: list(z.strictObject({ id: FactId, from: NodeId, to: NodeId, text: Statement, ...why })),
  }),
  narrative: z.strictObject({
    priorTurns: z.array(z.strictObject({ id: TurnId, by: Name, text: Prose })).max(priorTurnsMax),
    sceneSummary: Prose.nullable(),
    gmNotes: list(Prose),
  }),
  recalled: z.strictObject({
    similarScenes: list(z.strictObject({ id: SceneId, text: Prose, ...why })),
    characterMemories: list(z.strictObject({ id: MemoryId, entity: EntityId, text: Prose, ...why })),
    ruleExcerpts: list(z.strictObject({ id: SnippetId, text: Prose, ...why })),
  }),
  metadata: z.strictObject({
    ...{ universe: UniverseId, story: StoryId, scene: SceneId },
    /** When in the fiction; null: nobody knows. */
    asOf: StoryTime.nullable(),
    knownAt: Revision,
    assembledAt: WallTime,
    budget: z.strictObject({ tokensMax: z.int().min(0), tokens: z.int().min(0), cut: list(Line) }),
  }),
});
export type ContextPackage = z.infer<typeof ContextPackage>;
