import type { Fact } from '../../schemas/canon.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import { compareEnds, compareStarts, holdsAt, overlaps } from '../domain/interval.ts';
import { isBefore } from '../domain/story-time.ts';

// Facts that have something in common, so that those of a time are found without looking at all of them.
// S1. What is handed out is in the order in which it came, whatever lies behind.
// S2. A few lie in a list and are gone through. Many lie in the order in which they begin, in boxes that know when the last in them is over:
//     a look at some time opens the boxes that can hold any of it.
// S3. What lies on a shelf does not change while it lies there: it is taken down, changed, and put back.

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
}

const listMax = 48;
const boxMax = 512;

export const emptyShelf = (wordsOf: Shelf['wordsOf']): Shelf => ({ list: [], boxes: null, byWords: null, wordsOf });

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

const inBoxes = (list: readonly Placed[]): Box[] => {
  const sorted = list.toSorted((a, b) => byStart(a.fact, b.fact));
  const boxes: Box[] = [];
  for (let at = 0; at < sorted.length; at += boxMax / 2) boxes.push(boxOf(sorted.slice(at, at + boxMax / 2)));
  return boxes;
};

/** The box in which a fact lies, or would: the last that does not begin after it. */
const boxAt = (boxes: readonly Box[], fact: Fact): number =>
  Math.max(0, firstPlace(boxes, ({ placed: [first] }) => first !== undefined && byStart(first.fact, fact) > 0) - 1);

const placeIn = ({ placed }: Box, fact: Fact): number => firstPlace(placed, (each) => byStart(each.fact, fact) >= 0);

const putInBoxes = (boxes: Box[], placed: Placed): void => {
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
  if (box.until !== undefined && compareEnds(box.until, fact.valid.to) < 0) box.until = fact.valid.to;
  if (box.placed.length <= boxMax) return;
  const rest = box.placed.splice(boxMax / 2);
  box.until = undefined;
  boxes.splice(index + 1, 0, boxOf(rest));
};

const takeFromBoxes = (boxes: Box[], placed: Placed): void => {
  const index = boxAt(boxes, placed.fact);
  const box = boxes[index];
  const at = box === undefined ? 0 : placeIn(box, placed.fact);
  if (box?.placed[at] !== placed) return;
  box.placed.splice(at, 1);
  if (box.placed.length === 0) boxes.splice(index, 1);
  else box.until = undefined;
};

const putInList = (list: Placed[], placed: Placed): void => {
  let at = list.length;
  while (at > 0 && (list[at - 1]?.order ?? 0) >= placed.order) at--;
  if (list[at] !== placed) list.splice(at, 0, placed);
};

const shelfFor = (byWords: Map<string, Shelf>, shelf: Shelf, fact: Fact): Shelf => {
  const words = shelf.wordsOf(fact);
  const found = byWords.get(words) ?? emptyShelf(shelf.wordsOf);
  byWords.set(words, found);
  return found;
};

/** Once, however often it is put there. */
export const putUp = (shelf: Shelf, placed: Placed): void => {
  if (shelf.byWords !== null) putUp(shelfFor(shelf.byWords, shelf, placed.fact), placed);
  if (shelf.boxes !== null) {
    putInBoxes(shelf.boxes, placed);
    return;
  }
  putInList(shelf.list, placed);
  if (shelf.list.length <= listMax) return;
  shelf.boxes = inBoxes(shelf.list);
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

/** Everything in the box, and in those behind it, begins when the time is over. */
const beginsAfter = ({ placed: [first] }: Box, { to }: Validity): boolean => {
  const begins = first?.fact.valid.from ?? null;
  return to !== null && begins !== null && !isBefore(begins, to);
};

const lastEnd = (placed: readonly Placed[]): StoryTime | null => {
  let last = placed[0]?.fact.valid.to ?? null;
  for (const { fact } of placed) {
    const { to } = fact.valid;
    if (to === null) return null;
    if (last !== null && isBefore(last, to)) last = to;
  }
  return last;
};

/** Everything in the box is over by then. */
const isOver = (box: Box, from: StoryTime | null): boolean => {
  if (from === null) return false;
  if (box.until === undefined) box.until = lastEnd(box.placed);
  return box.until !== null && !isBefore(from, box.until);
};

/** What has a moment in common with the time. */
export const during = ({ list, boxes }: Shelf, valid: Validity): readonly Placed[] => {
  if (boxes === null) return list.filter(({ fact }) => overlaps(fact.valid, valid));
  const { from } = valid;
  const found: Placed[] = [];
  for (const box of boxes) {
    if (beginsAfter(box, valid)) break;
    if (isOver(box, from)) continue;
    for (const each of box.placed) if (overlaps(each.fact.valid, valid)) found.push(each);
  }
  return inOrder(found);
};

const beginsIn = ({ fact }: Placed, valid: Validity): boolean =>
  fact.valid.from !== null && holdsAt(valid, fact.valid.from);

/** Boxes that can hold what begins at the time or later. */
const boxesFrom = (boxes: readonly Box[], from: StoryTime | null): readonly Box[] =>
  from === null
    ? boxes
    : boxes.slice(
        Math.max(
          0,
          firstPlace(
            boxes,
            ({ placed: [first] }) => first !== undefined && compareStarts(first.fact.valid.from, from) >= 0,
          ) - 1,
        ),
      );

/** What begins at a known moment of the time. */
export const begunIn = ({ list, boxes }: Shelf, valid: Validity): readonly Placed[] => {
  if (boxes === null) return list.filter((each) => beginsIn(each, valid));
  const found: Placed[] = [];
  for (const box of boxesFrom(boxes, valid.from)) {
    if (beginsAfter(box, valid)) break;
    for (const each of box.placed) if (beginsIn(each, valid)) found.push(each);
  }
  return inOrder(found);
};

type Counts = (fact: Fact) => boolean;

const sorted = (list: readonly Placed[]): readonly Placed[] => list.toSorted((a, b) => byStart(a.fact, b.fact));

/** The last that began before the time, or at a time that nobody knows, of those that count. */
export const lastBefore = ({ list, boxes }: Shelf, time: StoryTime, counts: Counts): Fact | undefined => {
  const isIt = ({ fact }: Placed): boolean =>
    (fact.valid.from === null || isBefore(fact.valid.from, time)) && counts(fact);
  if (boxes === null) return sorted(list).findLast(isIt)?.fact;
  const after = firstPlace(
    boxes,
    ({ placed: [first] }) => first !== undefined && compareStarts(first.fact.valid.from, time) >= 0,
  );
  for (let at = after - 1; at >= 0; at--) {
    const found = boxes[at]?.placed.findLast(isIt);
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
  const { list, boxes, wordsOf } = shelf;
  if (boxes === null) return { ...emptyShelf(wordsOf), list: list.filter(({ fact }) => wordsOf(fact) === words) };
  if (shelf.byWords === null) {
    shelf.byWords = new Map();
    for (const { placed } of boxes) for (const each of placed) putUp(shelfFor(shelf.byWords, shelf, each.fact), each);
  }
  return shelf.byWords.get(words);
};
