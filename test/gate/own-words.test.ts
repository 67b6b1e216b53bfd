import { describe, expect, it } from 'vitest';
import type { Party } from '../../schemas/canon.ts';
import type { CommitId, EntityId, PartyId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import type { HouseRule } from '../../schemas/policy.ts';
import { Vocabulary } from '../../schemas/vocabulary.ts';
import { said, table, time } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';

// Words of one's own, of kinds that few vocabularies have, and events that only look alike.

const place = { kind: 'node', types: ['location'] };
const own = Vocabulary.parse({
  predicates: [
    { name: 'virtue', about: 'two at most', subject: ['character'], object: { kind: 'text' }, perSubject: 2 },
    { name: 'sealed', about: 'shut or not', subject: ['location'], object: { kind: 'flag' }, perSubject: 1 },
    { name: 'due_on', about: 'when it is to happen', subject: ['character'], object: { kind: 'time' } },
    {
      ...{ name: 'camps_at', about: 'where they all are', subject: ['party'], object: place, perSubject: 1 },
      ...{ within: true, whereabouts: true },
    },
  ],
  events: [
    {
      name: 'enthronement',
      about: 'a dead king rises and rules',
      roles: { patient: { types: ['character'] }, place: { types: ['location'] } },
      effects: [
        { kind: 'set', role: 'patient', predicate: 'vital', value: 'undead' },
        { kind: 'relate', role: 'patient', predicate: 'rules', to: 'place' },
      ],
    },
    {
      name: 'parting',
      about: 'they go separate ways, and are no enemies',
      roles: { agent: { types: ['character'] }, patient: { types: ['character'] } },
      effects: [{ kind: 'end', role: 'agent', predicates: ['ally_of'], with: 'patient' }],
    },
    {
      name: 'feast',
      about: 'they are there',
      roles: { agent: { types: ['party'], present: true }, place: { types: ['location'] } },
    },
  ],
});

const setting = (rules: readonly HouseRule[] = []) => {
  const vocabulary: Vocabulary = {
    predicates: [...naiveVocabulary.predicates, ...own.predicates],
    events: [...naiveVocabulary.events, ...own.events],
  };
  const at = table({ policy: { ...smallPolicy, vocabulary, rules: [...rules] } });
  const [ann, bob, cid] = [at.entity('Ann'), at.entity('Bob'), at.entity('Cid')];
  const [inn, town, keep] = [
    at.entity('Inn', 'location'),
    at.entity('Town', 'location'),
    at.entity('Keep', 'location'),
  ];
  return { ...at, ann, bob, cid, inn, town, keep, ring: at.entity('Ring', 'object') };
};

describe('of values of which there may be some', () => {
  it('one too many is refused, and the GM is asked which of them gives way', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'virtue', 'brave', { at: 10 }), at.claim(at.ann, 'virtue', 'kind', { at: 20 }));
    const third = (by: 'gm' | 'engine') => said(at.ask(at.claim(at.ann, 'virtue', 'wise', { by, at: 30 })));
    expect([third('engine'), third('gm')]).toEqual(['rejected contradicts_canon', 'rejected which_gives_way']);
    expect(said(at.ask(at.claim(at.bob, 'virtue', 'wise', { by: 'engine', at: 30 })))).toBe('accepted new');
  });

  it('those that are over count with what has no beginning no more than with anything', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'guards', at.inn, { at: null, to: 50 }), at.claim(at.ann, 'guards', at.town, { at: 100 }));
    expect(said(at.ask(at.claim(at.ann, 'guards', at.keep, { by: 'engine', at: null })))).toBe('accepted new');
  });

  it('two of one life are as many as they were of two', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    at.tell(at.claim(at.ann, 'guards', at.inn, { at: 10 }), at.claim(stranger, 'guards', at.town, { at: 10 }));
    const merge = at.propose({ type: 'merge', keep: at.ann, drop: stranger, reason: 'one' });
    expect(said(at.ask(merge))).toBe('accepted merged');
    at.tell(at.claim(stranger, 'guards', at.keep, { at: 10 }));
    expect(said(at.ask(merge))).toBe('rejected contradicts_canon');
  });
});

describe('a time that is no beginning', () => {
  it('is no bound on a life', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'suffers', 'fever', { at: 10 }));
    const due = at.claim(at.ann, 'suffers', 'x', { by: 'engine', at: 50 });
    if (due.content.type !== 'fact') throw new Error('no fact');
    const claim = { ...due.content.claim, predicate: 'due_on', object: { kind: 'time' as const, time: time(900) } };
    expect(said(at.ask({ ...due, content: { type: 'fact', claim } }))).toBe('accepted new');
  });
});

