import { indexKinds } from '../../../schemas/narrative.ts';
import type { Audience } from '../../domain/audience.ts';
import type { IndexFilter } from '../../ports/indexing.ts';
import { levels, type SlotTest } from './vector-block.ts';

/** Which number stands for a story, a scene or an entity; undefined: no entry mentions it. */
export type Names = ReadonlyMap<string, number>;

const isSeenBy = (audience: Audience, names: Names): SlotTest | null => {
  if (audience.as === 'gm') return null;
  const open = levels.map(
    (level) => level === 'public' || (level === 'party' && (audience.as === 'player' || audience.inParty)),
  );
  const who = audience.as === 'entity' ? names.get(audience.entity) : undefined;
  return (block, slot) => {
    if (open[block.levels[slot] ?? 0] === true) return true;
    return who !== undefined && (block.knowers[slot]?.includes(who) ?? false);
  };
};

const isNotLater = ({ second, ordinal }: { second: number; ordinal: number }): SlotTest => {
  return (block, slot) => {
    const then = block.seconds[slot] ?? -Infinity;
    return then < second || (then === second && (block.ordinals[slot] ?? 0) <= ordinal);
  };
};

/** One test out of a filter, made before the scan; null: nothing can pass. */
export const slotTest = (filter: IndexFilter, names: Names): SlotTest | null => {
  const kinds = new Set(filter.kinds);
  const wanted = indexKinds.map((kind) => kinds.has(kind));
  const tests: SlotTest[] = [(block, slot) => wanted[block.kinds[slot] ?? 0] === true];

  if (filter.story !== undefined) {
    const story = names.get(filter.story);
    if (story === undefined) return null;
    tests.push((block, slot) => block.stories[slot] === story);
  }
  if (filter.scene !== undefined) {
    const scene = names.get(filter.scene);
    if (scene === undefined) return null;
    tests.push((block, slot) => block.scenes[slot] === scene);
  }
  if (filter.entities !== undefined) {
    const asked = new Set(filter.entities.map((entity) => names.get(entity)).filter((name) => name !== undefined));
    if (asked.size === 0) return null;
    tests.push((block, slot) => block.entities[slot]?.some((entity) => asked.has(entity)) ?? false);
  }
  if (filter.until !== undefined) tests.push(isNotLater(filter.until));
  const seen = isSeenBy(filter.audience, names);
  if (seen !== null) tests.push(seen);
  return (block, slot) => tests.every((test) => test(block, slot));
};
