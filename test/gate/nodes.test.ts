import { describe, expect, it } from 'vitest';
import type { CanonNode } from '../../schemas/canon.ts';
import type { ProposalContent } from '../../schemas/gate.ts';
import type {
  AxiomId,
  CommitId,
  EntityId,
  PartyId,
  SourceId,
  StoryId,
  ThreadId,
  UniverseId,
} from '../../schemas/ids.ts';
import type { HouseRule } from '../../schemas/policy.ts';
import type { Revision } from '../../schemas/time.ts';
import { said, type Said, table } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { universeNode } from '../support/campaign.ts';

// Who is there, what they are called, and what rules of the house see of them.

const nobody = 'ent_00000000000000000000000000' as EntityId;
const noStory = 'sto_00000000000000000000000000' as StoryId;

type EntityPart = Partial<Extract<ProposalContent, { type: 'entity' }>['entity']>;

const setting = (rules: readonly HouseRule[] = []) => {
  const at = table({ policy: { ...smallPolicy, rules: [...rules] } });
  const proposed = (part: EntityPart, by: Said & { intent?: 'change' } = {}) =>
    at.propose(
      {
        type: 'entity',
        entity: {
          ...{ id: nobody, form: 'instance', type: 'character', name: 'Nobody', aliases: [], description: null },
          ...{ properties: {}, tags: [], derivesFrom: null, visibility: { level: 'public' } },
          ...part,
        },
      },
      by,
    );
  return { ...at, proposed, mara: at.entity('Mara'), tomas: at.entity('Tomas') };
};

describe('an entity', () => {
  it('is told of by its name: new, known already, changed, or taken', () => {
    const at = setting();
    const grounds = (judged: ReturnType<typeof at.ask>) => [said(judged), judged.reasons[0]?.nodes];
    expect(grounds(at.ask(at.proposed({ name: 'Ida' })))).toEqual(['accepted new', [nobody]]);
    expect(grounds(at.ask(at.proposed({ id: at.mara, name: 'Mara' })))).toEqual(['accepted already_known', [at.mara]]);
    expect(grounds(at.ask(at.proposed({ id: at.mara, name: 'Maria' })))).toEqual(['rejected id_taken', [at.mara]]);
    const changed = at.proposed({ id: at.mara, name: 'Maria' }, { intent: 'change' });
    expect(grounds(at.ask(changed))).toEqual(['accepted change', [at.mara]]);
  });

  it('is changed by the GM and by sources; by others when a person has looked', () => {
    const at = setting();
    const changed = (by: 'gm' | 'source' | 'player' | 'engine') =>
      at.ask(at.proposed({ id: at.mara, name: 'Mara', tags: ['brave'] }, { intent: 'change', by }));
    expect((['gm', 'source', 'player', 'engine'] as const).map((by) => said(changed(by)))).toEqual([
      'accepted change',
      'accepted change',
      'pending needs_review',
      'pending needs_review',
    ]);
    expect(changed('player').reasons[0]?.nodes).toEqual([at.mara]);
  });

  it('that changes is not asked whether it is its namesake', () => {
    const at = setting();
    at.entity('Mara');
    const changed = at.proposed({ id: at.mara, name: 'Mara', tags: ['brave'] }, { intent: 'change' });
    expect(said(at.ask(changed))).toBe('accepted change');
    expect(said(at.ask(at.proposed({ name: 'the Mara' })))).toBe('pending possible_duplicate');
    expect(said(at.ask(at.proposed({ name: 'Ida', aliases: ['Mara'] })))).toBe('pending possible_duplicate');
  });

  it('derives from an archetype that is there', () => {
    const at = setting();
    const { reasons } = at.ask(at.proposed({ name: 'Ida', derivesFrom: nobody }));
    expect(reasons).toMatchObject([{ code: 'unknown_node', nodes: [nobody] }]);
    expect(at.ask(at.proposed({ name: 'Ida', derivesFrom: at.mara })).reasons).toMatchObject([
      { code: 'wrong_archetype', nodes: [at.mara] },
    ]);
  });
});

