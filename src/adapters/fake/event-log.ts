import type { UniverseId } from '../../../schemas/ids.ts';
import {
  keptAppend,
  keptTrouble,
  numberAt,
  positionAt,
  refuseBadGroup,
  refuseBadIdleTime,
  refuseBadMember,
  refuseOverlongWait,
  refuseTooManyEvents,
  refuseTooManyPositions,
} from '../../ports/event-call.ts';
import { eventBytesPerCallMax, type EventLog, type Group, type Position } from '../../ports/event-log.ts';
import { appendWatch } from '../../ports/event-wait.ts';
import { takeWithin } from '../../ports/take-within.ts';
import type { World } from '../../ports/world.ts';
import * as memories from './event-memory.ts';
import { emptyLog, type EventMemory, eventMemory, type Log, logged, rowsAfter } from './event-memory.ts';

export interface FakeEventLogOptions {
  world: Pick<World, 'now' | 'sleep'>;
  memory?: EventMemory;
}

/** Keeps events in memory, as long as the memory lasts. */
export const openFakeEventLog = ({ world, memory = eventMemory() }: FakeEventLogOptions): EventLog => {
  const watch = appendWatch({ sleep: world.sleep, version: null });
  memory.wakes.add(watch.wake);
  const nowMs = (): number => Math.trunc(world.now());
  const find = (universe: UniverseId): Log => memory.logs.get(universe) ?? emptyLog();
  const ensure = (universe: UniverseId): Log => {
    const log = find(universe);
    memory.logs.set(universe, log);
    return log;
  };
  const wakeAll = (): void => {
    for (const wake of memory.wakes) wake();
  };
  const numbersOf = (group: Group, positions: readonly Position[]): number[] => {
    refuseBadGroup(group);
    refuseTooManyPositions(positions);
    return positions.map((position) => numberAt(group.universe, position));
  };
  const afterOf = (universe: UniverseId, after: Position | null): number =>
    after === null ? 0 : numberAt(universe, after);

  return {
    async append(universe, events, { key, signal }) {
      const texts = keptAppend(universe, events, key);
      if (texts.length === 0) return [];
      signal?.throwIfAborted();
      const numbers = memories.append(ensure(universe), texts, key);
      wakeAll();
      return numbers.map((number) => positionAt(universe, number));
    },
    async read(member, { max, inOrder = false, waitMsMax, signal }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseOverlongWait(waitMsMax);
      const look = async () => memories.handOut(ensure(member.universe), member, { max, inOrder, nowMs: nowMs() });
      return watch.until(look, { waitMsMax, signal });
    },
    async acknowledge(group, positions) {
      const numbers = numbersOf(group, positions);
      memories.acknowledge(find(group.universe), group.group, numbers);
      wakeAll();
    },
    async pending(group, { after, max }) {
      refuseBadGroup(group);
      refuseTooManyEvents(max);
      const start = afterOf(group.universe, after);
      const members = find(group.universe).groups.get(group.group);
      const held = members === undefined ? [] : memories.heldBy(members);
      const rows = held.filter(([number]) => number > start).slice(0, max);
      return rows.map(([number, handed]) => ({
        position: positionAt(group.universe, number),
        consumer: handed.consumer,
        idleMs: memories.idleMsOf(handed, nowMs()),
        attempt: handed.attempt,
      }));
    },
    async claim(member, { idleMsMin, max, inOrder = false }) {
      refuseBadMember(member);
      refuseTooManyEvents(max);
      refuseBadIdleTime(idleMsMin);
      return memories.claim(find(member.universe), member, { idleMsMin, max, inOrder, nowMs: nowMs() });
    },
    async giveBack(member, positions) {
      refuseBadMember(member);
      memories.giveBack(find(member.universe), member, numbersOf(member, positions));
      wakeAll();
    },
    async bury(member, position, trouble) {
      refuseBadMember(member);
      const burial = { number: numberAt(member.universe, position), trouble: keptTrouble(trouble), nowMs: nowMs() };
      const isBuried = memories.bury(find(member.universe), member, burial);
      wakeAll();
      return isBuried;
    },
    async deadLetters(universe, { after, max }) {
      refuseTooManyEvents(max);
      const place = { number: afterOf(universe, after?.position ?? null), group: after?.group ?? '' };
      const isAfter = ({ number, group }: { number: number; group: string }): boolean =>
        number > place.number || (number === place.number && group > place.group);
      const letters = memories.lettersOf(find(universe), universe).filter(isAfter);
      const { taken } = takeWithin(letters, { max, bytesMax: eventBytesPerCallMax });
      return taken.map(({ number: _, text: __, ...letter }) => letter);
    },
    async replay(group, positions) {
      const count = memories.replay(find(group.universe), group.group, numbersOf(group, positions));
      wakeAll();
      return count;
    },
    async discard(group, positions) {
      return memories.discard(find(group.universe), group.group, numbersOf(group, positions));
    },
    async range(universe, { after, max, waitMsMax = 0, signal }) {
      refuseTooManyEvents(max);
      refuseOverlongWait(waitMsMax);
      const from = afterOf(universe, after);
      const look = async () => {
        const { taken } = takeWithin(rowsAfter(find(universe), from), { max, bytesMax: eventBytesPerCallMax });
        return taken.map((row) => logged(universe, row));
      };
      return watch.until(look, { waitMsMax, signal });
    },
    async latest(universe, max) {
      refuseTooManyEvents(max);
      const last = [...rowsAfter(find(universe), 0)].toReversed();
      return takeWithin(last, { max, bytesMax: eventBytesPerCallMax })
        .taken.toReversed()
        .map((row) => logged(universe, row));
    },
    groups: async (universe) => [...find(universe).groups.keys()].sort(),
    length: async (universe) => find(universe).texts.length,
    async lag(group) {
      refuseBadGroup(group);
      const log = find(group.universe);
      const handed = log.groups.get(group.group)?.handed ?? log.forgotten;
      return memories.lastOf(log) - handed + (log.groups.get(group.group)?.pending.size ?? 0);
    },
    async trim(universe, upTo, { signal } = {}) {
      const number = numberAt(universe, upTo);
      signal?.throwIfAborted();
      return memories.trim(find(universe), number);
    },
    async [Symbol.asyncDispose]() {
      memory.wakes.delete(watch.wake);
      watch.close();
    },
  };
};
