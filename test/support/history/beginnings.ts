import { type CanonNode, type Entity, EntityType, freeText } from '../../../schemas/canon.ts';
import type { EntityId } from '../../../schemas/ids.ts';
import { predicates } from '../arbitraries/canon.ts';
import type { Batch } from './chronicle.ts';
import {
  after,
  type Deed,
  entities,
  evenly,
  factsThat,
  instances,
  introduce,
  isBefore,
  type Lots,
  pick,
  stamped,
  support,
  visibility,
} from './lots.ts';

// Deeds that bring something new into canon.

export const found: Deed = (batch, lots) => {
  const type = evenly(EntityType.options, lots.what, 'character');
  const form = lots.who % 7 === 0 ? 'archetype' : 'instance';
  const model = entities(batch).find((entity) => entity.form === 'archetype' && entity.type === type);
  const entity: Entity = {
    ...stamped(batch),
    kind: 'entity',
    id: batch.newId('entity'),
    form,
    type,
    name: lots.name,
    aliases: lots.yes && lots.name.length <= 100 ? [`${lots.name} the ${type}`] : [],
    description: lots.yes ? lots.statement : null,
    properties: lots.yes ? { rank: lots.what } : {},
    tags: lots.yes ? [type] : [],
    derivesFrom: form === 'instance' ? (model?.id ?? null) : null,
    visibility: visibility(batch, lots),
    authority: lots.authority,
    status: 'canon',
    mergedInto: null,
  };
  batch.putNode(entity);
  support(batch, entity.id, { ...lots, sufficient: true });
  return { nodes: [entity.id] };
};

const idsOf = (some: readonly Entity[], lot: number): EntityId[] => some.slice(0, lot % 5).map(({ id }) => id);

const frames: readonly ((batch: Batch, lots: Lots) => CanonNode | null)[] = [
  (batch, { name, statement, yes }) => ({
    ...stamped(batch),
    kind: 'story',
    id: batch.newId('story'),
    title: name,
    premise: yes ? statement : null,
    status: 'active',
    starts: yes ? batch.clock : null,
    ends: null,
  }),
  (batch, { name, who, whom, yes }) => {
    const story = pick(
      [...batch.nodes.values()].filter(({ kind }) => kind === 'story'),
      whom,
    );
    if (story?.kind !== 'story') return null;
    return {
      ...stamped(batch),
      kind: 'scene',
      id: batch.newId('scene'),
      story: story.id,
      title: name,
      sceneKind: yes ? 'present' : 'flashback',
      parent: null,
      location: instances(batch).find(({ type }) => type === 'location')?.id ?? null,
      participants: idsOf(instances(batch), who),
      span: { from: batch.clock, to: null },
      status: 'open',
    };
  },
  (batch, lots) => ({
    ...stamped(batch),
    kind: 'thread',
    id: batch.newId('thread'),
    story: null,
    title: lots.name,
    question: lots.yes ? lots.statement : null,
    status: 'open',
    clues: [...batch.facts.keys()].slice(0, lots.who % 4),
    visibility: visibility(batch, lots),
  }),
  (batch, { name, who }) => ({
    ...stamped(batch),
    kind: 'party',
    id: batch.newId('party'),
    name,
    members: idsOf(instances(batch), who),
    story: null,
  }),
  (batch, { name, what, yes }) => ({
    ...stamped(batch),
    kind: 'source',
    id: batch.newId('source'),
    type: yes ? 'lore' : 'rulebook',
    title: name,
    level: evenly(['proposed', 'canon', 'authoritative'], what, 'canon'),
    document: yes ? batch.newId('document') : null,
  }),
  (batch, { statement, yes }) => ({
    ...stamped(batch),
    kind: 'axiom',
    id: batch.newId('axiom'),
    statement,
    domain: 'death',
    constraint: yes ? 'subject.vital != "dead"' : null,
    authority: yes ? 'gm' : 'source',
    status: 'canon',
  }),
];

const frame: Deed = (batch, lots) => {
  const node = frames[lots.what % frames.length]?.(batch, lots) ?? null;
  if (node === null) return null;
  batch.putNode(node);
  return { nodes: [node.id] };
};

const state: Deed = (batch, lots) => {
  const subject = pick(instances(batch), lots.who);
  if (subject === undefined) return null;
  const predicate = evenly(predicates.state, lots.what, 'vital');
  const fact = introduce(batch, lots, { kind: 'state', subject: subject.id, predicate, object: lots.value });
  return { introduced: [fact.id] };
};

const tie: Deed = (batch, lots) => {
  const [subject, object] = [pick(instances(batch), lots.who), pick(entities(batch), lots.whom)];
  if (subject === undefined || object === undefined || subject === object) return null;
  const fact = introduce(batch, lots, {
    kind: 'relationship',
    subject: subject.id,
    predicate: evenly(predicates.edge, lots.what, 'knows'),
    object: { kind: 'node', id: object.id },
  });
  return { introduced: [fact.id] };
};

const say: Deed = (batch, lots) => {
  const subject = pick(batch.nodes.values(), lots.who);
  if (subject === undefined) return null;
  const fact = introduce(batch, lots, { kind: 'statement', subject: subject.id, predicate: freeText, object: null });
  return { introduced: [fact.id] };
};

const happen: Deed = (batch, lots) => {
  const [agent, patient] = [pick(instances(batch), lots.who), pick(entities(batch), lots.whom)];
  if (agent === undefined || patient === undefined) return null;
  const place = entities(batch).find(({ type }) => type === 'location');
  const causes = factsThat(
    batch,
    ({ kind, valid, status }) =>
      kind === 'event' && status !== 'retconned' && valid.from !== null && isBefore(valid.from, batch.clock),
  );
  const fact = introduce(batch, lots, {
    kind: 'event',
    subject: agent.id,
    predicate: evenly(predicates.event, lots.what, 'arrived'),
    object: lots.yes ? { kind: 'node', id: patient.id } : null,
    valid: { from: batch.clock, to: after(batch.clock) },
    event: {
      participants: [
        { role: 'agent', node: agent.id },
        { role: 'patient', node: patient.id },
        ...(place === undefined ? [] : [{ role: 'place' as const, node: place.id }]),
      ],
      severity: evenly(['minor', 'major', 'critical'], lots.what, 'minor'),
      causedBy: causes.slice(0, lots.what % 3).map(({ id }) => id),
    },
  });
  return { introduced: [fact.id] };
};

export const beginnings = { found, frame, state, tie, say, happen } satisfies Record<string, Deed>;
