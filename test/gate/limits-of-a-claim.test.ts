import { describe, expect, it } from 'vitest';
import type { SourceLevel } from '../../schemas/canon.ts';
import type { EventClaim, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId } from '../../schemas/ids.ts';
import type { HouseRule, Policy } from '../../schemas/policy.ts';
import { Vocabulary } from '../../schemas/vocabulary.ts';
import { type Said, said, table, time } from '../support/gate.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';
import { smallPolicy } from '../support/small-policy.ts';

// How far a claim goes, and no further: what is next to it in time, in kind or in part, and makes no difference.

const person = ['character'] as const;
const own = Vocabulary.parse({
  predicates: [],
  events: [
    { name: 'storm', about: 'it happens to nobody', roles: { witness: { types: person } } },
    {
      ...{ name: 'deposing', about: 'somebody takes a throne away' },
      roles: { agent: { types: person }, patient: { types: person } },
      effects: [{ kind: 'end', role: 'patient', predicates: ['rules'] }],
    },
    {
      ...{ name: 'abdication', about: 'somebody lays a crown down before others' },
      roles: { agent: { types: person }, patient: { types: person } },
      effects: [{ kind: 'end', role: 'agent', predicates: ['rules'] }],
    },
  ],
});

const setting = (changed: Partial<Policy> = {}, events: Vocabulary['events'] = naiveVocabulary.events) => {
  const vocabulary: Vocabulary = {
    predicates: [...naiveVocabulary.predicates, ...own.predicates],
    events: [...events, ...own.events],
  };
  const at = table({ policy: { ...smallPolicy, vocabulary, ...changed } });
  const [ann, bob] = [at.entity('Ann'), at.entity('Bob')];
  const [inn, town, keep] = [
    at.entity('Inn', 'location'),
    at.entity('Town', 'location'),
    at.entity('Keep', 'location'),
  ];
  const reads: Said = { by: 'source', level: 'canon' };
  return { ...at, ann, bob, inn, town, keep, reads };
};

describe('an open claim', () => {
  it('goes on until what is next of its own, whoever else comes there meanwhile', () => {
    const { ann, bob, inn, keep, tell, claim, fact } = setting();
    tell(claim(bob, 'located_in', inn, { at: 20 }), claim(ann, 'located_in', keep, { at: 30 }));
    const [there] = tell(claim(ann, 'located_in', inn, { at: 10 }));
    expect(fact(there?.id).valid.to).toEqual(time(30));
  });

  it('is not stopped by a place that the claimed one lies in by the time that both are true', () => {
    const { ann, inn, town, tell, claim, fact } = setting();
    tell(claim(inn, 'part_of', town, { at: 15 }), claim(ann, 'located_in', town, { at: 20 }));
    const [there] = tell(claim(ann, 'located_in', inn, { at: 10 }));
    expect(fact(there?.id).valid.to).toBeNull();
  });

  it('that corrects takes everything back that is in its way, and not the next of it alone', () => {
    const { ann, inn, town, keep, tell, ask, claim } = setting();
    const [first] = tell(claim(ann, 'located_in', town, { at: 20, to: 25 }));
    const [second] = tell(claim(ann, 'located_in', keep, { at: 30 }));
    const { effects } = ask(claim(ann, 'located_in', inn, { at: 10, intent: 'correct' }));
    expect(new Set(effects.retconned)).toEqual(new Set([first?.id, second?.id]));
  });
});

describe('a claim that says when it was over', () => {
  it('names everything that it contradicts, and not the first of it alone', () => {
    const { ann, inn, town, keep, tell, ask, claim } = setting();
    const [first] = tell(claim(ann, 'located_in', town, { at: 20, to: 25 }));
    const [second] = tell(claim(ann, 'located_in', keep, { at: 30, to: 35 }));
    const refused = ask(claim(ann, 'located_in', inn, { at: 10, to: 40, by: 'engine' }));
    expect(said(refused)).toBe('rejected contradicts_canon');
    expect(new Set(refused.reasons[0]?.facts)).toEqual(new Set([first?.id, second?.id]));
  });
});

