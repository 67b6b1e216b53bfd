import type { CanonNode, Fact } from '../../../schemas/canon.ts';
import { basesOf } from '../../domain/commit-shape.ts';
import { holdsAt } from '../../domain/interval.ts';
import type { FactId, NodeId, UniverseId } from '../../../schemas/ids.ts';
import {
  refuseOverlargeSlice,
  refuseOverlongPath,
  refuseOverlongWalk,
  refuseTooManyEvents,
  refuseTooManyIds,
  refuseTooManyLike,
} from '../../ports/canon-call.ts';
import {
  type CanonReader,
  fanOutDefault,
  type FactQuery,
  type LogEntry,
  logBatchMax,
  type Moment,
  type NamedKind,
  type Version,
} from '../../ports/canon-reader.ts';
import type { Page, PageRequest } from '../../ports/paging.ts';
import { shortestPath, walk } from './canon-graph.ts';
import { type CanonMemory, known, logOf, type State, universeIn, type UniverseMemory } from './canon-memory.ts';
import { pageOf, type SortKey } from './canon-pages.ts';
import { readSlice } from './canon-slice.ts';

const momentOf = (at: Partial<Moment> = {}): Moment => ({ asOf: at.asOf ?? null, knownAt: at.knownAt ?? null });

/** Those with these ids, in the order asked for. */
const find = <T extends { id: string }>(records: readonly T[], ids: readonly string[]): T[] => {
  refuseTooManyIds(ids);
  return ids.flatMap((id) => records.filter((record) => record.id === id));
};

const idKey = ({ id }: { id: string }): SortKey => [id];

/** Unknown starts come first. */
const startKey = ({ id, valid: { from } }: Fact): SortKey =>
  from === null ? [0, 0, 0, id] : [1, from.second, from.ordinal, id];

const sides: Readonly<Record<NonNullable<FactQuery['node']>['side'], (fact: Fact) => readonly NodeId[]>> = {
  subject: ({ subject }) => [subject],
  object: ({ object }) => (object?.kind === 'node' ? [object.id] : []),
  participant: ({ event }) => (event?.participants ?? []).map(({ node }) => node),
  knower: ({ visibility }) => (visibility.level === 'known' ? visibility.to : []),
};

const isAsked = (fact: Fact, { node, predicate, kind, statuses }: FactQuery): boolean => {
  return (
    (node === undefined || sides[node.side](fact).includes(node.id)) &&
    (predicate === undefined || fact.predicate === predicate) &&
    (kind === undefined || fact.kind === kind) &&
    (statuses === undefined ? fact.status !== 'retconned' : statuses.includes(fact.status))
  );
};

const holding = (facts: readonly Fact[], { asOf }: Moment): readonly Fact[] =>
  asOf === null ? facts : facts.filter(({ valid }) => holdsAt(valid, asOf));

const history = <T extends { id: string }>(
  states: readonly State<T>[],
  { name, id, page }: { name: string; id: string; page: PageRequest },
): Page<Version<T>> => {
  const items = states
    .filter(({ record }) => record.id === id)
    .map(({ record, since, until }) => ({ record, from: since, until }));
  return pageOf({ name, items, key: ({ from }) => [from] }, page);
};

const restingOn = (memory: UniverseMemory, on: readonly string[]): FactId[] => {
  const facts = known(memory.facts, null);
  const supported = known(memory.supports, null)
    .filter(({ status, evidence }) => status === 'standing' && on.includes(evidence))
    .map(({ target }) => target as string);
  return facts
    .filter((fact) => supported.includes(fact.id) || basesOf(fact).some((base) => on.includes(base)))
    .map(({ id }) => id);
};

const idsOf = (memory: UniverseMemory, kind: NamedKind): readonly string[] => {
  const records: Readonly<Record<NamedKind, readonly { id: string }[]>> = {
    fact: known(memory.facts, null),
    entity: known(memory.nodes, null).filter((node) => node.kind === 'entity'),
    commit: memory.commits,
    decision: memory.decisions.map(({ record }) => record),
  };
  return records[kind].map(({ id }) => id);
};

async function* batches(entries: readonly LogEntry[], signal: AbortSignal | undefined) {
  for (let start = 0; start < entries.length; start += logBatchMax) {
    signal?.throwIfAborted();
    yield entries.slice(start, start + logBatchMax);
  }
}

