import { describe, expect, it } from 'vitest';
import type { Fact } from '../../schemas/canon.ts';
import type { FactId } from '../../schemas/ids.ts';
import type { Policy } from '../../schemas/policy.ts';
import { said, table, time } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';

// Where two of the gate's laws meet, one at a time.

const setting = (part: Partial<Policy> = {}) => {
  const at = table({ policy: { ...smallPolicy, vocabulary: naiveVocabulary, ...part } });
  const [ann, bob, cid] = [at.entity('Ann'), at.entity('Bob'), at.entity('Cid')];
  const [inn, town, keep] = [
    at.entity('Inn', 'location'),
    at.entity('Town', 'location'),
    at.entity('Keep', 'location'),
  ];
  const ring = at.entity('Ring', 'object');
  const one = (facts: readonly Fact[], predicate?: string): Fact => {
    const found = facts.find((fact) => predicate === undefined || fact.predicate === predicate);
    if (found === undefined) throw new Error('not told');
    return found;
  };
  return { ...at, ann, bob, cid, inn, town, keep, ring, one };
};

describe('what a claim becomes', () => {
  it('is a relationship, a state, an event or a statement, seen by all unless somebody says otherwise', () => {
    const { tell, claim, event, one, ann, bob } = setting({ mayUseFreeText: ['gm'] });
    const made = [
      one(tell(claim(ann, 'ally_of', bob))),
      one(tell(claim(ann, 'suffers', 'a cold', { visibility: { level: 'gm' } }))),
      one(tell(event('deed', { agent: ann }))),
      one(tell(claim(ann, 'free_text', 'sleeps badly'))),
    ];
    expect(made.map(({ kind }) => kind)).toEqual(['relationship', 'state', 'event', 'statement']);
    expect(made.map(({ visibility }) => visibility.level)).toEqual(['public', 'gm', 'public', 'public']);
  });

  it('tells what it ended, displaced or came upon, and nothing else', () => {
    const { tell, claim, ask, one, ann, inn, keep } = setting();
    const first = ask(claim(ann, 'located_in', inn, { at: 10 }));
    expect(first.reasons).toMatchObject([{ code: 'new', facts: [], nodes: [], rules: [] }]);
    const was = one(tell(claim(ann, 'located_in', inn, { at: 10 })));
    expect(ask(claim(ann, 'located_in', keep, { at: 500 })).reasons).toMatchObject([
      { code: 'change', facts: [was.id] },
    ]);
    expect(ask(claim(ann, 'located_in', keep, { at: 10 })).reasons).toMatchObject([
      { code: 'retcon', facts: [was.id] },
    ]);
  });

  it('that holds only until something begins names that alone', () => {
    const { tell, claim, ask, one, ann, inn, keep, town } = setting();
    const next = one(tell(claim(ann, 'located_in', keep, { at: 300 })));
    tell(claim(ann, 'located_in', town, { at: 600 }));
    const { reasons } = ask(claim(ann, 'located_in', inn, { by: 'engine', at: 100 }));
    expect(reasons.map(({ code, facts }) => [code, facts])).toEqual([
      ['new', []],
      ['holds_until', [next.id]],
    ]);
  });
});

describe('what has no date', () => {
  it('agrees with what lies around it, dated or not, and contradicts what does not', () => {
    const { tell, claim, ask, ann, inn, town, keep } = setting();
    tell(claim(inn, 'part_of', town, { at: null }));
    tell(claim(ann, 'located_in', inn, { at: null }));
    expect(said(ask(claim(ann, 'located_in', town, { by: 'engine', at: null })))).toBe('accepted new');
    expect(said(ask(claim(ann, 'located_in', town, { by: 'engine', at: 50 })))).toBe('accepted new');
    expect(said(ask(claim(ann, 'located_in', keep, { by: 'engine', at: null })))).toBe('rejected contradicts_canon');
  });

  it('agrees with what is dated, where the one lies in the other', () => {
    const { tell, claim, ask, ann, inn, town, keep } = setting();
    tell(claim(inn, 'part_of', town, { at: 0 }), claim(ann, 'located_in', inn, { at: 50 }));
    expect(said(ask(claim(ann, 'located_in', town, { by: 'engine', at: null })))).toBe('accepted new');
    expect(said(ask(claim(ann, 'located_in', keep, { by: 'engine', at: null })))).not.toBe('accepted new');
  });

  it('is undone by nothing that is dated, for nobody knows that it was not before', () => {
    const { tell, claim, event, ask, fact, one, ann, keep } = setting();
    const crown = one(tell(claim(ann, 'rules', keep, { at: null })));
    expect(said(ask(claim(ann, 'vital', 'dead', { at: 100 })))).toBe('accepted new');
    tell(event('death', { patient: ann }, { at: 1_000 }));
    expect(fact(crown.id)).toMatchObject({ status: 'ended', valid: { from: null } });
  });

  it('can be what an event came from', () => {
    const { tell, claim, event, ask, one, ann, bob } = setting();
    const grudge = one(tell(claim(ann, 'enemy_of', bob, { at: null })));
    expect(said(ask(event('deed', { agent: ann }, { at: 10, causedBy: [grudge.id] })))).toBe('accepted new');
  });

  it('counts among those of whom there are too many', () => {
    const { tell, claim, ask, ann, inn, town, keep } = setting();
    tell(claim(ann, 'guards', inn, { at: null }), claim(ann, 'guards', town, { at: null }));
    expect(said(ask(claim(ann, 'guards', keep, { by: 'engine', at: null })))).toBe('rejected contradicts_canon');
    expect(said(ask(claim(ann, 'guards', keep, { at: 10 })))).toBe('rejected which_gives_way');
  });

  it('is no crowd with what began only later', () => {
    const { tell, claim, ask, ann, inn, town, keep } = setting();
    tell(claim(ann, 'guards', inn, { at: 100 }), claim(ann, 'guards', town, { at: 200 }));
    const { verdict, reasons } = ask(claim(ann, 'guards', keep, { by: 'engine', at: 50 }));
    expect(verdict).toBe('accepted');
    expect(reasons.map(({ code }) => code)).toEqual(['new', 'holds_until']);
  });
});

