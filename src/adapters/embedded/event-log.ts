import type { UniverseId } from '../../../schemas/ids.ts';
import {
  keptAppend,
  numberAt,
  refuseBadGroup,
  refuseBadIdleTime,
  refuseBadMember,
  refuseOverlongWait,
  refuseTooManyEvents,
  refuseTooManyPositions,
} from '../../ports/event-call.ts';
import type { Delivery, EventLog, Position } from '../../ports/event-log.ts';
import { appendWatch } from '../../ports/event-wait.ts';
import type { World } from '../../ports/world.ts';
import * as tables from './event-tables.ts';
import { groupCommit } from './group-commit.ts';
import { openStoreFile, type StoreFileOptions } from './migrate.ts';
import { openSqlite } from './sqlite.ts';

export interface SqliteEventLogOptions extends Omit<StoreFileOptions, 'mode'> {
  world: Pick<World, 'now' | 'sleep'>;
}

// E1. What was appended is on the disk when `append` returns.
// E2. What groups have done survives the end of the process, but is not waited for: after a loss of power some of it may be gone, and events
//     come again, as they may anyway. It is never gone for a trim that is kept, for one write-ahead log keeps both in their order.

const openFiles = async (file: Omit<StoreFileOptions, 'mode'>) => {
  using opening = new DisposableStack();
  const log = opening.use(await openStoreFile('events', { ...file, mode: 'write' }));
  const progress = opening.use(openSqlite({ ...file, mode: 'write', durability: 'rebuildable' }));
  return { log, progress, files: opening.move() };
};

export const openSqliteEventLog = async ({ world, ...file }: SqliteEventLogOptions): Promise<EventLog> => {
  const { log, progress, files } = await openFiles(file);
  const appends = groupCommit(log);
  const handlings = groupCommit(progress);
  const version = (): number => tables.numberOf(progress, 'PRAGMA data_version') ?? 0;
  const watch = appendWatch({ sleep: world.sleep, version });
  const nowMs = (): number => Math.trunc(world.now());
  const afterOf = (universe: UniverseId, after: Position | null): number =>
    after === null ? 0 : numberAt(universe, after);

  return {
    async append(universe, events, { key, signal }) {
      const texts = keptAppend(universe, events, key);
      if (texts.length === 0) return [];
      const positions = await appends.write(() => tables.append(log, universe, { texts, key }), signal);
      watch.wake();
      return positions;
    },
    async read(member, { max, waitMsMax, signal }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseOverlongWait(waitMsMax);
      const look = async (): Promise<readonly Delivery[]> =>
        tables.isWorthReading(progress, member)
          ? handlings.write(() => tables.handOut(progress, member, { max, nowMs: nowMs() }), signal)
          : [];
      return watch.until(look, { waitMsMax, signal });
    },
    async acknowledge(group, positions) {
      refuseBadGroup(group);
      refuseTooManyPositions(positions);
      const numbers = positions.map((position) => numberAt(group.universe, position));
      await handlings.write(() => tables.acknowledge(progress, group, numbers));
    },
    async pending(group, { after, max }) {
      refuseBadGroup(group);
      refuseTooManyEvents(max);
      return tables.pending(progress, group, { after: afterOf(group.universe, after), max, nowMs: nowMs() });
    },
    async claim(member, { idleMsMin, max }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseBadIdleTime(idleMsMin);
      return handlings.write(() => tables.claim(progress, member, { idleMsMin, max, nowMs: nowMs() }));
    },
    async range(universe, { after, max, waitMsMax = 0, signal }) {
      refuseTooManyEvents(max);
      refuseOverlongWait(waitMsMax);
      const from = afterOf(universe, after);
      const look = async () => tables.range(log, universe, { after: from, max });
      return watch.until(look, { waitMsMax, signal });
    },
    async latest(universe, max) {
      refuseTooManyEvents(max);
      return tables.latest(log, universe, max);
    },
    groups: async (universe) => tables.groups(progress, universe),
    async length(universe) {
      return tables.length(log, universe);
    },
    async lag(group) {
      refuseBadGroup(group);
      return tables.lag(progress, group);
    },
    async trim(universe, upTo, { signal } = {}) {
      const number = numberAt(universe, upTo);
      for (let forgotten = 0; ;) {
        const some = await appends.write(() => tables.forgetSome(log, universe, number), signal);
        if (some === 0) return forgotten;
        forgotten += some;
      }
    },
    async [Symbol.asyncDispose]() {
      watch.close();
      await Promise.all([appends.idle(), handlings.idle()]);
      files[Symbol.dispose]();
    },
  };
};