const lists = (memory: CanonMemory, of: (universe: UniverseId) => UniverseMemory) =>
  ({
    async universes(page) {
      const items = [...memory.universes.values()].map(({ head }) => head);
      return pageOf({ name: 'universes', items, key: ({ universe }) => [universe] }, page);
    },
    containers: async () => [...memory.containers.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    async listNodes(universe, { kind, type }, page, at) {
      const items = known(of(universe).nodes, momentOf(at).knownAt)
        .filter((node) => node.kind === kind)
        .filter((node) => type === undefined || (node.kind === 'entity' && node.type === type));
      return pageOf<CanonNode>({ name: 'nodes', items, key: idKey }, page);
    },
    async listFacts(universe, query, page, at) {
      const moment = momentOf(at);
      const items = holding(known(of(universe).facts, moment.knownAt), moment).filter((fact) => isAsked(fact, query));
      return pageOf({ name: 'facts', items, key: startKey }, page);
    },
    async supports(universe, targets, page) {
      refuseTooManyIds(targets);
      const items = known(of(universe).supports, null).filter(({ target }) => targets.includes(target));
      return pageOf({ name: 'supports', items, key: ({ target, evidence }) => [target, evidence] }, page);
    },
    async resting(universe, on, page) {
      refuseTooManyIds(on);
      return pageOf({ name: 'resting', items: restingOn(of(universe), on), key: (id) => [id] }, page);
    },
    factHistory: async (universe, id, page) => history(of(universe).facts, { name: 'states', id, page }),
    nodeHistory: async (universe, id, page) => history(of(universe).nodes, { name: 'states', id, page }),
    async decisions(universe, { proposals, commit, from = 1 }, page) {
      refuseTooManyIds(proposals ?? []);
      const items = of(universe)
        .decisions.map(({ record }) => record)
        .filter((decision) => proposals === undefined || proposals.includes(decision.proposal))
        .filter((decision) => commit === undefined || decision.commit === commit)
        .filter(({ number }) => number >= from);
      return pageOf({ name: 'decisions', items, key: ({ number }) => [number] }, page);
    },
    async commits(universe, page, { from = 0 } = {}) {
      const items = of(universe).commits.filter(({ revision }) => revision >= from);
      return pageOf({ name: 'commits', items, key: ({ revision }) => [revision] }, page);
    },
    async idsLike(universe, kind, part, max) {
      refuseTooManyLike(max);
      return idsOf(of(universe), kind)
        .filter((id) => part !== '' && (id.slice(id.indexOf('_') + 1).startsWith(part) || id.endsWith(part)))
        .toSorted()
        .slice(0, max);
    },
  }) satisfies Partial<CanonReader>;

export const canonReads = (memory: CanonMemory): CanonReader => {
  const of = (universe: UniverseId): UniverseMemory => universeIn(memory, universe);
  return {
    ...lists(memory, of),
    head: async (universe) => of(universe).head,
    nodes: async (universe, ids, at) => find(known(of(universe).nodes, momentOf(at).knownAt), ids),
    async facts(universe, ids, at) {
      const moment = momentOf(at);
      return find(holding(known(of(universe).facts, moment.knownAt), moment), ids);
    },
    async factsKnownAt(universe, asked) {
      refuseTooManyIds(asked);
      return asked.map(({ id, knownAt }) => known(of(universe).facts, knownAt).find((fact) => fact.id === id) ?? null);
    },
    evidence: async (universe, ids) => find(known(of(universe).evidence, null), ids),
    decision: async (universe, id) => of(universe).decisions.find(({ record }) => record.id === id)?.record ?? null,
    commit: async (universe, id) => of(universe).commits.find((commit) => commit.id === id) ?? null,

    async neighbourhood(universe, start, { hops, fanOut = fanOutDefault, predicates, at, signal }) {
      refuseOverlongWalk(start, { hops, fanOut });
      signal?.throwIfAborted();
      return walk(of(universe), { start, hops, fanOut, predicates, at: momentOf(at) });
    },
    async path(universe, { from, to }, { hopsMax, fanOut = fanOutDefault, at, signal }) {
      refuseOverlongPath({ hopsMax, fanOut });
      signal?.throwIfAborted();
      return shortestPath(of(universe), { from, to, hops: hopsMax, fanOut, predicates: undefined, at: momentOf(at) });
    },
    async slice(universe, request, { signal } = {}) {
      refuseOverlargeSlice(request);
      signal?.throwIfAborted();
      return readSlice(of(universe), request);
    },
    log: (universe, { after, signal } = {}) =>
      batches(logOf(of(universe), after === undefined ? 0 : after + 1), signal),
    async unsent(max) {
      refuseTooManyEvents(max);
      return memory.outbox.slice(0, max);
    },
  };
};
