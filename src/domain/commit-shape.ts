import type { CanonNode, Fact, Recorded } from '../../schemas/canon.ts';
import type { CommitId, DecisionId, EventId, EvidenceId, FactId, NodeId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import type { CommitRecords } from './seal.ts';

// The shape that canon keeps whatever the gate decides. Every store refuses a write that would break it:
// C1. Everything in it belongs to the universe of the write, to a revision that exists, and to the commit that says so.
// C2. One write puts one state of a record, and is not empty.
// C3. A fact new to canon has a standing support in the same write.
// C4. Whatever a record refers to is in canon, or comes with it.

/** What a write says of itself and of what goes with its records. */
export interface CommitFrame {
  universe: UniverseId;
  base: Revision;
  /** Null: nothing was accepted, so there may be no records. */
  commit: { id: CommitId; universe: UniverseId } | null;
  decisions: readonly { id: DecisionId; universe: UniverseId; commit: CommitId | null }[];
  outbox: readonly { id: EventId; universe: UniverseId }[];
}

/** What a write leans on and does not bring along: the store has to look whether it is there. */
export interface References {
  nodes: ReadonlySet<NodeId>;
  facts: ReadonlySet<FactId>;
  evidence: ReadonlySet<EvidenceId>;
}

const knowersOf = ({ visibility }: Pick<Fact, 'visibility'>): readonly NodeId[] =>
  visibility.level === 'known' ? visibility.to : [];

const nodesOfNode = (node: CanonNode): readonly (NodeId | null)[] => {
  switch (node.kind) {
    case 'entity':
      return [node.derivesFrom, node.mergedInto, ...knowersOf(node)];
    case 'scene':
      return [node.story, node.parent, node.location, ...node.participants];
    case 'thread':
      return [node.story, ...knowersOf(node)];
    case 'party':
      return [node.story, ...node.members];
    case 'universe':
    case 'source':
    case 'axiom':
    case 'story':
      return [];
  }
};

const nodesOfFact = (fact: Fact): readonly NodeId[] => {
  const nodes: NodeId[] = [fact.subject, ...knowersOf(fact)];
  if (fact.object?.kind === 'node') nodes.push(fact.object.id);
  if (fact.event !== null) for (const participant of fact.event.participants) nodes.push(participant.node);
  return nodes;
};

/** The facts that stand below this one: if they fall, it has to be looked at. */
export const basesOf = (fact: Fact): readonly FactId[] =>
  fact.event === null ? fact.derivesFrom : [...fact.derivesFrom, ...fact.event.causedBy];

const factsOfFact = (fact: Fact): readonly FactId[] => [
  ...basesOf(fact),
  ...fact.replaces,
  ...(fact.withdrawn?.replacedBy ?? []),
];

const isFactId = (id: FactId | NodeId): id is FactId => id.startsWith('fct_');

const addAll = <T>(set: Set<T>, items: Iterable<T | null>): void => {
  for (const item of items) if (item !== null) set.add(item);
};

const removeAll = <T>(set: Set<T>, items: readonly { id: T }[]): void => {
  for (const { id } of items) set.delete(id);
};

export const referencesOf = (records: CommitRecords): References => {
  const nodes = new Set<NodeId>();
  const facts = new Set<FactId>();
  const evidence = new Set<EvidenceId>();
  for (const node of records.nodes) {
    addAll(nodes, nodesOfNode(node));
    if (node.kind === 'thread') addAll(facts, node.clues);
  }
  for (const fact of records.facts) {
    addAll(nodes, nodesOfFact(fact));
    addAll(facts, factsOfFact(fact));
  }
  for (const support of records.supports) {
    evidence.add(support.evidence);
    if (isFactId(support.target)) facts.add(support.target);
    else nodes.add(support.target);
  }
  removeAll<NodeId>(nodes, records.nodes);
  removeAll(facts, records.facts);
  removeAll(evidence, records.evidence);
  return { nodes, facts, evidence };
};

const repeated = (ids: readonly string[]): string | null => {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return null;
};

type Write = CommitFrame & CommitRecords;

const putTwice = (write: Write): string | null =>
  repeated(write.nodes.map(({ id }) => id)) ??
  repeated(write.facts.map(({ id }) => id)) ??
  repeated(write.evidence.map(({ id }) => id)) ??
  repeated(write.supports.map(({ target, evidence }) => `${target} by ${evidence}`)) ??
  repeated(write.decisions.map(({ id }) => id)) ??
  repeated(write.outbox.map(({ id }) => id));

const strayed = ({ universe, commit, ...rest }: Write): string | null => {
  const named = [rest.nodes, rest.facts, rest.evidence, rest.decisions, rest.outbox, commit === null ? [] : [commit]];
  for (const record of named.flat())
    if (record.universe !== universe) return `\`${record.id}\` belongs to another universe`;
  for (const support of rest.supports)
    if (support.universe !== universe) return `a support of \`${support.target}\` belongs to another universe`;
  return null;
};

const misdated = ({ base, commit, nodes, facts, supports }: Write): string | null => {
  const next = base + 1;
  const isOff = ({ revision, commit: id }: Recorded): boolean =>
    revision > next || (revision === next) !== (id === commit?.id);
  for (const { id, introduced } of [...nodes, ...facts])
    if (isOff(introduced))
      return `\`${id}\` says that revision ${introduced.revision} introduced it, in a commit that is not of that revision`;
  for (const { id, withdrawn } of facts)
    if (withdrawn !== null && isOff(withdrawn))
      return `\`${id}\` says that revision ${withdrawn.revision} withdrew it, in a commit that is not of that revision`;
  for (const support of supports)
    if (support.revision !== next || support.commit !== commit?.id)
      return `a support of \`${support.target}\` is not dated with this commit`;
  return null;
};

const misplaced = ({ commit, decisions }: Write): string | null => {
  for (const decision of decisions)
    if (decision.commit !== (commit?.id ?? null)) return `the decision \`${decision.id}\` belongs to another commit`;
  return null;
};

const unsupported = ({ base, facts, supports }: Write): string | null => {
  const standing = new Set<string>();
  for (const support of supports) if (support.status === 'standing') standing.add(support.target);
  for (const fact of facts)
    if (fact.introduced.revision === base + 1 && !standing.has(fact.id))
      return `the fact \`${fact.id}\` is new and nothing supports it`;
  return null;
};

const unfounded = ({ universe, base, commit, nodes }: Write): string | null =>
  commit !== null && base === 0 && !nodes.some(({ id }) => id === universe)
    ? 'the first commit of a universe brings the universe itself'
    : null;

const uncommitted = ({ commit, decisions, nodes, facts, evidence, supports }: Write): string | null => {
  if (commit !== null) return null;
  if (nodes.length + facts.length + evidence.length + supports.length > 0) return 'there are records without a commit';
  return decisions.length === 0 ? 'there is neither a commit nor a decision' : null;
};

/** What is wrong with a write as far as it can be seen without looking into the store, or null. */
export const malformed = (write: Write): string | null => {
  const twice = putTwice(write);
  if (twice !== null) return `\`${twice}\` is put twice`;
  for (const check of [uncommitted, unfounded, strayed, misdated, misplaced, unsupported]) {
    const problem = check(write);
    if (problem !== null) return problem;
  }
  return null;
};
