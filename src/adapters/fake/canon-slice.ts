import type { Fact } from '../../../schemas/canon.ts';
import { objectKey } from '../../domain/fact.ts';
import { compareEnds, compareStarts, holdsAt, overlaps } from '../../domain/interval.ts';
import { normaliseName } from '../../domain/names.ts';
import {
  factsPerSliceKeyDefault,
  nodesPerNameMax,
  type Slice,
  type SliceKey,
  type SliceRequest,
} from '../../ports/canon-reader.ts';
import { known, type UniverseMemory } from './canon-memory.ts';

const stands: Readonly<Record<SliceKey['side'], (fact: Fact, key: SliceKey) => boolean>> = {
  subject: (fact, { node, object }) =>
    fact.subject === node && (object === undefined || objectKey(fact.object) === objectKey(object)),
  object: (fact, { node }) => fact.object?.kind === 'node' && fact.object.id === node,
  participant: (fact, { node }) => fact.event?.participants.some((participant) => participant.node === node) ?? false,
};

const isAsked = (fact: Fact, key: SliceKey): boolean => {
  const { side, predicate } = key;
  return (predicate === null || fact.predicate === predicate) && stands[side](fact, key);
};

const touchesOrBegins = ({ valid }: Fact, { from, to, begins }: SliceKey): boolean =>
  begins ? valid.from !== null && holdsAt({ from, to }, valid.from) : overlaps(valid, { from, to });

const byBeginning = (a: Fact, b: Fact): number => compareStarts(a.valid.from, b.valid.from) || (a.id < b.id ? -1 : 1);

const byEnd = (a: Fact, b: Fact): number =>
  compareEnds(a.valid.to, b.valid.to) || compareStarts(a.valid.from, b.valid.from) || (a.id < b.id ? -1 : 1);

const factsOfKey = (facts: readonly Fact[], key: SliceKey): { shown: readonly Fact[]; cut: boolean } => {
  const { max = factsPerSliceKeyDefault } = key;
  const asked = facts
    .filter(({ status }) => status !== 'retconned')
    .filter((fact) => isAsked(fact, key) && touchesOrBegins(fact, key))
    .toSorted(key.begins ? byBeginning : byEnd);
  const inOrder = key.from === null && !key.begins ? asked.toReversed() : asked;
  return { shown: inOrder.slice(0, max), cut: inOrder.length > max };
};

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

export const readSlice = (memory: UniverseMemory, request: SliceRequest): Slice => {
  const facts = known(memory.facts, null);
  const nodes = known(memory.nodes, null);
  const keyed = request.keys.map((key) => factsOfKey(facts, key));
  const shown = new Set(keyed.flatMap((found) => found.shown));
  for (const id of request.facts) for (const fact of facts) if (fact.id === id) shown.add(fact);

  const called = (name: string) =>
    nodes
      .filter((node) => node.kind === 'entity')
      .filter(({ status }) => status === 'canon')
      .filter((entity) => [entity.name, ...entity.aliases].map(normaliseName).includes(name))
      .toSorted(byId)
      .slice(0, nodesPerNameMax)
      .map(({ id }) => id);
  const find = <T extends { id: string }>(list: readonly T[], ids: readonly string[]): T[] =>
    ids.flatMap((id) => list.filter((record) => record.id === id));

  return {
    head: memory.head,
    facts: [...shown],
    nodes: find(nodes, request.nodes),
    named: request.names.map((name) => ({ name, nodes: called(name) })).filter((found) => found.nodes.length > 0),
    evidence: find(known(memory.evidence, null), request.evidence),
    cut: keyed.flatMap(({ cut }, index) => (cut ? [index] : [])),
  };
};
