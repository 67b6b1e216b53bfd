import {
  type EntityType,
  type Fact,
  type FactObject,
  freeText,
  type Recorded,
  type SourceLevel,
} from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { Claim, Proposal, ProposalContent, Verdict } from '../../../schemas/gate.ts';
import type { CommitId, EntityId, FactId, NodeId, ProposalId, UniverseId } from '../../../schemas/ids.ts';
import type { Policy } from '../../../schemas/policy.ts';
import type { Revision, StoryTime } from '../../../schemas/time.ts';
import { digestOf } from '../../../src/domain/canonical-json.ts';
import { effectId } from '../../../src/gate/effects.ts';
import { evaluate, type Evaluation, type Judgement, preparePolicy } from '../../../src/gate/evaluate.ts';
import { type Changes, pastAsItStands } from '../../../src/gate/past.ts';
import type { Backing, GateWorld, KnownEvidence } from '../../../src/gate/world.ts';
import { seededWorld } from '../seeded-world.ts';
import { forked, type Records } from './forking.ts';
import { line, somebody } from './line.ts';
import { broughtBy } from './story.ts';
import type { Moment, Move, Ruling, Told } from './tale.ts';

// The real gate, played with the words of the naive one: its canon is kept as a keeper would keep it, and its answers are read back as labels.

const ordinals = 100;

const momentOf = (time: StoryTime | null, unknown: Moment): Moment =>
  time === null ? unknown : time.second * ordinals + time.ordinal;

const timeOf = (moment: Moment): StoryTime | null =>
  Number.isFinite(moment) ? { second: Math.floor(moment / ordinals), ordinal: moment % ordinals } : null;

const momentGiven = (at: Moment | null): StoryTime | null => (at === null ? null : timeOf(at));

export interface Heard extends Omit<Ruling, 'codes'> {
  code: string;
  judgement: Judgement;
}

const levels: readonly SourceLevel[] = ['proposed', 'canon', 'authoritative'];

export interface Beginning {
  cast: readonly (readonly [string, EntityType])[];
  axioms: readonly string[];
}

/** What a universe begins with that left another one. */
interface Left extends Records {
  world: ReturnType<typeof seededWorld>;
  universe: UniverseId;
  people: ReadonlyMap<string, EntityId>;
  names: ReadonlyMap<string, string>;
  labels: ReadonlyMap<string, FactId>;
  known: readonly KnownEvidence[];
  introducedBy: ReadonlyMap<FactId, ProposalId>;
  /** How many batches were judged in the other one. */
  batches: number;
}

const keyed = <T>(records: readonly T[] | undefined, keyOf: (record: T) => string): Map<string, T> =>
  new Map((records ?? []).map((record) => [keyOf(record), record]));
const supportKey = ({ target, evidence }: Support): string => `${target} ${evidence}`;

