import { describe, expect, it } from 'vitest';
import { aliasesMax, tagsMax } from '../../schemas/bounds.ts';
import type { CanonNode, Entity, Fact, PlotThread } from '../../schemas/canon.ts';
import { factsPerChangeMax, type Proposal, type ProposalContent } from '../../schemas/gate.ts';
import type {
  AxiomId,
  CommitId,
  EntityId,
  FactId,
  NodeId,
  PartyId,
  SceneId,
  SourceId,
  StoryId,
  ThreadId,
  UniverseId,
} from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { lockedAmong, tooManyFacts } from '../../src/gate/judge-withdrawal.ts';
import { universeNode } from '../support/campaign.ts';
import { said, table } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';

// Who is who, and whole commits taken back: what becomes of names, of other nodes, and of those who may not be touched.

const nobody = 'ent_00000000000000000000000000' as EntityId;

const setting = () => {
  const at = table();
  const change = (id: NodeId, part: Partial<Entity>): void => {
    const index = at.nodes.findIndex((node) => node.id === id);
    const node = at.nodes[index];
    if (node?.kind !== 'entity') throw new Error('nobody');
    at.nodes.splice(index, 1, { ...node, ...part });
  };
  const node = (id: NodeId): CanonNode => {
    const found = at.nodes.find((each) => each.id === id);
    if (found === undefined) throw new Error('nobody');
    return found;
  };
  const merge = (keep: EntityId, drop: EntityId) =>
    at.propose({ type: 'merge', keep, drop, reason: 'they were one all along' });
  const split = (from: EntityId, into: EntityId, ...facts: readonly FactId[]) =>
    at.propose({ type: 'split', from, into, facts: [...facts], reason: 'there were two' });
  const rename = (id: NodeId, name: string, keepAlias = true) =>
    at.propose({ type: 'rename', node: id, name, keepAlias, reason: 'she took another' });
  const revert = (commit: CommitId) => at.propose({ type: 'revert', commit, reason: 'a slip' });
  const one = (proposal: Proposal): Fact => {
    const id = 'claim' in proposal.content ? proposal.content.claim.id : undefined;
    const fact = at.tell(proposal).find((each) => each.id === id);
    if (fact === undefined) throw new Error('not told');
    return fact;
  };
  return { ...at, mara: at.entity('Mara'), orc: at.entity('The Orc'), change, node, merge, split, rename, revert, one };
};

const threadOf = (status: PlotThread['status']): ProposalContent => ({
  type: 'thread',
  thread: {
    ...{ id: 'thr_00000000000000000000000000' as ThreadId, story: null, title: 'The ring', question: null, status },
    ...{ clues: [], visibility: { level: 'public' } },
  },
});

const noParty = { id: 'pty_00000000000000000000000000' as PartyId, name: 'The Five', members: [], story: null };

const longNight = {
  ...{ id: 'sto_00000000000000000000000000' as StoryId, title: 'The Long Night', premise: null },
  ...{ status: 'active' as const, starts: null, ends: null },
};
const dusk: Extract<ProposalContent, { type: 'scene' }>['scene'] = {
  ...{ id: 'scn_00000000000000000000000000' as SceneId, story: longNight.id, title: 'Dusk', sceneKind: 'present' },
  ...{ parent: null, location: null, participants: [], span: { from: null, to: null }, status: 'open' },
};
const book: Extract<ProposalContent, { type: 'source' }>['source'] = {
  ...{ id: 'src_00000000000000000000000000' as SourceId, type: 'lore', title: 'The Book' },
  ...{ level: 'authoritative', document: null },
};

const law: Extract<ProposalContent, { type: 'axiom' }>['axiom'] = {
  ...{ id: 'axm_00000000000000000000000000' as AxiomId, statement: 'Nobody flies.' },
  ...{ domain: 'law', constraint: null },
};

