import type { EventId } from '../../../schemas/ids.ts';
import { refuseBadGroup } from '../../ports/event-call.ts';
import type { Group } from '../../ports/event-log.ts';
import { handledKeptMax, type Inbox } from '../../ports/inbox.ts';

/** What survives the inbox: by universe and group, the events in the order in which they were handled. */
export type InboxMemory = Map<string, Set<EventId>>;

export interface FakeInboxOptions<Writer> {
  memory?: InboxMemory;
  /** Begins a write that keeps nothing before it is committed. */
  begin: () => { writer: Writer; commit: () => void };
  keptMax?: number;
}

const keyOf = ({ universe, group }: Group): string => `${universe} ${group}`;

export const openFakeInbox = <Writer>({
  memory = new Map(),
  begin,
  keptMax = handledKeptMax,
}: FakeInboxOptions<Writer>): Inbox<Writer> => ({
  async has(group, event) {
    refuseBadGroup(group);
    return memory.get(keyOf(group))?.has(event) ?? false;
  },
  async once(group, event, effect) {
    refuseBadGroup(group);
    const noted = memory.get(keyOf(group)) ?? new Set<EventId>();
    if (noted.has(event)) return false;
    const { writer, commit } = begin();
    effect(writer);
    commit();
    noted.add(event);
    memory.set(keyOf(group), noted.size > keptMax ? new Set([...noted].slice(-keptMax)) : noted);
    return true;
  },
  async forget(group) {
    refuseBadGroup(group);
    memory.delete(keyOf(group));
  },
  async [Symbol.asyncDispose]() {},
});
