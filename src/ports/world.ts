import type { IdKind, IdOf } from '../../schemas/ids.ts';

/** Everything that differs from run to run. Domain, gate, loops and agents get it from outside and know no other clock or chance. */
export interface World {
  /** Milliseconds since 1970. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** A new id. Those of one kind from one world sort in the order they were made, also within a millisecond. */
  newId<K extends IdKind>(kind: K): IdOf<K>;
  /** Rejects with the signal's reason when cancelled. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
