import type { Fact } from '../../schemas/canon.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import { compareEnds, compareStarts, holdsAt, overlaps } from '../domain/interval.ts';
import { isBefore } from '../domain/story-time.ts';

// Facts that have something in common, so that those of a time are found without looking at all of them.
// S1. What is handed out is in the order in which it came, whatever lies behind.
// S2. A few lie in a list and are gone through. Many lie in the order in which they begin, in boxes that know when the last in them is over:
//     a look at some time opens the boxes that can hold any of it.
// S3. What lies on a shelf does not change while it lies there: it is taken down, changed, and put back.

/** How many lie in a list at most, and how many in a box. */
export interface Sizes {
  list: number;
  box: number;
}

const usual: Sizes = { list: 48, box: 512 };

/** A fact in its last state, and how many came before it. */
export interface Placed {
  fact: Fact;
  readonly order: number;
}

interface Box {
  /** By beginning, then by id. Never empty. */
  placed: Placed[];
  /** When the last of them is over; null: one is open; undefined: to be worked out. */
  until: StoryTime | null | undefined;
}

export interface Shelf {
  /** As they came, while they are few. */
  list: Placed[];
  boxes: Box[] | null;
  /** The same by what each says; null: nobody asked yet. */
  byWords: Map<string, Shelf> | null;
  wordsOf(fact: Fact): string;
  readonly sizes: Sizes;
}

export const emptyShelf = (wordsOf: Shelf['wordsOf'], sizes: Sizes = usual): Shelf => ({
  ...{ list: [], boxes: null, byWords: null },
  wordsOf,
  sizes,
});

/** By beginning, unknown first, then by id. */
export const byStart = (a: Fact, b: Fact): number =>
  compareStarts(a.valid.from, b.valid.from) || (a.id < b.id ? -1 : Number(a.id > b.id));

/** The first place in a list of which `isThere` holds, if it holds of all that follow; the length, if of none. */
const firstPlace = <T>(list: readonly T[], isThere: (item: T) => boolean): number => {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = list[middle];
    if (item === undefined || isThere(item)) high = middle;
    else low = middle + 1;
  }
  return low;
};

// ── putting up and taking down ───────────────────────────────────────────────────────────────────────────────────

const boxOf = (placed: Placed[]): Box => ({ placed, until: undefined });

const inBoxes = (list: readonly Placed[], boxMax: number): Box[] => {
  const sorted = list.toSorted((a, b) => byStart(a.fact, b.fact));
  const boxes: Box[] = [];
  for (let at = 0; at < sorted.length; at += boxMax / 2) boxes.push(boxOf(sorted.slice(at, at + boxMax / 2)));
  return boxes;
};

/** The box in which a fact lies, or would: the last that does not begin after it. */
const boxAt = (boxes: readonly Box[], fact: Fact): number =>
  Math.max(0, firstPlace(boxes, ({ placed: [first] }) => first !== undefined && byStart(first.fact, fact) > 0) - 1);

const placeIn = ({ placed }: Box, fact: Fact): number => firstPlace(placed, (each) => byStart(each.fact, fact) >= 0);

const laterEnd = (one: StoryTime | null, other: StoryTime | null): StoryTime | null =>
  compareEnds(one, other) < 0 ? other : one;

const putInBoxes = (boxes: Box[], placed: Placed, boxMax: number): void => {
  const { fact } = placed;
  const index = boxAt(boxes, fact);
  const box = boxes[index];
  if (box === undefined) {
    boxes.push(boxOf([placed]));
    return;
  }
  const at = placeIn(box, fact);
  if (box.placed[at] === placed) return;
  box.placed.splice(at, 0, placed);
  if (box.until !== undefined) box.until = laterEnd(box.until, fact.valid.to);
  if (box.placed.length <= boxMax) return;
  const rest = box.placed.splice(boxMax / 2);
  box.until = undefined;
  boxes.splice(index + 1, 0, boxOf(rest));
};

const takeFromBoxes = (boxes: Box[], placed: Placed): void => {
  const index = boxAt(boxes, placed.fact);
  const box = boxes[index];
  if (box === undefined) return;
  const at = placeIn(box, placed.fact);
  if (box.placed[at] !== placed) return;
  box.placed.splice(at, 1);
  if (box.placed.length === 0) boxes.splice(index, 1);
  else box.until = undefined;
};

const putInList = (list: Placed[], placed: Placed): void => {
  const at = list.findLastIndex(({ order }) => order < placed.order) + 1;
  if (list[at] !== placed) list.splice(at, 0, placed);
};

const shelfFor = (byWords: Map<string, Shelf>, shelf: Shelf, fact: Fact): Shelf => {
  const words = shelf.wordsOf(fact);
  const found = byWords.get(words) ?? emptyShelf(shelf.wordsOf, shelf.sizes);
  byWords.set(words, found);
  return found;
};

