import type { Envelope } from '../../schemas/event.ts';
import { type EventId, idBodyChars, idPrefixes, type UniverseId } from '../../schemas/ids.ts';
import { Failure } from '../../src/domain/failure.ts';
import { nearest } from '../../src/domain/nearest.ts';
import { quoted } from '../../src/domain/quoted.ts';
import {
  type DeadLetter,
  type DeadLetters,
  eventsPerCallMax,
  type LetterPlace,
  type Position,
} from '../../src/ports/event-log.ts';

// What a person does with events that a group gave up. They are called by the ids of their events, or the beginnings or ends of those.

const lookedThroughMax = 10_000;
const partCharsMin = 4;
const alikeToldMax = 5;
const shownMax = 50;
/** So many wait for the disk together. */
const atOnceMax = 500;
/** How much of an id a person sees, and mistypes. */
const endChars = 6;

export interface LetterDesk {
  universe: UniverseId;
  events: DeadLetters;
}

export interface LetterQuery {
  group?: string;
  code?: string;
  /** Of the event, in whichever version. */
  type?: string;
}

export interface DeadLetterView {
  event: EventId;
  type: string;
  group: string;
  code: string;
  message: string;
  attempts: number;
  buriedAt: string;
}

export interface DeadLetterDetail extends Omit<DeadLetterView, 'event' | 'type'> {
  consumer: string;
  event: Envelope;
}

/** A letter to do something with. */
export interface FoundLetter extends DeadLetterView {
  position: Position;
}

const viewOf = ({ event: { id, type }, group, code, message, attempts, buriedAt }: DeadLetter): DeadLetterView => ({
  ...{ event: id, type, group, code, message, attempts, buriedAt },
});

const isLike = ({ event, group, code }: DeadLetter, asked: LetterQuery): boolean =>
  (asked.group === undefined || asked.group === group) &&
  (asked.code === undefined || asked.code === code) &&
  (asked.type === undefined || asked.type === event.type || event.type.startsWith(`${asked.type}.`));

/** In order, one after the other: their events may be large. */
async function* lettersLike({ universe, events }: LetterDesk, query: LetterQuery): AsyncGenerator<DeadLetter, void> {
  let after: LetterPlace | null = null;
  for (let looked = 0; looked < lookedThroughMax;) {
    const some: readonly DeadLetter[] = await events.deadLetters(universe, { after, max: eventsPerCallMax });
    const last = some.at(-1);
    if (last === undefined) return;
    yield* some.filter((letter) => isLike(letter, query));
    looked += some.length;
    after = last;
  }
}

/** In the order in which the events happened. */
export const deadLettersOf = async (
  desk: LetterDesk,
  query: LetterQuery,
  { max }: { max: number },
): Promise<{ items: readonly DeadLetterView[]; isCut: boolean }> => {
  const items: DeadLetterView[] = [];
  for await (const letter of lettersLike(desk, query)) {
    if (items.length === max) return { items, isCut: true };
    items.push(viewOf(letter));
  }
  return { items, isCut: false };
};

// ── which ────────────────────────────────────────────────────────────────────────────────────────────────────────

const handle = new RegExp(
  `^(?:…|\\.\\.\\.)?(?:${idPrefixes.event}_)?(?:…|\\.\\.\\.)?([0-9a-z]{${partCharsMin},${idBodyChars}})(?:…|\\.\\.\\.)?$`,
);

const unknown = (written: string, meant: string | undefined): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'unknown_dead_letter',
    message: `there is no dead letter ${quoted(written)}`,
    advice: `${meant === undefined ? '`monitor manage dead-letters list` lists them.' : `Did you mean \`${meant}\`?`} Nothing was changed.`,
  });

const ambiguous = (written: string, those: readonly string[], advice: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'ambiguous_dead_letter',
    message: `${quoted(written)} may be any of ${those.length}: ${those
      .slice(0, alikeToldMax)
      .map((each) => `\`${each}\``)
      .join(', ')}${those.length > alikeToldMax ? ', …' : ''}`,
    advice: `${advice} Nothing was changed.`,
  });

/** The part of an id that a person wrote; null: it is none. */
const partOf = (written: string): string | null => handle.exec(written.toLowerCase())?.[1] ?? null;

const isCalled = (id: EventId, part: string | null): boolean => {
  const body = id.slice(idPrefixes.event.length + 1);
  return part !== null && (body.startsWith(part) || body.endsWith(part));
};

/** Refuses unless they are of one event. */
const refuseUnlessOne = (written: string, alike: readonly EventId[], all: readonly EventId[]): void => {
  const ids = [...new Set(alike)];
  if (ids.length > 1) throw ambiguous(written, ids, 'Write more of the id.');
  const ends = all.map((id) => id.slice(-endChars));
  if (ids.length === 0) throw unknown(written, nearest(partOf(written) ?? written, ends));
};

/** All that are like that, or those of each event that is called; an event may be in the log more than once, but of one group alone. */
export const findLetters = async (
  desk: LetterDesk,
  called: readonly string[],
  query: LetterQuery,
): Promise<readonly FoundLetter[]> => {
  const all: FoundLetter[] = [];
  for await (const letter of lettersLike(desk, query)) all.push({ ...viewOf(letter), position: letter.position });
  if (called.length === 0) return all;
  const letters = called.flatMap((written) => {
    const part = partOf(written);
    const alike = all.filter(({ event }) => isCalled(event, part));
    refuseUnlessOne(
      written,
      alike.map(({ event }) => event),
      all.map(({ event }) => event),
    );
    const groups = [...new Set(alike.map(({ group }) => group))];
    if (groups.length > 1) throw ambiguous(written, groups, 'Say of which group, with `--group`.');
    return alike;
  });
  return [...new Set(letters)];
};

/** All of one event, in whichever groups. */
export const showLetters = async (
  desk: LetterDesk,
  written: string,
  query: LetterQuery,
): Promise<readonly DeadLetterDetail[]> => {
  const part = partOf(written);
  const ids: EventId[] = [];
  const alike: DeadLetterDetail[] = [];
  for await (const { position: _, ...letter } of lettersLike(desk, query)) {
    ids.push(letter.event.id);
    if (isCalled(letter.event.id, part)) alike.push(letter);
    if (alike.length > shownMax) break;
  }
  refuseUnlessOne(
    written,
    alike.map(({ event: { id } }) => id),
    ids,
  );
  return alike;
};

// ── what is done with them ───────────────────────────────────────────────────────────────────────────────────────

type Deed = 'replay' | 'discard';

const done = async ({ universe, events }: LetterDesk, letters: readonly FoundLetter[], deed: Deed) => {
  const items: DeadLetterView[] = [];
  for (let from = 0; from < letters.length; from += atOnceMax) {
    const some = letters.slice(from, from + atOnceMax);
    const counts = await Promise.all(some.map(({ group, position }) => events[deed]({ universe, group }, [position])));
    // None: somebody else was faster.
    items.push(...some.filter((_, i) => counts[i] !== 0).map(({ position: _, ...view }) => view));
  }
  return items;
};

/** Their groups are handed them once more. Those that were. */
export const replayLetters = (desk: LetterDesk, letters: readonly FoundLetter[]): Promise<readonly DeadLetterView[]> =>
  done(desk, letters, 'replay');

/** They are gone. Those that there were. */
export const discardLetters = (desk: LetterDesk, letters: readonly FoundLetter[]): Promise<readonly DeadLetterView[]> =>
  done(desk, letters, 'discard');
