import type { Visibility } from '../../schemas/canon.ts';
import type { EntityId, SceneId, StoryId, UniverseId } from '../../schemas/ids.ts';
import type { IndexKind } from '../../schemas/narrative.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { Audience } from '../domain/audience.ts';

// What the text index and the vector index have in common: what an entry belongs to, who may find it, and the bounds of a call.

export const indexEntriesPerCallMax = 1_000;
export const hitsMax = 1_000;
export const indexIdCharsMax = 100;
export const entitiesPerEntryMax = 256;

/** What an index entry is filtered by. */
export interface IndexScope {
  universe: UniverseId;
  kind: IndexKind;
  story: StoryId | null;
  scene: SceneId | null;
  entities: readonly EntityId[];
  storyTime: StoryTime | null;
  visibility: Visibility;
}

/** Applied inside the search, so that what may not be seen does not take a place among the hits. */
export interface IndexFilter {
  universe: UniverseId;
  /** One of these; none of them, no hits. */
  kinds: readonly IndexKind[];
  audience: Audience;
  story?: StoryId;
  scene?: SceneId;
  /** About at least one of these; none of them, no hits. At most `entitiesPerEntryMax`. */
  entities?: readonly EntityId[];
  /** Not later than this; what has no time passes. */
  until?: StoryTime;
}

/** What both indexes return for an entry that was found. */
export interface IndexHit {
  id: string;
  kind: IndexKind;
  /** Greater is better. */
  score: number;
}
