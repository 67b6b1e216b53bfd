import type { Entry } from './docket.ts';

// Which of a batch go into one commit.

/** What has to be decided by itself: a universe before anything in it, a fork as canon is just then. */
const standsApart = ({ proposal }: Entry): boolean =>
  proposal?.content.type === 'universe' || proposal?.content.type === 'fork';

/** The batch in parts, in order: what stands apart by itself, the rest together. */
export const partsOf = (entries: readonly Entry[]): Entry[][] => {
  const parts: Entry[][] = [];
  let isOpen = false;
  for (const entry of entries) {
    const isApart = standsApart(entry);
    if (isApart || !isOpen) parts.push([entry]);
    else parts.at(-1)?.push(entry);
    isOpen = !isApart;
  }
  return parts;
};
