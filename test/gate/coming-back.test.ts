import { describe, expect, it } from 'vitest';
import type { Fact } from '../../schemas/canon.ts';
import type { Cascade, Proposal } from '../../schemas/gate.ts';
import type { CommitId, FactId } from '../../schemas/ids.ts';
import type { Policy } from '../../schemas/policy.ts';
import { said, type Said, table, time } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';

// What comes back when what had displaced it goes; what is known already; and what closes a ring.

const setting = (part: Partial<Policy> = {}) => {
  const at = table({ policy: { ...smallPolicy, vocabulary: naiveVocabulary, ...part } });
  const [ann, bob, cid] = [at.entity('Ann'), at.entity('Bob'), at.entity('Cid')];
  const [inn, town, keep] = [
    at.entity('Inn', 'location'),
    at.entity('Town', 'location'),
    at.entity('Keep', 'location'),
  ];
  const one = (proposal: Proposal, predicate?: string): Fact => {
    const id = 'claim' in proposal.content ? proposal.content.claim.id : undefined;
    const facts = at.tell(proposal);
    const found = facts.find((fact) => (predicate === undefined ? fact.id === id : fact.predicate === predicate));
    if (found === undefined) throw new Error('not told');
    return found;
  };
  const retcon = (ids: readonly FactId[], cascade: Cascade = 'flag') =>
    at.propose({ type: 'retcon', facts: [...ids], cascade, reason: 'it never was so' });
  const revert = (commit: CommitId) => at.propose({ type: 'revert', commit, reason: 'a slip' });
  return { ...at, ann, bob, cid, inn, town, keep, one, retcon, revert };
};