describe('a merge', () => {
  it('keeps every name once, the kept one’s word where both say something, and the other’s where only it does', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    at.change(at.mara, {
      aliases: ['The Red'],
      tags: ['brave'],
      description: 'a smith',
      properties: { height: 'tall' },
    });
    at.change(stranger, {
      ...{ aliases: ['the red', 'Mara', 'Ash'], tags: ['brave', 'ill'], description: 'a beggar' },
      properties: { height: 'small', eyes: 'grey' },
    });
    at.commit(at.merge(at.mara, stranger));
    expect(at.node(at.mara)).toMatchObject({
      ...{ name: 'Mara', aliases: ['The Red', 'The Stranger', 'Ash'], tags: ['brave', 'ill'], description: 'a smith' },
      properties: { height: 'tall', eyes: 'grey' },
    });
    const other = at.entity('Ida');
    at.change(other, { description: 'a nun' });
    at.commit(at.merge(at.orc, other));
    expect(at.node(at.orc)).toMatchObject({ aliases: ['Ida'], description: 'a nun' });
  });

  it('keeps no more tags and aliases than there may be', () => {
    const at = setting();
    const [stranger, other] = [at.entity('The Stranger'), at.entity('Another')];
    const many = (count: number, word: string) => Array.from({ length: count }, (_, index) => `${word} ${index}`);
    at.change(at.mara, { tags: many(tagsMax, 'tag'), aliases: many(aliasesMax - 1, 'name') });
    at.change(stranger, { tags: ['one more'] });
    expect(said(at.commit(at.merge(at.mara, stranger)))).toBe('accepted merged');
    expect(at.node(at.mara)).toMatchObject({ tags: many(tagsMax, 'tag') });
    expect(at.ask(at.merge(at.mara, other)).reasons).toMatchObject([
      { code: 'too_many_aliases', numbers: { aliases: aliasesMax + 1, most: aliasesMax } },
    ]);
  });

  it('is of two that are there, of one type and one form', () => {
    const at = setting();
    const keep = at.entity('Keep', 'location');
    const kind = at.entity('Smiths');
    at.change(kind, { form: 'archetype' });
    const gone = at.entity('Nemo');
    at.change(gone, { status: 'retconned' });
    expect([keep, at.mara, kind, gone, nobody].map((drop) => said(at.ask(at.merge(at.mara, drop))))).toEqual([
      ...['rejected cannot_be_merged', 'rejected cannot_be_merged', 'rejected cannot_be_merged'],
      ...['rejected node_withdrawn', 'rejected unknown_node'],
    ]);
    expect([gone, nobody].map((kept) => said(at.ask(at.merge(kept, at.mara))))).toEqual([
      'rejected node_withdrawn',
      'rejected unknown_node',
    ]);
  });

  it('withdraws what would relate somebody to themselves, and puts nothing in its place', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    const met = at.one(at.claim(at.mara, 'ally_of', stranger, { at: 10 }));
    at.commit(at.merge(at.mara, stranger));
    expect(at.fact(met.id)).toMatchObject({ status: 'retconned', withdrawn: { replacedBy: [] } });
  });

  it('lets those know who knew, each once', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    const know = (...to: EntityId[]) => ({ visibility: { level: 'known' as const, to } });
    const secret = at.one(at.claim(at.orc, 'suffers', 'fear', know(stranger)));
    const shared = at.one(at.claim(at.orc, 'suffers', 'rage', know(at.mara, stranger, at.orc)));
    const other = at.one(at.claim(at.orc, 'suffers', 'gout', know(at.orc)));
    at.commit(at.merge(at.mara, stranger));
    expect(at.fact(secret.id).visibility).toEqual({ level: 'known', to: [at.mara] });
    expect(at.fact(shared.id).visibility).toEqual({ level: 'known', to: [at.mara, at.orc] });
    expect(at.fact(other.id)).toEqual(other);
  });

  it('withdraws nothing that is locked, and moves it all the same', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    at.one(at.claim(at.mara, 'suffers', 'fever', { at: 10 }));
    const twice = at.one(at.claim(stranger, 'suffers', 'fever', { at: 20 }));
    const lock = (type: 'lock' | 'unlock') => at.propose({ type, facts: [twice.id], reason: 'so it is' });
    at.commit(lock('lock'));
    expect(at.ask(at.merge(at.mara, stranger)).reasons).toMatchObject([{ code: 'locked', facts: [twice.id] }]);
    at.commit(lock('unlock'));
    expect(at.commit(at.merge(at.mara, stranger)).effects).toMatchObject({ retconned: [twice.id] });
  });

  it('is for somebody to look at where nobody stands behind it', () => {
    const at = setting();
    const content: ProposalContent = { type: 'merge', keep: at.mara, drop: at.orc, reason: 'one' };
    const low = table({ policy: { ...smallPolicy, base: { ...smallPolicy.base, gm: 0.5 } } });
    expect(said(at.ask(at.propose(content, { origin: null })))).toBe('rejected gm_alone');
    const [one, other] = [low.entity('One'), low.entity('Other')];
    const weak = [
      low.propose({ ...content, keep: one, drop: other }),
      low.propose({ type: 'revert', commit: 'cmt_0' as CommitId, reason: 'no' }),
      low.propose({
        ...{ type: 'fork', into: 'uni_00000000000000000000000000' as UniverseId, name: 'What if' },
        ...{ revision: 1 as Revision, storyTime: null },
      }),
      low.propose({ type: 'retcon', facts: ['fct_0' as FactId], cascade: 'flag', reason: 'no' }),
    ];
    expect(weak.map((proposal) => said(low.ask(proposal)))).toEqual(weak.map(() => 'pending needs_review'));
  });
});

