import type { UniverseId } from '../../../schemas/ids.ts';
import {
  keptAppend,
  keptTrouble,
  numberAt,
  refuseBadGroup,
  refuseBadIdleTime,
  refuseBadMember,
  refuseOverlongWait,
  refuseTooManyEvents,
  refuseTooManyPositions,
} from '../../ports/event-call.ts';
import type { Delivery, EventLog, Group, Position } from '../../ports/event-log.ts';
import { appendWatch } from '../../ports/event-wait.ts';
import type { World } from '../../ports/world.ts';
import * as groups from './event-groups.ts';
import * as letters from './event-letters.ts';
import * as tables from './event-tables.ts';
import { groupCommit } from './group-commit.ts';
import { openStoreFile, type StoreFileOptions } from './migrate.ts';
import { openSqlite } from './sqlite.ts';

export interface SqliteEventLogOptions extends Omit<StoreFileOptions, 'mode'> {
  world: Pick<World, 'now' | 'sleep'>;
}

// E1. What was appended is on the disk when `append` returns.
// E2. What groups have done survives the end of the process, but is not waited for: after a loss of power some of it may be gone, and events
//     come again, as they may anyway. What a person has done with dead letters is waited for. It is never gone for a trim that is kept, for one write-ahead log keeps both in their order.

const openFiles = async (file: Omit<StoreFileOptions, 'mode'>) => {
  using opening = new DisposableStack();
  const log = opening.use(await openStoreFile('events', { ...file, mode: 'write' }));
  const progress = opening.use(openSqlite({ ...file, mode: 'write', durability: 'rebuildable' }));
  return { log, progress, files: opening.move() };
};

const numbersOf = (group: Group, positions: readonly Position[]): number[] => {
  refuseBadGroup(group);
  refuseTooManyPositions(positions);
  return positions.map((position) => numberAt(group.universe, position));
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
    async read(member, { max, inOrder = false, waitMsMax, signal }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseOverlongWait(waitMsMax);
      const look = async (): Promise<readonly Delivery[]> =>
        groups.isWorthReading(progress, member, inOrder)
          ? handlings.write(() => groups.handOut(progress, member, { max, inOrder, nowMs: nowMs() }), signal)
          : [];
      return watch.until(look, { waitMsMax, signal });
    },
    async acknowledge(group, positions) {
      const numbers = numbersOf(group, positions);
      await handlings.write(() => groups.acknowledge(progress, group, numbers));
      watch.wake();
    },
    async pending(group, { after, max }) {
      refuseBadGroup(group);
      refuseTooManyEvents(max);
      return groups.pending(progress, group, { after: afterOf(group.universe, after), max, nowMs: nowMs() });
    },
    async claim(member, { idleMsMin, max, inOrder = false }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseBadIdleTime(idleMsMin);
      const asked = { idleMsMin, max, inOrder };
      return handlings.write(() => groups.claim(progress, member, { ...asked, nowMs: nowMs() }));
    },
    async giveBack(member, positions) {
      refuseBadMember(member);
      const numbers = numbersOf(member, positions);
      await handlings.write(() => groups.giveBack(progress, member, numbers));
      watch.wake();
    },
    async bury(member, position, trouble) {
      refuseBadMember(member);
      const burial = { number: numberAt(member.universe, position), trouble: keptTrouble(trouble) };
      const isBuried = await handlings.write(() => letters.bury(progress, member, { ...burial, nowMs: nowMs() }));
      watch.wake();
      return isBuried;
    },
    async deadLetters(universe, { after, max }) {
      refuseTooManyEvents(max);
      const place = { number: afterOf(universe, after?.position ?? null), group: after?.group ?? '' };
      return letters.deadLetters(log, universe, { after: place, max });
    },
    async replay(group, positions) {
      const numbers = numbersOf(group, positions);
      const count = await appends.write(() => letters.replay(log, group, numbers));
      watch.wake();
      return count;
    },
    async discard(group, positions) {
      const numbers = numbersOf(group, positions);
      return appends.write(() => letters.discard(log, group, numbers));
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
    groups: async (universe) => groups.groups(progress, universe),
    async length(universe) {
      return tables.length(log, universe);
    },
    async lag(group) {
      refuseBadGroup(group);
      return groups.lag(progress, group);
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