describe('a rule of the house', () => {
  it.each([
    ['proposal.object_kind == "flag" && proposal.object == "true"', { kind: 'flag', flag: true }],
    ['proposal.object_kind == "time" && proposal.object == "900"', { kind: 'time', time: time(900) }],
  ] as const)('sees yes and no, and times, as text: %s', (when, object) => {
    const at = setting([{ id: 'seen', effect: 'reject', when, because: 'it was seen' }]);
    const [subject, predicate] = object.kind === 'flag' ? [at.keep, 'sealed'] : [at.ann, 'due_on'];
    const asked = at.claim(subject, predicate, 'x');
    if (asked.content.type !== 'fact') throw new Error('no fact');
    const content = { type: 'fact' as const, claim: { ...asked.content.claim, object } };
    expect(said(at.ask({ ...asked, content }))).toBe('rejected house_rule');
  });
});

describe('a party', () => {
  it('is in one place, as a person is', () => {
    const at = setting();
    const party: Party = {
      ...{ kind: 'party', id: 'pty_00000000000000000000000000' as PartyId, universe: at.universe, name: 'The Five' },
      ...{ members: [at.ann], story: null },
      introduced: { revision: 1 as Revision, commit: 'cmt_00000000000000000000000000' as CommitId },
    };
    at.nodes.push(party);
    const who = party.id as never;
    at.tell(at.claim(at.inn, 'part_of', at.town, { at: 0 }), at.claim(who, 'camps_at', at.inn, { at: 10, to: 500 }));
    const feast = (where: typeof at.inn) => said(at.ask(at.event('feast', { agent: who, place: where }, { at: 100 })));
    expect([at.inn, at.town, at.keep].map(feast)).toEqual([
      'accepted new',
      'accepted new',
      'rejected acts_while_absent',
    ]);
  });
});

describe('what several effects of one event make so', () => {
  it('they cannot make so against each other, whoever says it, and the decision names of whom', () => {
    const at = setting();
    const { verdict, reasons } = at.ask(at.event('exchange', { agent: at.ann, patient: at.ann }, { at: 1_000 }));
    expect(verdict).toBe('rejected');
    expect(reasons).toMatchObject([
      { code: 'contradicts_itself', nodes: [at.ann, at.ann], detail: expect.stringContaining('effects') as unknown },
    ]);
  });

  it('they make so together: a word may ask for a state that the event itself brings', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'vital', 'dead', { at: 10 }));
    expect(said(at.ask(at.event('enthronement', { patient: at.ann, place: at.keep }, { at: 1_000 })))).toBe(
      'accepted change',
    );
  });
});

describe('a place that lay within another', () => {
  it('did so while it did, though it is over by now', () => {
    const at = setting();
    at.tell(at.claim(at.inn, 'part_of', at.town, { at: 0, to: 200 }));
    at.tell(
      at.claim(at.ann, 'located_in', at.inn, { at: 50, to: 150 }),
      at.claim(at.bob, 'located_in', at.inn, { at: 300 }),
    );
    const inTown = (who: typeof at.ann, from: number) =>
      said(at.ask(at.claim(who, 'located_in', at.town, { by: 'engine', at: from, to: from + 20 })));
    expect([inTown(at.ann, 100), inTown(at.bob, 400)]).toEqual(['accepted new', 'accepted change']);
  });
});

describe('what an event ended', () => {
  it('is ended whichever way round it is told, and of those two alone', () => {
    const at = setting();
    at.tell(at.event('parting', { agent: at.ann, patient: at.bob }, { at: 100 }));
    const until = (one: typeof at.ann, other: typeof at.ann) =>
      at.judge([at.claim(one, 'ally_of', other, { by: 'engine', at: 10 })]).outcome.facts[0]?.valid.to;
    const over = { second: 100, ordinal: 1 };
    expect([until(at.ann, at.bob), until(at.bob, at.ann)]).toEqual([over, over]);
    expect([until(at.ann, at.cid), until(at.cid, at.bob), until(at.bob, at.cid)]).toEqual([null, null, null]);
  });

  it('is ended by events of that kind alone', () => {
    const at = setting();
    at.tell(at.event('deed', { agent: at.ann, patient: at.bob }, { at: 100 }));
    at.tell(at.event('quarrel', { agent: at.cid, patient: at.bob }, { at: 200 }));
    const { outcome } = at.judge([at.claim(at.bob, 'guards', at.inn, { at: 10 })]);
    expect(outcome.facts.map(({ valid }) => valid.to)).toEqual([null]);
  });

  it('ended with the first of them, in whatever order they were told', () => {
    const at = setting();
    at.tell(at.event('theft', { agent: at.cid, patient: at.bob, instrument: at.ring }, { at: 300 }));
    at.tell(at.event('theft', { agent: at.ann, patient: at.bob, instrument: at.ring }, { at: 100 }));
    const { outcome } = at.judge([at.claim(at.bob, 'owns', at.ring, { by: 'engine', at: 10 })]);
    expect(outcome.facts.map(({ valid }) => valid.to?.second)).toEqual([100]);
  });
});

