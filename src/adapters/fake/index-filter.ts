import type { IndexKind } from '../../../schemas/narrative.ts';
import { maySee } from '../../domain/audience.ts';
import { compareTimes } from '../../domain/story-time.ts';
import type { IndexFilter, IndexHit, IndexScope } from '../../ports/indexing.ts';

// What the in-memory text index and vector index have in common.

/** Whether a search with this filter may find it. */
export const passes = (filter: IndexFilter, entry: IndexScope): boolean =>
  filter.kinds.includes(entry.kind) &&
  maySee(entry.visibility, filter.audience) &&
  (filter.story === undefined || filter.story === entry.story) &&
  (filter.scene === undefined || filter.scene === entry.scene) &&
  (filter.entities === undefined || filter.entities.some((entity) => entry.entities.includes(entity))) &&
  (filter.until === undefined || entry.storyTime === null || compareTimes(entry.storyTime, filter.until) <= 0);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const bestFirst = (a: IndexHit, b: IndexHit): number =>
  b.score - a.score || compareTexts(a.id, b.id) || compareTexts(a.kind, b.kind);

export const keyOf = ({ kind, id }: { kind: IndexKind; id: string }): string => `${kind} ${id}`;