describe('a split', () => {
  it('is of two of a type that are there', () => {
    const at = setting();
    const keep = at.entity('Keep', 'location');
    const gone = at.entity('Nemo');
    at.change(gone, { status: 'retconned' });
    const fever = at.one(at.claim(at.mara, 'suffers', 'fever', { at: 10 }));
    const asked = [
      ...[at.mara, keep, gone, nobody].map((into) => at.split(at.mara, into, fever.id)),
      ...[gone, nobody].map((from) => at.split(from, at.mara, fever.id)),
    ];
    expect(asked.map((proposal) => said(at.ask(proposal)))).toEqual([
      ...['rejected cannot_be_split', 'rejected cannot_be_split', 'rejected node_withdrawn', 'rejected unknown_node'],
      ...['rejected node_withdrawn', 'rejected unknown_node'],
    ]);
  });

  it('leaves the one who is split as they are', () => {
    const at = setting();
    const twin = at.entity('Mora');
    const fever = at.one(at.claim(at.mara, 'suffers', 'fever', { at: 10 }));
    const { effects, reasons } = at.ask(at.split(at.mara, twin, fever.id, fever.id));
    expect(effects).toMatchObject({ retconned: [], nodes: [] });
    expect(reasons).toMatchObject([{ code: 'split', facts: [fever.id], nodes: [at.mara, twin] }]);
  });
});

describe('a scene', () => {
  it('is of a story, in a place and within a scene that are there, or in none', () => {
    const at = setting();
    at.commit(at.propose({ type: 'story', story: longNight }));
    const tried = (part: Partial<typeof dusk>) =>
      said(at.ask(at.propose({ type: 'scene', scene: { ...dusk, ...part } })));
    expect(tried({})).toBe('accepted new');
    expect(tried({ location: nobody })).toBe('rejected unknown_node');
    expect(tried({ parent: 'scn_00000000000000000000000001' as SceneId })).toBe('rejected unknown_node');
    expect(tried({ participants: [nobody] })).toBe('rejected unknown_node');
    expect(tried({ story: 'sto_00000000000000000000000001' as StoryId })).toBe('rejected unknown_node');
    expect(tried({ location: at.entity('The Lantern', 'location'), participants: [at.mara] })).toBe('accepted new');
  });
});