describe('what an event ended', () => {
  const stolen = () => {
    const at = setting();
    at.tell(at.event('theft', { agent: at.cid, patient: at.bob, instrument: at.ring }, { at: 100 }));
    return at;
  };

  it('was over then, of whoever it befell and of nobody else', () => {
    const at = setting();
    at.tell(at.event('death', { patient: at.bob, agent: at.cid }, { at: 100 }));
    const { outcome } = at.judge([
      at.claim(at.bob, 'guards', at.inn, { at: 10 }),
      at.claim(at.cid, 'guards', at.inn, { at: 10 }),
      at.claim(at.ann, 'serves', at.bob, { at: 10 }),
      at.claim(at.bob, 'ally_of', at.cid, { at: 10 }),
    ]);
    expect(outcome.facts.map(({ valid }) => valid.to)).toEqual([
      { second: 100, ordinal: 1 },
      null,
      expect.anything(),
      null,
    ]);
  });

  it('was over only of those whom it speaks of together', () => {
    const at = stolen();
    const until = (owner: typeof at.ann) =>
      at.judge([at.claim(owner, 'owns', at.ring, { by: 'engine', at: 10 })]).outcome.facts[0]?.valid.to;
    expect(until(at.bob)).toEqual({ second: 100, ordinal: 1 });
    const other = at.entity('Sword', 'object');
    expect(at.judge([at.claim(at.bob, 'owns', other, { at: 10 })]).outcome.facts[0]?.valid.to).toBe(null);
    expect(said(at.ask(at.claim(at.bob, 'owns', at.ring, { by: 'engine', at: 10, to: 200 })))).toBe(
      'rejected contradicts_canon',
    );
  });

  it('was over whichever way round it is told', () => {
    const at = setting();
    at.tell(at.event('quarrel', { agent: at.ann, patient: at.bob }, { at: 100 }));
    const until = (one: typeof at.ann, other: typeof at.ann) =>
      at.judge([at.claim(one, 'ally_of', other, { by: 'engine', at: 10 })]).outcome.facts[0]?.valid.to;
    const over = { second: 100, ordinal: 1 };
    expect([until(at.ann, at.bob), until(at.bob, at.ann)]).toEqual([over, over]);
    expect([until(at.ann, at.cid), until(at.cid, at.bob)]).toEqual([null, null]);
  });

  it('was over with the first of several', () => {
    const at = setting();
    at.tell(
      at.event('death', { patient: at.bob }, { at: 100 }),
      at.event('resurrection', { patient: at.bob }, { at: 200 }),
      at.event('death', { patient: at.bob }, { at: 300 }),
    );
    const { outcome } = at.judge([at.claim(at.bob, 'guards', at.inn, { at: 10 })]);
    expect(outcome.facts.map(({ valid }) => valid.to?.second)).toEqual([100]);
    const later = at.judge([at.claim(at.bob, 'guards', at.inn, { at: 250 })]);
    expect(later.outcome.facts.map(({ valid }) => valid.to?.second)).toEqual([300]);
  });

  it('goes on where the event gives it back to the same one', () => {
    const at = setting();
    const had = at.one(at.tell(at.claim(at.bob, 'owns', at.ring, { at: 10 })));
    const { effects, reasons } = at.ask(
      at.event('theft', { agent: at.bob, patient: at.bob, instrument: at.ring }, { at: 1_000 }),
    );
    expect(reasons.map(({ code }) => code)).toEqual(['new']);
    expect(effects).toMatchObject({ ended: [], supported: [had.id] });
  });

  it('stays contested if it was, and is over all the same', () => {
    const at = setting({ contradictingSources: 'contest' });
    at.tell(at.claim(at.ann, 'rules', at.keep, { by: 'source', level: 'canon', at: 10 }));
    at.tell(at.claim(at.bob, 'rules', at.keep, { by: 'source', level: 'canon', at: 10 }));
    const known = at.tell(at.claim(at.bob, 'rules', at.keep, { by: 'source', level: 'canon', at: 10, to: 1_000 }));
    expect(known).toMatchObject([{ status: 'contested', valid: { to: { second: 1_000 } } }]);
  });
});

