import { openSqliteCanonStore } from '../../src/adapters/embedded/canon-store.ts';
import { auditLog } from '../../src/domain/audit.ts';
import type { CanonStore } from '../../src/ports/canon-writer.ts';
import { allPages, wholeLog } from '../conformance/canon-store/tools.ts';
import { crashRepeatedly } from './crash.ts';
import { integrityOf } from './whole-file.ts';

// A process that commits and forks is killed again and again, and then everything that it acknowledged has to be there.

export interface CanonCrashes {
  /** Of a store that is not there yet. */
  path: string;
  kills: number;
  seed: number;
}

/** What is there after all the deaths, and what is wrong with it. */
export interface Survival {
  acknowledged: number;
  commits: number;
  /** Commits that were acknowledged and are not there, or of which no event tells. */
  lost: readonly string[];
  /** Commits that are there, were made, or are told of more than once. */
  doubled: readonly string[];
  /** Outcomes that nobody but the child itself could have brought about, and it did not. */
  stale: readonly string[];
  /** What the audit of the logs finds. */
  broken: readonly string[];
  integrity: unknown;
}

const linesPerLifeMax = 40;
const eventsMax = 1_000;

const twiceIn = (list: readonly string[]): string[] => {
  const seen = new Set<string>();
  return list.filter((item) => seen.size === seen.add(item).size);
};

/** The commits of all universes, and what the audit of their logs finds. */
const auditAll = async ({ reader }: CanonStore): Promise<{ commits: string[]; broken: string[] }> => {
  const commits: string[] = [];
  const broken: string[] = [];
  for (const head of await allPages((page) => reader.universes(page))) {
    const log = await wholeLog(reader, head.universe);
    broken.push(...auditLog(log, head).map(({ message }) => message));
    for (const { kind, record } of log) if (kind === 'commit') commits.push(`${record.id} ${record.revision}`);
  }
  return { commits, broken };
};

/** The commits that events tell of; they are marked as sent on the way. */
const toldBy = async ({ reader, writer }: CanonStore): Promise<string[]> => {
  const told: string[] = [];
  for (let events = await reader.unsent(eventsMax); events.length > 0; events = await reader.unsent(eventsMax)) {
    told.push(...events.map(({ payload }) => (typeof payload === 'string' ? payload : '')));
    await writer.markSent(events.map(({ id }) => id));
  }
  return told;
};

export const surviveCrashes = async ({ path, kills, seed }: CanonCrashes): Promise<Survival> => {
  const script = new URL('children/commit-canon.ts', import.meta.url);
  const lines = await crashRepeatedly({ script, args: () => [path, String(seed)], kills, linesPerLifeMax, seed });
  const acknowledged = lines.map((line) => {
    const [commit = '', revision = '', kind = ''] = line.split(' ');
    return { commit: `${commit} ${revision}`, kind };
  });
  const integrity = integrityOf(path);
  await using store = await openSqliteCanonStore({ path, program: 'monitor-test' });
  const { commits, broken } = await auditAll(store);
  const told = await toldBy(store);
  const kept = new Set(commits);
  const toldOf = new Set(told);
  const made = acknowledged.filter(({ kind }) => kind === 'committed').map(({ commit }) => commit);
  return {
    acknowledged: acknowledged.length,
    commits: commits.length,
    lost: [
      ...acknowledged.map(({ commit }) => commit).filter((commit) => !kept.has(commit)),
      ...commits.filter((commit) => !toldOf.has(commit.split(' ')[0] ?? '')),
    ],
    doubled: [...twiceIn(commits), ...twiceIn(made), ...twiceIn(told)],
    stale: acknowledged.filter(({ kind }) => kind === 'stale').map(({ commit }) => commit),
    broken,
    integrity,
  };
};