describe('a new name', () => {
  it('leaves the former one among the others, each once, and none that is the name itself', () => {
    const at = setting();
    at.change(at.mara, { aliases: ['The Red', 'mara', 'Ash'] });
    expect(at.commit(at.rename(at.mara, 'Ash')).reasons).toMatchObject([{ code: 'renamed', nodes: [at.mara] }]);
    expect(at.node(at.mara)).toMatchObject({ name: 'Ash', aliases: ['Mara', 'The Red'] });
    at.commit(at.rename(at.mara, 'Cinder', false));
    expect(at.node(at.mara)).toMatchObject({ name: 'Cinder', aliases: ['Mara', 'The Red'] });
  });

  it('may be had by whatever has one, under whatever it calls that', () => {
    const at = setting();
    const titled = [
      threadOf('open'),
      { type: 'story', story: longNight },
      { type: 'scene', scene: dusk },
      { type: 'source', source: book },
    ] as const;
    for (const content of [...titled, { type: 'party', party: noParty } as const])
      expect(said(at.commit(at.propose(content)))).toBe('accepted new');
    const nodes = at.nodes.slice(-titled.length - 1).map(({ id }) => id);
    for (const id of nodes) expect(said(at.commit(at.rename(id, 'The Last')))).toBe('accepted renamed');
    expect(nodes.map(at.node)).toMatchObject([...titled.map(() => ({ title: 'The Last' })), { name: 'The Last' }]);
    const law = at.axiom('Nobody flies.', 'true');
    expect(at.ask(at.rename(law, 'The Law')).reasons).toMatchObject([{ code: 'cannot_be_renamed', nodes: [law] }]);
  });

  it('may be another writing of the old one, for nobody else is called so', () => {
    const at = setting();
    expect(said(at.commit(at.rename(at.mara, 'MARA')))).toBe('accepted renamed');
    expect(at.node(at.mara)).toMatchObject({ name: 'MARA', aliases: [] });
  });

  it('is for somebody who is there, and keeps no more aliases than there may be', () => {
    const at = setting();
    at.change(at.mara, { aliases: Array.from({ length: aliasesMax }, (_, index) => `name ${index}`) });
    expect(at.ask(at.rename(at.mara, 'Ash')).reasons).toMatchObject([
      { code: 'too_many_aliases', numbers: { aliases: aliasesMax + 1, most: aliasesMax } },
    ]);
    expect(said(at.ask(at.rename(at.mara, 'Ash', false)))).toBe('accepted renamed');
    expect(said(at.ask(at.rename(nobody, 'Ash')))).toBe('rejected unknown_node');
    at.change(at.orc, { status: 'merged', mergedInto: at.mara });
    expect(said(at.ask(at.rename(at.orc, 'Ash')))).toBe('rejected node_withdrawn');
  });
});

// ── whole commits ────────────────────────────────────────────────────────────────────────────────────────────────

