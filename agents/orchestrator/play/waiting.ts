import type { Decision, Proposal } from '../../../schemas/gate.ts';
import type { CommitId, FactId, ProposalId, SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import { factsPerOutcomeMax, outcomesMax } from '../../../schemas/loop-events.ts';
import { idsPerReadMax } from '../../../src/ports/canon-reader.ts';
import { everyItem } from '../../../src/ports/paging.ts';
import { turnIn } from './reading.ts';
import type { Table } from './table.ts';

// What was put forward in a scene, and what became of it.

interface Scene {
  universe: UniverseId;
  story: StoryId;
  scene: SceneId;
}

type Reading = Pick<Table, 'canon' | 'narrative'>;

/** What was last decided on each; absent: nothing was. */
export const lastDecisions = async (
  { canon }: Pick<Table, 'canon'>,
  universe: UniverseId,
  proposals: readonly ProposalId[],
): Promise<ReadonlyMap<ProposalId, Decision>> => {
  const last = new Map<ProposalId, Decision>();
  for (let start = 0; start < proposals.length; start += idsPerReadMax) {
    const some = proposals.slice(start, start + idsPerReadMax);
    for await (const decision of everyItem((page) => canon.decisions(universe, { proposals: some }, page)))
      last.set(decision.proposal, decision);
  }
  return last;
};

/** Everything that was put forward in it, in parts, each in its order with what was last decided on each. */
async function* putForward(
  table: Reading,
  { universe, story, scene }: Scene,
): AsyncGenerator<readonly { proposal: Proposal; decision: Decision | undefined }[]> {
  const read = everyItem((page) => table.narrative.list('proposals', { universe, story, scene }, page));
  let part: Proposal[] = [];
  const told = async () => {
    const last = await lastDecisions(
      table,
      universe,
      part.map(({ id }) => id),
    );
    return part.map((proposal) => ({ proposal, decision: last.get(proposal.id) }));
  };
  for await (const { document } of read) {
    part.push(document);
    if (part.length < idsPerReadMax) continue;
    yield await told();
    part = [];
  }
  if (part.length > 0) yield await told();
}

export interface Undecided {
  /** Put forward by turns that count, or by nobody's turn. */
  claimed: readonly ProposalId[];
  /** Written by a try that failed, or for a turn that was given up: nobody puts it forward any more. */
  unclaimed: readonly ProposalId[];
}

/** What the turns of a scene put forward, as they stand. */
const claimsIn = async (
  { narrative }: Reading,
  { universe, story, scene }: Scene,
): Promise<ReadonlySet<ProposalId>> => {
  const claimed = new Set<ProposalId>();
  for await (const { document } of everyItem((page) => narrative.list('cycles', { universe, story, scene }, page))) {
    if (document.loop !== 'turn') continue;
    const { proposals, implied } = turnIn(document).standing.context;
    for (const id of [...proposals, ...implied]) claimed.add(id);
  }
  return claimed;
};

/** What nobody has said yes or no to. */
export async function* undecided(table: Reading, scene: Scene): AsyncGenerator<Undecided> {
  let claims: ReadonlySet<ProposalId> | null = null;
  for await (const part of putForward(table, scene)) {
    const open = part.filter(({ decision }) => decision === undefined || decision.verdict === 'pending');
    if (open.length === 0) continue;
    const known = (claims ??= await claimsIn(table, scene));
    const isClaimed = ({ proposal: { id, turn } }: (typeof open)[number]): boolean => turn === null || known.has(id);
    const ids = (is: boolean) => open.filter((each) => isClaimed(each) === is).map(({ proposal }) => proposal.id);
    yield { claimed: ids(true), unclaimed: ids(false) };
  }
}

export interface Outcome {
  commit: CommitId;
  facts: FactId[];
}

/** What became true by it, commit by commit. */
export const outcomesOf = async (table: Reading, scene: Scene): Promise<Outcome[]> => {
  const facts = new Map<CommitId, FactId[]>();
  for await (const part of putForward(table, scene))
    for (const { decision } of part) {
      if (decision?.verdict !== 'accepted' || decision.commit === null) continue;
      const known = facts.get(decision.commit) ?? [];
      facts.set(decision.commit, [...known, ...decision.effects.introduced].slice(0, factsPerOutcomeMax));
    }
  return [...facts].slice(0, outcomesMax).map(([commit, introduced]) => ({ commit, facts: introduced }));
};