describe('an event', () => {
  it('that nobody takes part in is known already when it is told once more, and is none in which somebody does', () => {
    const { ann, bob, inn, tell, ask, propose, newFact } = setting();
    const storm = (participants: EventClaim['event']['participants']) => {
      const claim: EventClaim = {
        ...{ id: newFact(), subject: inn, predicate: 'storm', object: null, statement: 'a storm' },
        ...{ derivesFrom: [], visibility: null, valid: { from: time(10), to: null } },
        event: { participants, severity: 'minor', causedBy: [] },
      };
      const content: ProposalContent = { type: 'event', claim };
      return propose(content);
    };
    tell(storm([{ role: 'witness', node: ann }]));
    expect(said(ask(storm([{ role: 'witness', node: bob }])))).toBe('accepted new');
    expect(said(ask(storm([])))).toBe('accepted new');
    tell(storm([]));
    expect(said(ask(storm([])))).toBe('accepted already_known');
  });

  it('ends for each what its own kind ends for them, and not what another kind does', () => {
    const { ann, bob, inn, tell, claim, event, fact } = setting();
    tell(event('deposing', { agent: ann, patient: bob }, { at: 50 }));
    const [reign] = tell(claim(ann, 'rules', inn, { at: 10 }));
    expect(fact(reign?.id).valid.to).toBeNull();
    tell(event('abdication', { agent: ann, patient: bob }, { at: 60 }));
    expect(fact(reign?.id).valid.to?.second).toBe(60);
  });

  it('of several that ended it at once, each is named, in one order whatever order canon lists them in', () => {
    const { ann, bob, inn, tell, ask, claim, event, facts } = setting();
    tell(
      event('deposing', { agent: bob, patient: ann }, { at: 50 }),
      event('abdication', { agent: ann, patient: bob }, { at: 50 }),
    );
    const ended = () => ask(claim(ann, 'rules', inn, { at: 10 })).reasons.find(({ code }) => code === 'holds_until');
    const named = facts.map(({ id }) => id).toSorted();
    expect(ended()?.facts).toEqual(named);
    facts.reverse();
    expect(ended()?.facts).toEqual(named);
  });

  it('leads only those from one state to another to whom it does that', () => {
    const events = naiveVocabulary.events.map((kind) =>
      kind.name === 'resurrection'
        ? {
            ...kind,
            roles: { ...kind.roles, agent: { types: [...person], atLeast: 0 } },
            effects: [
              ...kind.effects,
              { kind: 'set' as const, role: 'agent' as const, predicate: 'suffers', value: 'tired' },
            ],
          }
        : kind,
    );
    const { ann, bob, tell, ask, claim, event } = setting({}, Vocabulary.parse({ predicates: [], events }).events);
    tell(claim(ann, 'vital', 'dead', { at: 10 }), claim(bob, 'vital', 'dead', { at: 10 }));
    tell(event('resurrection', { agent: ann, patient: bob }, { at: 50 }));
    expect(said(ask(claim(ann, 'vital', 'alive', { at: 60, by: 'engine' })))).toBe('rejected needs_event');
    expect(said(ask(claim(bob, 'vital', 'alive', { at: 60, by: 'engine' })))).toBe('accepted already_known');
  });

  it('names who cannot have been there', () => {
    const { ann, inn, town, keep, tell, ask, claim, event } = setting();
    tell(claim(inn, 'part_of', town, { at: 1 }), claim(ann, 'located_in', inn, { at: 10 }));
    const [reason] = ask(event('deed', { agent: ann, place: keep }, { at: 20 })).reasons;
    expect(reason).toMatchObject({ code: 'acts_while_absent', nodes: [ann] });
  });

  it('is never half so: of what documents of one weight say of it, the first stands', () => {
    const { ann, reads, claim, event, tell, ask } = setting({ contradictingSources: 'contest' });
    tell(claim(ann, 'vital', 'dead', { at: 5, to: 100, ...reads }));
    const alive = claim(ann, 'vital', 'undead', { at: 50, to: 60, ...reads });
    expect(said(ask(alive))).toBe('accepted contested');
    const born = event('birth', { patient: ann }, { at: 50, ...reads });
    expect(said(ask(born))).toBe('rejected contradicts_canon');
  });
});

describe('a place', () => {
  it('makes no deed impossible that happened there, or nobody knows where', () => {
    const { ann, bob, inn, keep, tell, ask, claim, event } = setting();
    tell(event('deed', { agent: ann }, { at: 20 }), event('deed', { agent: ann, place: inn }, { at: 30 }));
    tell(event('deed', { agent: bob, patient: ann }, { at: 40 }));
    expect(said(ask(claim(ann, 'located_in', inn, { at: 10, by: 'engine' })))).toBe('accepted new');
    expect(said(ask(claim(ann, 'located_in', keep, { at: 10, by: 'engine' })))).toBe('rejected contradicts_canon');
  });
});

describe('a document', () => {
  it('weighs in the same batch already what the weightiest that repeats it does, in whatever order', () => {
    const repeated = (...levels: readonly SourceLevel[]) => {
      const { ann, inn, keep, tell, judge, claim } = setting();
      const reads = (level: SourceLevel, place: EntityId) =>
        claim(ann, 'located_in', place, { at: 10, by: 'source', level });
      tell(reads('proposed', inn));
      return judge([...levels.map((level) => reads(level, inn)), reads('canon', keep)])
        .judgements.map(said)
        .at(-1);
    };
    expect(repeated('authoritative')).toBe('rejected contradicts_canon');
    expect(repeated('authoritative', 'proposed')).toBe('rejected contradicts_canon');
    expect(repeated('proposed', 'authoritative')).toBe('rejected contradicts_canon');
    expect(repeated('proposed')).toBe('accepted retcon');
  });
});

