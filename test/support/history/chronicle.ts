import type { CanonNode, Container, Fact, Recorded } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { Actor, Effects } from '../../../schemas/gate.ts';
import type { CommitId, EvidenceId, FactId, IdKind, IdOf, NodeId, UniverseId } from '../../../schemas/ids.ts';
import type { LogEntry } from '../../../schemas/log.ts';
import type { Revision, StoryTime, WallTime } from '../../../schemas/time.ts';
import { digestOfText } from '../../../src/domain/canonical-json.ts';
import { supportKey } from '../../../src/domain/fold.ts';
import {
  type ChainEnds,
  contentsDigest,
  recordTexts,
  sealCommit,
  sealDecisions,
  startOfChains,
} from '../../../src/domain/seal.ts';
import type { Head } from '../../../src/ports/canon-reader.ts';
import type { CanonWrite, DecisionDraft } from '../../../src/ports/canon-writer.ts';

// Keeps a universe while its history is made up: what was put so far, and the log as a store must come to hold it.

/** The histories of one universe, in two forms: what is written, and what a store then must tell. */
export interface WorldLog {
  universe: UniverseId;
  /** To be put before the first write. */
  containers: readonly Container[];
  /** For a writer, in order. Each follows the one before. */
  writes: readonly CanonWrite[];
  /** Where the universe stands after each write. */
  heads: readonly Head[];
  /** The entries of each write, in order: together, the whole log. */
  entries: readonly (readonly LogEntry[])[];
  log: readonly LogEntry[];
}

/** What one batch did, for its decision. */
export type Doing = { [K in keyof Effects]: Effects[K][number][] };
const nothing = (): Doing => ({
  introduced: [],
  ended: [],
  retconned: [],
  supported: [],
  restored: [],
  flagged: [],
  contested: [],
  nodes: [],
});

/** A commit in the making. What is put is visible at once, and is a record of the commit under each id's last state. */
export interface Batch {
  universe: UniverseId;
  recorded: Recorded;
  clock: StoryTime;
  nodes: ReadonlyMap<NodeId, CanonNode>;
  facts: ReadonlyMap<FactId, Fact>;
  evidence: ReadonlyMap<EvidenceId, Evidence>;
  supports: ReadonlyMap<string, Support>;
  newId: <K extends IdKind>(kind: K) => IdOf<K>;
  putNode(node: CanonNode): void;
  putFact(fact: Fact): void;
  putEvidence(evidence: Evidence): void;
  putSupport(support: Support): void;
}

export interface Verdicts {
  accepted: readonly Partial<Doing>[];
  refused: readonly { verdict: 'rejected' | 'pending'; facts: readonly FactId[] }[];
  reason: string | null;
}

const keeper: Actor = { kind: 'agent', name: 'canon-keeper', seat: null };

/** Remembers a map's entries that were set since the last `taken`. */
const tracked = <K, V>() => {
  const all = new Map<K, V>();
  let touched = new Set<K>();
  return {
    all,
    put(key: K, value: V): void {
      all.set(key, value);
      touched.add(key);
    },
    taken(): V[] {
      const values = [...touched].map((key) => all.get(key)).filter((value) => value !== undefined);
      touched = new Set();
      return values;
    },
  };
};

export interface ChronicleOptions {
  universe: UniverseId;
  containers: readonly Container[];
  newId: <K extends IdKind>(kind: K) => IdOf<K>;
  now: () => WallTime;
}

