import type { CanonNode, Fact } from '../../../schemas/canon.ts';
import type { FactId, NodeId } from '../../../schemas/ids.ts';
import { isEdge } from '../../../src/domain/fact.ts';
import { found } from './beginnings.ts';
import type { Batch } from './chronicle.ts';
import {
  type Deed,
  end,
  entities,
  factsThat,
  instances,
  introduce,
  isBefore,
  isOpen,
  isStanding,
  type Lots,
  pick,
  support,
  visibility,
} from './lots.ts';

// Deeds that put a new state of what canon already holds.

// ── facts ────────────────────────────────────────────────────────────────────────────────────────────────────────

const openFact = (batch: Batch, lots: Lots): Fact | undefined =>
  pick(
    factsThat(batch, (fact) => isOpen(fact) && !fact.locked && fact.kind !== 'event'),
    lots.whom,
  );

/** What the same predicate may say of the same subject instead. */
const otherObject = (batch: Batch, fact: Fact, lots: Lots): Fact['object'] => {
  if (!isEdge(fact)) return fact.object === null ? null : lots.value;
  const other = pick(
    entities(batch).filter(({ id }) => id !== fact.subject && id !== fact.object.id),
    lots.what,
  );
  return { kind: 'node', id: other?.id ?? fact.object.id };
};

const instead = (batch: Batch, fact: Fact, lots: Lots): Pick<Fact, 'kind' | 'subject' | 'predicate' | 'object'> => ({
  kind: fact.kind === 'event' ? 'statement' : fact.kind,
  subject: fact.subject,
  predicate: fact.predicate,
  object: otherObject(batch, fact, lots),
});

/** The old is over where the new begins. */
const change: Deed = (batch, lots) => {
  const old = openFact(batch, lots);
  if (old === undefined) return null;
  const ended = end(batch, old);
  const fact = introduce(batch, lots, { ...instead(batch, old, lots), valid: { from: ended.at, to: null } });
  return { ended: [ended], introduced: [fact.id] };
};

const finish: Deed = (batch, lots) => {
  const fact = openFact(batch, lots);
  return fact === undefined ? null : { ended: [end(batch, fact)] };
};

const retcon: Deed = (batch, lots) => {
  const fact = pick(
    factsThat(batch, (candidate) => isStanding(candidate) && !candidate.locked),
    lots.whom,
  );
  if (fact === undefined) return null;
  const better = lots.yes
    ? [introduce(batch, lots, { ...instead(batch, fact, lots), valid: fact.valid, replaces: [fact.id] }).id]
    : [];
  batch.putFact({
    ...fact,
    status: 'retconned',
    withdrawn: { ...batch.recorded, reason: lots.statement, replacedBy: better },
  });
  return { retconned: [fact.id], introduced: better };
};

const restore: Deed = (batch, lots) => {
  const fact = pick(
    factsThat(batch, ({ status }) => status === 'retconned'),
    lots.whom,
  );
  if (fact === undefined) return null;
  batch.putFact({ ...fact, status: fact.valid.to === null ? 'canon' : 'ended', withdrawn: null });
  return { restored: [fact.id] };
};

const lock: Deed = (batch, lots) => {
  const fact = pick(factsThat(batch, isStanding), lots.whom);
  if (fact === undefined) return null;
  batch.putFact({ ...fact, locked: !fact.locked });
  return {};
};

/** Sets a rival beside an open fact, and both stand until somebody chooses. */
const contest: Deed = (batch, lots) => {
  const fact = openFact(batch, lots);
  if (fact === undefined) return null;
  const rival = introduce(batch, lots, { ...instead(batch, fact, lots), valid: fact.valid });
  batch.putFact({ ...fact, status: 'contested' });
  batch.putFact({ ...rival, status: 'contested' });
  return { introduced: [rival.id] };
};

const settle: Deed = (batch, lots) => {
  const disputed = factsThat(batch, ({ status }) => status === 'contested');
  const chosen = pick(disputed, lots.whom);
  if (chosen === undefined) return null;
  batch.putFact({ ...chosen, status: chosen.valid.to === null ? 'canon' : 'ended' });
  const rivals = disputed.filter(
    ({ id, subject, predicate }) => id !== chosen.id && subject === chosen.subject && predicate === chosen.predicate,
  );
  for (const rival of rivals)
    batch.putFact({
      ...rival,
      status: 'retconned',
      withdrawn: { ...batch.recorded, reason: lots.statement, replacedBy: [chosen.id] },
    });
  return { retconned: rivals.map(({ id }) => id) };
};

/** Says again what canon holds. */
const corroborate: Deed = (batch, lots) => {
  const fact = pick(factsThat(batch, isStanding), lots.whom);
  if (fact === undefined) return null;
  support(batch, fact.id, { ...lots, sufficient: lots.who % 2 === 0 });
  const isLater = fact.heldUntil !== null && isBefore(fact.heldUntil, batch.clock);
  if (isLater) batch.putFact({ ...fact, heldUntil: batch.clock });
  return { supported: [fact.id] };
};

