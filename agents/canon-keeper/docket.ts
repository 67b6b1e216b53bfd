import { lineCharsMax } from '../../schemas/bounds.ts';
import type { Digest } from '../../schemas/digest.ts';
import { type Decision, Proposal, type Reason, type Verdict } from '../../schemas/gate.ts';
import { ProposalId, type UniverseId } from '../../schemas/ids.ts';
import { digestOf, digestOfText } from '../../src/domain/canonical-json.ts';
import { Failure } from '../../src/domain/failure.ts';
import { because } from '../../src/gate/objection.ts';
import { type CanonReader, idsPerReadMax } from '../../src/ports/canon-reader.ts';
import { pieces, upTo } from './paged.ts';

// Sorts what is put before the gate.
// D1. A proposal is known by its id and the digest of its content: what was accepted or rejected is not judged again.
// D2. An id belongs to the content that was decided first under it. The same id with other content is refused, by itself.
// D3. What is no proposal is refused, by itself, as far as it has an id.

const decisionsMax = 200_000;

export interface Entry {
  id: ProposalId | null;
  digest: Digest;
  /** Null: it is no proposal. */
  proposal: Proposal | null;
  problem: string | null;
}

export interface Refused {
  id: ProposalId;
  digest: Digest;
  reason: Reason;
}

export interface Docket {
  entries: readonly Entry[];
  /** To be judged, each once, in their order. */
  open: readonly Proposal[];
  refused: readonly Refused[];
  /** Under `keyOf`: what settled it. */
  past: ReadonlyMap<string, Decision>;
  /** Under `keyOf`: the last word on what is open still. */
  waiting: ReadonlyMap<string, Decision>;
  /** What became of proposals that others may depend on. */
  settled: ReadonlyMap<ProposalId, Verdict>;
}

export const keyOf = ({ id, digest }: { id: ProposalId | null; digest: Digest }): string => `${id} ${digest}`;

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value ? (value as Record<string, unknown>)[name] : undefined;

const textOf = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return typeof value; // it holds itself, or what JSON has no word for
  }
};

/** Of whatever was put forward, also where it could not be a record. */
const digestOfAnything = (value: unknown): Digest => {
  try {
    return digestOf(value as Record<string, unknown>);
  } catch {
    return digestOfText(textOf(value));
  }
};

/** Looks at something that was put before the gate: whether it is a proposal at all. */
export const entryOf = (value: unknown): Entry => {
  const digest = digestOfAnything(value);
  const parsed = Proposal.safeParse(value);
  if (parsed.success) {
    const { data: proposal } = parsed;
    return proposal.digest === digest
      ? { id: proposal.id, digest, proposal, problem: null }
      : { id: proposal.id, digest, proposal: null, problem: 'its digest is not that of its content' };
  }
  const id = ProposalId.safeParse(fieldOf(value, 'id'));
  const [issue] = parsed.error.issues;
  const problem = `\`${issue?.path.join('.') ?? ''}\`: ${issue?.message ?? 'not a proposal'}`;
  return { id: id.success ? id.data : null, digest, proposal: null, problem: problem.slice(0, lineCharsMax) };
};

const tooManyDecisions = (): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'too_much_at_once',
    message: `more than ${decisionsMax} decisions were taken on the proposals of one batch`,
    advice: 'Put them before the gate in smaller batches. Nothing was decided.',
  });

/** Every decision on these, in the order in which they were taken. */
const decisionsOn = async (
  reader: CanonReader,
  universe: UniverseId,
  proposals: readonly ProposalId[],
): Promise<ReadonlyMap<ProposalId, readonly Decision[]>> => {
  const found = await Promise.all(
    pieces(proposals, idsPerReadMax).map((some) =>
      upTo(decisionsMax, (page) => reader.decisions(universe, { proposals: some }, page)),
    ),
  );
  const byProposal = new Map<ProposalId, Decision[]>();
  for (const decisions of found) {
    if (decisions === null) throw tooManyDecisions();
    for (const decision of decisions)
      byProposal.set(decision.proposal, [...(byProposal.get(decision.proposal) ?? []), decision]);
  }
  return byProposal;
};

/** What was last said of the content that came first under the id. */
const lastWord = (decisions: readonly Decision[] | undefined): Decision | undefined => {
  const bound = decisions?.[0]?.proposalDigest;
  return decisions?.findLast(({ proposalDigest }) => proposalDigest === bound);
};

const changed = ({ id }: Entry): Reason =>
  because('proposal_changed', { detail: `\`${id}\` stands for other content already; a new proposal needs a new id` });

const malformed = ({ problem }: Entry): Reason => because('malformed', problem === null ? {} : { detail: problem });

interface Sorting {
  decisions: ReadonlyMap<ProposalId, readonly Decision[]>;
  open: Map<ProposalId, Entry>;
  refused: Map<string, Refused>;
  past: Map<string, Decision>;
  waiting: Map<string, Decision>;
}

/** Other content than this stands under its id, in canon's chain or earlier in the batch. */
const isTaken = ({ decisions, open }: Sorting, id: ProposalId, digest: Digest): boolean => {
  const before = decisions.get(id) ?? [];
  if (before.length > 0) return before.every(({ proposalDigest }) => proposalDigest !== digest);
  const sooner = open.get(id);
  return sooner !== undefined && sooner.digest !== digest;
};

const sortIn = (sorting: Sorting, entry: Entry): void => {
  const { decisions, open, refused, past, waiting } = sorting;
  const { id, digest, proposal } = entry;
  if (id === null) return;
  const key = keyOf(entry);
  const last = decisions.get(id)?.findLast((decision) => decision.proposalDigest === digest);
  if (last !== undefined && last.verdict !== 'pending') past.set(key, last);
  else if (isTaken(sorting, id, digest)) refused.set(key, { id, digest, reason: changed(entry) });
  else if (proposal === null) refused.set(key, { id, digest, reason: malformed(entry) });
  else {
    if (last !== undefined) waiting.set(key, last);
    if (!open.has(id)) open.set(id, entry);
  }
};

/** What became of everything that others may depend on and that is not judged now. */
const settledBy = ({ decisions, open, refused }: Sorting, ids: Iterable<ProposalId>): Map<ProposalId, Verdict> => {
  const settled = new Map<ProposalId, Verdict>();
  for (const { id } of refused.values()) settled.set(id, 'rejected');
  for (const id of ids) {
    const last = lastWord(decisions.get(id));
    if (last !== undefined) settled.set(id, last.verdict);
  }
  for (const id of open.keys()) settled.delete(id);
  return settled;
};

const idsIn = ({ id, proposal }: Entry): readonly ProposalId[] => [
  ...(id === null ? [] : [id]),
  ...(proposal?.dependsOn ?? []),
];

export const docketOf = async (
  reader: CanonReader,
  universe: UniverseId,
  entries: readonly Entry[],
): Promise<Docket> => {
  const ids = new Set(entries.flatMap(idsIn));
  const decisions = await decisionsOn(reader, universe, [...ids]);
  const sorting: Sorting = { decisions, open: new Map(), refused: new Map(), past: new Map(), waiting: new Map() };
  for (const entry of entries) sortIn(sorting, entry);
  const { open, refused, past, waiting } = sorting;
  return {
    entries,
    open: [...open.values()].flatMap(({ proposal }) => (proposal === null ? [] : [proposal])),
    refused: [...refused.values()],
    past,
    waiting,
    settled: settledBy(sorting, ids),
  };
};
