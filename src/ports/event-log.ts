import type { Envelope } from '../../schemas/event.ts';
import type { UniverseId } from '../../schemas/ids.ts';

export const eventsPerCallMax = 1_000;
export const idempotencyKeyCharsMax = 200;
export const memberNameCharsMax = 100;
export const readWaitMsMax = 60_000;
export const troubleCodeCharsMax = 100;
export const troubleMessageCharsMax = 1_000;
/** One event, as JSON in UTF-8. */
export const eventBytesMax = 4 * 2 ** 20;
/** All events of one append together; an answer too holds fewer events than asked for rather than more than this. */
export const eventBytesPerCallMax = 16 * 2 ** 20;

/**
 * The place of an event in its universe's log; as text, later events have greater ones. Opaque otherwise, and refused in another
 * universe's log.
 */
export type Position = string & { readonly position: unique symbol };

export interface LoggedEvent {
  position: Position;
  event: Envelope;
}

export interface Delivery extends LoggedEvent {
  /** How often it has been handed out, this time included. */
  attempt: number;
}

export interface PendingDelivery {
  position: Position;
  consumer: string;
  /** Since it was last handed out. */
  idleMs: number;
  attempt: number;
}

/** Readers of one universe's log who share the work. A name is up to `memberNameCharsMax` letters, digits, `.`, `_`, `:`, `-`. */
export interface Group {
  universe: UniverseId;
  group: string;
}

/** One of them, by a name of the same shape that no other member has at the same time. */
export interface GroupMember extends Group {
  consumer: string;
}

/** Why an event could not be handled. What is not in one line is made so, and what is too long is cut. */
export interface Trouble {
  /** What a program compares: `store_busy`. */
  code: string;
  message: string;
  /** How often it was tried. */
  attempts: number;
}

/** Which dead letter: a group has at most one of an event. */
export interface LetterPlace {
  position: Position;
  group: string;
}

/** An event that a group gave up. */
export interface DeadLetter extends LoggedEvent, LetterPlace, Trouble {
  consumer: string;
  buriedAt: string;
}

/**
 * `inOrder`: no event is handed out while somebody else has one that precedes it, nor while one that precedes it was given back. So a new
 * one comes when all before it are acknowledged or buried, and members work one after the other.
 */
export interface Handing {
  max: number;
  inOrder?: boolean;
}

/** For those who tell what happened. */
export interface EventAppender {
  append(
    universe: UniverseId,
    events: readonly Envelope[],
    options: { key: string; signal?: AbortSignal },
  ): Promise<readonly Position[]>;
}

/** For those who react to what happened. */
export interface EventConsumer {
  /**
   * What was given back or is replayed, then events never handed to the group before; waits up to `waitMsMax` for the first. Cancelled, it
   * hands out nothing.
   */
  read(
    member: GroupMember,
    options: Handing & { waitMsMax: number; signal?: AbortSignal },
  ): Promise<readonly Delivery[]>;
  /** Whoever of the group was handed them. What is not pending is ignored. */
  acknowledge(group: Group, positions: readonly Position[]): Promise<void>;
  /** Handed out and not acknowledged, in order. */
  pending(group: Group, options: { after: Position | null; max: number }): Promise<readonly PendingDelivery[]>;
  /** Takes over, in order, what nobody has acknowledged for `idleMsMin` since it was last handed out; also the member's own. */
  claim(member: GroupMember, options: Handing & { idleMsMin: number }): Promise<readonly Delivery[]>;
  /** As if they had not been handed out: the next `read` has them. What is not pending with this member is ignored. */
  giveBack(member: GroupMember, positions: readonly Position[]): Promise<void>;
  /**
   * Acknowledges what can't be handled, and keeps it as a dead letter, both or neither. Only whoever has it can: false, and nothing
   * changed, if it is not pending with this member any more.
   */
  bury(member: GroupMember, position: Position, trouble: Trouble): Promise<boolean>;
}

/** For those who look after what could not be handled. */
export interface DeadLetters {
  /** In the order of the log; those of one event in order of the groups' names. */
  deadLetters(
    universe: UniverseId,
    options: { after: LetterPlace | null; max: number },
  ): Promise<readonly DeadLetter[]>;
  /** Has the group handed them once more, as if for the first time; no other group. They are no dead letters then. Returns how many were. */
  replay(group: Group, positions: readonly Position[]): Promise<number>;
  /** Removes the letters. The events stay acknowledged, and in the log as long as others. Returns how many there were. */
  discard(group: Group, positions: readonly Position[]): Promise<number>;
}

/**
 * Appends what happened, hands it to consumer groups.
 *
 * - `append` returns once the events survive a crash. All of one call belong to one universe and are appended together, in their order, or
 *   not at all. The same idempotency key in the same universe again is a no-op that returns the first positions. Calls that were made
 *   one after the other, waited for or not, are appended in that order.
 * - Within a universe a group sees events in the order they were appended; between universes there is no order.
 * - A group begins to exist with its first `read`, and starts at the first event that the log still has. Each event goes to one member
 *   of a group and is delivered until acknowledged, so a consumer may see it twice, also after its own crash: then somebody `claim`s
 *   what has been idle. After a loss of power it may see again what it had acknowledged just before.
 * - What is buried is acknowledged. A dead letter has its event by itself, also while it is replayed: it outlives the event in the log and
 *   holds nothing back. `replay` and `discard` return once what they did survives a crash.
 * - `trim` forgets events that every group has acknowledged, and no others; also their idempotency keys. In a log without a group
 *   nothing was acknowledged, and nothing is forgotten.
 * - Fewer events than asked for may come, where they are large or not handed out for the first time; none means that there are no more.
 */
export interface EventLog extends EventAppender, EventConsumer, DeadLetters, AsyncDisposable {
  /** Looks at the log without a group, in order; waits up to `waitMsMax` for the first. */
  range(
    universe: UniverseId,
    options: { after: Position | null; max: number; waitMsMax?: number; signal?: AbortSignal },
  ): Promise<readonly LoggedEvent[]>;
  /** The last of the log, in order. */
  latest(universe: UniverseId, max: number): Promise<readonly LoggedEvent[]>;
  /** In order of name. */
  groups(universe: UniverseId): Promise<readonly string[]>;
  length(universe: UniverseId): Promise<number>;
  /** Events that the group has not acknowledged yet, handed out or not, those to be handed out again too. */
  lag(group: Group): Promise<number>;
  /** Forgets events from the first up to and with `upTo`, as far as every group has acknowledged them. Returns how many. */
  trim(universe: UniverseId, upTo: Position, options?: { signal?: AbortSignal }): Promise<number>;
}