describe('what comes back', () => {
  it('does so unless canon speaks against it by now, and the decision tells which', () => {
    const at = setting();
    const home = at.one(at.claim(at.ann, 'located_in', at.inn, { at: 100 }));
    const moved = at.one(at.claim(at.ann, 'located_in', at.keep, { at: 100, intent: 'correct' }));
    expect(at.fact(home.id).status).toBe('retconned');
    const back = at.ask(at.retcon([moved.id]));
    expect(back.effects).toMatchObject({ retconned: [moved.id], restored: [home.id], flagged: [] });
    expect(back.reasons.map(({ code, facts }) => [code, facts])).toEqual([
      ['retcon', [moved.id]],
      ['comes_back', [home.id]],
    ]);
    at.tell(at.claim(at.ann, 'located_in', at.town, { at: 50, to: 200, intent: 'correct' }));
    const stays = at.ask(at.retcon([moved.id]));
    expect(said(stays)).toBe('rejected already_withdrawn');
  });

  it.each([
    ['none', 0],
    ['flag', 1],
    ['propagate', 1],
  ] as const)(
    'does so though its cause goes, since it may have had another: %s leaves %i to a person',
    (cascade, left) => {
      const at = setting();
      const cause = at.one(at.claim(at.bob, 'vital', 'alive', { at: 10 }));
      const deed = at.one(
        at.event('deed', { agent: at.ann, place: at.inn }, { at: 100, causedBy: [cause.id] }),
        'deed',
      );
      const elsewhere = at.one(at.claim(at.ann, 'located_in', at.town, { at: 50, to: 200, intent: 'correct' }));
      expect(at.fact(deed.id).status).toBe('retconned');
      const { effects } = at.ask(at.retcon([elsewhere.id, cause.id], cascade));
      expect(effects.restored).toEqual([deed.id]);
      expect(effects.flagged).toHaveLength(left);
    },
  );

  it('stays withdrawn where it has been said anew meanwhile', () => {
    const at = setting();
    const ill = at.one(at.claim(at.ann, 'suffers', 'fever', { at: 100 }));
    at.commit(at.retcon([ill.id]));
    const taken = at.lastCommit();
    at.one(at.claim(at.ann, 'suffers', 'fever', { at: 50 }));
    const { effects, reasons } = at.commit(at.revert(taken));
    expect(effects.restored).toEqual([]);
    expect(reasons).toContainEqual(expect.objectContaining({ code: 'stays_withdrawn', facts: [ill.id] }));
  });

  it('stays withdrawn where something else holds meanwhile', () => {
    const at = setting();
    const home = at.one(at.claim(at.ann, 'rules', at.inn, { at: 100 }));
    const moved = at.one(at.claim(at.ann, 'rules', at.keep, { at: 100, intent: 'correct' }));
    at.tell(at.claim(at.bob, 'rules', at.inn, { at: 50, to: 400 }));
    const { effects, reasons } = at.ask(at.retcon([moved.id]));
    expect(effects).toMatchObject({ restored: [] });
    expect(reasons.map(({ code, facts }) => [code, facts])).toEqual([
      ['retcon', [moved.id]],
      ['stays_withdrawn', [home.id]],
    ]);
  });

  it('is in doubt where what it rests on is gone: flagged, left alone, or left out, as the cascade says', () => {
    const at = setting();
    const base = at.one(at.claim(at.bob, 'suffers', 'a curse', { at: 10 }));
    const home = at.one(at.claim(at.ann, 'located_in', at.inn, { at: 100, derivesFrom: [base.id] }));
    const moved = at.one(at.claim(at.ann, 'located_in', at.keep, { at: 100, intent: 'correct' }));
    at.commit(at.retcon([base.id], 'none'));
    const outcome = (cascade: Cascade) => {
      const { restored, flagged } = at.ask(at.retcon([moved.id], cascade)).effects;
      return { restored, flagged };
    };
    expect(outcome('flag')).toEqual({ restored: [home.id], flagged: [home.id] });
    expect(outcome('none')).toEqual({ restored: [home.id], flagged: [] });
    expect(outcome('propagate')).toEqual({ restored: [], flagged: [] });
  });

  it('does so without doubt where what it rests on is there', () => {
    const at = setting();
    const base = at.one(at.claim(at.bob, 'suffers', 'a curse', { at: 10 }));
    const home = at.one(at.claim(at.ann, 'located_in', at.inn, { at: 100, derivesFrom: [base.id] }));
    const moved = at.one(at.claim(at.ann, 'located_in', at.keep, { at: 100, intent: 'correct' }));
    for (const cascade of ['flag', 'none', 'propagate'] as const)
      expect(at.ask(at.retcon([moved.id], cascade)).effects).toMatchObject({ restored: [home.id], flagged: [] });
  });

  it('does so without doubt where what it rests on comes back as well, though that began only later', () => {
    const at = setting();
    const base = at.one(at.claim(at.bob, 'located_in', at.inn, { at: 200 }));
    const home = at.one(at.claim(at.ann, 'located_in', at.inn, { at: 100, derivesFrom: [base.id] }));
    const moved = at.one(at.claim(at.ann, 'located_in', at.keep, { at: 100, intent: 'correct' }));
    const other = at.one(at.claim(at.bob, 'located_in', at.keep, { at: 200, intent: 'correct' }));
    const { restored, flagged } = at.ask(at.retcon([moved.id, other.id])).effects;
    expect([restored.toSorted(), flagged]).toEqual([[base.id, home.id].toSorted(), []]);
  });

  it('comes back with its event, and what the event brought about after it', () => {
    const at = setting();
    const late = at.one(at.event('death', { patient: at.ann }, { at: 600, by: 'source' }));
    const dead = at.facts.find(({ predicate }) => predicate === 'vital');
    const early = at.one(at.event('death', { patient: at.ann }, { at: 200 }));
    expect([late.id, dead?.id ?? late.id].map((id) => at.fact(id).status)).toEqual(['retconned', 'retconned']);
    const { effects } = at.commit(at.retcon([early.id]));
    expect(effects.restored).toEqual([late.id, dead?.id]);
    expect(at.fact(late.id)).toEqual(late);
    expect(at.fact(dead?.id)).toEqual(dead);
  });

  it('does not do so as an effect whose event is gone by then', () => {
    const at = setting();
    const crowned = at.one(at.event('coronation', { agent: at.ann, place: at.keep }, { at: 800 }));
    const rule = at.facts.find(({ predicate }) => predicate === 'rules');
    const early = at.one(at.event('death', { patient: at.ann }, { at: 500 }));
    expect(at.fact(rule?.id).status).toBe('retconned');
    const { effects } = at.ask(
      at.retcon(at.fact(crowned.id).status === 'retconned' ? [early.id] : [early.id, crowned.id]),
    );
    expect(effects.restored.includes(crowned.id)).toBe(effects.restored.includes(rule?.id ?? crowned.id));
  });

  it('ends where what began meanwhile begins', () => {
    const at = setting();
    const home = at.one(at.claim(at.ann, 'located_in', at.inn, { at: 100 }));
    const moved = at.one(at.claim(at.ann, 'located_in', at.keep, { at: 100, to: 300, intent: 'correct' }));
    at.tell(at.claim(at.ann, 'located_in', at.town, { at: 600 }));
    at.commit(at.retcon([moved.id]));
    expect(at.fact(home.id)).toMatchObject({ status: 'ended', valid: { from: time(100), to: time(600) } });
  });

  it('is contested again with what it was contested with', () => {
    const at = setting({ contradictingSources: 'contest' });
    const source: Said = { by: 'source', level: 'canon', at: 10 };
    const one = at.one(at.claim(at.ann, 'rules', at.keep, source));
    const other = at.one(at.claim(at.bob, 'rules', at.keep, source));
    expect([one, other].map(({ id }) => at.fact(id).status)).toEqual(['contested', 'contested']);
    const { effects } = at.commit(at.retcon([other.id]));
    expect(effects.restored).toEqual([one.id]);
    expect(at.fact(one.id).status).toBe('canon');
    at.commit(at.revert(at.lastCommit()));
    expect([one, other].map(({ id }) => at.fact(id).status)).toEqual(['contested', 'contested']);
  });

  it('is what was settled, once nobody has chosen', () => {
    const at = setting({ contradictingSources: 'contest' });
    const source: Said = { by: 'source', level: 'canon', at: 10 };
    const one = at.one(at.claim(at.ann, 'rules', at.keep, source));
    const other = at.one(at.claim(at.bob, 'rules', at.keep, source));
    const chosen = at.claim(at.ann, 'rules', at.keep, { at: 10 });
    const { judgements, outcome } = at.judge([chosen]);
    expect(judgements.map(said)).toEqual(['accepted settles']);
    expect(outcome.facts.map(({ id, status, replaces }) => [id, status, replaces])).toEqual([
      [one.id, 'canon', [other.id]],
      [other.id, 'retconned', []],
    ]);
    expect(outcome.supports).toMatchObject([{ target: one.id, sufficient: true }]);
    at.commit(chosen);
    at.commit(at.revert(at.lastCommit()));
    expect([one, other].map(({ id }) => at.fact(id).status)).toEqual(['contested', 'contested']);
  });

  it('is as it was before all that goes, in whatever order that is named', () => {
    const at = setting();
    const ring = at.entity('Ring', 'object');
    const had = at.one(at.claim(at.bob, 'owns', ring, { at: 10 }));
    const theft = (agent: typeof at.ann, second: number) =>
      at.one(at.event('theft', { agent, patient: at.bob, instrument: ring }, { at: second }));
    const [later, sooner] = [theft(at.cid, 500), theft(at.ann, 300)];
    expect(at.fact(had.id)).toMatchObject({ status: 'ended', valid: { to: { second: 300 } } });
    for (const ids of [
      [later.id, sooner.id],
      [sooner.id, later.id],
    ]) {
      const { outcome } = at.judge([at.retcon(ids)]);
      expect(outcome.facts.find(({ id }) => id === had.id)).toMatchObject({ status: 'canon', valid: had.valid });
    }
    const { outcome } = at.judge([at.retcon([sooner.id])]);
    expect(outcome.facts.find(({ id }) => id === had.id)?.valid.to).toEqual({ second: 500, ordinal: 1 });
  });

  it('leaves locked what a lock keeps, whatever is taken back around it', () => {
    const at = setting();
    const home = at.one(at.claim(at.ann, 'located_in', at.inn, { at: 100 }));
    const moved = at.one(at.claim(at.ann, 'located_in', at.keep, { at: 500 }));
    at.commit(at.propose({ type: 'lock', facts: [moved.id], reason: 'so it was' }));
    expect(at.ask(at.retcon([moved.id])).reasons).toMatchObject([{ code: 'locked', facts: [moved.id] }]);
    expect(at.fact(home.id).status).toBe('ended');
  });
});

