import type { Axiom, CanonNode, Fact, SourceLevel } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { CommitId, EvidenceId, FactId, NodeId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { Verdict } from '../../schemas/gate.ts';
import type { Origin } from '../../schemas/policy.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { momentOf } from '../domain/interval.ts';
import { normaliseName } from '../domain/names.ts';
import { type Shelves, shelvesOf } from './shelves.ts';
import { valueOf } from './words.ts';

// The part of canon that a batch touches, and what the batch has made of it so far. Each proposal sees what those before it did.

/** What somebody found who looked where a piece of evidence points. */
export interface KnownEvidence {
  /** To the letter: another stub under the same id is other evidence. */
  stub: Evidence;
  origin: Origin;
  /** How much the document that it lies in weighs against another; null: it lies in none, or nobody said. */
  level: SourceLevel | null;
}

/** What stands behind a fact that canon has from a document. */
export interface Backing {
  level: SourceLevel;
  quote: string | null;
}

/** What one commit did, each record as it was before it (null: it came with it) and as the commit left it. */
export interface Past {
  revision: Revision;
  facts: readonly { before: Fact | null; after: Fact }[];
  nodes: readonly { before: CanonNode | null; after: CanonNode }[];
  /** What it gave to facts that others had introduced, as far as it stands. */
  supports: readonly Support[];
  /** What it took from facts that others had introduced, as far as that is so still. */
  silenced: readonly Support[];
  /** Of the facts that it brought, those that somebody's word of another commit carries. */
  carried: ReadonlySet<FactId>;
}

/** What goes when facts go. */
export interface Undoing {
  /** Of a fact to be withdrawn: the facts that its coming ended or withdrew, each as it was just before. */
  former: ReadonlyMap<FactId, readonly Fact[]>;
  /** Facts that somebody else's word carries, whatever else they rest on. What rests on a fact is among `facts`. */
  standsAlone: ReadonlySet<FactId>;
  /** Commits to be reverted. */
  commits: ReadonlyMap<CommitId, Past>;
}

export interface GateWorld {
  universe: UniverseId;
  revision: Revision;
  /** Now, in the fiction. Null: nobody plays, so nothing is later than it. */
  clock: StoryTime | null;
  nodes: readonly CanonNode[];
  facts: readonly Fact[];
  /** What was found where the proposals' evidence points. */
  evidence: readonly KnownEvidence[];
  /** Stubs that canon holds under the ids of the proposals' evidence. */
  stubs: readonly Evidence[];
  /** What became of proposals of earlier batches on which these depend. */
  settled: ReadonlyMap<ProposalId, Verdict>;
  /** Of facts that a source stands behind. */
  backing: ReadonlyMap<FactId, Backing>;
  /** Nodes of which there is more than is here. Whoever would need all of it is not judged. */
  beyond: ReadonlySet<NodeId>;
  undoing: Undoing;
}

export const nothingUndone: Undoing = { former: new Map(), standsAlone: new Set(), commits: new Map() };

/** What an accepted proposal did. */
export interface Did {
  introduced: readonly FactId[];
  /** Facts that it ended or withdrew, as they were. */
  former: readonly Fact[];
  /** Facts that it carries by itself though others introduced them. */
  carried: readonly FactId[];
  /** Facts that a source stands behind with it, and what that is. */
  backed: readonly FactId[];
  backing: Backing | null;
}

export interface Overlay extends Omit<Shelves, 'put' | 'remove'> {
  readonly universe: UniverseId;
  readonly clock: StoryTime | null;
  node(id: NodeId): CanonNode | undefined;
  evidence(stub: Evidence): KnownEvidence | undefined;
  /** Whether canon holds other evidence under the stub's id. */
  isTaken(stub: Evidence): boolean;
  /** Rules of the world that can be checked. */
  axioms(): readonly Axiom[];
  /** Looks at canon as it would be with these states, and leaves it as it was. */
  supposing<T>(facts: readonly Fact[], look: () => T): T;
  readonly settled: GateWorld['settled'];
  readonly backing: GateWorld['backing'];
  readonly beyond: GateWorld['beyond'];
  readonly undoing: Undoing;
  /** Whether a proposal of the batch has been accepted. */
  readonly isChanged: boolean;
  /** Facts that somebody's word in this batch carries. */
  readonly carriedNow: ReadonlySet<FactId>;
  /** Keys of what holds of a node at a time, for a predicate; without a time, of what holds still. */
  valuesAt(node: NodeId, predicate: string, time: StoryTime | null): readonly { value: string; fact: Fact }[];
  /** Entities of the type that are called so. */
  named(name: string, type: string): readonly NodeId[];
  /** Keeps what a proposal of the batch did, for those after it that take it back. */
  remember(did: Did): void;
  putFact(fact: Fact): void;
  putNode(node: CanonNode): void;
  putEvidence(stub: Evidence): void;
}

/** From least to most. */
export const levelRanks: readonly SourceLevel[] = ['proposed', 'canon', 'authoritative'];

const weightier = (one: Backing | undefined, other: Backing): Backing =>
  one !== undefined && levelRanks.indexOf(one.level) >= levelRanks.indexOf(other.level) ? one : other;

const isChecked = (node: CanonNode | undefined): node is Axiom =>
  node?.kind === 'axiom' && node.status === 'canon' && node.constraint !== null;

const namesOf = (node: CanonNode): readonly string[] =>
  node.kind === 'entity' && node.status === 'canon' ? [node.name, ...node.aliases].map(normaliseName) : [];

const addNames = (names: Map<string, Set<NodeId>>, node: CanonNode): void => {
  for (const name of namesOf(node)) names.set(name, (names.get(name) ?? new Set()).add(node.id));
};

const namesIn = (nodes: Iterable<CanonNode>): Map<string, Set<NodeId>> => {
  const names = new Map<string, Set<NodeId>>();
  for (const node of nodes) addNames(names, node);
  return names;
};

const isSame = (one: Evidence, other: Evidence): boolean =>
  one === other || canonicalJson(one) === canonicalJson(other);

export const overlayOf = (world: GateWorld): Overlay => {
  const nodes = new Map<NodeId, CanonNode>();
  const shelves = shelvesOf();
  let byName: Map<string, Set<NodeId>> | null = null; // names are asked for by few batches
  const evidence = new Map<EvidenceId, KnownEvidence[]>();
  const stubs = new Map<EvidenceId, Evidence>();
  const axioms = new Set<NodeId>();
  const former = new Map(world.undoing.former);
  const standsAlone = new Set(world.undoing.standsAlone);
  const carriedNow = new Set<FactId>();
  const backing = new Map(world.backing);
  let isChanged = false;

  const overlay: Overlay = {
    ...shelves,
    universe: world.universe,
    clock: world.clock,
    settled: world.settled,
    backing,
    beyond: world.beyond,
    undoing: { ...world.undoing, former, standsAlone },
    get isChanged() {
      return isChanged;
    },
    carriedNow,
    remember(did) {
      isChanged = true;
      for (const id of did.introduced) former.set(id, did.former);
      for (const id of did.carried) {
        standsAlone.add(id);
        carriedNow.add(id);
      }
      for (const id of did.backed) if (did.backing !== null) backing.set(id, weightier(backing.get(id), did.backing));
    },
    node: (id) => nodes.get(id),
    evidence: (stub) => evidence.get(stub.id)?.find((known) => isSame(known.stub, stub)),
    isTaken(stub) {
      const taken = stubs.get(stub.id);
      return taken !== undefined && !isSame(taken, stub);
    },
    axioms: () => [...axioms].map((id) => nodes.get(id)).filter(isChecked),
    supposing(supposed, look) {
      const before = supposed.map(({ id }) => ({ id, fact: shelves.fact(id) }));
      for (const fact of supposed) shelves.put(fact);
      try {
        return look();
      } finally {
        for (const { id, fact } of before.reverse())
          if (fact === undefined) shelves.remove(id);
          else shelves.put(fact);
      }
    },
    valuesAt: (node, predicate, time) =>
      shelves
        .during(momentOf(time))
        .about(node, predicate)
        .map((fact) => ({ value: valueOf(fact), fact })),
    named(name, type) {
      byName ??= namesIn(nodes.values());
      return [...(byName.get(normaliseName(name)) ?? [])].filter((id) => {
        const node = nodes.get(id);
        return node?.kind === 'entity' && node.type === type && namesOf(node).includes(normaliseName(name));
      });
    },
    putFact: shelves.put,
    putEvidence: (stub) => void stubs.set(stub.id, stub),
    putNode(node) {
      nodes.set(node.id, node);
      if (node.kind === 'axiom') axioms.add(node.id);
      if (byName !== null) addNames(byName, node);
    },
  };
  for (const known of world.evidence) {
    const same = evidence.get(known.stub.id);
    if (same === undefined) evidence.set(known.stub.id, [known]);
    else same.push(known);
  }
  for (const stub of world.stubs) overlay.putEvidence(stub);
  for (const node of world.nodes) overlay.putNode(node);
  for (const fact of world.facts) overlay.putFact(fact);
  return overlay;
};
