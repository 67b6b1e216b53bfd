import { type CanonNode, type Fact, type FactObject, freeText } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { NodeType, ObjectRule, RoleName } from '../../schemas/vocabulary.ts';
import { basesOf } from '../domain/commit-shape.ts';
import { nodesOf } from '../domain/fact.ts';
import type { Candidate, Court } from './candidate.ts';
import { type Objection, reject } from './objection.ts';
import type { Overlay } from './world.ts';

// The first check: a proposal of this universe, in words that the vocabulary knows, about what is there, resting on what was said.

const typeOf = (node: CanonNode): NodeType => (node.kind === 'entity' ? node.type : node.kind);

/** What must hold of every proposal, whatever it proposes. */
export const misplaced = (overlay: Overlay, proposal: Proposal): Objection | null => {
  if (proposal.universe !== overlay.universe) return reject('other_universe');
  for (const stub of proposal.evidence) {
    if (stub.universe !== overlay.universe) return reject('evidence_of_other_universe', { detail: stub.id });
    if (overlay.evidence(stub) === undefined) return reject('evidence_missing', { detail: stub.id });
    if (overlay.isTaken(stub)) return reject('evidence_id_taken', { detail: stub.id });
  }
  return null;
};

const wrongType = (node: CanonNode, types: readonly NodeType[], code: string): Objection | null =>
  types.includes(typeOf(node))
    ? null
    : reject(code, { nodes: [node.id], detail: `${typeOf(node)}, where there may be ${types.join(', ')}` });

const matchesNumber = (
  { number, unit }: Extract<FactObject, { kind: 'number' }>,
  rule: Extract<ObjectRule, { kind: 'number' }>,
): boolean =>
  number >= (rule.min ?? -Infinity) &&
  number <= (rule.max ?? Infinity) &&
  (rule.unit === undefined || unit === rule.unit);

const matchesValue = ({ object }: Fact, rule: ObjectRule): boolean => {
  if (object === null || rule.kind === 'none') return object === null && rule.kind === 'none';
  if (object.kind === 'text' && rule.kind === 'text') return rule.oneOf?.includes(object.text) ?? true;
  if (object.kind === 'number' && rule.kind === 'number') return matchesNumber(object, rule);
  return object.kind === rule.kind;
};

const predicateForm = ({ overlay }: Court, { fact, rule }: Candidate): Objection | null => {
  if (rule === null)
    return fact.predicate === freeText ? null : reject('unknown_predicate', { detail: fact.predicate });
  const subject = overlay.node(fact.subject);
  const bad = subject === undefined ? null : wrongType(subject, rule.subject, 'wrong_subject_type');
  if (bad !== null) return bad;
  if (!matchesValue(fact, rule.object))
    return reject('wrong_object', { detail: `\`${rule.name}\` takes ${rule.object.kind}` });
  if (rule.object.kind !== 'node' || fact.object?.kind !== 'node') return null;
  const object = overlay.node(fact.object.id);
  return object === undefined ? null : wrongType(object, rule.object.types, 'wrong_object_type');
};

const eventForm = ({ overlay }: Court, { fact, kind }: Candidate): Objection | null => {
  if (fact.event === null) return null;
  if (kind === null) return reject('unknown_event', { detail: fact.predicate });
  if (fact.valid.from === null) return reject('event_without_time');
  const counts = new Map<RoleName, number>();
  for (const { role, node: id } of fact.event.participants) {
    counts.set(role, (counts.get(role) ?? 0) + 1);
    const rule = kind.roles[role];
    if (rule === undefined) return reject('unknown_role', { detail: `\`${kind.name}\` has no ${role}`, nodes: [id] });
    const node = overlay.node(id);
    const bad = node === undefined ? null : wrongType(node, rule.types, 'wrong_participant_type');
    if (bad !== null) return bad;
  }
  for (const [role, rule] of Object.entries(kind.roles))
    if ((counts.get(role as RoleName) ?? 0) < rule.atLeast)
      return reject('missing_participant', { detail: `\`${kind.name}\` needs ${rule.atLeast} as ${role}` });
  return null;
};

const namedIn = (fact: Fact): readonly NodeId[] => [
  ...nodesOf(fact),
  ...(fact.visibility.level === 'known' ? fact.visibility.to : []),
];

/** It says of somebody and themselves what holds only between two, or rests on itself. */
export const contradictsItself = ({ fact, rule }: Pick<Candidate, 'fact' | 'rule'>): Objection | null => {
  const isLoop = fact.object?.kind === 'node' && fact.object.id === fact.subject;
  if (rule !== null && isLoop && (rule.acyclic || rule.symmetric || rule.within))
    return reject('contradicts_itself', { nodes: [fact.subject], detail: 'it relates somebody to themselves' });
  return fact.derivesFrom.includes(fact.id) || fact.event?.causedBy.includes(fact.id)
    ? reject('contradicts_itself', { facts: [fact], detail: 'it rests on itself' })
    : null;
};

const isWithdrawn = (node: CanonNode): boolean =>
  (node.kind === 'entity' && node.status !== 'canon') || (node.kind === 'axiom' && node.status === 'retconned');

/** Nobody can say anything of what is not there, or is there no more. */
export const lostAmong = (overlay: Overlay, ids: readonly NodeId[]): Objection | null => {
  for (const id of ids) {
    const node = overlay.node(id);
    if (node === undefined) return reject('unknown_node', { nodes: [id] });
    if (isWithdrawn(node)) return reject('node_withdrawn', { nodes: [id] });
  }
  return null;
};

const lostBase = (overlay: Overlay, fact: Fact): Objection | null => {
  for (const id of basesOf(fact)) {
    if (id === fact.id) continue;
    const base = overlay.fact(id);
    if (base === undefined) return reject('unknown_fact', { detail: id });
    if (base.status === 'retconned') return reject('base_withdrawn', { facts: [base] });
  }
  return null;
};

/** What must hold of a claim's form; refused from anybody, the GM too. */
export const malformedClaim = (court: Court, candidate: Candidate): Objection | null => {
  const { overlay } = court;
  const { fact } = candidate;
  const lost = lostAmong(overlay, namedIn(fact)) ?? lostBase(overlay, fact);
  if (lost !== null) return lost;
  const form = fact.event === null ? predicateForm : eventForm;
  return contradictsItself(candidate) ?? form(court, candidate);
};