export const settingOf = (policy: Policy, { cast, axioms }: Beginning, left?: Left) => {
  const prepared = preparePolicy(policy);
  const world = left?.world ?? seededWorld(1);
  const universe = left?.universe ?? world.newId('universe');
  const otherUniverse = world.newId('universe');
  const people = new Map(left?.people);
  const names = new Map(left?.names);
  const nodes = keyed(left?.nodes, ({ id }) => id);
  const facts = new Map((left?.facts ?? []).map((fact) => [fact.id, fact]));
  const supports = keyed(left?.supports, supportKey);
  const stubs = keyed(left?.evidence, ({ id }) => id);
  const known = [...(left?.known ?? [])];
  const labels = new Map(left?.labels);
  const introducedBy = new Map(left?.introducedBy);
  /** In order. */
  const commits: CommitId[] = Array.from({ length: left?.batches ?? 0 }, () => world.newId('commit'));
  const pasts = new Map<CommitId, Changes>();
  const settled = new Map<ProposalId, Verdict>();
  const former = new Map<FactId, readonly Fact[]>();
  /** By revision. */
  const states: Records[] = [];
  let revision = 0;

  const idOf = (who: string): EntityId => {
    const found = people.get(who) ?? world.newId('entity');
    people.set(who, found);
    names.set(found, who);
    return found;
  };
  const factIdOf = (label: string): FactId => {
    const found = labels.get(label) ?? world.newId('fact');
    labels.set(label, found);
    return found;
  };
  const entityOf = (who: string, called: readonly string[], type: EntityType) => {
    const [name = who, ...aliases] = called;
    const plain = { properties: {}, tags: [] as string[], derivesFrom: null, visibility: { level: 'public' as const } };
    const kind = { kind: 'entity', form: 'instance', description: null } as const;
    return { ...kind, ...plain, id: idOf(who), type, name, aliases };
  };
  const recorded = (): Recorded => ({ revision: (revision + 1) as Revision, commit: world.newId('commit') });
  const first = recorded();
  revision = first.revision;
  let current = first;
  for (const [who, type] of cast) {
    const entity = entityOf(who, [who], type);
    const made = { universe, introduced: first, authority: 'gm', status: 'canon', mergedInto: null } as const;
    nodes.set(entity.id, { ...entity, ...made });
  }
  for (const constraint of axioms) {
    const id = world.newId('axiom');
    const axiom = { kind: 'axiom', id, universe, introduced: first, statement: constraint, domain: 'law' } as const;
    nodes.set(id, { ...axiom, constraint, authority: 'gm', status: 'canon' });
  }
  const records = (): Records => ({
    ...{ facts: [...facts.values()], nodes: [...nodes.values()] },
    ...{ supports: [...supports.values()], evidence: [...stubs.values()] },
  });
  states[revision] = records();

  const objectOf = (object: string): FactObject => {
    if (object.startsWith('@')) return { kind: 'node', id: idOf(object.slice(1)) };
    const at = object.startsWith('^') ? timeOf(Number(object.slice(1))) : null;
    if (at !== null) return { kind: 'time', time: at };
    if (object.startsWith('#')) return { kind: 'number', number: Number(object.slice(1)), unit: null };
    return { kind: 'text', text: object };
  };
  const nameOf = (id: NodeId): string => names.get(id) ?? id;
  const wordOf = ({ object, predicate, statement }: Fact): string => {
    if (predicate === freeText) return statement;
    if (object?.kind === 'node') return `@${names.get(object.id) ?? object.id}`;
    if (object?.kind === 'number') return `#${object.number}`;
    if (object?.kind === 'time') return `^${momentOf(object.time, 0)}`;
    return object?.kind === 'text' ? object.text : '';
  };

  const evidenceFor = ({ origin, flaw, level }: Move): Evidence[] => {
    if (origin === null) return [];
    const [id, ref] = [world.newId('evidence'), world.newId('turn')];
    const stub: Evidence = { id, universe, home: universe, kind: 'turn', ref, quote: null };
    if (flaw === 'evidence_of_other_universe') return [{ ...stub, universe: otherUniverse }];
    if (flaw === 'evidence_id_taken') stubs.set(id, { ...stub, ref: world.newId('turn') });
    if (flaw !== 'evidence_not_there') known.push({ stub, origin, level: origin === 'snippet' ? level : null });
    return [stub];
  };

  const claimOf = (
    label: string,
    words: Pick<Told, 'subject' | 'predicate' | 'object' | 'from' | 'to' | 'derivesFrom'>,
  ): Claim => {
    const { subject, predicate, object, from, to, derivesFrom } = words;
    const isFree = predicate === freeText;
    return {
      ...{
        id: factIdOf(label),
        subject: idOf(subject),
        predicate,
        object: isFree || object === '' ? null : objectOf(object),
      },
      ...{
        statement: isFree ? object : `${subject} ${predicate} ${object}`,
        valid: { from: timeOf(from), to: timeOf(to) },
      },
      ...{ visibility: null, derivesFrom: derivesFrom.map(factIdOf) },
    };
  };

  const contentOf = (move: Move): ProposalContent => {
    const label = `f${move.number}`;
    switch (move.what) {
      case 'claim':
        return { type: 'fact', claim: claimOf(label, move) };
      case 'event': {
        const { event, parties, from, to, causedBy } = move;
        for (const { label: name, subject: who, predicate, object } of broughtBy(policy.vocabulary, move))
          labels.set(name, effectId(factIdOf(label), { subject: idOf(who), predicate, object: objectOf(object) }));
        const subject = parties[0]?.[1] ?? '';
        const words = { subject, predicate: event, object: '', from, to: to ?? Infinity, derivesFrom: [] };
        const participants = parties.map(([role, who]) => ({ role, node: idOf(who) }));
        const happened = { participants, severity: 'minor', causedBy: causedBy.map(factIdOf) } as const;
        return { type: 'event', claim: { ...claimOf(label, words), event: happened } };
      }
      case 'entity': {
        const called = [move.called, ...(move.alias === null ? [] : [move.alias])];
        const { kind: _, ...entity } = entityOf(move.who, called, move.type);
        return { type: 'entity', entity };
      }
      case 'fork': {
        const into = move.into === 'itself' ? universe : world.newId('universe');
        return {
          type: 'fork',
          into,
          name: 'What if',
          revision: move.revision as Revision,
          storyTime: momentGiven(move.at),
        };
      }
      case 'revert':
        return { type: 'revert', commit: commits[move.batch - 1] ?? world.newId('commit'), reason: 'because' };
      case 'merge':
        return { type: 'merge', keep: idOf(move.keep), drop: idOf(move.drop), reason: 'because' };
      case 'split': {
        const facts = move.facts.map(factIdOf);
        return { type: 'split', from: idOf(move.who), into: idOf(move.into), facts, reason: 'because' };
      }
      case 'rename': {
        const { who, called: name, keepAlias } = move;
        return { type: 'rename', node: idOf(who), name, keepAlias, reason: 'because' };
      }
      case 'retcon':
        return { type: 'retcon', facts: move.facts.map(factIdOf), cascade: move.cascade, reason: 'because' };
      default:
        return { type: move.what, facts: move.facts.map(factIdOf), reason: 'because' };
    }
  };

  const proposalIdOf = new Map<number, ProposalId>();
  const idOfMove = (number: number): ProposalId => {
    const found = proposalIdOf.get(number) ?? world.newId('proposal');
    proposalIdOf.set(number, found);
    return found;
  };

  const proposalFor = (move: Move): Proposal => {
    const { number, by, agent, confidence, intent, dependsOn, flaw } = move;
    const own = {
      ...{ id: idOfMove(number), universe: flaw === 'of_another_universe' ? otherUniverse : universe, story: null },
      ...{ scene: null, turn: null, intent, content: contentOf(move), evidence: evidenceFor(move), authority: by },
      ...{ confidence, storyTime: null, dependsOn: dependsOn.map(idOfMove) },
      proposedBy: agent
        ? ({ kind: 'agent', name: 'Narrator', seat: null } as const)
        : ({ kind: 'person', name: 'Ann', seat: by === 'player' ? 'player' : 'gm' } as const),
      proposedAt: new Date(world.now()).toISOString(),
    };
    const proposal = { ...own, digest: digestOf(own) };
    return proposal;
  };

  const standsAlone = (): Set<FactId> =>
    new Set(
      [...supports.values()]
        .filter(({ status, sufficient }) => status === 'standing' && sufficient)
        .filter(
          ({ target, proposal }) =>
            introducedBy.has(target as FactId) && introducedBy.get(target as FactId) !== proposal,
        )
        .map(({ target }) => target as FactId),
    );

  /** The weightiest document behind each fact that rests on documents. */
  const backing = (): Map<FactId, Backing> => {
    const backed = new Map<FactId, Backing>();
    for (const { target, evidence, authority, status, sufficient, proposal } of supports.values()) {
      const fact = facts.get(target as FactId);
      const level = known.find(({ stub }) => stub.id === evidence)?.level ?? null;
      if (!sufficient && introducedBy.get(target as FactId) !== proposal) continue;
      if (fact?.authority !== 'source' || authority !== 'source' || status !== 'standing' || level === null) continue;
      const before = backed.get(fact.id)?.level;
      if (before === undefined || levels.indexOf(before) < levels.indexOf(level))
        backed.set(fact.id, { level, quote: null });
    }
    return backed;
  };

  const worldAt = (clock: Moment | null): GateWorld => ({
    ...{ universe, revision: revision as Revision, clock: clock === null ? null : timeOf(clock) },
    ...{ nodes: [...nodes.values()], facts: [...facts.values()], evidence: known, stubs: [...stubs.values()], settled },
    ...{ backing: backing(), beyond: new Set() },
    undoing: {
      former,
      standsAlone: standsAlone(),
      commits: new Map([...pasts].map(([id, past]) => [id, pastAsItStands(id, past, supports.values())])),
    },
  });

  const labelOf = (id: FactId): string => {
    for (const [label, found] of labels) if (found === id) return label;
    return id;
  };

  const keep = ({ outcome, judgements }: Evaluation): void => {
    for (const { proposal, effects, verdict } of judgements) {
      settled.set(proposal.id, verdict);
      for (const id of effects.introduced) introducedBy.set(id, proposal.id);
    }
    if (judgements.some(({ verdict }) => verdict === 'accepted')) revision = current.revision;
    pasts.set(current.commit, {
      revision: current.revision,
      facts: outcome.facts.map((after) => ({ before: facts.get(after.id) ?? null, after })),
      nodes: outcome.nodes.map((after) => ({ before: nodes.get(after.id) ?? null, after })),
    });
    for (const fact of outcome.facts) facts.set(fact.id, fact);
    for (const node of outcome.nodes) nodes.set(node.id, node);
    for (const stub of outcome.evidence) stubs.set(stub.id, stub);
    for (const support of outcome.supports) supports.set(supportKey(support), support);
    states[revision] = records();
  };

  const heard = (judgement: Judgement, number: number): Heard => {
    const { verdict, reasons, effects } = judgement;
    return {
      ...{ number, verdict, code: reasons[0]?.code ?? '', judgement },
      against: reasons[0]?.facts.map(labelOf) ?? [],
      ended: effects.ended.map(({ fact, at }) => ({ fact: labelOf(fact), at: momentOf(at, -Infinity) })),
      retconned: effects.retconned.map(labelOf),
      restored: effects.restored.map(labelOf),
      flagged: effects.flagged.map(labelOf),
      contested: effects.contested.map(labelOf),
    };
  };

  return {
    policy,
    proposalFor,
    worldAt,
    facts: (): readonly Fact[] => [...facts.values()],
    /** All that canon is made of. */
    records,
    /** What another universe has that leaves this one. */
    left(from: number, at: Moment | null): Left {
      const into = world.newId('universe');
      const origin = { universe, revision: from as Revision, storyTime: momentGiven(at) };
      const copy = forked(states[from] ?? records(), { into, origin, commit: world.newId('commit') });
      const told = { world, universe: into, people, names, labels, known, introducedBy, batches: commits.length };
      return { ...copy, ...told };
    },
    labelOf,
    /** As the naive gate would tell of it. */
    told: (): readonly string[] =>
      [...facts.values()].map((fact) => described(fact, { labelOf, object: wordOf(fact), who: nameOf })).sort(),
    /** What it says of a move, without keeping anything. */
    hear(clock: Moment | null, move: Move): Heard {
      const asked = { proposals: [proposalFor(move)], recorded: recorded() };
      const confirmed = new Set(move.confirmed ? asked.proposals.map(({ id }) => id) : []);
      const [judgement] = evaluate(prepared, worldAt(clock), { ...asked, confirmed }).judgements;
      if (judgement === undefined) throw new Error('nothing was said');
      return heard(judgement, move.number);
    },
    /** Judges without keeping anything. */
    ask: (clock: Moment | null, asked: readonly Proposal[]): Evaluation =>
      evaluate(prepared, worldAt(clock), { proposals: asked, recorded: recorded() }),
    /** Judges, and keeps what was accepted. */
    play(clock: Moment | null, moves: readonly Move[]): readonly Heard[] {
      current = recorded();
      commits.push(current.commit);
      const asked = moves.map(proposalFor); // with its evidence, which the world has to know of
      const confirmed = new Set(moves.flatMap((move, i) => (move.confirmed ? (asked[i]?.id ?? []) : [])));
      const evaluation = evaluate(prepared, worldAt(clock), { proposals: asked, recorded: current, confirmed });
      keep(evaluation);
      return moves.map((move, i) => {
        const judgement = evaluation.judgements[i];
        if (judgement === undefined) throw new Error(`nothing was said of move ${move.number}`);
        return heard(judgement, move.number);
      });
    },
    byName: (one: string, other: string): number => (factIdOf(one) < factIdOf(other) ? -1 : 1),
    /** Whom canon knows, and under which names. */
    cast: (): readonly string[] =>
      [...nodes.values()]
        .filter((node) => node.kind === 'entity')
        .map(({ id, name, aliases, status }) =>
          somebody({ who: names.get(id) ?? id, names: [name, ...aliases], isGone: status !== 'canon' }),
        )
        .sort(),
    /** Canon of the real one in the words of the naive one, as far as a look at what can be true needs it. */
    canon: (): readonly Told[] =>
      [...facts.values()].map((fact): Told => {
        const parties = (fact.event?.participants ?? []).map(
          ({ role, node }) => [role, names.get(node) ?? node] as const,
        );
        return {
          ...{
            label: labelOf(fact.id),
            batch: fact.introduced.revision,
            kind: fact.event === null ? 'claim' : 'event',
            subject: names.get(fact.subject) ?? '',
          },
          ...{ predicate: fact.predicate, object: wordOf(fact), from: momentOf(fact.valid.from, -Infinity) },
          ...{
            to: momentOf(fact.valid.to, Infinity),
            held: null,
            isOver: fact.status === 'ended',
            locked: fact.locked,
            authority: fact.authority,
            level: null,
          },
          status: fact.status === 'canon' || fact.status === 'ended' ? 'live' : fact.status,
          ...{ parties, derivesFrom: [], causedBy: [], effectOf: null, carriers: [], changed: [] },
        };
      }),
    /** Judges one alone and keeps what it did as a keeper would: what came with it changed what it ended and withdrew. */
    playAlone(clock: Moment | null, proposal: Proposal): Judgement {
      current = recorded();
      commits.push(current.commit);
      const before = new Map(facts);
      const evaluation = evaluate(prepared, worldAt(clock), { proposals: [proposal], recorded: current });
      keep(evaluation);
      const [judgement] = evaluation.judgements;
      if (judgement === undefined) throw new Error('nothing was said');
      const { introduced, ended, retconned, contested } = judgement.effects;
      const was = [...ended.map(({ fact }) => fact), ...retconned, ...contested].map((id) => before.get(id));
      for (const id of introduced)
        former.set(
          id,
          was.filter((fact) => fact !== undefined),
        );
      return judgement;
    },
    /** Says of each fact what its coming changed, which a keeper knows from its store. */
    remember(told: readonly Told[]): void {
      for (const { label, changed } of told) {
        const id = labels.get(label);
        if (id === undefined || changed.length === 0) continue;
        const before = changed.flatMap(({ before: was }): readonly Fact[] => {
          const now = facts.get(factIdOf(was.label));
          if (now === undefined) return [];
          const valid = { from: now.valid.from, to: timeOf(was.to) };
          const status = was.status === 'live' ? (was.isOver ? 'ended' : 'canon') : was.status;
          return [
            {
              ...now,
              valid,
              status,
              heldUntil: was.held === null ? null : timeOf(was.held),
              locked: was.locked,
              withdrawn: null,
            },
          ];
        });
        former.set(id, before);
      }
    },
  };
};
export type Setting = ReturnType<typeof settingOf>;

const described = (
  { id, subject, predicate, valid, heldUntil, status, locked, event, derivesFrom }: Fact,
  { labelOf, object, who }: { labelOf: (id: FactId) => string; object: string; who: (id: NodeId) => string },
): string =>
  line({
    ...{ label: labelOf(id), subject: who(subject), predicate, object, locked },
    ...{ derivesFrom: derivesFrom.map(labelOf), causedBy: (event?.causedBy ?? []).map(labelOf) },
    ...{ from: momentOf(valid.from, -Infinity), to: momentOf(valid.to, Infinity) },
    held: heldUntil === null ? null : momentOf(heldUntil, 0),
    status: status === 'canon' || status === 'ended' ? 'live' : status,
    parties: (event?.participants ?? []).map(({ role, node }) => [role, who(node)] as const),
  });
