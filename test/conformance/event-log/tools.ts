import type { UniverseId } from '../../../schemas/ids.ts';
import type { Delivery, EventLog, LoggedEvent, Position } from '../../../src/ports/event-log.ts';
import { envelope } from '../../support/narrative.ts';
import type { VirtualWorld } from '../../support/virtual-world.ts';
import type { Opened } from '../opened.ts';

export interface OpenedEventLog extends Opened<EventLog> {
  /** The one that the log was given: its clock moves by hand, its sleeps take no time. */
  world: VirtualWorld;
}
export type OpenEventLog = () => Promise<OpenedEventLog>;

export const noWait = { max: 1_000, waitMsMax: 0 };

/** Appends so many events, each by itself unless `together`, and tells their positions. */
export const appendSome = async (
  { store, world }: OpenedEventLog,
  universe: UniverseId,
  { count, together = false }: { count: number; together?: boolean },
): Promise<Position[]> => {
  const events = Array.from({ length: count }, () => envelope(world, universe));
  const batches = together ? [events] : events.map((event) => [event]);
  const positions: Position[] = [];
  for (const batch of batches)
    positions.push(...(await store.append(universe, batch, { key: batch[0]?.id ?? 'none' })));
  return positions;
};

export const positionsOf = (list: readonly (LoggedEvent | Delivery)[]): Position[] =>
  list.map(({ position }) => position);

export const at = <T>(list: readonly T[], index: number): T => {
  const item = list.at(index);
  if (item === undefined) throw new Error(`there is nothing at ${index}`);
  return item;
};