/** Once, however often it is put there. */
export const putUp = (shelf: Shelf, placed: Placed): void => {
  if (shelf.byWords !== null) putUp(shelfFor(shelf.byWords, shelf, placed.fact), placed);
  if (shelf.boxes !== null) {
    putInBoxes(shelf.boxes, placed, shelf.sizes.box);
    return;
  }
  putInList(shelf.list, placed);
  if (shelf.list.length <= shelf.sizes.list) return;
  shelf.boxes = inBoxes(shelf.list, shelf.sizes.box);
  shelf.list = [];
};

export const takeDown = (shelf: Shelf, placed: Placed): void => {
  if (shelf.byWords !== null) takeDown(shelfFor(shelf.byWords, shelf, placed.fact), placed);
  if (shelf.boxes !== null) {
    takeFromBoxes(shelf.boxes, placed);
    return;
  }
  const at = shelf.list.indexOf(placed);
  if (at >= 0) shelf.list.splice(at, 1);
};

// ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const inOrder = (found: Placed[]): Placed[] => found.sort((a, b) => a.order - b.order);

export const everything = ({ list, boxes }: Shelf): readonly Placed[] =>
  boxes === null ? list : inOrder(boxes.flatMap(({ placed }) => placed));

/** The place of the first box that begins at the time or later. */
const boxFrom = (boxes: readonly Box[], time: StoryTime | null): number =>
  firstPlace(boxes, ({ placed: [first] }) => first === undefined || compareStarts(first.fact.valid.from, time) >= 0);

/** Boxes that can hold what begins at the time or later. */
const boxesFrom = (boxes: readonly Box[], from: StoryTime | null): readonly Box[] =>
  boxes.slice(Math.max(0, boxFrom(boxes, from) - 1));

/** Boxes that can hold what begins before the time. */
const boxesTo = (boxes: readonly Box[], to: StoryTime | null): readonly Box[] =>
  to === null ? boxes : boxes.slice(0, boxFrom(boxes, to));

/** Everything in the box is over by then. */
const isOver = (box: Box, from: StoryTime | null): boolean => {
  if (from === null) return false;
  if (box.until === undefined) box.until = box.placed.map(({ fact }) => fact.valid.to).reduce(laterEnd);
  return box.until !== null && !isBefore(from, box.until);
};

/** What has a moment in common with the time. */
export const during = ({ list, boxes }: Shelf, valid: Validity): readonly Placed[] => {
  if (boxes === null) return list.filter(({ fact }) => overlaps(fact.valid, valid));
  const open = boxesTo(boxes, valid.to).filter((box) => !isOver(box, valid.from));
  return inOrder(open.flatMap(({ placed }) => placed.filter(({ fact }) => overlaps(fact.valid, valid))));
};

const beginsIn = ({ fact }: Placed, valid: Validity): boolean =>
  fact.valid.from !== null && holdsAt(valid, fact.valid.from);

/** What begins at a known moment of the time. */
export const begunIn = ({ list, boxes }: Shelf, valid: Validity): readonly Placed[] => {
  if (boxes === null) return list.filter((each) => beginsIn(each, valid));
  const open = boxesTo(boxesFrom(boxes, valid.from), valid.to);
  return inOrder(open.flatMap(({ placed }) => placed.filter((each) => beginsIn(each, valid))));
};

type Counts = (fact: Fact) => boolean;

const sorted = (list: readonly Placed[]): readonly Placed[] => list.toSorted((a, b) => byStart(a.fact, b.fact));

/** The last that began before the time, or at a time that nobody knows, of those that count. */
export const lastBefore = ({ list, boxes }: Shelf, time: StoryTime, counts: Counts): Fact | undefined => {
  const isIt = ({ fact }: Placed): boolean =>
    (fact.valid.from === null || isBefore(fact.valid.from, time)) && counts(fact);
  if (boxes === null) return sorted(list).findLast(isIt)?.fact;
  for (const { placed } of boxesTo(boxes, time).toReversed()) {
    const found = placed.findLast(isIt);
    if (found !== undefined) return found.fact;
  }
  return undefined;
};

/** The first that began at a known time after this one, or at any known time, of those that count. */
export const firstAfter = ({ list, boxes }: Shelf, time: StoryTime | null, counts: Counts): Fact | undefined => {
  const isIt = ({ fact }: Placed): boolean =>
    fact.valid.from !== null && (time === null || isBefore(time, fact.valid.from)) && counts(fact);
  if (boxes === null) return sorted(list).find(isIt)?.fact;
  for (const { placed } of boxesFrom(boxes, time)) {
    const found = placed.find(isIt);
    if (found !== undefined) return found.fact;
  }
  return undefined;
};

/** What says just these words. */
export const saying = (shelf: Shelf, words: string): Shelf | undefined => {
  const { list, boxes, wordsOf, sizes } = shelf;
  if (boxes === null)
    return { ...emptyShelf(wordsOf, sizes), list: list.filter(({ fact }) => wordsOf(fact) === words) };
  if (shelf.byWords === null) {
    shelf.byWords = new Map();
    for (const { placed } of boxes) for (const each of placed) putUp(shelfFor(shelf.byWords, shelf, each.fact), each);
  }
  return shelf.byWords.get(words);
};