describe('what is known already', () => {
  it('is the fact that goes on, before one that is over', () => {
    const at = setting();
    const over = at.one(at.claim(at.ann, 'suffers', 'fever', { at: 10, to: 20 }));
    const goesOn = at.one(at.claim(at.ann, 'suffers', 'fever', { at: 30 }));
    const known = (from: number, to: number) =>
      at.ask(at.claim(at.ann, 'suffers', 'fever', { at: from, to })).reasons[0];
    expect(known(15, 40)?.facts).toEqual([goesOn.id]);
    expect(known(12, 18)?.facts).toEqual([over.id]);
  });

  it('is what is permanent, whenever that was told to begin', () => {
    const at = setting();
    const kin = at.one(at.claim(at.bob, 'child_of', at.cid, { at: 700 }));
    const { verdict, effects } = at.ask(at.event('birth', { patient: at.bob, agent: at.cid }, { at: 500 }));
    expect(verdict).toBe('accepted');
    expect(effects.supported).toEqual([kin.id]);
  });

  it('is free text in the same words, and any other by its word', () => {
    const at = setting({ mayUseFreeText: ['gm', 'player'] });
    const dream = at.one(at.claim(at.ann, 'free_text', 'Dreams of Rain', { at: 10 }));
    const again = (text: string, by: Said['by'] = 'gm') => at.ask(at.claim(at.ann, 'free_text', text, { at: 20, by }));
    expect(again('dreams of  rain').reasons).toMatchObject([{ code: 'already_known', facts: [dream.id] }]);
    expect(said(again('dreams of snow'))).toBe('accepted new');
    expect(said(again('dreams of snow', 'engine'))).toBe('pending free_text');
  });

  it('is held longer by whoever says it later, as long as it goes on and their word is enough', () => {
    const at = setting();
    const fever = at.one(at.claim(at.ann, 'suffers', 'fever', { at: 10 }));
    const over = at.one(at.claim(at.bob, 'suffers', 'fever', { at: 10, to: 20 }));
    const again = (who: typeof at.ann, part: Said, clock: number) =>
      at
        .judge([at.claim(who, 'suffers', 'fever', part)], clock)
        .outcome.facts.map(({ id, heldUntil }) => [id, heldUntil]);
    expect(again(at.ann, { at: 10 }, 500)).toEqual([[fever.id, time(500)]]);
    expect(again(at.ann, { at: 10 }, 10)).toEqual([]);
    expect(again(at.ann, { at: 10, by: 'system' }, 500)).toEqual([]);
    expect(again(at.bob, { at: 10, to: 20 }, 500)).toEqual([]);
    expect(at.fact(over.id).heldUntil).toBe(null);
    const undated = at.one({ ...at.claim(at.cid, 'suffers', 'fever', { at: null }) });
    expect(undated.heldUntil).toEqual(time(1_000));
    expect(again(at.cid, { at: null }, 1_000)).toEqual([]);
  });

  it('is carried by whoever repeats it or tells of its end, but by nobody who says that it derives from something', () => {
    const at = setting();
    const base = at.one(at.claim(at.ann, 'suffers', 'a curse', { at: 10 }));
    const fever = at.one(at.claim(at.ann, 'suffers', 'fever', { at: 10 }));
    const supports = (part: Said) =>
      at
        .judge([at.claim(at.ann, 'suffers', 'fever', { at: 10, ...part })])
        .outcome.supports.map(({ target, sufficient }) => [target, sufficient]);
    const derived = { derivesFrom: [base.id] };
    expect([supports({}), supports(derived), supports({ to: 1_000 }), supports({ to: 1_000, ...derived })]).toEqual([
      [[fever.id, true]],
      [[fever.id, false]],
      [[fever.id, true]],
      [[fever.id, false]],
    ]);
  });

  it('ends when somebody says so, unless it is locked', () => {
    const at = setting();
    const fever = at.one(at.claim(at.ann, 'suffers', 'fever', { at: 100 }));
    const ends = (part: Said) => at.ask(at.claim(at.ann, 'suffers', 'fever', part));
    expect(ends({ at: 100, to: 1_000 }).effects).toMatchObject({
      ended: [{ fact: fever.id, at: time(1_000) }],
      supported: [fever.id],
    });
    expect(said(ends({ at: 100, to: 200, by: 'engine', intent: 'change' }))).toBe('accepted ends');
    at.commit(at.propose({ type: 'lock', facts: [fever.id], reason: 'so it is' }));
    expect(ends({ at: 100, to: 1_000 }).reasons).toMatchObject([{ code: 'locked', facts: [fever.id] }]);
  });

  it('is settled only by who may, and not against what is locked', () => {
    const at = setting({ contradictingSources: 'contest' });
    const source: Said = { by: 'source', level: 'canon', at: 10 };
    const one = at.one(at.claim(at.ann, 'rules', at.keep, source));
    const other = at.one(at.claim(at.bob, 'rules', at.keep, source));
    const settle = (by: Said['by'] = 'gm') => at.ask(at.claim(at.ann, 'rules', at.keep, { at: 10, by }));
    expect([said(settle()), said(settle('engine'))]).toEqual(['accepted settles', 'accepted already_known']);
    expect(settle().reasons).toMatchObject([{ code: 'settles', facts: [one.id, other.id] }]);
    at.commit(at.propose({ type: 'lock', facts: [other.id], reason: 'so it is' }));
    expect(settle().reasons).toMatchObject([{ code: 'locked', facts: [other.id] }]);
  });

  it('is settled in the words of either, against the other', () => {
    const at = setting({ contradictingSources: 'contest' });
    const source: Said = { by: 'source', level: 'canon', at: 10 };
    const parent = at.one(at.claim(at.bob, 'parent_of', at.cid, source));
    const turned = at.one(at.claim(at.cid, 'parent_of', at.bob, source));
    const { reasons, effects } = at.ask(at.claim(at.cid, 'child_of', at.bob, { at: 10 }));
    expect(reasons).toMatchObject([{ code: 'settles', facts: [parent.id, turned.id] }]);
    expect(effects).toMatchObject({ supported: [parent.id], retconned: [turned.id] });
  });

  it('is an event with the same roles, in whatever order', () => {
    const at = setting();
    const fight = at.one(at.event('quarrel', { agent: at.ann, patient: at.bob }, { at: 10 }));
    expect(at.ask(at.event('quarrel', { patient: at.bob, agent: at.ann }, { at: 10 })).reasons).toMatchObject([
      { code: 'already_known', facts: [fight.id] },
    ]);
    expect(said(at.ask(at.event('quarrel', { agent: at.bob, patient: at.ann }, { at: 10 })))).toBe('accepted new');
  });
});

