import fc from 'fast-check';
import type { FactObject, FactStatus } from '../../../schemas/canon.ts';
import type { FactId, NodeId, UniverseId } from '../../../schemas/ids.ts';
import type { Revision, StoryTime } from '../../../schemas/time.ts';
import { type CanonReader, fanOutMax, type Moment, type SliceKey } from '../../../src/ports/canon-reader.ts';
import { allPages } from '../../conformance/canon-store/tools.ts';
import { type History, lotMax, moments, names, oneOf, words } from './canon-history.ts';
import { normaliseName } from '../../../src/domain/names.ts';

// Every way to read canon, asked about whatever a history has put there, and about some of what another one has.

interface Draw {
  what: keyof typeof questions;
  where: number;
  lots: readonly [number, number, number, number];
  asOf: StoryTime | null;
  known: number | null;
  max: number;
}

/** What can be asked for, from all the histories of a store. */
interface Pool {
  universe: UniverseId;
  nodes: readonly NodeId[];
  facts: readonly FactId[];
  evidence: readonly string[];
  lastRevision: number;
}

type Question = (reader: CanonReader, pool: Pool, draw: Draw) => Promise<unknown>;

const pickedFrom = <T>(list: readonly T[], chances: readonly number[]): T[] =>
  chances.flatMap((chance) => oneOf(list, chance) ?? []);

const momentOf = ({ asOf, known }: Draw, { lastRevision }: Pool): Partial<Moment> => ({
  ...(asOf === null ? {} : { asOf }),
  ...(known === null ? {} : { knownAt: (known % (lastRevision + 2)) as Revision }),
});

const sides = ['subject', 'object', 'participant'] as const;
const listSides = [...sides, 'knower'] as const;
const statuses: readonly (readonly FactStatus[])[] = [['canon'], ['retconned'], ['ended', 'contested'], []];

const objects = ({ nodes }: Pool): (FactObject | null)[] => [
  null,
  { kind: 'text', text: 'So  they SAY' },
  ...nodes.map((id) => ({ kind: 'node' as const, id })),
];

const keyOf = (draw: Draw, pool: Pool, chance: number): SliceKey => {
  const side = oneOf(sides, chance) ?? 'subject';
  const anything = side === 'participant' && chance % 2 === 0;
  return {
    side,
    node: oneOf(pool.nodes, chance) ?? pool.universe,
    predicate: anything ? null : (oneOf(words, draw.lots[0]) ?? null),
    ...(chance % 5 < 2 ? { object: oneOf(objects(pool), chance) ?? null } : {}),
    from: draw.asOf,
    to: chance % 2 === 0 ? null : (oneOf(moments, draw.lots[1]) ?? null),
    ...(chance % 7 === 0 ? { max: draw.max } : {}),
    ...(side !== 'participant' && chance % 4 === 1 ? { begins: true } : {}),
  };
};

const byId = <T extends { id: string }>(records: readonly T[]): T[] =>
  records.toSorted((a, b) => (a.id < b.id ? -1 : 1));

