import { type Fact, freeText } from '../../schemas/canon.ts';
import type { FactId, NodeId } from '../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import { basesOf } from '../domain/commit-shape.ts';
import { nodesOf } from '../domain/fact.ts';
import { begunIn, during, emptyShelf, everything, firstAfter, inOrder, lastBefore, type Placed } from './shelf.ts';
import { putUp, saying, type Shelf, takeDown } from './shelf.ts';
import { deedOf, saidBy, textSaid } from './words.ts';

// Facts by what they speak of. Whoever looks names a node and a word, and if they can a time, so that what it costs follows what is found and
// not what else is said of the node.

/** Facts that were not retconned, as far as one looks. */
export interface Look {
  /** What has this subject and predicate. */
  about(subject: NodeId, predicate: string): readonly Fact[];
  /** What leads to this object by this predicate. */
  leadingTo(object: NodeId, predicate: string): readonly Fact[];
  /** What has this subject and predicate and says the same; the words are those of `objectKey`, or of a free text. */
  saying(subject: NodeId, predicate: string, words: string): readonly Fact[];
  /** Events of these kinds in which the node takes part; without kinds, of all. */
  eventsWith(node: NodeId, kinds?: Iterable<string>): readonly Fact[];
  /** Events of the same kind with the same people in the same roles. */
  sameDeeds(event: Fact): readonly Fact[];
  /** What has the node anywhere: in it, at it, or among those who know of it. */
  touching(node: NodeId): readonly Fact[];
}

export interface Shelves extends Look {
  fact(id: FactId): Fact | undefined;
  /** Everything that has a moment in common with the time. */
  during(time: Validity): Look;
  /** Everything that begins at a known moment of the time. */
  begunIn(time: Validity): Look;
  /** Of what has this subject and predicate and counts: the last that began before the time, if only nobody knows when. */
  lastBefore(of: Telling, time: StoryTime): Fact | undefined;
  /** The first that began at a known time after this one. */
  firstAfter(of: Telling, time: StoryTime | null): Fact | undefined;
  /** What derives from the fact, or was caused by it. */
  restingOn(fact: FactId): readonly Fact[];
  /** How many came before it. */
  orderOf(fact: FactId): number;
  put(fact: Fact): void;
  remove(id: FactId): void;
}

/** What stands at one end of facts of a predicate. */
export interface Telling {
  node: NodeId;
  predicate: string;
  side: 'subject' | 'object';
  counts: (fact: Fact) => boolean;
}

const isShown = ({ status }: Fact): boolean => status !== 'retconned';

type Rows = Map<string, Map<string, Shelf>>;
type At = (row: string, label: string) => void;

const foundOr = <V>(map: Map<string, V>, key: string, make: () => V): V => {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
};

/** Shelves in rows, set up when somebody first looks. */
const cabinet = (
  all: ReadonlyMap<FactId, Placed>,
  { visit, wordsOf }: { visit: (fact: Fact, at: At) => void; wordsOf: Shelf['wordsOf'] },
) => {
  let rows: Rows | null = null;
  const place = (into: Rows, placed: Placed): void =>
    visit(placed.fact, (row, label) => {
      const shelves = foundOr(into, row, () => new Map<string, Shelf>());
      putUp(
        foundOr(shelves, label, () => emptyShelf(wordsOf)),
        placed,
      );
    });
  const opened = (): Rows => {
    if (rows !== null) return rows;
    rows = new Map();
    for (const placed of all.values()) if (isShown(placed.fact)) place(rows, placed);
    return rows;
  };
  return {
    row: (row: string): ReadonlyMap<string, Shelf> | undefined => opened().get(row),
    shelf: (row: string, label: string): Shelf | undefined => opened().get(row)?.get(label),
    add(placed: Placed): void {
      if (rows !== null) place(rows, placed);
    },
    drop(placed: Placed): void {
      const from = rows;
      if (from === null) return;
      visit(placed.fact, (row, label) => {
        const shelf = from.get(row)?.get(label);
        if (shelf !== undefined) takeDown(shelf, placed);
      });
    },
  };
};

const noFacts: readonly Fact[] = [];
const factsOf = (placed: readonly Placed[]): readonly Fact[] =>
  placed.length === 0 ? noFacts : placed.map(({ fact }) => fact);

