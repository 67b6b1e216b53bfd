import type { CanonNode, Entity, Fact, FactObject, PlotThread, Recorded } from '../../schemas/canon.ts';
import { noEffects } from '../../schemas/gate.ts';
import type { Envelope } from '../../schemas/event.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { CommitId, EntityId, EvidenceId, FactId, NodeId, UniverseId } from '../../schemas/ids.ts';
import type { Revision, StoryTime, Validity } from '../../schemas/time.ts';
import { digestOfText } from '../../src/domain/canonical-json.ts';
import { instantAt } from '../../src/domain/interval.ts';
import type { CanonStore, CanonWrite, DecisionDraft } from '../../src/ports/canon-writer.ts';
import type { World } from '../../src/ports/world.ts';
import { keeper, universeNode } from './campaign.ts';
import { plainEntity } from './entities.ts';

// Writes a universe down record by record, for tests that say exactly what is in it.

/** A moment of the story. */
export const at = (second: number, ordinal = 0): StoryTime => ({ second, ordinal });
/** An interval, from null for an unknown start, to null for an open end. */
export const during = (from: number | null, to: number | null = null): Validity => ({
  from: from === null ? null : at(from),
  to: to === null ? null : at(to),
});

export const nodeObject = (id: NodeId): FactObject => ({ kind: 'node', id });

/** A fact is over. */
export const ended = (fact: Fact, to: StoryTime): Fact => ({
  ...fact,
  status: 'ended',
  valid: { from: fact.valid.from, to },
  heldUntil: null,
});

/** A fact was never so. */
export const retconned = (fact: Fact, recorded: Recorded, replacedBy: FactId[] = []): Fact => ({
  ...fact,
  status: 'retconned',
  withdrawn: { ...recorded, reason: 'It never was.', replacedBy },
});

/** A fact was so after all. */
export const restored = (fact: Fact): Fact => ({ ...fact, status: 'canon', withdrawn: null });

export type Parts = Partial<Omit<CanonWrite, 'universe' | 'base' | 'commit'>>;

export interface Scribe {
  readonly universe: UniverseId;
  readonly world: World;
  /** The revision that was committed last. */
  readonly revision: Revision;
  /** What the records of the next commit are dated with. */
  readonly next: Recorded;
  entity(name: string, part?: Partial<Entity>): Entity;
  thread(part?: Partial<PlotThread>): PlotThread;
  relationship(subject: NodeId, predicate: string, object: NodeId, valid?: Validity, part?: Partial<Fact>): Fact;
  state(subject: NodeId, predicate: string, text: string, valid?: Validity, part?: Partial<Fact>): Fact;
  event(predicate: string, participants: readonly NodeId[], when: StoryTime, part?: Partial<Fact>): Fact;
  evidence(part?: { id?: EvidenceId; home?: UniverseId }): Evidence;
  support(target: FactId | NodeId, evidence: EvidenceId, part?: Partial<Support>): Support;
  decision(commit: CommitId | null, part?: Partial<DecisionDraft>): DecisionDraft;
  envelope(part?: Partial<Envelope>): Envelope;
  /** The next commit with these parts, and with what they need: the universe at first, a support for each new fact, a decision. */
  write(parts?: Parts): CanonWrite;
  /** A batch of which nothing was accepted. */
  refusal(count?: number): CanonWrite;
  /** Commits, and goes on to the next revision; fails unless it was committed. */
  commit(store: CanonStore, parts?: Parts): Promise<CanonWrite>;
  /** Goes on to the next revision: somebody else committed. */
  pass(): void;
}

