import { describe, expect, it } from 'vitest';
import { FactId } from '../../schemas/ids.ts';
import type { Policy } from '../../schemas/policy.ts';
import { Vocabulary } from '../../schemas/vocabulary.ts';
import { type Said, said, table } from '../support/gate.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { smallPolicy } from '../support/small-policy.ts';

// What events bring about, by what it stands, and how what was displaced comes back.

const setting = (changed: Partial<Policy> = {}, events: Vocabulary['events'] = naiveVocabulary.events) => {
  const vocabulary: Vocabulary = { ...naiveVocabulary, events };
  const at = table({ policy: { ...smallPolicy, vocabulary, ...changed } });
  const reads: Said = { by: 'source', level: 'canon' };
  return { ...at, ann: at.entity('Ann'), bob: at.entity('Bob'), sword: at.entity('Sword', 'object'), reads };
};

describe('what an event brings about', () => {
  it('is a fact like any other: a state, or a relationship, under an id as others have', () => {
    const { ann, bob, sword, tell, event } = setting();
    const told = tell(
      event('death', { patient: ann }, { at: 50 }),
      event('theft', { agent: bob, instrument: sword }, { at: 60 }),
    );
    expect(told.filter(({ id }) => !FactId.safeParse(id).success)).toEqual([]);
    expect(told.map(({ predicate, kind }) => `${predicate}: ${kind}`).toSorted()).toEqual([
      ...['death: event', 'owns: relationship', 'theft: event', 'vital: state'],
    ]);
  });

  it('stands with it alone, and so does what derives from something; what somebody just says stands by itself', () => {
    const { ann, judge, claim, event, tell } = setting();
    const [base] = tell(claim(ann, 'suffers', 'hunger', { at: 5 }));
    const derivesFrom = base === undefined ? [] : [base.id];
    const claims = [
      claim(ann, 'suffers', 'cold', { at: 10 }),
      claim(ann, 'suffers', 'fever', { at: 10, derivesFrom }),
      event('death', { patient: ann }, { at: 50 }),
    ];
    const { facts, supports } = judge(claims).outcome;
    const byItself = supports.filter(({ sufficient }) => sufficient).map(({ target }) => target);
    const told = facts.filter(({ id }) => byItself.includes(id)).map(({ statement }) => statement);
    expect(told.toSorted()).toEqual(['death', 'suffers cold']);
  });
});

describe('what documents disagree on', () => {
  it('comes back as it was when the word goes that had displaced all of it', () => {
    const { ann, claim, tell, commit, propose, fact, reads } = setting({ contradictingSources: 'contest' });
    const states = ['dead', 'undead'].flatMap((state) => tell(claim(ann, 'vital', state, { at: 5, ...reads })));
    const both = [...new Set(states.map(({ id }) => id))];
    const settled = tell(claim(ann, 'vital', 'alive', { at: 5, intent: 'correct' }));
    expect(both.map((id) => fact(id).status)).toEqual(['retconned', 'retconned']);
    const facts = settled.map(({ id }) => id).filter((id) => !both.includes(id));
    commit(propose({ type: 'retcon', cascade: 'flag', reason: 'no', facts }));
    expect(both.map((id) => fact(id).status)).toEqual(['contested', 'contested']);
  });
});

describe('an event that brings its end about itself', () => {
  it('has to begin in the state that it ends', () => {
    const patient = { types: ['character' as const], atLeast: 1 };
    const events = naiveVocabulary.events.map((kind) =>
      kind.name === 'resurrection' ? { ...kind, roles: { patient } } : kind,
    );
    const { ann, tell, ask, claim, event } = setting({}, Vocabulary.parse({ predicates: [], events }).events);
    tell(claim(ann, 'vital', 'dead', { at: 20 }));
    const risen = (at: number) => said(ask(event('resurrection', { patient: ann }, { at, to: 30 })));
    expect([25, 20, 10].map(risen)).toEqual(['accepted change', 'accepted change', 'rejected needs_event']);
  });
});
