import type {
  CanonNode,
  EntityType,
  Fact,
  FactObject,
  Recorded,
  SourceLevel,
  Visibility,
} from '../../schemas/canon.ts';
import type { Authority, Evidence } from '../../schemas/evidence.ts';
import type { EventClaim, Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { AxiomId, CommitId, EntityId, FactId, UniverseId } from '../../schemas/ids.ts';
import type { Origin, Policy } from '../../schemas/policy.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { evaluate, type Evaluation, type Judgement, preparePolicy } from '../../src/gate/evaluate.ts';
import type { KnownEvidence } from '../../src/gate/world.ts';
import { plainEntity } from './entities.ts';
import { gateHistory } from './gate-history.ts';
import { seededWorld } from './seeded-world.ts';
import { smallPolicy } from './small-policy.ts';

// A table to play at, for tests of the gate: people by name, times by second, words of authority by where they lie.

const originOf: Readonly<Record<Authority, Origin>> = {
  gm: 'gm_declaration',
  player: 'player_resolution',
  engine: 'engine_resolution',
  source: 'snippet',
  system: 'gm_turn',
};

export interface Said {
  by?: Authority;
  intent?: Proposal['intent'];
  /** When it begins; null: nobody knows. */
  at?: number | null;
  to?: number;
  /** Where its evidence really lies, if not where the word of `by` does. Null: there is none. */
  origin?: Origin | null;
  agent?: boolean;
  confidence?: number;
  dependsOn?: readonly Proposal[];
  derivesFrom?: readonly FactId[];
  causedBy?: readonly FactId[];
  /** How much the document weighs that it is read from. */
  level?: SourceLevel;
  quote?: string | null;
  visibility?: Visibility;
}

export const time = (second: number): StoryTime => ({ second, ordinal: 0 });

export const table = ({ clock = 1_000, policy = smallPolicy }: { clock?: number | null; policy?: Policy } = {}) => {
  const prepared = preparePolicy(policy);
  const world = seededWorld(1);
  const universe = world.newId('universe');
  const nodes: CanonNode[] = [];
  const facts: Fact[] = [];
  const known: KnownEvidence[] = [];
  const former: Recorded = { revision: 1 as Revision, commit: world.newId('commit') };

  const entity = (name: string, type: EntityType = 'character'): EntityId => {
    const id = world.newId('entity');
    nodes.push(plainEntity({ id, universe, introduced: former, type, name }));
    return id;
  };

  /** A rule of the world. */
  const axiom = (statement: string, constraint: string): AxiomId => {
    const id = world.newId('axiom');
    const made = { universe, introduced: former, authority: 'gm', status: 'canon' } as const;
    nodes.push({ kind: 'axiom', id, ...made, statement, domain: 'law', constraint });
    return id;
  };

  /** Who and what a claim is about. `vital: 'dead'` or `located_in: tavern`. */
  const objectOf = (value: EntityId | string | number | null): FactObject | null => {
    if (value === null) return null;
    if (typeof value === 'number') return { kind: 'number', number: value, unit: 'points' };
    return value.startsWith('ent_') ? { kind: 'node', id: value as EntityId } : { kind: 'text', text: value };
  };

  const evidenceFor = ({ by = 'gm', origin = originOf[by], level, quote = null }: Said): Evidence[] => {
    if (origin === null) return [];
    const id = world.newId('evidence');
    const stub: Evidence = { id, universe, home: universe, kind: 'turn', ref: world.newId('turn'), quote };
    known.push({ stub, origin, level: level ?? null });
    return [stub];
  };

  const propose = (content: ProposalContent, said: Said = {}): Proposal => {
    const { by = 'gm', intent = 'assert', agent = false, confidence = 1, dependsOn = [] } = said;
    const proposal = {
      ...{ id: world.newId('proposal'), universe, story: null, scene: null, turn: null, intent, content },
      ...{
        evidence: evidenceFor(said),
        authority: by,
        confidence,
        storyTime: null,
        dependsOn: dependsOn.map(({ id }) => id),
      },
      proposedBy: agent
        ? ({ kind: 'agent', name: 'Narrator', seat: null } as const)
        : ({ kind: 'person', name: 'Ann', seat: by === 'player' ? 'player' : 'gm' } as const),
      proposedAt: new Date(world.now()).toISOString(),
    };
    return { ...proposal, digest: digestOf(proposal) };
  };

  const claim = (
    subject: EntityId,
    predicate: string,
    value: EntityId | string | number | null,
    said: Said = {},
  ): Proposal => {
    const { at = clock ?? 0, to } = said;
    return propose(
      {
        type: 'fact',
        claim: {
          ...{
            id: world.newId('fact'),
            subject,
            predicate,
            object: objectOf(value),
            statement: `${predicate} ${value}`,
          },
          ...{
            valid: { from: at === null ? null : time(at), to: to === undefined ? null : time(to) },
            visibility: said.visibility ?? null,
            derivesFrom: [...(said.derivesFrom ?? [])],
          },
        },
      },
      said,
    );
  };

  const event = (
    predicate: string,
    roles: Partial<Record<EventClaim['event']['participants'][number]['role'], EntityId>>,
    said: Said = {},
  ): Proposal => {
    const participants = Object.entries(roles).map(([role, node]) => ({
      role,
      node,
    })) as EventClaim['event']['participants'];
    const [first] = participants;
    if (first === undefined) throw new Error('nobody takes part');
    return propose(
      {
        type: 'event',
        claim: {
          ...{
            id: world.newId('fact'),
            subject: first.node,
            predicate,
            object: null,
            statement: predicate,
            derivesFrom: [],
            visibility: said.visibility ?? null,
          },
          valid: { from: time(said.at ?? clock ?? 0), to: said.to === undefined ? null : time(said.to) },
          event: { participants, severity: 'minor', causedBy: [...(said.causedBy ?? [])] },
        },
      },
      said,
    );
  };

  const history = gateHistory();
  let revision = 1;
  const supposed = world.newId('commit');

  const judge = (
    proposals: readonly Proposal[],
    now = clock,
    recorded: Recorded = { revision: (revision + 1) as Revision, commit: supposed },
  ): Evaluation =>
    evaluate(
      prepared,
      {
        universe,
        revision: revision as Revision,
        clock: now === null ? null : time(now),
        nodes,
        facts,
        evidence: known,
        stubs: [],
        settled: new Map(),
        backing: history.backing(),
        beyond: new Set(),
        undoing: history.undoing(),
      },
      { proposals, recorded },
    );

  const keep = <T extends { id: string }>(records: T[], record: T): void => {
    const at = records.findIndex(({ id }) => id === record.id);
    if (at >= 0) records[at] = record;
    else records.push(record);
  };

  /** Makes what is accepted so, in a commit of its own. */
  const commit = (proposal: Proposal, now = clock): Judgement => {
    const recorded: Recorded = { revision: (revision + 1) as Revision, commit: world.newId('commit') };
    const { judgements, outcome } = judge([proposal], now, recorded);
    const [judgement] = judgements;
    if (judgement === undefined) throw new Error('no judgement');
    if (judgement.verdict !== 'accepted') return judgement;
    revision++;
    history.add(recorded, { proposal, outcome, facts, nodes, level: known.at(-1)?.level ?? null });
    for (const fact of outcome.facts) keep(facts, fact);
    for (const node of outcome.nodes) keep(nodes, node);
    return judgement;
  };

  return {
    universe: universe as UniverseId,
    entity,
    axiom,
    propose,
    claim,
    event,
    judge,
    /** Judges one proposal against canon as it is. */
    ask: (proposal: Proposal, now = clock): Judgement => {
      const [judgement] = judge([proposal], now).judgements;
      if (judgement === undefined) throw new Error('no judgement');
      return judgement;
    },
    /** Makes it so: everything must be accepted. `at` is also what the story clock says then. */
    tell: (...proposals: readonly Proposal[]): readonly Fact[] =>
      proposals.flatMap((proposal) => {
        const { content } = proposal;
        const from = 'claim' in content ? content.claim.valid.from : null;
        const before = new Map(facts.map((fact) => [fact.id, fact]));
        const { verdict, reasons } = commit(proposal, from?.second ?? clock);
        if (verdict !== 'accepted') throw new Error(JSON.stringify(reasons));
        return facts.filter((fact) => before.get(fact.id) !== fact);
      }),
    commit,
    newFact: (): FactId => world.newId('fact'),
    newEntity: (): EntityId => world.newId('entity'),
    /** The commit that was made last. */
    lastCommit: (): CommitId => history.last(),
    fact: (id: FactId | undefined): Fact => {
      const found = facts.find((fact) => fact.id === id);
      if (found === undefined) throw new Error(`no fact ${id}`);
      return found;
    },
    facts,
    nodes,
  };
};

/** `accepted change`: the verdict and its first reason. */
export const said = ({ verdict, reasons }: Judgement): string => `${verdict} ${reasons[0]?.code ?? ''}`.trim();
