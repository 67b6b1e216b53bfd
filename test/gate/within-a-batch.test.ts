import { describe, expect, it } from 'vitest';
import type { FactId } from '../../schemas/ids.ts';
import type { Proposal } from '../../schemas/gate.ts';
import { said, type Said, table } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';

// What one proposal of a batch does, those after it find done.

const setting = () => {
  const at = table({ policy: { ...smallPolicy, vocabulary: naiveVocabulary } });
  const [ann, bob] = [at.entity('Ann'), at.entity('Bob')];
  const [inn, keep] = [at.entity('Inn', 'location'), at.entity('Keep', 'location')];
  const retcon = (...facts: readonly (FactId | undefined)[]) =>
    at.propose({
      ...{ type: 'retcon', cascade: 'propagate', reason: 'it never was so' },
      facts: facts.filter((id) => id !== undefined),
    });
  const source = (level: Said['level']): Said => ({ by: 'source', at: 10, ...(level && { level }) });
  return { ...at, ann, bob, inn, keep, retcon, source };
};

const idOf = ({ content }: Proposal): FactId | undefined => ('claim' in content ? content.claim.id : undefined);

describe('within a batch', () => {
  it('what is taken back gives back what it had ended', () => {
    const at = setting();
    const home = at.tell(at.claim(at.ann, 'located_in', at.inn, { at: 10 }))[0];
    const move = at.claim(at.ann, 'located_in', at.keep, { at: 500 });
    const { judgements, outcome } = at.judge([move, at.retcon(idOf(move))]);
    expect(judgements.map(said)).toEqual(['accepted change', 'accepted retcon']);
    expect(judgements[1]?.effects.restored).toEqual([home?.id]);
    expect(outcome.facts.find(({ id }) => id === home?.id)).toEqual(home);
  });

  it("what somebody else's word carries since then stands when its base falls, and what nobody carries does not", () => {
    const at = setting();
    const base = at.tell(at.claim(at.ann, 'suffers', 'a curse', { at: 10 }))[0];
    const cold = at.tell(at.claim(at.ann, 'suffers', 'a cold', { at: 10, derivesFrom: base ? [base.id] : [] }))[0];
    const again = (by: Said['by']) => at.claim(at.ann, 'suffers', 'a cold', { at: 10, ...(by && { by }) });
    const fallen = (batch: readonly Proposal[]) => at.judge(batch).judgements.at(-1)?.effects.retconned;
    expect(fallen([at.retcon(base?.id)])).toEqual([base?.id, cold?.id]);
    expect(fallen([again('system'), at.retcon(base?.id)])).toEqual([base?.id, cold?.id]);
    expect(fallen([again('gm'), at.retcon(base?.id)])).toEqual([base?.id]);
  });

  it('a weightier document displaces a lesser one of the same batch, and an equal one does not', () => {
    const at = setting();
    const verdicts = (first: Said['level'], second: Said['level']) =>
      at
        .judge([
          at.claim(at.ann, 'located_in', at.inn, at.source(first)),
          at.claim(at.ann, 'located_in', at.keep, at.source(second)),
        ])
        .judgements.map(said)[1];
    expect(verdicts('proposed', 'canon')).toBe('accepted retcon');
    expect(verdicts('canon', 'canon')).toBe('rejected contradicts_canon');
    expect(verdicts('canon', 'proposed')).toBe('rejected contradicts_canon');
  });
});

describe('documents', () => {
  it('that nobody weighed displace nothing, not even the least', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'located_in', at.inn, at.source('proposed')));
    expect(said(at.ask(at.claim(at.ann, 'located_in', at.keep, { by: 'source', at: 10 })))).toBe(
      'rejected contradicts_canon',
    );
  });

  it('displace all that stands against them, or nothing', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'rules', at.inn, at.source('proposed')));
    at.tell(at.claim(at.bob, 'rules', at.keep, at.source('canon')));
    const both = (level: Said['level']) => said(at.ask(at.claim(at.ann, 'rules', at.keep, at.source(level))));
    expect([both('canon'), both('authoritative')]).toEqual(['rejected contradicts_canon', 'accepted retcon']);
  });

  it('are quoted against each other, and nobody else is', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'located_in', at.inn, at.source('canon')));
    const detail = (part: Said) =>
      at.ask(at.claim(at.ann, 'located_in', at.keep, { at: 10, ...part })).reasons[0]?.detail;
    expect(detail({ by: 'source', level: 'canon' })).toContain('against');
    expect(detail({ by: 'engine' })).toBe(null);
  });
});