export const chronicle = ({ universe, containers, newId, now }: ChronicleOptions) => {
  const nodes = tracked<NodeId, CanonNode>();
  const facts = tracked<FactId, Fact>();
  const evidence = tracked<EvidenceId, Evidence>();
  const supports = tracked<string, Support>();
  const writes: CanonWrite[] = [];
  const heads: Head[] = [];
  const entries: LogEntry[][] = [];
  let ends: ChainEnds = startOfChains;
  let clock: StoryTime = { second: 0, ordinal: 0 };

  const decisionDraft = (
    verdict: DecisionDraft['verdict'],
    { commit, effects, facts: cited }: { commit: CommitId | null; effects: Partial<Doing>; facts: readonly FactId[] },
  ): DecisionDraft => {
    const proposal = newId('proposal');
    const code = { accepted: 'as_proposed', rejected: 'contradicts_canon', pending: 'needs_review' }[verdict];
    return {
      id: newId('decision'),
      universe,
      proposal,
      proposalDigest: digestOfText(proposal),
      verdict,
      reasons: [{ code, detail: null, facts: [...cited], nodes: [], rules: [], numbers: { score: 0.75 } }],
      authority: 'gm',
      confidence: 0.75,
      threshold: 0.7,
      effects: { ...nothing(), ...effects },
      policy: 'policy-1',
      commit,
      by: keeper,
      at: now(),
    };
  };

  const seal = (write: CanonWrite): void => {
    const texts = recordTexts(write);
    const contents = contentsDigest();
    for (const text of [...texts.nodes, ...texts.facts, ...texts.evidence, ...texts.supports]) contents.add(text);
    const commit = write.commit === null ? null : sealCommit(write.commit, contents.digest(), ends);
    const decisions = sealDecisions(write.decisions, ends.decisions);
    const last = decisions.at(-1);
    ends = {
      revision: commit?.revision ?? ends.revision,
      commit: commit?.digest ?? ends.commit,
      decisions: last === undefined ? ends.decisions : { count: last.number, last: last.digest },
    };
    writes.push(write);
    heads.push({ universe, ...ends });
    entries.push([
      ...(commit === null ? [] : [{ kind: 'commit' as const, record: commit }]),
      ...write.nodes.map((record) => ({ kind: 'node' as const, record })),
      ...write.facts.map((record) => ({ kind: 'fact' as const, record })),
      ...write.evidence.map((record) => ({ kind: 'evidence' as const, record })),
      ...write.supports.map((record) => ({ kind: 'support' as const, record })),
      ...decisions.map((record) => ({ kind: 'decision' as const, record })),
    ]);
  };

  const committed = (commit: CommitId): CanonWrite['outbox'] => [
    {
      id: newId('event'),
      type: 'canon.committed.v1',
      universe,
      story: null,
      scene: null,
      cycle: null,
      correlation: commit,
      causation: null,
      actor: keeper.name,
      occurredAt: now(),
      traceparent: null,
      payload: { commit },
    },
  ];

  return {
    /** Lets time pass in the fiction, then makes one write of what `tell` puts; of its decisions alone, if it puts nothing. */
    batch(passesSeconds: number, tell: (batch: Batch) => Verdicts): void {
      clock =
        passesSeconds > 0
          ? { second: clock.second + passesSeconds, ordinal: 0 }
          : { second: clock.second, ordinal: clock.ordinal + 1 };
      const recorded: Recorded = { revision: (ends.revision + 1) as Revision, commit: newId('commit') };
      const { accepted, refused, reason } = tell({
        universe,
        recorded,
        clock,
        newId,
        nodes: nodes.all,
        facts: facts.all,
        evidence: evidence.all,
        supports: supports.all,
        putNode: (node) => nodes.put(node.id, node),
        putFact: (fact) => facts.put(fact.id, fact),
        putEvidence: (stub) => evidence.put(stub.id, stub),
        putSupport: (support) => supports.put(supportKey(support), support),
      });
      const records = {
        nodes: nodes.taken(),
        facts: facts.taken(),
        evidence: evidence.taken(),
        supports: supports.taken(),
      };
      const commit = Object.values(records).every((list) => list.length === 0) ? null : recorded.commit;
      const decisions = [
        ...accepted.map((effects) => decisionDraft('accepted', { commit, effects, facts: [] })),
        ...refused.map(({ verdict, facts: cited }) => decisionDraft(verdict, { commit, effects: {}, facts: cited })),
      ];
      if (commit === null && decisions.length === 0) return;
      seal({
        universe,
        base: ends.revision,
        commit: commit && {
          id: commit,
          universe,
          proposals: decisions.map(({ proposal }) => proposal),
          policy: 'policy-1',
          by: keeper,
          reason,
          at: now(),
        },
        decisions,
        containers: [],
        ...records,
        outbox: commit === null ? [] : committed(commit),
      });
    },
    told: (): WorldLog => ({ universe, containers, writes, heads, entries, log: entries.flat() }),
  };
};
