import type { Envelope } from '../../schemas/event.ts';
import type { UniverseId } from '../../schemas/ids.ts';

export const eventsPerCallMax = 1_000;
export const idempotencyKeyCharsMax = 200;

/** The place of an event in its universe's log; later events have greater ones. Opaque otherwise. */
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
  idleMs: number;
  attempt: number;
}

/** A reader of one universe's log that shares the work with others of its group. */
export interface GroupMember {
  universe: UniverseId;
  group: string;
  consumer: string;
}

/**
 * Appends what happened, hands it to consumer groups.
 *
 * - `append` returns once the events survive a crash. All of one call belong to one universe and are appended together. The same idempotency key
 *   in the same universe again is a no-op that returns the first positions.
 * - Within a universe a group sees events in the order they were appended; between universes there is no order.
 * - A group starts at the first event of the log. Each event goes to one member of a group and is delivered until acknowledged, so a
 *   consumer may see it twice, also after its own crash: then somebody `claim`s what has been idle.
 * - `trim` forgets events that every group has acknowledged, and no others; also their idempotency keys.
 */
export interface EventLog extends AsyncDisposable {
  append(
    universe: UniverseId,
    events: readonly Envelope[],
    options: { key: string; signal?: AbortSignal },
  ): Promise<readonly Position[]>;
  /** Events never handed to the group before; waits up to `waitMsMax` for the first. */
  read(
    member: GroupMember,
    options: { max: number; waitMsMax: number; signal?: AbortSignal },
  ): Promise<readonly Delivery[]>;
  acknowledge(member: GroupMember, positions: readonly Position[]): Promise<void>;
  /** Handed out and not acknowledged, in order. */
  pending(member: Omit<GroupMember, 'consumer'>, max: number): Promise<readonly PendingDelivery[]>;
  /** Takes over what another member has not acknowledged for `idleMsMin`. */
  claim(member: GroupMember, options: { idleMsMin: number; max: number }): Promise<readonly Delivery[]>;
  /** Looks at the log without a group, in order. */
  range(universe: UniverseId, options: { after: Position | null; max: number }): Promise<readonly LoggedEvent[]>;
  groups(universe: UniverseId): Promise<readonly string[]>;
  length(universe: UniverseId): Promise<number>;
  /** Events that the group has not acknowledged yet, handed out or not. */
  lag(member: Omit<GroupMember, 'consumer'>): Promise<number>;
  /** Forgets events up to and with `upTo`, as far as every group has acknowledged them. Returns how many. */
  trim(universe: UniverseId, upTo: Position): Promise<number>;
}
