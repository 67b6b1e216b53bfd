import type { CanonNode } from '../../schemas/canon.ts';
import type { Decision } from '../../schemas/gate.ts';
import type { CommitId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { type CanonReader, idsPerReadMax } from '../../src/ports/canon-reader.ts';
import { pieces, upTo } from './paged.ts';

// What was decided before a universe left another one stands in the chain of that other one. Whoever asks how a fact came about has to look
// there too.

const ancestorsMax = 16;
const decisionsPerReadMax = 20_000;

/** A decision, and where it was taken. */
export interface Taken {
  decision: Decision;
  universe: UniverseId;
}

/** The universe and those that it left, nearest first. */
const lineOf = async (reader: CanonReader, universe: UniverseId): Promise<readonly UniverseId[]> => {
  const line: UniverseId[] = [universe];
  for (let left = universe; line.length <= ancestorsMax;) {
    const [node]: readonly CanonNode[] = await reader.nodes(left, [left]);
    if (node?.kind !== 'universe' || node.forkedFrom === null) break;
    left = node.forkedFrom.universe;
    line.push(left);
  }
  return line;
};

const decisionsIn = async (
  reader: CanonReader,
  universe: UniverseId,
  proposals: readonly ProposalId[],
): Promise<Decision[]> => {
  const found = await Promise.all(
    pieces(proposals, idsPerReadMax).map((some) =>
      upTo(decisionsPerReadMax, (page) => reader.decisions(universe, { proposals: some }, page)),
    ),
  );
  return found.flatMap((decisions) => decisions ?? []);
};

/** The decisions by which proposals were accepted, in the universe or where it comes from. */
export const acceptances = async (
  reader: CanonReader,
  universe: UniverseId,
  proposals: readonly ProposalId[],
): Promise<ReadonlyMap<ProposalId, Taken>> => {
  const found = new Map<ProposalId, Taken>();
  let missing = [...new Set(proposals)];
  let line: readonly UniverseId[] | null = null;
  for (let at = 0; missing.length > 0 && at <= ancestorsMax; at++) {
    if (at === 1) line = await lineOf(reader, universe); // most ask of no fork
    const place = at === 0 ? universe : line?.[at];
    if (place === undefined) break;
    for (const decision of await decisionsIn(reader, place, missing))
      if (decision.verdict === 'accepted' && !found.has(decision.proposal))
        found.set(decision.proposal, { decision, universe: place });
    missing = missing.filter((id) => !found.has(id));
  }
  return found;
};

/** The revisions that commits made. */
export const revisionsOf = async (
  reader: CanonReader,
  universe: UniverseId,
  commits: readonly CommitId[],
): Promise<ReadonlyMap<CommitId, Revision>> => {
  const found = await Promise.all([...new Set(commits)].map((id) => reader.commit(universe, id)));
  return new Map(found.filter((commit) => commit !== null).map(({ id, revision }) => [id, revision]));
};
