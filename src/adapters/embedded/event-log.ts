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

export interface SqliteEventLogOptions extends Omit<StoreFileOptions, 'mode'> {
  world: Pick<World, 'now' | 'sleep'>;
}

export const openSqliteEventLog = async ({ world, ...file }: SqliteEventLogOptions): Promise<EventLog> => {
  const database = await openStoreFile('events', { ...file, mode: 'write' });
  const commits = groupCommit(database);
  const version = (): number => tables.numberOf(database, 'PRAGMA data_version') ?? 0;
  const watch = appendWatch({ sleep: world.sleep, version });
  const nowMs = (): number => Math.trunc(world.now());
  const afterOf = (universe: UniverseId, after: Position | null): number =>
    after === null ? 0 : numberAt(universe, after);

  return {
    async append(universe, events, { key, signal }) {
      const texts = keptAppend(universe, events, key);
      if (texts.length === 0) return [];
      const positions = await commits.write(() => tables.append(database, universe, { texts, key }), signal);
      watch.wake();
      return positions;
    },
    async read(member, { max, waitMsMax, signal }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseOverlongWait(waitMsMax);
      const look = async (): Promise<readonly Delivery[]> =>
        tables.isWorthReading(database, member)
          ? commits.write(() => tables.handOut(database, member, { max, nowMs: nowMs() }), signal)
          : [];
      return watch.until(look, { waitMsMax, signal });
    },
    async acknowledge(group, positions) {
      refuseBadGroup(group);
      refuseTooManyPositions(positions);
      const numbers = positions.map((position) => numberAt(group.universe, position));
      await commits.write(() => tables.acknowledge(database, group, numbers));
    },
    async pending(group, { after, max }) {
      refuseBadGroup(group);
      refuseTooManyEvents(max);
      return tables.pending(database, group, { after: afterOf(group.universe, after), max, nowMs: nowMs() });
    },
    async claim(member, { idleMsMin, max }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseBadIdleTime(idleMsMin);
      return commits.write(() => tables.claim(database, member, { idleMsMin, max, nowMs: nowMs() }));
    },
    async range(universe, { after, max }) {
      refuseTooManyEvents(max);
      return tables.range(database, universe, { after: afterOf(universe, after), max });
    },
    groups: async (universe) => tables.groups(database, universe),
    async length(universe) {
      return tables.length(database, universe);
    },
    async lag(group) {
      refuseBadGroup(group);
      return tables.lag(database, group);
    },
    async trim(universe, upTo, { signal } = {}) {
      const number = numberAt(universe, upTo);
      for (let forgotten = 0; ;) {
        const some = await commits.write(() => tables.forgetSome(database, universe, number), signal);
        if (some === 0) return forgotten;
        forgotten += some;
      }
    },
    async [Symbol.asyncDispose]() {
      watch.close();
      await commits.idle();
      database[Symbol.dispose]();
    },
  };
};
