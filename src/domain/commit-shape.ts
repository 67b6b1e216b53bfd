import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { CommitId, EvidenceId, FactId, NodeId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import type { CommitRecords } from './seal.ts';

// The shape that canon keeps whatever the gate decides. Every store refuses a write that would break it:
// C1. Every record belongs to the universe of the write, and to a revision that exists.
// C2. One write puts one state of a record.
// C3. A fact new to canon has a standing support in the same write.
// C4. Whatever a record refers to is in canon, or comes with it.

export interface CommitFrame {
  universe: UniverseId;
  /** Null: nothing was accepted, so there may be no records. */
  commit: CommitId | null;
  base: Revision;
}

/** What a write leans on and does not bring along: the store has to look whether it is there. */
export interface References {
  nodes: ReadonlySet<NodeId>;
  facts: ReadonlySet<FactId>;
  evidence: ReadonlySet<EvidenceId>;
}

const nodesOfNode = (node: CanonNode): readonly (NodeId | null)[] => {
  switch (node.kind) {
    case 'entity':
      return [node.derivesFrom, node.mergedInto];
    case 'scene':
      return [node.story, node.parent, node.location, ...node.participants];
    case 'thread':
      return [node.story];
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
  const nodes: NodeId[] = [fact.subject];
  if (fact.object?.kind === 'node') nodes.push(fact.object.id);
  if (fact.event !== null) for (const participant of fact.event.participants) nodes.push(participant.node);
  if (fact.visibility.level === 'known') nodes.push(...fact.visibility.to);
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

const strayed = (frame: CommitFrame, records: CommitRecords): string | null => {
  for (const record of [...records.nodes, ...records.facts, ...records.evidence])
    if (record.universe !== frame.universe) return `\`${record.id}\` belongs to another universe`;
  for (const support of records.supports)
    if (support.universe !== frame.universe) return `a support of \`${support.target}\` belongs to another universe`;
  return null;
};

const misdated = (frame: CommitFrame, records: CommitRecords): string | null => {
  const next = frame.base + 1;
  for (const { id, introduced } of [...records.nodes, ...records.facts])
    if (introduced.revision > next || (introduced.revision === next) !== (introduced.commit === frame.commit))
      return `\`${id}\` says that revision ${introduced.revision} introduced it, in a commit that is not of that revision`;
  for (const support of records.supports)
    if (support.revision !== next || support.commit !== frame.commit)
      return `a support of \`${support.target}\` is not dated with this commit`;
  return null;
};

const unsupported = (frame: CommitFrame, records: CommitRecords): string | null => {
  const standing = new Set<string>();
  for (const support of records.supports) if (support.status === 'standing') standing.add(support.target);
  for (const fact of records.facts)
    if (fact.introduced.revision === frame.base + 1 && !standing.has(fact.id))
      return `the fact \`${fact.id}\` is new and nothing supports it`;
  return null;
};

/** What is wrong with a write as far as it can be seen without looking into the store, or null. */
export const malformed = (frame: CommitFrame, records: CommitRecords): string | null => {
  const count = records.nodes.length + records.facts.length + records.evidence.length + records.supports.length;
  if (frame.commit === null) return count > 0 ? 'there are records without a commit' : null;
  const twice =
    repeated(records.nodes.map(({ id }) => id)) ??
    repeated(records.facts.map(({ id }) => id)) ??
    repeated(records.evidence.map(({ id }) => id)) ??
    repeated(records.supports.map(({ target, evidence }) => `${target} by ${evidence}`));
  if (twice !== null) return `\`${twice}\` is put twice`;
  if (frame.base === 0 && !records.nodes.some((node) => node.id === frame.universe))
    return 'the first commit of a universe brings the universe itself';
  return strayed(frame, records) ?? misdated(frame, records) ?? unsupported(frame, records);
};