describe('a revert', () => {
  it('abandons a thread that the commit began, and empties a party', () => {
    const at = setting();
    at.commit(at.propose(threadOf('open')));
    const { effects } = at.commit(at.revert(at.lastCommit()));
    expect(effects.nodes).toEqual(['thr_00000000000000000000000000']);
    expect(at.nodes.at(-1)).toMatchObject({ kind: 'thread', status: 'abandoned' });
    at.commit(at.propose({ type: 'party', party: { ...noParty, members: [at.mara] } }));
    at.commit(at.revert(at.lastCommit()));
    expect(at.nodes.at(-1)).toMatchObject({ kind: 'party', members: [] });
  });

  it('leaves a scene broken off, a story abandoned, a source with the least weight, and a rule of the world without any', () => {
    const at = setting();
    const begun: readonly ProposalContent[] = [
      { type: 'story', story: longNight },
      { type: 'scene', scene: dusk },
      { type: 'source', source: book },
      { type: 'axiom', axiom: law },
    ];
    const commits = begun.map((content) => {
      expect(said(at.commit(at.propose(content)))).toBe('accepted new');
      return at.lastCommit();
    });
    for (const commit of commits.toReversed()) at.commit(at.revert(commit));
    expect(at.nodes.slice(-begun.length)).toMatchObject([
      { kind: 'story', status: 'abandoned' },
      { kind: 'scene', status: 'aborted' },
      { kind: 'source', level: 'proposed' },
      { kind: 'axiom', status: 'retconned' },
    ]);
  });

  it('of the beginning of a universe is refused, and of a new name of it is not', () => {
    const at = setting();
    const introduced = { revision: 1 as Revision, commit: 'cmt_00000000000000000000000000' as CommitId };
    at.nodes.push({ ...universeNode(at.universe, introduced), name: 'The Vale' });
    expect(said(at.commit(at.rename(at.universe, 'The Dale')))).toBe('accepted renamed');
    expect(at.node(at.universe)).toMatchObject({ name: 'The Dale' });
    expect(said(at.commit(at.revert(at.lastCommit())))).toBe('accepted reverts');
    expect(at.node(at.universe)).toMatchObject({ name: 'The Vale' });
  });

  it('is refused where it would change what is locked, unless the lock is all that it changes', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    const fever = at.one(at.claim(stranger, 'suffers', 'fever', { at: 10 }));
    const lock = at.propose({ type: 'lock', facts: [fever.id], reason: 'so it is' });
    expect(at.commit(lock).reasons).toMatchObject([{ code: 'locked', facts: [fever.id] }]);
    const locking = at.lastCommit();
    at.commit(at.merge(at.mara, stranger));
    expect(at.ask(at.revert(at.lastCommit())).reasons).toMatchObject([{ code: 'locked', facts: [fever.id] }]);
    const other = setting();
    const ill = other.one(other.claim(other.mara, 'suffers', 'fever', { at: 10 }));
    other.commit(other.propose({ type: 'lock', facts: [ill.id], reason: 'so it is' }));
    expect(said(other.commit(other.revert(other.lastCommit())))).toBe('accepted reverts');
    expect(other.fact(ill.id).locked).toBe(false);
    expect(locking).not.toBe(at.lastCommit());
  });

  it('of a retcon brings back what that took, and takes what it brought back', () => {
    const at = setting();
    const [home, road] = [at.entity('Home', 'location'), at.entity('Road', 'location')];
    const lived = at.one(at.claim(at.mara, 'located_in', home, { at: 10 }));
    const moved = at.one(at.claim(at.mara, 'located_in', road, { at: 10, intent: 'correct' }));
    at.commit(at.propose({ type: 'retcon', facts: [moved.id], cascade: 'flag', reason: 'no' }));
    expect([lived, moved].map(({ id }) => at.fact(id).status)).toEqual(['canon', 'retconned']);
    const { effects } = at.commit(at.revert(at.lastCommit()));
    expect(effects).toMatchObject({ retconned: [lived.id], restored: [moved.id] });
    expect([lived, moved].map(({ id }) => at.fact(id).status)).toEqual(['retconned', 'canon']);
  });

  it('tells nothing of a node that is as it would be anyway, or was changed since', () => {
    const at = setting();
    at.commit(at.propose(threadOf('abandoned')));
    const begun = at.lastCommit();
    expect(at.ask(at.revert(begun)).effects.nodes).toEqual([]);
    at.commit(at.propose(threadOf('resolved'), { intent: 'change' }));
    expect(at.ask(at.revert(begun)).effects.nodes).toEqual([]);
    at.commit(at.revert(at.lastCommit()));
    expect(at.nodes.at(-1)).toMatchObject({ kind: 'thread', status: 'abandoned' });
  });

  it('names what was changed again since and what rests on it, and nothing where there is none', () => {
    const at = setting();
    const home = at.entity('Home', 'location');
    const road = at.entity('Road', 'location');
    const fever = at.one(at.claim(at.mara, 'suffers', 'fever', { at: 10 }));
    const telling = at.lastCommit();
    expect(at.ask(at.revert(telling)).reasons.map(({ code }) => code)).toEqual(['reverts']);
    const ill = at.one(at.claim(at.mara, 'suffers', 'despair', { at: 20, derivesFrom: [fever.id] }));
    const flagged = at.ask(at.revert(telling));
    expect(flagged.effects.flagged).toEqual([ill.id]);
    expect(flagged.reasons.map(({ code, facts }) => [code, facts])).toEqual([
      ['reverts', [fever.id]],
      ['rests_on_it', [ill.id]],
    ]);
    const lived = at.one(at.claim(at.mara, 'located_in', home, { at: 10 }));
    at.tell(at.claim(at.mara, 'located_in', road, { at: 500 }));
    const moving = at.lastCommit();
    at.commit(at.propose({ type: 'retcon', facts: [lived.id], cascade: 'none', reason: 'no' }));
    expect(at.ask(at.revert(moving)).reasons.find(({ code }) => code === 'changed_since')?.facts).toEqual([lived.id]);
  });
});

describe('bounds and locks', () => {
  it('say what is in the way', () => {
    expect(tooManyFacts(factsPerChangeMax)).toBe(null);
    expect(tooManyFacts(factsPerChangeMax + 1)?.reason).toMatchObject({
      code: 'too_many_facts',
      numbers: { facts: factsPerChangeMax + 1, most: factsPerChangeMax },
      detail: expect.stringContaining(String(factsPerChangeMax + 1)) as unknown,
    });
    const at = setting();
    const fact = at.one(at.claim(at.mara, 'suffers', 'fever', { at: 10 }));
    expect(lockedAmong([fact])).toBe(null);
    expect(lockedAmong([fact, { ...fact, locked: true }])?.reason).toMatchObject({ code: 'locked', facts: [fact.id] });
  });
});