const thread = (story: StoryId | null): ProposalContent => ({
  type: 'thread',
  thread: {
    ...{ id: 'thr_00000000000000000000000000' as ThreadId, story, title: 'The ring', question: null, status: 'open' },
    ...{ clues: [], visibility: { level: 'public' } },
  },
});
const party = (members: readonly EntityId[], story: StoryId | null): ProposalContent => ({
  type: 'party',
  party: { id: 'pty_00000000000000000000000000' as PartyId, name: 'The Five', members: [...members], story },
});

describe('a thread and a party', () => {
  it('belong to a story that is there, or to none', () => {
    const at = setting();
    const asked = [thread(null), thread(noStory), party([at.mara], null), party([at.mara], noStory)];
    expect(asked.map((content) => said(at.ask(at.propose(content))))).toEqual([
      'accepted new',
      'rejected unknown_node',
      'accepted new',
      'rejected unknown_node',
    ]);
    expect(at.ask(at.propose(party([at.mara, nobody], null))).reasons).toMatchObject([
      { code: 'unknown_node', nodes: [nobody] },
    ]);
  });
});

describe('a rule of the world', () => {
  it('has no name to be changed, and is spoken of no more once it is taken back', () => {
    const at = setting();
    const law = at.axiom('Nobody flies.', 'true');
    const rename = (node: AxiomId) =>
      said(at.ask(at.propose({ type: 'rename', node, name: 'The Law', keepAlias: false, reason: 'so' })));
    expect(rename(law)).toBe('rejected cannot_be_renamed');
    const index = at.nodes.findIndex(({ id }) => id === law);
    const gone: CanonNode[] = at.nodes.flatMap((node) =>
      node.kind === 'axiom' ? [{ ...node, status: 'retconned' }] : [],
    );
    at.nodes.splice(index, 1, ...gone);
    expect(rename(law)).toBe('rejected node_withdrawn');
  });
});

