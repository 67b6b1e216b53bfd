import { expect } from 'vitest';
import type { Decision } from '../../schemas/gate.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { auditLog } from '../../src/domain/audit.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import { allPages, wholeLog } from '../conformance/canon-store/tools.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import type { KeptStores } from './keeper-table.ts';

// What has to be so of a universe whenever nothing is under way, whatever died before.

type Whole = Omit<KeptStores, keyof AsyncDisposable>;

const twice = (list: readonly string[]): string[] => list.filter((each, at) => list.indexOf(each) !== at);

const eventsOf = async ({ events }: Whole, universe: UniverseId) => {
  const all = [];
  let after = null;
  for (;;) {
    const some = await events.range(universe, { after, max: pageSizeMax });
    all.push(...some.map(({ event }) => event));
    const last = some.at(-1);
    if (last === undefined) return all;
    after = last.position;
  }
};

/** Chains that audit clean, a copy of each decision, each event once in the log and none on the way; nothing settled twice. */
export const expectWhole = async (stores: Whole, universe: UniverseId): Promise<readonly Decision[]> => {
  const { canon, narrative } = stores;
  const head = await canon.reader.head(universe);
  expect(auditLog(await wholeLog(canon.reader, universe), head)).toEqual([]);
  const decisions = await allPages((page) => canon.reader.decisions(universe, {}, page));
  const copies = (await listAll(narrative, 'decisions', { universe })).map(({ document }) => document);
  expect(copies.toSorted((a, b) => a.number - b.number)).toEqual(decisions);

  const settled = decisions.filter(({ verdict }) => verdict !== 'pending');
  expect(twice(settled.map(({ proposal, proposalDigest }) => `${proposal} ${proposalDigest}`))).toEqual([]);

  expect(await canon.reader.unsent(pageSizeMax)).toEqual([]);
  expect(await narrative.unsent(pageSizeMax)).toEqual([]);
  const events = await eventsOf(stores, universe);
  expect(twice(events.map(({ id }) => id))).toEqual([]);
  const told = (type: string, key: string): unknown[] =>
    events.filter((event) => event.type === type).map(({ payload }) => (payload as Record<string, unknown>)[key]);
  expect(told('proposal.decided.v1', 'decision')).toEqual(decisions.map(({ id }) => id));
  const commits = await allPages((page) => canon.reader.commits(universe, page));
  expect(told('canon.committed.v1', 'commit')).toEqual(commits.map(({ id }) => id));
  return decisions;
};