describe('what was withdrawn', () => {
  it('stays so where it would need an event by now that canon does not have', () => {
    const { ann, tell, ask, propose, claim, event } = setting();
    const alive = claim(ann, 'vital', 'alive', { at: 60 });
    const undead = claim(ann, 'vital', 'undead', { at: 60, intent: 'correct' });
    const [first, second] = [tell(alive), tell(undead)].map((told) => told.map(({ id }) => id));
    const facts = (second ?? []).filter((id) => first?.includes(id) !== true);
    const back = () => ask(propose({ type: 'retcon', cascade: 'flag', reason: 'no', facts })).effects.restored;
    expect(back()).toEqual(first);
    tell(claim(ann, 'vital', 'dead', { at: 10, to: 50 }));
    expect(back()).toEqual([]);
    tell(event('resurrection', { patient: ann }, { at: 49 }));
    expect(back()).toEqual(first);
  });
});

describe('what an event had ended', () => {
  it('goes on when the event is taken back, though it brought nothing about', () => {
    const { ann, bob, inn, tell, commit, propose, claim, event, fact } = setting();
    const [reign] = tell(claim(ann, 'rules', inn, { at: 10 }));
    const fallen = tell(event('deposing', { agent: bob, patient: ann }, { at: 50 }));
    expect(fact(reign?.id).valid.to?.second).toBe(50);
    const facts = fallen.map(({ id }) => id).filter((id) => id !== reign?.id);
    commit(propose({ type: 'retcon', cascade: 'flag', reason: 'no', facts }));
    expect(fact(reign?.id).valid.to).toBeNull();
  });
});

describe('a birth', () => {
  it('is not contradicted by a secret of before it that the newborn is to know', () => {
    const { ann, bob, inn, tell, ask, claim, event } = setting();
    const visibility = { level: 'known' as const, to: [ann] };
    tell(claim(bob, 'located_in', inn, { at: 10, visibility }));
    expect(said(ask(event('birth', { patient: ann }, { at: 50 })))).toBe('accepted new');
  });
});

describe('a rule of the house', () => {
  it('that would refuse and cannot be asked leaves it to a person', () => {
    const rule: HouseRule = {
      ...{ id: 'old', effect: 'reject', when: 'proposal.story_second < 5', because: 'nothing is so old' },
    };
    const { ann, ask, claim } = setting({ rules: [rule] });
    expect(said(ask(claim(ann, 'suffers', 'cold', { at: 2 })))).toBe('rejected house_rule');
    expect(said(ask(claim(ann, 'suffers', 'cold', { at: null })))).toBe('pending house_rule');
  });
});

describe('two lives', () => {
  it('are one where the one state leads to the other by itself', () => {
    const at = setting();
    const merge = (keep: EntityId, drop: EntityId) => at.propose({ type: 'merge', keep, drop, reason: 'one' });
    at.tell(at.claim(at.ann, 'vital', 'alive', { at: 10, to: 20 }), at.claim(at.bob, 'vital', 'dead', { at: 30 }));
    expect([merge(at.ann, at.bob), merge(at.bob, at.ann)].map((each) => said(at.ask(each)))).toEqual([
      'accepted merged',
      'accepted merged',
    ]);
  });
});

describe('two lives of which documents disagree', () => {
  it('are one, and what is contested in both stays so', () => {
    const { ann, bob, claim, tell, ask, reads, propose } = setting({ contradictingSources: 'contest' });
    for (const each of [ann, bob])
      tell(
        claim(each, 'vital', 'dead', { at: 5, to: 9, ...reads }),
        claim(each, 'vital', 'undead', { at: 6, to: 10, ...reads }),
      );
    expect(said(ask(propose({ type: 'merge', keep: ann, drop: bob, reason: 'one' })))).toBe('accepted merged');
  });
});

describe('a long quote', () => {
  it('is told by how it begins', () => {
    const { ann, reads, propose, newFact, tell, ask } = setting();
    const says = (text: string, statement: string) =>
      propose(
        {
          type: 'fact',
          claim: {
            ...{ id: newFact(), subject: ann, predicate: 'vital', object: { kind: 'text' as const, text }, statement },
            ...{ valid: { from: time(10), to: null }, visibility: null, derivesFrom: [] },
          },
        },
        reads,
      );
    tell(says('dead', 'd'.repeat(500)));
    const [reason] = ask(says('alive', 'a')).reasons;
    expect(reason?.detail).toContain(`“${'d'.repeat(180)}…”`);
  });
});
