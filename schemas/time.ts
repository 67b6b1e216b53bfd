import { z } from 'zod';

/** About 2.2 million years to either side of a calendar's epoch. */
export const storySecondMax = 2 ** 46;
/** How many things may happen one after the other within one second. */
export const storyOrdinalMax = 2 ** 16 - 1;

/** A moment in the fiction: whole seconds from the epoch of the universe's calendar, then the order within that second. */
export const StoryTime = z.strictObject({
  second: z.int().min(-storySecondMax).max(storySecondMax),
  ordinal: z.int().min(0).max(storyOrdinalMax),
});
export type StoryTime = z.infer<typeof StoryTime>;

/** When a fact holds in the fiction. Half-open: at `to` it no longer holds. `to` null: it still does. */
export const Validity = z
  .strictObject({
    from: StoryTime.nullable(), // null: nobody knows since when. Never read as "now"
    to: StoryTime.nullable(),
  })
  .refine(
    ({ from, to }) =>
      from === null ||
      to === null ||
      from.second < to.second ||
      (from.second === to.second && from.ordinal < to.ordinal),
    { error: 'an interval must end after it starts' },
  );
export type Validity = z.infer<typeof Validity>;

/** A universe's commit counter. 0: nothing has been committed yet. */
export const Revision = z.int().min(0).brand<'revision'>();
export type Revision = z.infer<typeof Revision>;

/** A moment of ours, for people. Never used to order canon. */
export const WallTime = z.iso.datetime({ precision: 3 });
export type WallTime = z.infer<typeof WallTime>;