describe('a change of state', () => {
  it('is not made by somebody who made it in another', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'vital', 'dead', { at: 10, to: 100 }), at.claim(at.bob, 'vital', 'dead', { at: 10 }));
    at.tell(at.event('resurrection', { agent: at.ann, patient: at.bob }, { at: 150 }));
    expect(said(at.ask(at.claim(at.ann, 'vital', 'alive', { by: 'engine', at: 200 })))).toBe('rejected needs_event');
  });

  it('keeps nobody from what only the other one in the event had to be fit for', () => {
    const at = setting();
    at.tell(at.event('deed', { agent: at.ann, patient: at.bob }, { at: 100 }));
    const dead = (who: typeof at.ann) =>
      said(at.ask(at.claim(who, 'vital', 'dead', { by: 'engine', at: 50, to: 200 })));
    expect([dead(at.ann), dead(at.bob)]).toEqual(['rejected contradicts_canon', 'accepted new']);
  });

  it('is what an event asked for, and stands against every other state at its time', () => {
    const at = setting();
    at.tell(at.claim(at.bob, 'vital', 'dead', { at: 10 }));
    at.tell(at.event('resurrection', { patient: at.bob }, { at: 100 }));
    const facts = at.facts.filter(({ predicate }) => predicate === 'vital').map(({ id }) => id);
    at.commit(at.propose({ type: 'retcon', facts, cascade: 'none', reason: 'the event alone stands' }));
    const around = (state: string, to: number) =>
      said(at.ask(at.claim(at.bob, 'vital', state, { by: 'engine', at: 10, to })));
    expect(around('dead', 200)).toBe('accepted new');
    expect(around('undead', 200)).toBe('rejected contradicts_canon');
    expect(around('undead', 90)).toBe('accepted new');
  });
});

describe('a birth', () => {
  it('makes impossible whatever was so of somebody before it, also what others had to do with them, whichever is told first', () => {
    const claimed = (at: ReturnType<typeof setting>, predicate: 'serves' | 'parent_of' | 'says') =>
      ({
        serves: at.claim(at.ann, 'serves', at.bob, { by: 'engine', at: 5 }),
        parent_of: at.claim(at.ann, 'parent_of', at.bob, { by: 'engine', at: 5 }),
        says: at.claim(at.ann, 'says', 'Bob is coming', { by: 'engine', at: 5, visibility: known(at.bob) }),
      })[predicate];
    const known = (who: EntityId) => ({ level: 'known' as const, to: [who] });
    const born = (at: ReturnType<typeof setting>) => at.event('birth', { patient: at.bob }, { by: 'engine', at: 100 });
    const verdicts = (['serves', 'parent_of', 'says'] as const).map((predicate) => {
      const [first, then] = [setting(), setting()];
      first.tell(born(first));
      then.tell(claimed(then, predicate));
      return [said(first.ask(claimed(first, predicate))), said(then.ask(born(then)))];
    });
    expect(verdicts).toEqual([
      ['rejected before_it_existed', 'rejected contradicts_canon'],
      ['accepted new', 'accepted new'],
      ['accepted new', 'accepted new'],
    ]);
  });

  it('makes impossible what somebody is said to have done or suffered before it', () => {
    const at = setting();
    at.tell(at.event('deed', { agent: at.ann, patient: at.bob }, { at: 50 }));
    expect(said(at.ask(at.event('birth', { patient: at.bob, agent: at.cid }, { by: 'engine', at: 100 })))).toBe(
      'rejected contradicts_canon',
    );
    expect(said(at.ask(at.event('birth', { patient: at.bob, agent: at.cid }, { by: 'engine', at: 50 })))).toBe(
      'accepted new',
    );
  });
});
