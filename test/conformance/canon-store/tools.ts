import type { UniverseId } from '../../../schemas/ids.ts';
import type { Revision } from '../../../schemas/time.ts';
import type { CanonReader, LogEntry } from '../../../src/ports/canon-reader.ts';
import type { CanonStore } from '../../../src/ports/canon-writer.ts';
import { type Cursor, type Page, type PageRequest, pageSizeMax } from '../../../src/ports/paging.ts';
import { canonScribe, people } from '../../support/canon-scribe.ts';
import { seededWorld } from '../../support/seeded-world.ts';
import type { Opened } from '../opened.ts';

export type OpenCanonStore = () => Promise<Opened<CanonStore>>;

const pagesMax = 10_000;

/** All pages of a list, one after the other; `between` is called after each but the last. */
export const allPages = async <T>(
  list: (page: PageRequest) => Promise<Page<T>>,
  { max = pageSizeMax, between }: { max?: number; between?: () => Promise<unknown> } = {},
): Promise<T[]> => {
  const items: T[] = [];
  let after: Cursor | null = null;
  for (let count = 0; count < pagesMax; count++) {
    const page: Page<T> = await list({ max, after });
    items.push(...page.items);
    if (page.next === null) return items;
    after = page.next;
    await between?.();
  }
  throw new Error('the pages do not end');
};

export const idsOf = (records: readonly { id: string }[]): string[] => records.map(({ id }) => id);

export const wholeLog = async (
  reader: CanonReader,
  universe: UniverseId,
  options?: { after: Revision },
): Promise<LogEntry[]> => {
  const entries: LogEntry[] = [];
  for await (const batch of reader.log(universe, options)) entries.push(...batch);
  return entries;
};

/** A log as it would come from a file, in batches of this many. */
export async function* inBatches(entries: readonly LogEntry[], size = 7): AsyncGenerator<readonly LogEntry[]> {
  for (let start = 0; start < entries.length; start += size) yield entries.slice(start, start + size);
}

/** Everything that a store holds of these universes, and beside them. */
export const everythingIn = async ({ reader }: CanonStore, ...universes: readonly UniverseId[]) => ({
  universes: await allPages((page) => reader.universes(page)),
  containers: await reader.containers(),
  outbox: await reader.unsent(pageSizeMax),
  logs: await Promise.all(universes.map((universe) => wholeLog(reader, universe))),
});

export const refusedAs = (code: string) => ({ name: 'Failure', kind: 'terminal', code });

/** A universe of two people who know each other. */
export const begun = async (store: CanonStore, seed: number) => {
  const scribe = canonScribe(seededWorld(seed));
  const { nodes, ann, bob } = people(scribe, 'ann', 'bob');
  const knows = scribe.relationship(ann, 'knows', bob);
  const write = await scribe.commit(store, { nodes, facts: [knows], outbox: [scribe.envelope()] });
  return { scribe, universe: scribe.universe, ann, bob, knows, write };
};
