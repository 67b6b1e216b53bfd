import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Support } from '../../schemas/evidence.ts';
import { type Commit, factsPerChangeMax } from '../../schemas/gate.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { pastAsItStands } from '../../src/gate/past.ts';
import type { Past } from '../../src/gate/world.ts';
import { idsPerReadMax } from '../../src/ports/canon-reader.ts';
import type { LogEntry } from '../../schemas/log.ts';
import type { Reading } from './gathering.ts';
import { pieces, upTo } from './paged.ts';
import { readFacts } from './resting.ts';

// What a commit did: each record that it put, as it was before and as the commit left it.

interface Put {
  nodes: CanonNode[];
  facts: Fact[];
  supports: Support[];
}

const supportsMax = 4 * factsPerChangeMax;

const note = (put: Put, { kind, record }: LogEntry): void => {
  if (kind === 'node') put.nodes.push(record);
  else if (kind === 'fact') put.facts.push(record);
  else if (kind === 'support') put.supports.push(record);
};

/** The commit's records come first in the log, then its decisions; of a beginning, the universe itself says enough: it stays. */
const isOver = ({ kind, record }: LogEntry, commit: Commit, put: Put): boolean =>
  kind === 'decision' ||
  (kind === 'commit' && record.id !== commit.id) ||
  (commit.revision === 1 && put.nodes.some(({ kind: what }) => what === 'universe'));

/** The records of one commit; null: they are more than a change may touch. */
const recordsOf = async ({ reader, universe, signal }: Reading, commit: Commit): Promise<Put | null> => {
  const put: Put = { nodes: [], facts: [], supports: [] };
  const after = (commit.revision - 1) as Revision;
  for await (const batch of reader.log(universe, signal === undefined ? { after } : { after, signal }))
    for (const entry of batch) {
      if (isOver(entry, commit, put)) return put;
      note(put, entry);
      if (put.nodes.length + put.facts.length > factsPerChangeMax) return null;
    }
  return put;
};

const nodesAt = async (
  { reader, universe }: Reading,
  ids: readonly NodeId[],
  knownAt: Revision,
): Promise<ReadonlyMap<NodeId, CanonNode>> => {
  const found = await Promise.all(pieces(ids, idsPerReadMax).map((some) => reader.nodes(universe, some, { knownAt })));
  return new Map(found.flat().map((node) => [node.id, node]));
};

/** Whoever speaks for what the commit touched; null: too many. */
const supportsOf = async ({ reader, universe }: Reading, put: Put): Promise<readonly Support[] | null> => {
  const targets = [...new Set([...put.supports.map(({ target }) => target), ...put.facts.map(({ id }) => id)])];
  const found = await Promise.all(
    pieces(targets, idsPerReadMax).map((some) => upTo(supportsMax, (page) => reader.supports(universe, some, page))),
  );
  return found.includes(null) ? null : found.flatMap((supports) => supports ?? []);
};

/** Null: there is more of it than one change may touch. */
export const pastOf = async (reading: Reading, commit: Commit): Promise<Past | null> => {
  const put = await recordsOf(reading, commit);
  if (put === null) return null;
  const knownAt = (commit.revision - 1) as Revision;
  const [facts, nodes, supports] = await Promise.all([
    readFacts(
      reading,
      put.facts.map(({ id }) => id),
      { knownAt },
    ),
    nodesAt(
      reading,
      put.nodes.map(({ id }) => id),
      knownAt,
    ),
    supportsOf(reading, put),
  ]);
  if (supports === null) return null;
  const former = new Map(facts.map((fact) => [fact.id, fact]));
  const changes = {
    revision: commit.revision,
    facts: put.facts.map((after) => ({ before: former.get(after.id) ?? null, after })),
    nodes: put.nodes.map((after) => ({ before: nodes.get(after.id) ?? null, after })),
  };
  return pastAsItStands(commit.id, changes, supports);
};
