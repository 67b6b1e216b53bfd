import type { Fact } from '../../schemas/canon.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { EvidenceId, FactId, NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { Condition, EventEffect, PredicateRule } from '../../schemas/vocabulary.ts';
import { normaliseName } from '../../src/domain/names.ts';
import { claimOf } from '../../src/gate/candidate.ts';
import type { Lexicon } from '../../src/gate/lexicon.ts';
import type { SliceKey, SliceRequest } from '../../src/ports/canon-reader.ts';

// Which part of canon a batch touches: the subjects, objects and predicates that it names, and those that its rules reason on.

type Claim = NonNullable<ReturnType<typeof claimOf>>;

/** What the gate will ask of a node: a predicate seen from one side, from a time on. */
interface Asking {
  node: NodeId;
  from: StoryTime | null;
}

const both = ({ node, from }: Asking, rule: PredicateRule): SliceKey[] => {
  const key = (side: SliceKey['side'], predicate: string): SliceKey => ({ side, node, predicate, from, to: null });
  const turned = rule.inverse === undefined ? [] : [key('subject', rule.inverse), key('object', rule.inverse)];
  return [key('subject', rule.name), key('object', rule.name), ...turned];
};

const states = (asking: Asking, conditions: readonly Condition[]): SliceKey[] =>
  conditions.map(({ predicate }) => ({ side: 'subject', node: asking.node, predicate, from: asking.from, to: null }));

const claimKeys = (lexicon: Lexicon, claim: Claim): SliceKey[] => {
  const rule = lexicon.predicate(claim.predicate);
  const { from } = claim.valid;
  const about: Asking = { node: claim.subject, from };
  if (rule === undefined) return [{ side: 'subject', node: claim.subject, predicate: claim.predicate, from, to: null }];
  const rules = [rule, ...lexicon.rivalsOf(rule.name)];
  const at = claim.object?.kind === 'node' ? [about, { node: claim.object.id, from }] : [about];
  const exact: SliceKey = { side: 'subject', ...about, predicate: rule.name, object: claim.object, to: null };
  return [
    exact,
    ...at.flatMap((asking) => rules.flatMap((each) => both(asking, each))),
    ...states(about, rule.must),
    ...(rule.object.kind === 'node' && claim.object?.kind === 'node'
      ? states({ node: claim.object.id, from }, rule.object.must)
      : []),
    { side: 'participant', ...about, predicate: null, to: null },
  ];
};

const effectKeys = (lexicon: Lexicon, asking: Asking, effect: EventEffect): SliceKey[] => {
  if (effect.kind === 'end')
    return effect.predicates.map((predicate) => ({
      side: effect.as,
      node: asking.node,
      predicate,
      from: asking.from,
      to: null,
    }));
  const rule = lexicon.predicate(effect.predicate);
  return rule === undefined ? [] : [rule, ...lexicon.rivalsOf(rule.name)].flatMap((each) => both(asking, each));
};

const eventKeys = (lexicon: Lexicon, claim: Claim): SliceKey[] => {
  const kind = 'event' in claim ? lexicon.event(claim.predicate) : undefined;
  if (!('event' in claim) || kind === undefined) return [];
  return claim.event.participants.flatMap(({ role, node }) => {
    const asking: Asking = { node, from: claim.valid.from };
    return [
      ...states(asking, kind.roles[role]?.must ?? []),
      ...kind.effects.filter((effect) => effect.role === role).flatMap((effect) => effectKeys(lexicon, asking, effect)),
      { side: 'participant' as const, ...asking, predicate: null, to: null },
    ];
  });
};

const nodesOfClaim = (claim: Claim): (NodeId | null)[] => [
  claim.subject,
  claim.object?.kind === 'node' ? claim.object.id : null,
  ...('event' in claim ? claim.event.participants.map(({ node }) => node) : []),
  ...(claim.visibility?.level === 'known' ? claim.visibility.to : []),
];

const nodesOfContent = ({ content }: Proposal): (NodeId | null)[] => {
  switch (content.type) {
    case 'entity':
      return [content.entity.id, content.entity.derivesFrom];
    case 'story':
      return [content.story.id];
    case 'source':
      return [content.source.id];
    case 'axiom':
      return [content.axiom.id];
    case 'scene': {
      const { id, story, parent, location, participants } = content.scene;
      return [id, story, parent, location, ...participants];
    }
    case 'thread':
      return [content.thread.id, content.thread.story];
    case 'party':
      return [content.party.id, content.party.story, ...content.party.members];
    default:
      return [];
  }
};

/** What evidence points to in canon itself. */
const nodesOfEvidence = ({ evidence }: Proposal): NodeId[] =>
  evidence.flatMap((stub) => (stub.kind === 'source' || stub.kind === 'scene' ? [stub.ref] : []));

const nodesOf = (proposal: Proposal, claim: Claim | null): NodeId[] => [
  ...(claim === null ? nodesOfContent(proposal) : nodesOfClaim(claim)).filter((id) => id !== null),
  ...nodesOfEvidence(proposal),
];

const factsOf = ({ content }: Proposal, claim: Claim | null): FactId[] => {
  if (claim !== null) return [claim.id, ...claim.derivesFrom, ...('event' in claim ? claim.event.causedBy : [])];
  return content.type === 'retcon' || content.type === 'lock' || content.type === 'unlock' ? content.facts : [];
};

const unique = <T extends string>(ids: readonly T[]): T[] => [...new Set(ids)];

const uniqueKeys = (keys: readonly SliceKey[]): SliceKey[] => [
  ...new Map(keys.map((key) => [JSON.stringify(key), key])).values(),
];

export const sliceFor = (lexicon: Lexicon, proposals: readonly Proposal[]): SliceRequest => {
  const claims = proposals.map((proposal) => ({ proposal, claim: claimOf(proposal) }));
  const names = proposals.flatMap(({ content }) =>
    content.type === 'entity' ? [content.entity.name, ...content.entity.aliases].map(normaliseName) : [],
  );
  const [first] = proposals;
  return {
    keys: uniqueKeys(
      claims.flatMap(({ claim }) =>
        claim === null ? [] : [...claimKeys(lexicon, claim), ...eventKeys(lexicon, claim)],
      ),
    ),
    nodes: unique([
      ...(first === undefined ? [] : [first.universe as NodeId]),
      ...claims.flatMap(({ proposal, claim }) => nodesOf(proposal, claim)),
    ]),
    facts: unique(claims.flatMap(({ proposal, claim }) => factsOf(proposal, claim))),
    names: unique(names),
    evidence: unique(proposals.flatMap(({ evidence }) => evidence.map(({ id }): EvidenceId => id))),
  };
};

/** What lies around what was found: the places outside of places, and the links of chains that must not become rings. */
export const sliceAround = (
  lexicon: Lexicon,
  facts: readonly Fact[],
  seen: ReadonlySet<string>,
): readonly SliceKey[] => {
  const keys: SliceKey[] = [];
  for (const { predicate, object, valid } of facts) {
    const rule = lexicon.predicate(predicate);
    if (object?.kind !== 'node' || rule === undefined || !(rule.within || rule.acyclic)) continue;
    for (const name of rule.within ? [...lexicon.within] : [rule.name])
      keys.push({ side: 'subject', node: object.id, predicate: name, from: valid.from, to: null });
  }
  return uniqueKeys(keys).filter(({ node, predicate }) => !seen.has(`${node} ${predicate}`));
};
