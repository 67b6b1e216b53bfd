import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { EvidenceId, FactId, NodeId, UniverseId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { earlier, isBefore, later } from '../../src/domain/story-time.ts';
import type { Lexicon } from '../../src/gate/lexicon.ts';
import {
  type CanonReader,
  factsPerSliceKeyMax,
  type Slice,
  type SliceKey,
  sliceKeysMax,
} from '../../src/ports/canon-reader.ts';
import { pageSizeMax } from '../../src/ports/paging.ts';
import { leadOn, linksOf, placesFound, placesOf } from './chains.ts';
import { claimNeeds, type Told } from './claim-needs.ts';
import { type Chain, type Extent, type Need, type Needs, together } from './needs.ts';
import type { Named } from './proposal-needs.ts';

// Gathers the part of canon that a batch is judged by.
// F1. A round asks for everything that is known to be needed, in one read if it fits into one.
// F2. Where the store says that a key is cut and the rules need all of it, the next round asks for more of it, once.
// F3. Chains are followed outwards, a step a round. Rounds are bounded.
// F4. What is still not whole then is told: its node is `beyond`, and the gate does not judge what would need it; or it has a horizon, up to
//     which it was all seen.

/** Deeper than any containment or descent that a person keeps in mind. */
const roundsMax = 64;
/** Keys that are read on at once: each may bring `factsPerSliceKeyMax` facts. */
const furtherKeysMax = 200;
const chainNodesMax = 2_000;

export interface Gathered {
  facts: ReadonlyMap<FactId, Fact>;
  nodes: ReadonlyMap<NodeId, CanonNode>;
  stubs: ReadonlyMap<EvidenceId, Evidence>;
  beyond: ReadonlySet<NodeId>;
  /** By `sayingText`: what happens from then on was not all seen, so nothing that says so may hold longer. */
  horizons: ReadonlyMap<string, StoryTime>;
}

export interface Gathering extends Gathered {
  /** Reads what is named and needed, and what follows from it. */
  take(named: Partial<Named>, needs: Needs): Promise<void>;
  /** Reads what facts would meet if they were said, and of whom they speak. */
  suppose(facts: readonly Told[]): Promise<void>;
  /** What was read otherwise. */
  put(facts: readonly Fact[]): void;
}

export interface Reading {
  reader: CanonReader;
  universe: UniverseId;
  lexicon: Lexicon;
  signal: AbortSignal | undefined;
}

const keyText = ({ side, node, predicate, object, from, to, begins, max }: SliceKey): string =>
  JSON.stringify([side, node, predicate, object, from, to, begins, max]);

/** From least to most. */
const extents: readonly Extent[] = ['first', 'ahead', 'whole'];

/** Each key once; as much of it is needed as somebody needs. */
const uniqueNeeds = (needs: readonly Need[]): Need[] => {
  const found = new Map<string, Need>();
  for (const need of needs) {
    const text = keyText(need.key);
    const known = found.get(text);
    if (known === undefined) found.set(text, need);
    else {
      const of = [...new Set([...(known.of ?? [known.key.node]), ...(need.of ?? [need.key.node])])];
      const extent = extents.findLast((each) => each === known.extent || each === need.extent) ?? 'whole';
      const sayings = [...new Set([...(known.for ?? []), ...(need.for ?? [])])];
      found.set(text, { key: need.key, extent, of, for: sayings });
    }
  }
  return [...found.values()];
};

const part = <T>(list: readonly T[] | undefined, number: number): readonly T[] =>
  (list ?? []).slice(number * sliceKeysMax, (number + 1) * sliceKeysMax);

interface Asked {
  named: Partial<Named>;
  needs: readonly Need[];
}

interface Answer {
  facts: readonly Fact[];
  /** What the rules need more of. */
  cut: readonly Need[];
  /** Entities that names led to and that have not been seen. */
  called: readonly NodeId[];
}

/** Reads and remembers. */
const notebook = ({ reader, universe, signal }: Reading) => {
  const facts = new Map<FactId, Fact>();
  const nodes = new Map<NodeId, CanonNode>();
  const stubs = new Map<EvidenceId, Evidence>();

  const readPart = async (
    { named, needs }: Asked,
    number: number,
  ): Promise<{ slice: Slice; needs: readonly Need[] }> => {
    const asked = part(needs, number);
    const request = {
      keys: asked.map(({ key }) => key),
      nodes: part(named.nodes, number),
      facts: part(named.facts, number),
      names: part(named.names, number),
      evidence: part(named.evidence, number),
    };
    return { slice: await reader.slice(universe, request, signal === undefined ? {} : { signal }), needs: asked };
  };

  return {
    facts,
    nodes,
    stubs,
    async read(asked: Asked): Promise<Answer> {
      const { named, needs } = asked;
      const lists = [needs, named.nodes, named.facts, named.names, named.evidence];
      const parts = Math.ceil(Math.max(...lists.map((list) => list?.length ?? 0)) / sliceKeysMax);
      const answers = await Promise.all(Array.from({ length: parts }, (_, number) => readPart(asked, number)));
      for (const { slice } of answers) {
        for (const fact of slice.facts) facts.set(fact.id, fact);
        for (const node of slice.nodes) nodes.set(node.id, node);
        for (const stub of slice.evidence) stubs.set(stub.id, stub);
      }
      const called = answers.flatMap(({ slice }) => slice.named.flatMap(({ nodes: ids }) => ids));
      return {
        facts: answers.flatMap(({ slice }) => slice.facts),
        cut: answers.flatMap((answer) =>
          answer.slice.cut
            .flatMap((index) => answer.needs.slice(index, index + 1))
            .filter(({ extent }) => extent !== 'first'),
        ),
        called: [...new Set(called)].filter((id) => !nodes.has(id)),
      };
    },
  };
};

/** Up to when a key that was cut is known to be whole, by what was found behind it: it comes in order of time. */
const horizonOf = ({ side, node, predicate, begins }: SliceKey, facts: readonly Fact[]): StoryTime | null => {
  const isBehind = (fact: Fact): boolean => {
    if (predicate !== null && fact.predicate !== predicate) return false;
    if (side === 'participant') return fact.event?.participants.some((each) => each.node === node) === true;
    return side === 'subject' ? fact.subject === node : fact.object?.kind === 'node' && fact.object.id === node;
  };
  const times = facts.filter(isBehind).map(({ valid }) => (begins ? valid.from : valid.to));
  return times
    .filter((time) => time !== null)
    .reduce<StoryTime | null>((last, time) => (last === null ? time : later(last, time)), null);
};

interface Sight {
  beyond: Set<NodeId>;
  horizons: Map<string, StoryTime>;
}

/** What to ask for more of; and how far one sees where a key has been asked for as much as can be. */
const readOn = (cut: readonly Need[], facts: readonly Fact[], { beyond, horizons }: Sight): Need[] => {
  const further: Need[] = [];
  for (const need of cut) {
    const { key, extent, of = [key.node] } = need;
    const isAll = key.max === factsPerSliceKeyMax;
    const horizon = isAll && extent === 'ahead' ? horizonOf(key, facts) : null;
    if (!isAll && further.length < furtherKeysMax) further.push({ ...need, key: { ...key, max: factsPerSliceKeyMax } });
    else if (horizon === null) for (const node of of) beyond.add(node);
    else for (const saying of need.for ?? []) horizons.set(saying, earlier(horizons.get(saying) ?? horizon, horizon));
  }
  return further;
};

/** Hands out each step of each chain once. */
const stepper = () => {
  const visited = new Set<string>();
  return {
    newOnes: (chains: readonly Chain[]): Chain[] =>
      chains.filter(({ rule, node, from }) => {
        const text = JSON.stringify([rule?.name ?? null, node, from]);
        return visited.size < visited.add(text).size;
      }),
    isTooLong: (): boolean => visited.size > chainNodesMax,
  };
};

export const gathering = (reading: Reading): Gathering => {
  const { reader, universe, lexicon } = reading;
  const book = notebook(reading);
  const { facts, nodes } = book;
  const beyond = new Set<NodeId>();
  const horizons = new Map<string, StoryTime>();
  const steps = stepper();

  /** What was said of somebody before they began to be, and what they did, as far as one page goes. */
  const readBefore = async ({ node, at }: Needs['born'][number]): Promise<void> => {
    if (!nodes.has(node)) return; // it comes with the batch
    const page = { max: pageSizeMax, after: null };
    const sides = ['subject', 'object', 'participant'] as const;
    for (const { items, next } of await Promise.all(
      sides.map((side) => reader.listFacts(universe, { node: { id: node, side } }, page)),
    )) {
      for (const fact of items) facts.set(fact.id, fact);
      const last = items.at(-1)?.valid.from ?? null;
      if (next !== null && (last === null || isBefore(last, at))) beyond.add(node);
    }
  };

  const gathered: Gathering = {
    facts,
    nodes,
    stubs: book.stubs,
    beyond,
    horizons,
    put: (found) => {
      for (const fact of found) facts.set(fact.id, fact);
    },
    suppose: (told) =>
      gathered.take(
        { nodes: [...new Set(told.map(({ subject }) => subject))] },
        together(told.map((each) => claimNeeds(lexicon, each))),
      ),
    async take(named, { keys, chains, born }) {
      const places = placesOf(chains);
      let ends = steps.newOnes(chains);
      let asked: Asked = { named, needs: uniqueNeeds([...keys, ...ends.flatMap((end) => linksOf(lexicon, end))]) };
      for (let round = 0; round < roundsMax && !steps.isTooLong(); round++) {
        const found = await book.read(asked);
        const further = readOn(found.cut, found.facts, { beyond, horizons });
        ends = steps.newOnes([...leadOn(lexicon, ends, found.facts), ...placesFound(lexicon, places, found.facts)]);
        const needs = uniqueNeeds([...further, ...ends.flatMap((end) => linksOf(lexicon, end))]);
        asked = { named: { nodes: found.called }, needs };
        if (needs.length === 0 && found.called.length === 0) {
          ends = [];
          break;
        }
      }
      for (const { of } of ends) for (const node of of) beyond.add(node);
      await Promise.all(born.map(readBefore));
    },
  };
  return gathered;
};
