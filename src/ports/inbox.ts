import type { EventId } from '../../schemas/ids.ts';
import type { Group } from './event-log.ts';

/** Of each group in each universe, so many of the last events are remembered. Whoever repeats an older one is not noticed. */
export const handledKeptMax = 100_000;

/** What an event brings about, written at once and without waiting. It may run more than once, for a write that is done again. */
export type Effect<Writer> = (writer: Writer) => void;

/**
 * Remembers which events a group has handled. It lies in the store of the effects: so the two are kept together, and whoever loses the one
 * has lost the other and can begin anew.
 *
 * - `once` keeps the effect together with the note that the event was handled, or neither. If the group has handled it, it does nothing and
 *   returns false. What throws in the effect comes back from the call, and nothing is kept.
 * - What was kept survives a crash once `once` has returned.
 * - Several may write at the same time; of one event one of them makes the effect.
 */
export interface Inbox<Writer> extends AsyncDisposable {
  has(group: Group, event: EventId): Promise<boolean>;
  once(group: Group, event: EventId, effect: Effect<Writer>): Promise<boolean>;
  /** For a group whose effects were cleared away and that begins anew. */
  forget(group: Group): Promise<void>;
}