/** Takes a support back where another stands. */
const discredit: Deed = (batch, lots) => {
  const standing = [...batch.supports.values()].filter(({ status }) => status === 'standing');
  const doubted = pick(
    standing.filter(({ target }, index) => standing.some((other, at) => at !== index && other.target === target)),
    lots.whom,
  );
  if (doubted === undefined) return null;
  batch.putSupport({ ...doubted, status: 'withdrawn', ...batch.recorded });
  return {};
};

const reveal: Deed = (batch, lots) => {
  const fact = pick(factsThat(batch, isStanding), lots.whom);
  if (fact === undefined) return null;
  batch.putFact({ ...fact, visibility: visibility(batch, lots) });
  return {};
};

// ── nodes ────────────────────────────────────────────────────────────────────────────────────────────────────────

const rename: Deed = (batch, lots) => {
  const entity = pick(entities(batch), lots.who);
  if (entity === undefined || entity.name === lots.name) return null;
  const aliases = lots.yes ? [...new Set([...entity.aliases, entity.name])].slice(-8) : entity.aliases;
  batch.putNode({ ...entity, name: lots.name, aliases });
  return { nodes: [entity.id] };
};

const repointed = (fact: Fact, from: NodeId, to: NodeId): Fact => {
  const moved = (node: NodeId): NodeId => (node === from ? to : node);
  return {
    ...fact,
    subject: moved(fact.subject),
    object: fact.object?.kind === 'node' ? { kind: 'node', id: moved(fact.object.id) } : fact.object,
    event: fact.event && {
      ...fact.event,
      participants: fact.event.participants.map(({ role, node }) => ({ role, node: moved(node) })),
    },
  };
};

const repoint = (batch: Batch, facts: readonly Fact[], ends: { from: NodeId; to: NodeId }): void => {
  for (const fact of facts) {
    const moved = repointed(fact, ends.from, ends.to);
    if (JSON.stringify(moved) !== JSON.stringify(fact)) batch.putFact(moved);
  }
};

/** Two turn out to be one: the names of both are kept, and what was said of the one is said of the other. */
const merge: Deed = (batch, lots) => {
  const keep = pick(instances(batch), lots.who);
  const drop = pick(
    instances(batch).filter(({ id, type }) => id !== keep?.id && type === keep?.type),
    lots.whom,
  );
  if (keep === undefined || drop === undefined) return null;
  const aliases = [...new Set([...keep.aliases, drop.name])].slice(-8);
  batch.putNode({ ...keep, aliases });
  batch.putNode({ ...drop, status: 'merged', mergedInto: keep.id });
  repoint(batch, factsThat(batch, isStanding), { from: drop.id, to: keep.id });
  return { nodes: [keep.id, drop.id] };
};

/** One turns out to be two: the new one takes over some of what was said. */
const split: Deed = (batch, lots) => {
  const from = pick(instances(batch), lots.who);
  const created = found(batch, lots)?.nodes?.[0];
  if (from === undefined || created === undefined) return null;
  const taken: FactId[] = [];
  for (const fact of factsThat(batch, (candidate) => isStanding(candidate) && candidate.subject === from.id)) {
    if (taken.length === 3) break;
    repoint(batch, [fact], { from: from.id, to: created });
    taken.push(fact.id);
  }
  return { nodes: [created, from.id] };
};

const advanced = (node: CanonNode, batch: Batch, lots: Lots): CanonNode | null => {
  switch (node.kind) {
    case 'story':
      return { ...node, status: lots.yes ? 'completed' : 'abandoned', ends: batch.clock };
    case 'scene': {
      const to = node.span.from !== null && isBefore(node.span.from, batch.clock) ? batch.clock : null;
      return { ...node, status: lots.yes ? 'completed' : 'aborted', span: { from: node.span.from, to } };
    }
    case 'thread':
      return { ...node, status: lots.yes ? 'advanced' : 'resolved', clues: [...batch.facts.keys()].slice(-4) };
    case 'party':
      return {
        ...node,
        members: instances(batch)
          .slice(-3)
          .map(({ id }) => id),
      };
    case 'universe':
      return { ...node, description: lots.statement };
    case 'source':
      return { ...node, level: lots.yes ? 'authoritative' : 'canon' };
    case 'axiom':
      return { ...node, status: lots.yes ? 'retconned' : 'canon' };
    case 'entity':
      return null;
  }
};

/** A story goes on: scenes close, threads gather clues, the party changes. */
const progress: Deed = (batch, lots) => {
  const node = pick(
    [...batch.nodes.values()].filter(({ kind }) => kind !== 'entity'),
    lots.who,
  );
  const next = node === undefined ? null : advanced(node, batch, lots);
  if (next === null) return null;
  batch.putNode(next);
  return { nodes: [next.id] };
};

export const changes = {
  change,
  finish,
  retcon,
  restore,
  lock,
  contest,
  settle,
  corroborate,
  discredit,
  reveal,
  rename,
  merge,
  split,
  progress,
} satisfies Record<string, Deed>;