const questions = {
  head: (reader, { universe }) => reader.head(universe),
  universes: (reader, _, { max }) => allPages((page) => reader.universes(page), { max }),
  nodes: (reader, pool, draw) => reader.nodes(pool.universe, pickedFrom(pool.nodes, draw.lots), momentOf(draw, pool)),
  listNodes: (reader, pool, draw) => {
    const query =
      draw.lots[0] % 2 === 0
        ? ({ kind: 'entity' } as const)
        : ({ kind: draw.lots[1] % 2 === 0 ? 'entity' : 'thread', type: 'character' } as const);
    return allPages((page) => reader.listNodes(pool.universe, query, page, momentOf(draw, pool)), draw);
  },
  facts: (reader, pool, draw) => reader.facts(pool.universe, pickedFrom(pool.facts, draw.lots), momentOf(draw, pool)),
  factsKnownAt: (reader, pool, draw) => {
    const asked = pickedFrom(pool.facts, draw.lots).map((id, i) => ({
      id,
      knownAt: ((draw.lots[i % 4] ?? 0) % (pool.lastRevision + 2)) as Revision,
    }));
    return reader.factsKnownAt(pool.universe, asked);
  },
  listFacts: (reader, pool, draw) => {
    const [a, b, c, d] = draw.lots;
    const id = oneOf(pool.nodes, a);
    const query = {
      ...(id === undefined || b % 4 === 0 ? {} : { node: { id, side: oneOf(listSides, b) ?? 'subject' } as const }),
      ...(c % 3 === 0 ? { predicate: oneOf(words, c) ?? 'knows' } : {}),
      ...(c % 3 === 1 ? ({ kind: c % 2 === 0 ? 'relationship' : 'state' } as const) : {}),
      ...(d % 2 === 0 ? { statuses: oneOf(statuses, d) ?? [] } : {}),
    };
    return allPages((page) => reader.listFacts(pool.universe, query, page, momentOf(draw, pool)), draw);
  },
  supports: (reader, pool, draw) => {
    const targets = [...pickedFrom(pool.facts, draw.lots), ...pickedFrom(pool.nodes, draw.lots)];
    return allPages((page) => reader.supports(pool.universe, targets, page), draw);
  },
  evidence: (reader, pool, { lots }) => reader.evidence(pool.universe, pickedFrom(pool.evidence, lots) as never),
  resting: (reader, pool, draw) => {
    const on = [...pickedFrom(pool.facts, draw.lots), ...(pickedFrom(pool.evidence, draw.lots) as never[])];
    return allPages((page) => reader.resting(pool.universe, on, page), draw);
  },
  neighbourhood: (reader, pool, draw) => {
    const [a, b, c] = draw.lots;
    return reader.neighbourhood(pool.universe, pickedFrom(pool.nodes, draw.lots.slice(0, 1 + (a % 2))), {
      hops: b % 4,
      ...(c % 4 === 0 ? {} : { fanOut: c % 4 }),
      ...(b % 3 === 0 ? { predicates: words.slice(0, c % 3) } : {}),
      at: momentOf(draw, pool),
    });
  },
  path: async (reader, pool, draw) => {
    const [from = pool.universe, to = pool.universe] = pickedFrom(pool.nodes, draw.lots);
    const options = { hopsMax: draw.lots[2] % 5, fanOut: fanOutMax, at: momentOf(draw, pool) };
    const path = await reader.path(pool.universe, { from, to }, options);
    return path?.edges.length ?? null;
  },
  factHistory: (reader, pool, draw) => {
    const id = oneOf(pool.facts, draw.lots[0]);
    return id === undefined
      ? Promise.resolve([])
      : allPages((page) => reader.factHistory(pool.universe, id, page), draw);
  },
  nodeHistory: (reader, pool, draw) => {
    const id = oneOf(pool.nodes, draw.lots[0]) ?? pool.universe;
    return allPages((page) => reader.nodeHistory(pool.universe, id, page), draw);
  },
  slice: async (reader, pool, draw) => {
    const { facts, ...rest } = await reader.slice(pool.universe, {
      keys: draw.lots.map((chance) => keyOf(draw, pool, chance)),
      nodes: pickedFrom(pool.nodes, draw.lots.slice(0, 2)),
      facts: pickedFrom(pool.facts, draw.lots.slice(2)),
      names: names.slice(0, draw.lots[0] % 4).map(normaliseName),
      evidence: pickedFrom(pool.evidence, draw.lots.slice(1, 3)) as never,
    });
    // Which of those that end together are left out is nobody's promise.
    return rest.cut.length > 0 ? rest : { ...rest, facts: byId(facts) };
  },
  commits: (reader, pool, draw) => allPages((page) => reader.commits(pool.universe, page), draw),
  decisions: async (reader, pool, draw) => {
    const commits = await allPages((page) => reader.commits(pool.universe, page));
    const commit = oneOf(commits, draw.lots[0])?.id;
    const all = await allPages((page) => reader.decisions(pool.universe, {}, page));
    const proposals = pickedFrom(
      all.map(({ proposal }) => proposal),
      draw.lots,
    );
    const query = {
      ...(commit === undefined || draw.lots[1] % 2 === 0 ? {} : { commit }),
      ...(draw.lots[2] % 2 === 0 ? {} : { proposals }),
      ...(draw.lots[3] % 2 === 0 ? {} : { from: 1 + (draw.lots[3] % (all.length + 2)) }),
    };
    return allPages((page) => reader.decisions(pool.universe, query, page), draw);
  },
  log: async (reader, pool, draw) => {
    const after = (draw.known ?? 0) % (pool.lastRevision + 2);
    const entries: unknown[] = [];
    const options = draw.known === null ? {} : { after: after as Revision };
    for await (const batch of reader.log(pool.universe, options)) entries.push(...batch);
    return entries;
  },
  unsent: (reader, _, { max }) => reader.unsent(max),
} satisfies Record<string, Question>;

const lot = fc.nat({ max: lotMax });

/** What is hardest to answer is asked more often. */
const questionNames = [
  ...Object.keys(questions),
  'neighbourhood',
  'neighbourhood',
  'slice',
] as (keyof typeof questions)[];

const anyDraw: fc.Arbitrary<Draw> = fc.record({
  what: fc.constantFrom(...questionNames),
  where: fc.nat({ max: 3 }),
  lots: fc.tuple(lot, lot, lot, lot),
  asOf: fc.option(fc.constantFrom(...moments)),
  known: fc.option(lot),
  max: fc.integer({ min: 1, max: 4 }),
});

/** A question that any reader can be asked. */
export interface Asked {
  name: string;
  ask: (reader: CanonReader) => Promise<unknown>;
}

/** Questions about each of the universes, mostly about the first; with ids of all of them. */
const asked = (draw: Draw, histories: readonly History[]): Asked => {
  const about = histories[draw.where] ?? histories[0];
  if (about === undefined) throw new Error('there is nothing to ask about');
  const pool: Pool = {
    universe: about.scribe.universe,
    nodes: [about, ...histories].flatMap(({ nodes }) => nodes),
    facts: [about, ...histories].flatMap(({ facts }) => facts),
    evidence: [about, ...histories].flatMap(({ evidence }) => evidence.map(({ id }) => id)),
    lastRevision: about.scribe.revision,
  };
  return { name: JSON.stringify(draw), ask: (reader) => questions[draw.what](reader, pool, draw) };
};

/** Which questions will be asked, to be told what about. */
export type Questions = readonly Draw[];
export const canonQuestions = (): fc.Arbitrary<Questions> => fc.array(anyDraw, { minLength: 20, maxLength: 40 });

export const ask = (questions: Questions, histories: readonly History[]): Asked[] =>
  questions.map((draw) => asked(draw, histories));