describe('a retcon', () => {
  it('flags nothing that goes with it', () => {
    const at = setting();
    const base = at.tell(at.claim(at.ann, 'suffers', 'a curse', { at: 10 }))[0];
    const cold = at.tell(at.claim(at.ann, 'suffers', 'a cold', { at: 10, derivesFrom: base ? [base.id] : [] }))[0];
    const facts = [base, cold].flatMap((fact) => (fact ? [fact.id] : []));
    const both = at.propose({ type: 'retcon', facts, cascade: 'flag', reason: 'no' });
    expect(at.ask(both).effects).toMatchObject({ retconned: facts, flagged: [] });
  });

  it('flags nothing that falls by another way', () => {
    const at = setting();
    const [cause, base] = at.tell(
      at.event('deed', { agent: at.bob }, { at: 10 }),
      at.claim(at.ann, 'suffers', 'a curse', { at: 10 }),
    );
    const brawl = at.event('deed', { agent: at.ann }, { at: 20, causedBy: cause ? [cause.id] : [] });
    if (!('claim' in brawl.content) || base === undefined) throw new Error('no claim');
    const claim = { ...brawl.content.claim, derivesFrom: [base.id] };
    const told = at.tell({ ...brawl, content: { ...brawl.content, claim } } as Proposal)[0];
    const { effects } = at.ask(at.retcon(cause?.id, base.id));
    expect(effects.flagged).toEqual([]);
    expect(effects.retconned).toEqual([cause?.id, base.id, told?.id]);
  });
});

describe('a revert', () => {
  it('takes away the word that the commit added to what others had told', () => {
    const at = setting();
    const cold = at.tell(at.claim(at.ann, 'suffers', 'a cold', { at: 10, by: 'engine' }))[0];
    at.tell(at.claim(at.ann, 'suffers', 'a cold', { at: 10 }));
    const { outcome } = at.judge([at.propose({ type: 'revert', commit: at.lastCommit(), reason: 'a slip' })]);
    expect(outcome.supports.filter(({ status }) => status === 'withdrawn')).toMatchObject([
      { target: cold?.id, revision: 4, authority: 'gm' },
    ]);
  });
});

describe('standing', () => {
  it('is less where an origin weighs less, whoever it speaks for', () => {
    const at = table({ policy: { ...smallPolicy, baseOfOrigin: { framing: 0.75, gm_turn: 0.25 } } });
    const ann = at.entity('Ann');
    const confidence = (part: Said) => at.ask(at.claim(ann, 'suffers', 'a cold', part)).standing.confidence;
    expect(confidence({ by: 'system', origin: 'gm_turn' })).toBe(0.25);
    expect(confidence({ by: 'system', origin: 'player_turn' })).toBe(0.5);
    expect(confidence({ by: 'engine', origin: 'framing' })).toBe(0.75);
  });
});

describe('the state that a word asks for', () => {
  it('is broken by whoever loses it afterwards, of the subject and of the object', () => {
    const at = setting();
    const crown = at.tell(at.claim(at.ann, 'rules', at.keep, { at: 100 }))[0];
    const oath = at.tell(at.claim(at.bob, 'serves', at.ann, { at: 200 }))[0];
    const dead = (by: Said['by']) => at.ask(at.claim(at.ann, 'vital', 'dead', { at: 50, ...(by && { by }) }));
    expect(said(dead('engine'))).toBe('rejected contradicts_canon');
    expect(dead('engine').reasons[0]?.facts.toSorted()).toEqual([crown?.id, oath?.id].toSorted());
    expect(said(at.ask(at.claim(at.ann, 'vital', 'dead', { by: 'engine', at: 300 })))).toBe('accepted new');
  });

  it('is that of now, where nobody knows since when', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'vital', 'dead', { at: 50 }), at.claim(at.bob, 'vital', 'dead', { at: 50, to: 60 }));
    expect(said(at.ask(at.claim(at.ann, 'rules', at.keep, { at: null })))).toBe('rejected subject_is_dead');
    expect(said(at.ask(at.claim(at.bob, 'rules', at.keep, { at: null })))).toBe('accepted new');
  });
});