describe('a ring', () => {
  it('is none of those who are only with each other', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'ally_of', at.bob, { at: 10 }), at.claim(at.bob, 'ally_of', at.cid, { at: 10 }));
    expect(said(at.ask(at.claim(at.cid, 'ally_of', at.ann, { by: 'engine', at: 10 })))).toBe('accepted new');
  });

  it('of what is permanent is one, whenever its steps were told to hold', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'parent_of', at.bob, { at: 10 }), at.claim(at.bob, 'parent_of', at.cid, { at: 700 }));
    expect(said(at.ask(at.claim(at.cid, 'parent_of', at.ann, { at: 50 })))).toBe('rejected which_gives_way');
  });

  it('of what comes and goes is one only where all steps hold at once', () => {
    const at = setting();
    at.tell(
      at.claim(at.ann, 'serves', at.bob, { at: 10, to: 20 }),
      at.claim(at.bob, 'serves', at.cid, { at: 30, to: 40 }),
    );
    expect(said(at.ask(at.claim(at.cid, 'serves', at.ann, { by: 'engine', at: 5, to: 60 })))).toBe('accepted new');
    at.tell(at.claim(at.bob, 'serves', at.cid, { at: 15, to: 18 }));
    expect(said(at.ask(at.claim(at.cid, 'serves', at.ann, { by: 'engine', at: 5, to: 60 })))).toBe(
      'rejected contradicts_canon',
    );
    const open = at.judge([at.claim(at.cid, 'serves', at.ann, { by: 'engine', at: 5 })]);
    expect(open.outcome.facts.map(({ valid }) => valid.to)).toEqual([time(15)]);
  });
});

describe('what is meant as a correction', () => {
  it('gives way to nothing', () => {
    const at = setting();
    at.tell(at.claim(at.ann, 'guards', at.inn, { at: 100 }), at.claim(at.ann, 'guards', at.town, { at: 200 }));
    expect(said(at.ask(at.claim(at.ann, 'guards', at.keep, { at: 50, intent: 'correct' })))).toBe(
      'rejected which_gives_way',
    );
  });
});

describe('the GM', () => {
  it('may say that something went on beyond what ended it', () => {
    const at = setting();
    at.tell(at.event('death', { patient: at.bob }, { at: 100 }));
    const after = (by: Said['by']) =>
      said(at.ask(at.claim(at.bob, 'guards', at.inn, { at: 10, to: 200, ...(by && { by }) })));
    expect([after('engine'), after('gm')]).toEqual(['rejected contradicts_canon', 'accepted new']);
  });
});
