import type { CanonNode, Entity } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { Policy } from '../../schemas/policy.ts';
import type { Standing } from './authority.ts';
import type { Court } from './candidate.ts';
import { noEffects, type Ruling, tooWeak } from './judge-claim.ts';
import { because, defer, type Objection, reject } from './objection.ts';

// Judges what gives something a place in canon: an entity, a story, a scene, an axiom.

interface Case {
  policy: Policy;
  court: Court;
  proposal: Proposal;
  standing: Standing;
}

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

const containerOf = ({ court, proposal: { content } }: Case): CanonNode | null => {
  const own = { universe: court.overlay.universe, introduced: court.recorded };
  switch (content.type) {
    case 'universe':
      return { ...content.universe, ...own, kind: 'universe', forkedFrom: null };
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

const objectionTo = (asked: Case, node: CanonNode): Objection | null => {
  const { overlay } = asked.court;
  const former = overlay.node(node.id);
  if (former !== undefined && (former.kind !== node.kind || asked.proposal.intent === 'assert'))
    return reject('id_taken', { nodes: [former.id] });
  const lost = referencesOf(node).find((id) => overlay.node(id) === undefined);
  if (lost !== undefined) return reject('unknown_node', { nodes: [lost] });
  if (node.kind === 'axiom' && !asked.policy.mayMakeAxioms.includes(asked.standing.authority))
    return reject('may_not_make_axioms');
  if (node.kind !== 'entity') return null;
  return (
    wrongArchetype(asked, node) ??
    (asked.standing.authority === 'gm' && former !== undefined ? null : doppelganger(asked, node))
  );
};

export const judgeNode = (asked: Case): Ruling | null => {
  if (asked.proposal.content.type === 'axiom' && !asked.policy.mayMakeAxioms.includes(asked.standing.authority))
    return { objection: reject('may_not_make_axioms') };
  const made = entityOf(asked) ?? containerOf(asked) ?? axiomOf(asked);
  if (made === null) return null;
  const objection = objectionTo(asked, made) ?? tooWeak(asked.policy, asked);
  if (objection !== null) return { objection };
  const former = asked.court.overlay.node(made.id);
  const node = former === undefined ? made : { ...made, introduced: former.introduced };
  return {
    change: {
      puts: [],
      nodes: [node],
      supports: [],
      effects: { ...noEffects, nodes: [node.id] },
      reasons: [because('new', { nodes: [node.id] })],
    },
  };
};