describe('what a rule of the house sees', () => {
  /** Whether a rule with this condition speaks up. */
  const fires = (when: string, asked: (at: ReturnType<typeof setting>) => ReturnType<typeof at.propose>): boolean => {
    const at = setting([{ id: 'seen', effect: 'reject', when, because: 'it was seen' }]);
    const introduced = { revision: 1 as Revision, commit: 'cmt_00000000000000000000000000' as CommitId };
    at.nodes.push({ ...universeNode(at.universe, introduced), name: 'The Vale', genre: 'gothic', tone: 'grim' });
    const mara = at.nodes.find(({ id }) => id === at.mara);
    if (mara?.kind === 'entity') at.nodes.splice(at.nodes.indexOf(mara), 1, { ...mara, tags: ['brave'] });
    const judged = said(at.ask(asked(at)));
    expect(['rejected house_rule', 'accepted new']).toContain(judged);
    return judged === 'rejected house_rule';
  };
  type At = ReturnType<typeof setting>;
  const cold = (at: At) => at.claim(at.mara, 'suffers', 'a cold', { at: 7, visibility: { level: 'gm' } });
  const hits = (at: At) => at.claim(at.mara, 'hp', 12);
  const friends = (at: At) => at.claim(at.mara, 'ally_of', at.tomas);
  const ida = (at: At) => at.proposed({ name: 'Ida', tags: ['new'] });
  const quoting = (at: At) => at.claim(at.mara, 'suffers', 'a cold', { quote: 'she coughs' });
  const ring = (at: At) => at.propose(thread(null));
  const five = (at: At) => at.propose(party([], null));
  const source = (at: At) =>
    at.propose({
      type: 'source',
      source: {
        id: 'src_00000000000000000000000000' as SourceId,
        type: 'lore',
        title: 'Lore',
        level: 'canon',
        document: null,
      },
    });
  const law = (at: At) =>
    at.propose({
      type: 'axiom',
      axiom: {
        id: 'axm_00000000000000000000000000' as AxiomId,
        statement: 'Nobody flies.',
        domain: 'law',
        constraint: null,
      },
    });
  const taken = (at: At) => {
    const facts = at.facts.map(({ id }) => id);
    return at.propose({ type: 'retcon', facts, cascade: 'flag', reason: 'no' });
  };

  it.each([
    ['universe.name == "The Vale" && universe.genre == "gothic" && universe.tone == "grim"', cold],
    ['universe.profile == "standard"', cold],
    ['subject.name == "Mara" && subject.type == "character" && subject.kind == "entity"', cold],
    ['subject.status == "canon" && "brave" in subject.tags && subject.id != ""', cold],
    ['subject.name == "Ida" && "new" in subject.tags', ida],
    ['proposal.statement == "" && proposal.predicate == "" && proposal.object == ""', ida],
    ['proposal.object_kind == "" && proposal.visibility == "" && !has(proposal.story_second)', ida],
    ['proposal.object == "a cold" && proposal.object_kind == "text" && proposal.predicate == "suffers"', cold],
    ['proposal.story_second == 7 && proposal.visibility == "gm" && proposal.type == "fact"', cold],
    ['proposal.object == "12" && proposal.object_kind == "number" && proposal.visibility == ""', hits],
    ['proposal.object_kind == "node" && proposal.object.startsWith("ent_")', friends],
    ['proposal.authority == "gm" && proposal.claimed_authority == "gm" && proposal.confidence == 1.0', cold],
    ['proposal.proposed_by == "Ann" && proposal.seat == "gm" && proposal.intent == "assert"', cold],
    ['evidence.count == 1 && evidence.origins == ["gm_declaration"] && evidence.quotes.size() == 0', cold],
    ['conflicts.count == 0 && !conflicts.locked && conflicts.authorities.size() == 0', cold],
    ['evidence.quotes == ["she coughs"]', quoting],
    ['subject.kind == "thread" && subject.name == "The ring" && subject.status == "open"', ring],
    ['subject.type == "" && subject.tags.size() == 0', ring],
    ['subject.kind == "party" && subject.name == "The Five" && subject.status == ""', five],
    ['subject.kind == "source" && subject.name == "Lore" && subject.status == ""', source],
    ['subject.kind == "axiom" && subject.name == "" && subject.status == "canon"', law],
  ])('is so: %s', (when, asked) => {
    expect(fires(when, asked)).toBe(true);
    expect(fires(`!(${when})`, asked)).toBe(false);
  });

  it('is nothing of whom a proposal is about that is about nobody', () => {
    const when = [
      ...['id', 'kind', 'type', 'name', 'status'].map((field) => `subject.${field} == ""`),
      ...['predicate', 'object', 'object_kind', 'statement', 'visibility'].map((field) => `proposal.${field} == ""`),
      ...['subject.tags.size() == 0', '!has(proposal.story_second)'],
    ].join(' && ');
    const seen = `proposal.type == "retcon" && ${when}`;
    const at = setting([{ id: 'seen', effect: 'reject', when: seen, because: 'it was seen' }]);
    at.tell(cold(at));
    expect(said(at.ask(taken(at)))).toBe('rejected house_rule');
  });

  it('is what the proposal would displace', () => {
    const seen = 'conflicts.count == 1 && !conflicts.locked && conflicts.authorities == ["player"]';
    const at = setting([{ id: 'seen', effect: 'reject', when: seen, because: 'it was seen' }]);
    at.tell(at.claim(at.mara, 'hp', 12, { by: 'player', at: 10 }));
    expect(said(at.ask(at.claim(at.mara, 'hp', 9, { at: 10 })))).toBe('rejected house_rule');
  });

  it('is nothing of a universe that is not there', () => {
    const when = 'universe.name == "" && universe.genre == "" && universe.tone == "" && universe.profile != ""';
    const at = setting([{ id: 'seen', effect: 'reject', when, because: 'it was seen' }]);
    expect(said(at.ask(cold(at)))).toBe('rejected house_rule');
  });
});

describe('a fork', () => {
  it('names the universe that leaves from there', () => {
    const at = table();
    const into = 'uni_00000000000000000000000000' as UniverseId;
    const revision = 1 as Revision;
    const { effects, reasons } = at.ask(at.propose({ type: 'fork', into, name: 'What if', revision, storyTime: null }));
    expect([effects.nodes, reasons[0]?.code, reasons[0]?.nodes]).toEqual([[into], 'forks', [into]]);
  });
});
