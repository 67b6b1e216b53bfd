import type { CanonNode, Entity, Universe } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Case } from './candidate.ts';
import { constraintProblem } from './axioms.ts';
import { changeOf, type Ruling } from './change.ts';
import { lostAmong } from './form.ts';
import { because, defer, type Objection, reject } from './objection.ts';
import { tooWeak } from './trust.ts';

// Judges what gives something a place in canon: an entity, a story, a scene, an axiom.

const entityOf = ({ court, proposal: { content }, standing }: Case): Entity | null =>
  content.type === 'entity'
    ? {
        ...content.entity,
        kind: 'entity',
        universe: court.overlay.universe,
        introduced: court.recorded,
        authority: standing.authority,
        status: 'canon',
        mergedInto: null,
      }
    : null;

/** Where a universe came from is not said anew with what else it says of itself. */
const originOf = (node: CanonNode | undefined): Universe['forkedFrom'] =>
  node?.kind === 'universe' ? node.forkedFrom : null;

const containerOf = ({ court, proposal: { content } }: Case): CanonNode | null => {
  const own = { universe: court.overlay.universe, introduced: court.recorded };
  switch (content.type) {
    case 'universe':
      return {
        ...{ ...content.universe, ...own, kind: 'universe' },
        forkedFrom: originOf(court.overlay.node(content.universe.id)),
      };
    case 'source':
      return { ...content.source, ...own, kind: 'source' };
    case 'story':
      return { ...content.story, ...own, kind: 'story' };
    case 'scene':
      return { ...content.scene, ...own, kind: 'scene' };
    case 'thread':
      return { ...content.thread, ...own, kind: 'thread' };
    case 'party':
      return { ...content.party, ...own, kind: 'party' };
    default:
      return null;
  }
};

const axiomOf = ({ court, proposal: { content }, standing: { authority } }: Case): CanonNode | null => {
  if (content.type !== 'axiom' || (authority !== 'gm' && authority !== 'source' && authority !== 'system')) return null;
  return {
    ...content.axiom,
    universe: court.overlay.universe,
    introduced: court.recorded,
    kind: 'axiom',
    authority,
    status: 'canon',
  };
};

/** Somebody of that name is there: whether it is the same one is for a person to say. */
const doppelganger = ({ court: { overlay } }: Case, entity: Entity): Objection | null => {
  const same = new Set<NodeId>([entity.name, ...entity.aliases].flatMap((name) => overlay.named(name, entity.type)));
  same.delete(entity.id);
  return same.size === 0 ? null : defer('possible_duplicate', { nodes: [...same] });
};

const wrongArchetype = ({ court: { overlay } }: Case, entity: Entity): Objection | null => {
  if (entity.derivesFrom === null) return null;
  const archetype = overlay.node(entity.derivesFrom);
  if (archetype === undefined) return reject('unknown_node', { nodes: [entity.derivesFrom] });
  return archetype.kind === 'entity' && archetype.form === 'archetype' && archetype.type === entity.type
    ? null
    : reject('wrong_archetype', { nodes: [archetype.id] });
};

const referencesOf = (node: CanonNode): readonly NodeId[] => {
  switch (node.kind) {
    case 'scene':
      return [node.story, ...node.participants, ...[node.parent, node.location].filter((id) => id !== null)];
    case 'thread':
      return node.story === null ? [] : [node.story];
    case 'party':
      return [...node.members, ...(node.story === null ? [] : [node.story])];
    default:
      return [];
  }
};

/** What a proposal says of it. Whether somebody is still canon is the gate's to say; whether a story is over is not. */
const told = ({ introduced: _introduced, ...rest }: CanonNode) =>
  rest.kind === 'entity' || rest.kind === 'axiom' ? { ...rest, authority: null, status: null } : rest;

const isSame = (node: CanonNode, former: CanonNode): boolean =>
  canonicalJson(told(node)) === canonicalJson(told(former));

/**
 * What somebody is called and like is for the GM and the books to say anew, and what a universe decides by for the GM alone; other containers
 * move on as play does.
 */
const mayChange = ({ standing: { authority } }: Case, { kind }: CanonNode): boolean =>
  authority === 'gm' || (kind === 'entity' ? authority === 'source' : kind !== 'universe');

/** Whoever turned out to be another, or was taken back, is not brought back by being told of again. */
const isThere = ({ court: { overlay } }: Case, { id }: CanonNode): boolean => lostAmong(overlay, [id]) === null;

const isRepeated = (asked: Case, node: CanonNode, former: CanonNode): boolean =>
  isThere(asked, former) && isSame(node, former);

const formerObjection = (asked: Case, node: CanonNode, former: CanonNode): Objection | null => {
  if (!isThere(asked, former)) return reject('node_withdrawn', { nodes: [former.id] });
  if (former.kind !== node.kind || asked.proposal.intent === 'assert')
    return reject('id_taken', { nodes: [former.id] });
  return mayChange(asked, node) ? null : defer('needs_review', { nodes: [former.id] });
};

const axiomProblem = (node: CanonNode): Objection | null => {
  if (node.kind !== 'axiom' || node.constraint === null) return null;
  const problem = constraintProblem(node.constraint);
  return problem === null ? null : reject('bad_constraint', { detail: problem });
};

const objectionTo = (asked: Case, node: CanonNode, former: CanonNode | undefined): Objection | null => {
  const { overlay } = asked.court;
  const lost =
    (former === undefined ? null : formerObjection(asked, node, former)) ?? lostAmong(overlay, referencesOf(node));
  if (lost !== null) return lost;
  if (node.kind !== 'entity') return axiomProblem(node);
  return wrongArchetype(asked, node) ?? (former !== undefined || asked.confirmed ? null : doppelganger(asked, node));
};

const repeatedNode = (node: CanonNode): Ruling => ({
  change: changeOf({ reasons: [because('already_known', { nodes: [node.id] })], repeats: true }),
});

export const judgeNode = (asked: Case): Ruling | null => {
  if (asked.proposal.content.type === 'axiom' && !asked.policy.mayMakeAxioms.includes(asked.standing.authority))
    return { objection: reject('may_not_make_axioms') };
  const made = entityOf(asked) ?? containerOf(asked) ?? axiomOf(asked);
  if (made === null) return null;
  const former = asked.court.overlay.node(made.id);
  if (former !== undefined && isRepeated(asked, made, former)) return repeatedNode(made);
  const objection = objectionTo(asked, made, former) ?? tooWeak(asked);
  if (objection !== null) return { objection };
  const node = former === undefined ? made : { ...made, introduced: former.introduced };
  return {
    change: changeOf({
      nodes: [node],
      effects: { nodes: [node.id] },
      reasons: [because(former === undefined ? 'new' : 'change', { nodes: [node.id] })],
    }),
  };
};