const cabinetsOf = (all: ReadonlyMap<FactId, Placed>) => ({
  subjects: cabinet(all, {
    visit: (fact, at) => at(fact.subject, fact.predicate),
    wordsOf: (fact) => (fact.predicate === freeText ? textSaid(fact) : saidBy(fact)),
  }),
  objects: cabinet(all, {
    visit: ({ object, predicate }, at) => {
      if (object?.kind === 'node') at(object.id, predicate);
    },
    wordsOf: ({ subject }) => subject,
  }),
  participants: cabinet(all, {
    visit: ({ event, predicate }, at) => {
      for (const { node } of event?.participants ?? []) at(node, predicate);
    },
    wordsOf: deedOf,
  }),
  nodes: cabinet(all, {
    visit: (fact, at) => {
      for (const node of nodesOf(fact)) at(node, '');
      if (fact.visibility.level === 'known') for (const who of fact.visibility.to) at(who, '');
    },
    wordsOf: saidBy,
  }),
  bases: cabinet(all, {
    visit: (fact, at) => {
      for (const base of basesOf(fact)) at(base, '');
    },
    wordsOf: saidBy,
  }),
});

type Cabinets = ReturnType<typeof cabinetsOf>;

const look = (
  { subjects, objects, participants, nodes }: Cabinets,
  select: (shelf: Shelf) => readonly Placed[],
): Look => {
  const from = (shelf: Shelf | undefined): readonly Fact[] => (shelf === undefined ? noFacts : factsOf(select(shelf)));
  const worded = (shelf: Shelf | undefined, words: string): readonly Fact[] =>
    shelf === undefined ? noFacts : from(saying(shelf, words));
  return {
    about: (subject, predicate) => from(subjects.shelf(subject, predicate)),
    leadingTo: (object, predicate) => from(objects.shelf(object, predicate)),
    saying: (subject, predicate, words) => worded(subjects.shelf(subject, predicate), words),
    eventsWith(node, kinds) {
      const row = participants.row(node);
      if (row === undefined) return noFacts;
      const found: Placed[] = [];
      for (const kind of kinds ?? row.keys()) {
        const shelf = row.get(kind);
        if (shelf !== undefined) for (const placed of select(shelf)) found.push(placed);
      }
      return factsOf(inOrder(found));
    },
    sameDeeds(event) {
      const [first] = event.event?.participants ?? [];
      return first === undefined ? noFacts : worded(participants.shelf(first.node, event.predicate), deedOf(event));
    },
    touching: (node) => from(nodes.shelf(node, '')),
  };
};

/** The same time is looked at several times in a row, for one claim. */
const lastOf = (make: (time: Validity) => Look): ((time: Validity) => Look) => {
  let last: { time: Validity; look: Look } | null = null;
  return (time) => {
    if (last?.time !== time) last = { time, look: make(time) };
    return last.look;
  };
};

export const shelvesOf = (): Shelves => {
  const all = new Map<FactId, Placed>();
  let count = 0;
  const cabinets = cabinetsOf(all);
  const { subjects, objects, bases } = cabinets;
  const list = Object.values(cabinets);
  const hide = (placed: Placed): void => {
    if (isShown(placed.fact)) for (const each of list) each.drop(placed);
  };
  const show = (placed: Placed): void => {
    if (isShown(placed.fact)) for (const each of list) each.add(placed);
  };
  const shelfOf = ({ node, predicate, side }: Telling): Shelf | undefined =>
    (side === 'subject' ? subjects : objects).shelf(node, predicate);
  return {
    ...look(cabinets, everything),
    during: lastOf((time) => look(cabinets, (shelf) => during(shelf, time))),
    begunIn: lastOf((time) => look(cabinets, (shelf) => begunIn(shelf, time))),
    lastBefore(of, time) {
      const shelf = shelfOf(of);
      return shelf === undefined ? undefined : lastBefore(shelf, time, of.counts);
    },
    firstAfter(of, time) {
      const shelf = shelfOf(of);
      return shelf === undefined ? undefined : firstAfter(shelf, time, of.counts);
    },
    fact: (id) => all.get(id)?.fact,
    orderOf: (id) => all.get(id)?.order ?? 0,
    restingOn(fact) {
      const shelf = bases.shelf(fact, '');
      return shelf === undefined ? noFacts : factsOf(everything(shelf));
    },
    put(fact) {
      const known = all.get(fact.id);
      if (known === undefined) {
        const placed: Placed = { fact, order: count++ };
        all.set(fact.id, placed);
        show(placed);
        return;
      }
      hide(known);
      known.fact = fact;
      show(known);
    },
    remove(id) {
      const placed = all.get(id);
      if (placed === undefined) return;
      hide(placed);
      all.delete(id);
    },
  };
};