/** Someone's records, of which each test changes what matters to it. */
const makers = (world: World, universe: UniverseId, next: () => Recorded) => {
  const fact = (part: Pick<Fact, 'kind' | 'subject' | 'predicate' | 'object' | 'event' | 'valid'>): Fact => ({
    id: world.newId('fact'),
    universe,
    ...part,
    statement: `So it is: ${part.predicate}.`,
    heldUntil: part.valid.to === null ? part.valid.from : null,
    status: 'canon',
    locked: false,
    authority: 'gm',
    confidence: 1,
    visibility: { level: 'public' },
    derivesFrom: [],
    replaces: [],
    introduced: next(),
    withdrawn: null,
  });
  return {
    entity: (name: string, part: Partial<Entity> = {}): Entity =>
      plainEntity({ id: world.newId('entity'), universe, introduced: next(), name, ...part }),
    thread: (part: Partial<PlotThread> = {}): PlotThread => ({
      kind: 'thread',
      id: world.newId('thread'),
      universe,
      introduced: next(),
      story: null,
      title: 'Who did it?',
      question: null,
      status: 'open',
      clues: [],
      visibility: { level: 'gm' },
      ...part,
    }),
    relationship: (
      subject: NodeId,
      predicate: string,
      object: NodeId,
      valid = during(0),
      part: Partial<Fact> = {},
    ) => ({
      ...fact({ kind: 'relationship', subject, predicate, object: nodeObject(object), event: null, valid }),
      ...part,
    }),
    state: (subject: NodeId, predicate: string, text: string, valid = during(0), part: Partial<Fact> = {}) => ({
      ...fact({ kind: 'state', subject, predicate, object: { kind: 'text', text }, event: null, valid }),
      ...part,
    }),
    event: (predicate: string, participants: readonly NodeId[], when: StoryTime, part: Partial<Fact> = {}) => {
      const [subject = universe] = participants;
      const taking = participants.map((id) => ({ role: 'agent' as const, node: id }));
      const event: Fact['event'] = { participants: taking, severity: 'minor', causedBy: [] };
      return { ...fact({ kind: 'event', subject, predicate, object: null, event, valid: instantAt(when) }), ...part };
    },
    evidence: ({
      id = world.newId('evidence'),
      home = universe,
    }: { id?: EvidenceId; home?: UniverseId } = {}): Evidence => ({
      id,
      universe,
      home,
      kind: 'turn',
      ref: world.newId('turn'),
      quote: null,
    }),
    support: (target: FactId | NodeId, evidence: EvidenceId, part: Partial<Support> = {}): Support => ({
      universe,
      target,
      evidence,
      authority: 'gm',
      sufficient: true,
      status: 'standing',
      proposal: null,
      ...next(),
      ...part,
    }),
    decision: (commit: CommitId | null, part: Partial<DecisionDraft> = {}): DecisionDraft => ({
      id: world.newId('decision'),
      universe,
      proposal: world.newId('proposal'),
      proposalDigest: digestOfText('a proposal'),
      verdict: commit === null ? 'rejected' : 'accepted',
      reasons: [],
      authority: 'gm',
      confidence: 1,
      threshold: 0.7,
      effects: noEffects,
      policy: 'standard-1',
      commit,
      by: keeper,
      at: new Date(world.now()).toISOString(),
      ...part,
    }),
    envelope: (part: Partial<Envelope> = {}): Envelope => ({
      id: world.newId('event'),
      type: 'canon.committed.v1',
      universe,
      story: null,
      scene: null,
      cycle: null,
      correlation: 'a request',
      causation: null,
      actor: 'CanonKeeper',
      occurredAt: new Date(world.now()).toISOString(),
      traceparent: null,
      payload: {},
      ...part,
    }),
  };
};

export const canonScribe = (world: World, universe: UniverseId = world.newId('universe')): Scribe => {
  let next: Recorded = { revision: 1 as Revision, commit: world.newId('commit') };
  const make = makers(world, universe, () => next);
  const pass = (): void => {
    next = { revision: (next.revision + 1) as Revision, commit: world.newId('commit') };
  };

  const isNew = (record: CanonNode | Fact): boolean => record.introduced.revision === next.revision;
  const write = (parts: Parts = {}): CanonWrite => {
    const { nodes = [], facts = [], evidence = [], supports = [], decisions, containers = [], outbox = [] } = parts;
    const supported = new Set<string>(supports.map(({ target }) => target));
    const lacking = facts.filter((fact) => isNew(fact) && !supported.has(fact.id));
    const turn = make.evidence();
    return {
      universe,
      base: (next.revision - 1) as Revision,
      commit: {
        id: next.commit,
        universe,
        proposals: [],
        policy: 'standard-1',
        by: keeper,
        reason: null,
        at: new Date(world.now()).toISOString(),
      },
      decisions: decisions ?? [make.decision(next.commit)],
      containers,
      nodes: next.revision === 1 ? [universeNode(universe, next), ...nodes] : nodes,
      facts,
      evidence: lacking.length === 0 ? evidence : [...evidence, turn],
      supports: [...supports, ...lacking.map(({ id }) => make.support(id, turn.id))],
      outbox,
    };
  };

  return {
    universe,
    world,
    get revision() {
      return (next.revision - 1) as Revision;
    },
    get next() {
      return next;
    },
    ...make,
    write,
    refusal: (count = 1) => ({
      ...write({ decisions: Array.from({ length: count }, () => make.decision(null)) }),
      nodes: [],
      commit: null,
    }),
    async commit(store, parts) {
      const done = write(parts);
      const outcome = await store.writer.commit(done);
      if (outcome.kind !== 'committed') throw new Error(`the commit is ${outcome.kind}`);
      pass();
      return done;
    },
    pass,
  };
};

/** Some entities of one commit, by name. */
export const people = <N extends string>(
  scribe: Scribe,
  ...names: readonly N[]
): Record<N, EntityId> & { nodes: Entity[] } => {
  const nodes = names.map((name) => scribe.entity(name));
  return Object.assign(Object.fromEntries(nodes.map(({ name, id }) => [name, id])) as Record<N, EntityId>, { nodes });
};

/** Another hand that writes the same universe and stands at the same revision. */
export const rivalOf = ({ world, universe, revision }: Scribe): Scribe => {
  const rival = canonScribe(world, universe);
  for (let passed = 0; passed < revision; passed++) rival.pass();
  return rival;
};
