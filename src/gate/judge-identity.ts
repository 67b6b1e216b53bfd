import type { CanonNode, Entity, Fact } from '../../schemas/canon.ts';
import { aliasesMax, tagsMax } from '../../schemas/bounds.ts';
import type { ProposalContent } from '../../schemas/gate.ts';
import type { EntityId, NodeId } from '../../schemas/ids.ts';
import { normaliseName } from '../domain/names.ts';
import type { Case } from './candidate.ts';
import { changeOf, type Ruling } from './change.ts';
import { lostAmong } from './form.ts';
import { lockedAmong, tooManyFacts } from './judge-withdrawal.ts';
import { because, defer, type Objection, reject } from './objection.ts';
import { retold, type Swap } from './retelling.ts';
import { tooWeak } from './trust.ts';

// Judges who is who: that two were one, that one was two, that somebody is called otherwise. Only the GM may say so.
// I1. Two lives that cannot have been one are refused, and named: the GM takes something back first.
// I2. What is locked is not withdrawn and not ended, though it may turn out to be about somebody else.

type Content<T extends ProposalContent['type']> = Extract<ProposalContent, { type: T }>;

const retelling = (
  asked: Case,
  {
    facts,
    swap,
    reason,
    nodes,
    code,
  }: { facts: readonly Fact[]; swap: Swap; reason: string; nodes: readonly CanonNode[]; code: string },
): Ruling => {
  const many = tooManyFacts(facts.length);
  if (many !== null) return { objection: many };
  const { puts, gone, over, against } = retold(asked, { facts, swap, reason });
  if (against.length > 0)
    return {
      objection: reject('contradicts_canon', {
        facts: [...new Map(against.map((fact) => [fact.id, fact])).values()],
        detail: 'one of them would have to be taken back first',
      }),
    };
  const touched = new Set([...gone, ...over.map(({ fact }) => ({ id: fact }))].map(({ id }) => id));
  const inTheWay = lockedAmong(puts.filter(({ id }) => touched.has(id)));
  if (inTheWay !== null) return { objection: inTheWay };
  return {
    change: changeOf({
      puts,
      nodes,
      effects: { ended: over, retconned: gone.map(({ id }) => id), nodes: nodes.map(({ id }) => id) },
      reasons: [because(code, { facts: puts, nodes: [swap.from, swap.into] })],
    }),
  };
};

const entityAt = ({ court: { overlay } }: Case, id: EntityId): Entity | { objection: Objection } => {
  const lost = lostAmong(overlay, [id]);
  if (lost !== null) return { objection: lost };
  const node = overlay.node(id);
  return node?.kind === 'entity' ? node : { objection: reject('unknown_node', { nodes: [id] }) };
};

const joined = (keep: Entity, drop: Entity): Entity => {
  const own = new Set([normaliseName(keep.name)]);
  const aliases = [...keep.aliases, drop.name, ...drop.aliases].filter((name) => {
    const isNew = !own.has(normaliseName(name));
    own.add(normaliseName(name));
    return isNew;
  });
  return {
    ...keep,
    aliases,
    tags: [...new Set([...keep.tags, ...drop.tags])].slice(0, tagsMax),
    description: keep.description ?? drop.description,
    properties: { ...drop.properties, ...keep.properties },
  };
};

const merge = (asked: Case, { keep, drop, reason }: Content<'merge'>): Ruling => {
  const kept = entityAt(asked, keep);
  if ('objection' in kept) return kept;
  const dropped = entityAt(asked, drop);
  if ('objection' in dropped) return dropped;
  if (keep === drop || kept.type !== dropped.type || kept.form !== dropped.form)
    return { objection: reject('cannot_be_merged', { nodes: [keep, drop], detail: 'they are not two of a kind' }) };
  const one = joined(kept, dropped);
  if (one.aliases.length > aliasesMax)
    return { objection: reject('too_many_aliases', { numbers: { aliases: one.aliases.length, most: aliasesMax } }) };
  const nodes: CanonNode[] = [one, { ...dropped, status: 'merged', mergedInto: keep }];
  const facts = asked.court.overlay.touching(drop);
  return retelling(asked, { facts, swap: { from: drop, into: keep }, reason, nodes, code: 'merged' });
};

const split = (asked: Case, { from, into, facts: ids, reason }: Content<'split'>): Ruling => {
  const whole = entityAt(asked, from);
  if ('objection' in whole) return whole;
  const part = entityAt(asked, into);
  if ('objection' in part) return part;
  if (from === into || whole.type !== part.type)
    return { objection: reject('cannot_be_split', { nodes: [from, into], detail: 'they are not two of a kind' }) };
  const about = new Map(asked.court.overlay.touching(from).map((fact) => [fact.id, fact]));
  const lost = ids.find((id) => !about.has(id));
  if (lost !== undefined)
    return { objection: reject('unknown_fact', { detail: `${lost} is not about \`${whole.name}\`` }) };
  const facts = [...new Set(ids)].flatMap((id) => about.get(id) ?? []);
  return retelling(asked, { facts, swap: { from, into }, reason, nodes: [], code: 'split' });
};

const called = (node: CanonNode, name: string): CanonNode | null => {
  switch (node.kind) {
    case 'entity':
    case 'universe':
    case 'party':
      return { ...node, name };
    case 'story':
    case 'scene':
    case 'thread':
    case 'source':
      return { ...node, title: name };
    case 'axiom':
      return null;
  }
};

const withAlias = (node: CanonNode, former: CanonNode): CanonNode => {
  if (node.kind !== 'entity' || former.kind !== 'entity') return node;
  const aliases = [former.name, ...node.aliases].filter(
    (alias, at, all) =>
      normaliseName(alias) !== normaliseName(node.name) &&
      all.findIndex((other) => normaliseName(other) === normaliseName(alias)) === at,
  );
  return { ...node, aliases };
};

/** Others of the kind that are called so already. */
const namesakes = ({ court: { overlay } }: Case, node: CanonNode, name: string): readonly NodeId[] =>
  node.kind === 'entity' ? overlay.named(name, node.type).filter((id) => id !== node.id) : [];

const rename = (asked: Case, { node: id, name, keepAlias }: Content<'rename'>): Ruling => {
  const { overlay } = asked.court;
  const lost = lostAmong(overlay, [id]);
  if (lost !== null) return { objection: lost };
  const former = overlay.node(id);
  const bare = former === undefined ? null : called(former, name);
  if (former === undefined || bare === null)
    return { objection: reject('cannot_be_renamed', { nodes: [id], detail: 'it has no name' }) };
  const same = namesakes(asked, former, name);
  if (same.length > 0 && !asked.confirmed) return { objection: defer('possible_duplicate', { nodes: same }) };
  const node = keepAlias ? withAlias(bare, former) : bare;
  if (node.kind === 'entity' && node.aliases.length > aliasesMax)
    return { objection: reject('too_many_aliases', { numbers: { aliases: node.aliases.length, most: aliasesMax } }) };
  return {
    change: changeOf({ nodes: [node], effects: { nodes: [id] }, reasons: [because('renamed', { nodes: [id] })] }),
  };
};

export const judgeIdentity = (asked: Case, content: Content<'merge' | 'split' | 'rename'>): Ruling => {
  if (asked.standing.authority !== 'gm')
    return { objection: reject('gm_alone', { detail: `a ${content.type} is the GM's` }) };
  const weak = tooWeak(asked);
  if (weak !== null) return { objection: weak };
  switch (content.type) {
    case 'merge':
      return merge(asked, content);
    case 'split':
      return split(asked, content);
    case 'rename':
      return rename(asked, content);
  }
};
