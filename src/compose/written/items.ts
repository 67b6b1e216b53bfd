import {
  WrittenEvent,
  WrittenFact,
  type WrittenParticipants,
  type WrittenUniverse,
} from '../../../schemas/written-world.ts';
import type { Path } from '../explain.ts';
import { readPhrase } from './phrase.ts';
import { problemText, readAs } from './read.ts';
import { oneOrMany } from './scope.ts';

// What a universe holds, as a list of things with a name each, whichever way they were written down.

export interface Item<T> {
  name: string;
  /** That of the universe where it stands, if it says no other. */
  universe: string;
  path: Path;
  written: T;
}

export type Complain = (path: Path, message: string) => void;

/** Where a list of things stands. */
export interface Shelf {
  universe: string;
  path: Path;
  complain: Complain;
}

type Entries<W> = readonly W[] | Readonly<Record<string, W>> | undefined;
interface Labelled {
  id?: string | undefined;
  universe?: string | undefined;
}

const entriesOf = <W>(written: Entries<W>, path: Path): { key: string | null; path: Path; written: W }[] => {
  const isList = (given: Entries<W>): given is readonly W[] => Array.isArray(given);
  if (written === undefined) return [];
  return isList(written)
    ? written.map((each, index) => ({ key: null, path: [...path, index], written: each }))
    : Object.entries(written).map(([key, each]) => ({ key, path: [...path, key], written: each }));
};

interface Making<W, T> {
  /** The whole of what was written short; null: it can't be read, and that was told. */
  expand(written: W, path: Path): T | null;
  /** What it is called if it has no name of its own. */
  otherwise(written: NoInfer<T>): string | undefined;
}

export const itemsOf = <W, T extends Labelled>(
  { universe, path, complain }: Shelf,
  written: Entries<W>,
  { expand, otherwise }: Making<W, T>,
): Item<T>[] =>
  entriesOf(written, path).flatMap((entry) => {
    const whole = expand(entry.written, entry.path);
    if (whole === null) return [];
    const name = entry.key ?? whole.id ?? otherwise(whole);
    if (name !== undefined) return [{ name, universe: whole.universe ?? universe, path: entry.path, written: whole }];
    complain([...entry.path, 'id'], 'missing: in a list everything needs an `id`');
    return [];
  });

// ── facts and events ─────────────────────────────────────────────────────────────────────────────────────────────

/** A phrase that is an event may stand among facts. */
export const isEvent = (written: WrittenFact | WrittenEvent): written is WrittenEvent => 'event' in written;

const ofPhrase = (text: string, path: Path, complain: Complain): WrittenFact | WrittenEvent | null => {
  const phrase = readPhrase(text);
  if (!phrase.ok) {
    complain(path, phrase.error);
    return null;
  }
  const { called, ...fields } = phrase.fields;
  const whole = called === undefined ? fields : { ...fields, id: called };
  const read = 'event' in fields ? readAs(WrittenEvent, whole) : readAs(WrittenFact, whole);
  if ('value' in read) return read.value;
  for (const problem of read.problems) complain(path, problemText(problem));
  return null;
};

const firstOf = (participants: WrittenParticipants): string => {
  if (Array.isArray(participants)) return participants[0]?.node ?? '';
  const { patient, agent, ...others } = participants;
  const [first = ''] = [patient, agent, ...Object.values(others)].flatMap((who) => oneOrMany<string>(who));
  return first;
};

const sayingOf = (written: WrittenFact | WrittenEvent): string => {
  if (isEvent(written)) return `${written.event} of ${firstOf(written.participants)}`;
  const { subject, predicate = 'said', object = '' } = written;
  return `${subject} ${predicate} ${typeof object === 'object' ? JSON.stringify(object) : object}`.trim();
};

/** Facts and events, each with a name of its own: what it says, and a number where that was said before. */
export const tellingsOf = (
  shelf: Shelf,
  { facts, events }: Pick<WrittenUniverse, 'facts' | 'events'>,
): Item<WrittenFact | WrittenEvent>[] => {
  const { path, complain } = shelf;
  const taken = new Map<string, number>();
  const numbered = (name: string): string => {
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name} #${count}`;
  };
  const making: Making<string | WrittenFact | WrittenEvent, WrittenFact | WrittenEvent> = {
    expand: (written, at) => (typeof written === 'string' ? ofPhrase(written, at, complain) : written),
    otherwise: (written) => numbered(sayingOf(written)),
  };
  return [
    ...itemsOf({ ...shelf, path: [...path, 'facts'] }, facts, making),
    ...itemsOf({ ...shelf, path: [...path, 'events'] }, events, making),
  ];
};
