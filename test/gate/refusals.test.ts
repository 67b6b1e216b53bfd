import { describe, expect, it } from 'vitest';
import type { Proposal, ProposalContent, Reason } from '../../schemas/gate.ts';
import type { CommitId, EntityId, FactId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { said, table } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';

// Whoever is refused is told of whom, of which word and of which number it is for. Not in which words: those may change.

const elsewhere = 'uni_00000000000000000000000000' as UniverseId;
const nobody = 'ent_00000000000000000000000000' as EntityId;
const noFact = 'fct_00000000000000000000000000' as FactId;

const setting = (policy = smallPolicy) => {
  const at = table({ policy });
  const mara = at.entity('Mara');
  const tomas = at.entity('Tomas');
  const keep = at.entity('Keep', 'location');
  const change = (proposal: Proposal, part: object): Proposal =>
    ({
      ...proposal,
      content: {
        ...proposal.content,
        claim: { ...('claim' in proposal.content ? proposal.content.claim : {}), ...part },
      },
    }) as Proposal;
  return { ...at, mara, tomas, keep, change };
};
type Setting = ReturnType<typeof setting>;

interface Told {
  proposal: Proposal;
  reason: Partial<Record<keyof Reason, unknown>>;
}

const naming = (...words: readonly string[]): unknown =>
  expect.stringMatching(new RegExp(words.map((word) => `(?=[^]*${word})`).join('')));

const fork = (into: UniverseId, revision: number): ProposalContent => ({
  ...{ type: 'fork', into, name: 'What if', revision: revision as Revision, storyTime: null },
});

const refusals: Readonly<Record<string, (at: Setting) => Told>> = {
  'evidence_of_other_universe, which': (at) => {
    const proposal = at.claim(at.mara, 'suffers', 'a cold');
    const [stub] = proposal.evidence;
    return {
      proposal: { ...proposal, evidence: proposal.evidence.map((each) => ({ ...each, universe: elsewhere })) },
      reason: { detail: stub?.id },
    };
  },
  'evidence_missing, which': (at) => {
    const proposal = at.claim(at.mara, 'suffers', 'a cold');
    const id = 'evd_00000000000000000000000000' as (typeof proposal.evidence)[number]['id'];
    return {
      proposal: { ...proposal, evidence: proposal.evidence.map((stub) => ({ ...stub, id })) },
      reason: { detail: id },
    };
  },
  'wrong_subject_type, what it is and what it might be': (at) => ({
    proposal: at.claim(at.keep, 'rules', at.keep),
    reason: { nodes: [at.keep], detail: naming('location', 'character') },
  }),
  'wrong_subject_type, of several that might be one after the other': (at) => ({
    proposal: at.claim(at.keep, 'located_in', at.entity('Town', 'location')),
    reason: { nodes: [at.keep], detail: naming('location', 'character, object') },
  }),
  'wrong_object_type, whom': (at) => ({
    proposal: at.claim(at.mara, 'rules', at.tomas),
    reason: { nodes: [at.tomas], detail: naming('character', 'location') },
  }),
  'wrong_object, of which word and what it takes': (at) => ({
    proposal: at.claim(at.mara, 'rules', 'the vale'),
    reason: { detail: naming('rules', 'node') },
  }),
  'unknown_predicate, which': (at) => ({
    proposal: at.claim(at.mara, 'glows_at', 'night'),
    reason: { detail: 'glows_at' },
  }),
  'unknown_event, which': (at) => ({ proposal: at.event('sneeze', { agent: at.mara }), reason: { detail: 'sneeze' } }),
  'unknown_role, of which event, and who had it': (at) => ({
    proposal: at.event('deed', { agent: at.mara, witness: at.tomas }),
    reason: { nodes: [at.tomas], detail: naming('deed', 'witness') },
  }),
  'missing_participant, of which event, in which role, how many': (at) => ({
    proposal: at.event('death', { agent: at.mara }),
    reason: { detail: naming('death', '1', 'patient') },
  }),
  'wrong_participant_type, whom': (at) => ({
    proposal: at.event('deed', { agent: at.keep }),
    reason: { nodes: [at.keep], detail: naming('location', 'character') },
  }),
  'contradicts_itself, who is related to themselves': (at) => ({
    proposal: at.claim(at.mara, 'ally_of', at.mara),
    reason: { nodes: [at.mara], detail: naming('themselves') },
  }),
  'contradicts_itself, what rests on itself': (at) => {
    const proposal = at.claim(at.mara, 'suffers', 'a cold');
    const id = 'claim' in proposal.content ? proposal.content.claim.id : noFact;
    return { proposal: at.change(proposal, { derivesFrom: [id] }), reason: { facts: [id], detail: naming('itself') } };
  },
  'unknown_node, whom': (at) => ({
    proposal: at.claim(at.mara, 'ally_of', nobody),
    reason: { nodes: [nobody] },
  }),
  'unknown_node, who is to know of it': (at) => ({
    proposal: at.claim(at.mara, 'suffers', 'a cold', { visibility: { level: 'known', to: [at.tomas, nobody] } }),
    reason: { nodes: [nobody] },
  }),
  'unknown_fact, which': (at) => ({
    proposal: at.claim(at.mara, 'suffers', 'a cold', { derivesFrom: [noFact] }),
    reason: { detail: noFact },
  }),
  'base_withdrawn, which': (at) => {
    const base = at.tell(at.claim(at.mara, 'suffers', 'a cold'))[0]?.id ?? noFact;
    at.commit(at.propose({ type: 'retcon', facts: [base], cascade: 'flag', reason: 'no' }));
    return { proposal: at.claim(at.mara, 'suffers', 'fever', { derivesFrom: [base] }), reason: { facts: [base] } };
  },
  'id_taken, by what': (at) => {
    const taken = at.tell(at.claim(at.mara, 'suffers', 'a cold'))[0]?.id ?? noFact;
    const proposal = at.claim(at.tomas, 'suffers', 'fever');
    return { proposal: at.change(proposal, { id: taken }), reason: { facts: [taken] } };
  },
  'in_the_future, how far, and how far the story is': (at) => ({
    proposal: at.claim(at.mara, 'suffers', 'a cold', { at: 1_001 }),
    reason: { numbers: { second: 1_001, clock: 1_000 } },
  }),
  'effect_before_cause, of which cause': (at) => {
    const cause = at.tell(at.event('deed', { agent: at.mara }, { at: 100 }))[0]?.id ?? noFact;
    return {
      proposal: at.event('deed', { agent: at.tomas }, { at: 99, causedBy: [cause] }),
      reason: { facts: [cause] },
    };
  },
  'acts_while_dead, who, and how it is known': (at) => {
    const dead = at.tell(at.claim(at.mara, 'vital', 'dead', { at: 10 }))[0]?.id ?? noFact;
    return { proposal: at.event('deed', { agent: at.mara }, { at: 20 }), reason: { facts: [dead], nodes: [at.mara] } };
  },
  'needs_event, which, and from where it comes': (at) => {
    const dead = at.tell(at.claim(at.mara, 'vital', 'dead', { at: 10 }))[0]?.id ?? noFact;
    return { proposal: at.claim(at.mara, 'vital', 'alive'), reason: { facts: [dead], detail: 'resurrection' } };
  },
  'which_gives_way, among which': (at) => {
    const parents = [at.entity('Ida'), at.entity('Odo')].map(
      (parent) => at.tell(at.claim(parent, 'parent_of', at.mara))[0]?.id,
    );
    return {
      proposal: at.claim(at.tomas, 'parent_of', at.mara),
      reason: { facts: expect.arrayContaining(parents) as unknown, detail: naming('end', 'take') },
    };
  },
  'needs_review, how much it weighs and would have to': (at) => ({
    proposal: at.claim(at.mara, 'suffers', 'a cold', { by: 'system', confidence: 0.5 }),
    reason: { numbers: { confidence: 0.25, threshold: 0.7 } },
  }),
  'no_evidence, how much it weighs without': (at) => ({
    proposal: at.claim(at.mara, 'suffers', 'a cold', { origin: null }),
    reason: { numbers: { confidence: 0.25, threshold: 0.7 } },
  }),
  'gm_alone, for a retcon': (at) => ({
    proposal: at.propose({ type: 'retcon', facts: [noFact], cascade: 'flag', reason: 'no' }, { by: 'engine' }),
    reason: { detail: naming('retcon') },
  }),
  'gm_alone, for a revert': (at) => ({
    proposal: at.propose({ type: 'revert', commit: 'cmt_0' as CommitId, reason: 'no' }, { by: 'engine' }),
    reason: { detail: naming('revert') },
  }),
  'gm_alone, for a merge': (at) => ({
    proposal: at.propose({ type: 'merge', keep: at.mara, drop: at.tomas, reason: 'one' }, { by: 'engine' }),
    reason: { detail: naming('merge') },
  }),
  'gm_alone, for a fork': (at) => ({
    proposal: at.propose(fork(elsewhere, 1), { by: 'engine' }),
    reason: { detail: naming('fork') },
  }),
  'unknown_fact, that is to be taken back': (at) => ({
    proposal: at.propose({ type: 'retcon', facts: [noFact], cascade: 'flag', reason: 'no' }),
    reason: { detail: noFact },
  }),
  'unknown_commit, which': (at) => ({
    proposal: at.propose({ type: 'revert', commit: 'cmt_0' as CommitId, reason: 'no' }),
    reason: { detail: 'cmt_0' },
  }),
  'unknown_revision, which, and up to where they are known': (at) => ({
    proposal: at.propose(fork(elsewhere, 2)),
    reason: { numbers: { revision: 2, latest: 1 }, detail: naming('1') },
  }),
  'id_taken, by the universe itself': (at) => ({
    proposal: at.propose(fork(at.universe, 1)),
    reason: { nodes: [at.universe] },
  }),
  'cannot_be_merged, who': (at) => ({
    proposal: at.propose({ type: 'merge', keep: at.mara, drop: at.keep, reason: 'one' }),
    reason: { nodes: [at.mara, at.keep], detail: naming('kind') },
  }),
  'cannot_be_split, who': (at) => ({
    proposal: at.propose({ type: 'split', from: at.mara, into: at.keep, facts: [noFact], reason: 'two' }),
    reason: { nodes: [at.mara, at.keep], detail: naming('kind') },
  }),
  'unknown_fact, that is not about whoever is split': (at) => {
    const other = at.tell(at.claim(at.tomas, 'suffers', 'a cold'))[0]?.id ?? noFact;
    const ida = at.entity('Ida');
    return {
      proposal: at.propose({ type: 'split', from: at.mara, into: ida, facts: [other], reason: 'two' }),
      reason: { detail: naming(other, 'Mara') },
    };
  },
  'possible_duplicate, of whom': (at) => ({
    proposal: at.propose({ type: 'rename', node: at.mara, name: 'the Tomas', keepAlias: true, reason: 'so' }),
    reason: { nodes: [at.tomas] },
  }),
};

describe('a refusal names', () => {
  it.each(Object.entries(refusals))('%s', (name, telling) => {
    const at = setting();
    const { proposal, reason } = telling(at);
    const { verdict, reasons } = at.ask(proposal);
    expect(verdict).not.toBe('accepted');
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toMatchObject({ code: name.replace(/,.*/, ''), ...reason });
  });

  it('what it waits for, or whose refusal it shares', () => {
    const at = setting();
    const refused = at.claim(at.mara, 'glows_at', 'night');
    const waiting = at.claim(at.mara, 'suffers', 'a cold', { by: 'system' });
    const depending = [refused, waiting].map((on) => at.claim(at.tomas, 'suffers', 'fever', { dependsOn: [on] }));
    const { judgements } = at.judge([refused, waiting, ...depending]);
    expect(judgements.slice(2).map(({ reasons }) => reasons[0])).toMatchObject([
      { code: 'depends_on_refused', detail: refused.id },
      { code: 'depends_on_undecided', detail: waiting.id },
    ]);
  });

  it('all that it depends on, where that leads back to it', () => {
    const at = setting();
    const [one, other] = [at.claim(at.mara, 'suffers', 'a cold'), at.claim(at.tomas, 'suffers', 'fever')];
    const { judgements } = at.judge([
      { ...one, dependsOn: [other.id, one.id] },
      { ...other, dependsOn: [one.id] },
    ]);
    expect(judgements.map(({ reasons }) => reasons[0])).toMatchObject([
      { code: 'dependency_cycle', detail: `${other.id}, ${one.id}` },
      { code: 'dependency_cycle', detail: one.id },
    ]);
  });

  it('every rule of the house that objects, and why', () => {
    const rule = (id: string, effect: 'reject' | 'defer', when: string) => ({ id, effect, when, because: `for ${id}` });
    const rules = [
      rule('no_colds', 'reject', 'proposal.object == "a cold"'),
      rule('no_ills', 'reject', 'proposal.predicate == "suffers"'),
      rule('look_first', 'defer', 'proposal.predicate == "suffers"'),
    ];
    const at = setting({ ...smallPolicy, rules });
    const cold = at.ask(at.claim(at.mara, 'suffers', 'a cold'));
    expect(said(cold)).toBe('rejected house_rule');
    expect(cold.reasons[0]).toMatchObject({ rules: ['no_colds', 'no_ills'], detail: 'for no_colds; for no_ills' });
    expect(said(at.ask(at.claim(at.mara, 'ally_of', at.tomas)))).toBe('accepted new');
  });

  it('every rule of the world that is broken, by what it says', () => {
    const at = setting();
    const rules = ['Nobody is ill.', 'Nothing is cold.'].map((statement, index) =>
      at.axiom(statement, ['proposal.predicate != "suffers"', 'proposal.object != "a cold"'][index] ?? 'true'),
    );
    const { reasons } = at.ask(at.claim(at.mara, 'suffers', 'a cold'));
    expect(reasons[0]).toMatchObject({ code: 'breaks_axiom', detail: 'Nobody is ill. Nothing is cold.' });
    expect(reasons[0]?.nodes.toSorted()).toEqual(rules.toSorted());
  });
});