describe('a change of state', () => {
  it('needs its event to befall whoever changes', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'vital', 'alive', { at: 10 }), at.claim(at.bob, 'vital', 'dead', { at: 10 }));
    at.tell(
      at.claim(at.cid, 'vital', 'alive', { at: 10 }),
      at.event('resurrection', { agent: at.ann, patient: at.bob }),
    );
    at.tell(at.event('death', { patient: at.ann }, { at: 1_000 }));
    const again = at.claim(at.ann, 'vital', 'alive', { at: 1_002 });
    expect(said(at.ask(again, 1_100))).toBe('rejected needs_event');
  });

  it('comes from the state before it, in whatever order the states were told', () => {
    const at = setting();
    at.tell(
      at.claim(at.ann, 'vital', 'dead', { at: 100, to: 200 }),
      at.claim(at.ann, 'vital', 'undead', { at: 10, to: 50 }),
    );
    expect(said(at.ask(at.claim(at.ann, 'vital', 'alive', { at: 300 })))).toBe('rejected needs_event');
    expect(said(at.ask(at.claim(at.ann, 'vital', 'alive', { at: 60, to: 70 })))).toBe('accepted new');
  });

  it('needs no event where the GM or a source corrects, before or after', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'vital', 'dead', { at: 100, to: 200 }));
    const alive = (by: 'gm' | 'source' | 'engine') =>
      said(at.ask(at.claim(at.ann, 'vital', 'alive', { by, at: 300, intent: 'correct' })));
    expect([alive('gm'), alive('source'), alive('engine')]).toEqual([
      'accepted new',
      'accepted new',
      'rejected needs_event',
    ]);
    at.tell(at.claim(at.bob, 'vital', 'alive', { at: 300 }));
    const dead = (intent: 'correct' | 'assert') =>
      said(at.ask(at.claim(at.bob, 'vital', 'dead', { at: 100, to: 200, intent })));
    expect([dead('correct'), dead('assert')]).toEqual(['accepted new', 'accepted retcon']);
  });

  it('is not kept by what only some of an event had to be', () => {
    const at = setting();
    at.tell(
      at.claim(at.bob, 'vital', 'dead', { at: 10, to: 40 }),
      at.event('resurrection', { patient: at.bob }, { at: 39 }),
    );
    // Dead is what it asked for.
    expect(said(at.ask(at.claim(at.bob, 'vital', 'dead', { by: 'engine', at: 10, to: 39 })))).toBe(
      'accepted already_known',
    );
  });
});

describe('the effects of an event', () => {
  it('have to suit those whom they befall, as the event leaves them', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'vital', 'dead', { at: 10 }));
    expect(said(at.ask(at.event('coronation', { agent: at.ann, place: at.keep }, { at: 1_000 })))).toBe(
      'rejected subject_is_dead',
    );
    expect(said(at.ask(at.event('coronation', { agent: at.bob, place: at.keep }, { at: 1_000 })))).toBe('accepted new');
  });

  it('that are locked keep the event from giving way', () => {
    const at = setting();
    const told = at.tell(at.event('death', { patient: at.ann }, { at: 100 }));
    const dead = at.one(told, 'vital');
    at.tell(at.propose({ type: 'lock', facts: [dead.id], reason: 'so it was' }));
    const { verdict, reasons } = at.ask(at.event('death', { patient: at.ann }, { at: 50, intent: 'correct' }));
    expect([verdict, reasons[0]?.code]).toEqual(['rejected', 'locked']);
    expect(reasons[0]?.facts).toContain(dead.id);
  });

  it('read as a sentence', () => {
    const at = setting();
    const told = at.tell(at.event('journey', { agent: at.ann, place: at.keep }, { at: 1_000 }));
    expect(at.one(told, 'located_in').statement).toBe('Ann located in Keep');
  });
});

describe('a journey', () => {
  it('is no claim that is clipped, for an event is over', () => {
    const at = setting();
    const id: FactId = at.one(
      at.tell(at.event('journey', { agent: at.ann, place: at.keep }, { at: 10 })),
      'journey',
    ).id;
    expect(at.fact(id).valid).toEqual({ from: time(10), to: { second: 10, ordinal: 1 } });
  });
});
