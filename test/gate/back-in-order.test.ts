import { describe, expect, it } from 'vitest';
import type { Fact } from '../../schemas/canon.ts';
import type { FactId } from '../../schemas/ids.ts';
import { type Said, said, table } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';

// What comes back into force together, one after the other in the order of time.

const setting = () => {
  const at = table();
  const [mara, tomas, orc] = [at.entity('Mara'), at.entity('Tomas'), at.entity('the orc')];
  const place = (name: string) => at.entity(name, 'location');
  const [castle, tavern, town, vale] = [place('Castle'), place('Tavern'), place('Town'), place('Vale')];
  const retcon = (...facts: readonly (Fact | undefined)[]) =>
    at.commit(
      at.propose({
        ...{ type: 'retcon', cascade: 'flag', reason: 'it never was so' },
        facts: facts.flatMap((fact): FactId[] => (fact === undefined ? [] : [fact.id])),
      }),
    );
  /** The fact that comes of it, told when it begins. */
  const is = (where: typeof castle, said: Said): Fact => {
    const proposal = at.claim(mara, 'located_in', where, said);
    const { content } = proposal;
    at.tell(proposal);
    if (content.type !== 'fact') throw new Error('no claim');
    return at.fact(content.claim.id);
  };
  const staying = (judged: ReturnType<typeof retcon>) =>
    judged.reasons.find(({ code }) => code === 'stays_withdrawn')?.facts ?? [];
  return { ...at, mara, tomas, orc, castle, tavern, town, vale, retcon, is, staying };
};

describe('an event that cannot come back', () => {
  it('leaves what it had brought about where it is', () => {
    const at = setting();
    const [first, dead] = at.tell(at.event('death', { patient: at.mara, agent: at.orc }, { at: 80 }));
    at.tell(at.event('death', { patient: at.mara }, { at: 60 }));
    const earlier = at.facts.find(({ predicate, valid }) => predicate === 'death' && valid.from?.second === 60);
    expect(at.fact(first?.id).status).toBe('retconned');
    at.tell(at.event('death', { patient: at.orc }, { at: 50 }));
    const judged = at.retcon(earlier);
    expect(judged.effects.restored).toEqual([]);
    expect(at.staying(judged)).toEqual([first?.id, dead?.id]);
    expect(at.fact(dead?.id).status).toBe('retconned');
  });
});

describe('what happened meanwhile', () => {
  const naive = () => table({ policy: { ...smallPolicy, vocabulary: naiveVocabulary } });

  it('keeps away what would be before somebody began to be', () => {
    const at = naive();
    const [mara, town, vale] = [at.entity('Mara'), at.entity('Town', 'location'), at.entity('Vale', 'location')];
    const [guarding] = at.tell(at.claim(mara, 'located_in', town, { at: 30, to: 40 }));
    const other = at.commit(at.claim(mara, 'located_in', vale, { at: null, to: 900, intent: 'correct' })).effects;
    expect(other.retconned).toEqual([guarding?.id]);
    at.commit(at.event('birth', { patient: mara }, { at: 50 }));
    const judged = at.commit(
      at.propose({ type: 'retcon', facts: [...other.introduced], cascade: 'flag', reason: 'no' }),
    );
    expect(said(judged)).toBe('accepted retcon');
    expect(judged.effects.restored).toEqual([]);
    expect(at.fact(guarding?.id).status).toBe('retconned');
  });

  it('keeps away an event at which somebody was not', () => {
    const at = naive();
    const [mara, town, vale] = [at.entity('Mara'), at.entity('Town', 'location'), at.entity('Vale', 'location')];
    const [deed] = at.tell(at.event('deed', { agent: mara, place: town }, { at: 50 }));
    const dead = at.commit(at.claim(mara, 'vital', 'dead', { at: 10, to: 90 })).effects;
    expect(dead.retconned).toEqual([deed?.id]);
    at.commit(at.claim(mara, 'located_in', vale, { at: 40, to: 60 }));
    const judged = at.commit(
      at.propose({ type: 'retcon', facts: [...dead.introduced], cascade: 'flag', reason: 'no' }),
    );
    expect(said(judged)).toBe('accepted retcon');
    expect(judged.effects.restored).toEqual([]);
    expect(at.fact(deed?.id).status).toBe('retconned');
  });
});

describe('what comes back together', () => {
  it('comes back in the order in which it began, and what is later ends what was before it', () => {
    const at = setting();
    const home = at.is(at.castle, { at: 10 });
    const meanwhile = at.is(at.tavern, { at: 30 });
    const later = at.is(at.town, { at: 50 });
    const instead = at.is(at.vale, { at: 50, intent: 'correct' });
    expect(at.fact(later.id).status).toBe('retconned');
    const judged = at.retcon(meanwhile, instead);
    expect(judged.effects.restored).toEqual([home.id, later.id]);
    expect(at.fact(home.id)).toMatchObject({ status: 'ended', valid: { from: { second: 10 }, to: { second: 50 } } });
    expect(at.fact(later.id)).toEqual(later);
  });

  it('and cannot be so together stays as it is from the second on, however they are named', () => {
    const told = (isTurned: boolean) => {
      const at = setting();
      const [castle] = at.commit(at.claim(at.mara, 'located_in', at.castle, { at: 50 })).effects.introduced;
      const short = at.is(at.tavern, { at: 50, to: 60, intent: 'correct' });
      const [town] = at.commit(at.claim(at.mara, 'located_in', at.town, { at: 70 })).effects.introduced;
      const instead = at.is(at.vale, { at: 70, intent: 'correct' });
      for (const id of [castle, town]) expect(at.fact(id).status).toBe('retconned');
      const judged = isTurned ? at.retcon(instead, short) : at.retcon(short, instead);
      expect(judged.effects.restored).toEqual([castle]);
      expect(at.staying(judged)).toEqual([town]);
    };
    told(false);
    told(true);
  });

  it('brings back a state, the event that needs it, and what that brought about', () => {
    const at = setting();
    at.tell(at.event('death', { patient: at.mara }, { at: 50 }));
    at.tell(at.event('resurrection', { patient: at.mara }, { at: 80 }));
    const before = [...at.facts];
    const undead = at.commit(at.claim(at.mara, 'vital', 'undead', { at: 10, to: 900, intent: 'correct' })).effects;
    expect(undead.retconned).toHaveLength(3);
    const judged = at.retcon(at.fact(undead.introduced[0]));
    expect(judged.effects.restored.toSorted()).toEqual(undead.retconned.toSorted());
    expect(at.facts.filter(({ id }) => !undead.introduced.includes(id))).toEqual(before);
  });

  it('is as it was before both of two that had ended it, where both go', () => {
    const at = table({ policy: { ...smallPolicy, vocabulary: naiveVocabulary } });
    const [mara, tomas] = [at.entity('Mara'), at.entity('Tomas')];
    const [serving] = at.tell(at.claim(mara, 'serves', tomas, { at: 10 }));
    const deaths = [
      at.event('death', { patient: tomas }, { at: 80 }),
      at.event('death', { patient: mara }, { at: 50 }),
    ];
    const [late, early] = deaths.map((death) => at.commit(death).effects.introduced[0]);
    expect(at.fact(serving?.id).valid.to).toMatchObject({ second: 50 });
    if (serving === undefined || late === undefined || early === undefined) throw new Error('nothing was told');
    for (const facts of [
      [late, early],
      [early, late],
    ]) {
      const judged = at.ask(at.propose({ type: 'retcon', facts, cascade: 'flag', reason: 'nobody died' }));
      expect(judged.effects.restored).toEqual([serving.id]);
      const { outcome } = at.judge([at.propose({ type: 'retcon', facts, cascade: 'flag', reason: 'nobody died' })]);
      expect(outcome.facts.find(({ id }) => id === serving.id)).toEqual(serving);
    }
  });

  it('stays contested beside what it was contested with', () => {
    const at = table({ policy: { ...smallPolicy, contradictingSources: 'contest' } });
    const [mara, castle, tavern] = [
      at.entity('Mara'),
      at.entity('Castle', 'location'),
      at.entity('Tavern', 'location'),
    ];
    const bySource = { at: 10, by: 'source', level: 'canon' } as const;
    at.tell(at.claim(mara, 'located_in', castle, bySource));
    at.tell(at.claim(mara, 'located_in', tavern, bySource));
    const before = [...at.facts];
    expect(before.map(({ status }) => status)).toEqual(['contested', 'contested']);
    const town = at.commit(at.claim(mara, 'located_in', at.entity('Town', 'location'), { at: 10 })).effects;
    expect(town.retconned).toHaveLength(2);
    at.commit(at.propose({ type: 'retcon', facts: [...town.introduced], cascade: 'flag', reason: 'no' }));
    expect(at.facts.slice(0, 2)).toEqual(before);
  });

  it('is contested no more and ends when it was said to end meanwhile', () => {
    const at = table({ policy: { ...smallPolicy, contradictingSources: 'contest' } });
    const [mara, castle, tavern] = [at.entity('Mara'), at.entity('Keep', 'location'), at.entity('Inn', 'location')];
    const bySource = { at: 10, by: 'source', level: 'canon' } as const;
    const [home] = at.tell(at.claim(mara, 'located_in', castle, bySource));
    const inn = at.commit(at.claim(mara, 'located_in', tavern, bySource)).effects;
    expect(inn.contested).toHaveLength(2);
    expect(said(at.commit(at.claim(mara, 'located_in', castle, { at: 10, to: 1_000, by: 'source' })))).toBe(
      'accepted ends',
    );
    at.commit(at.propose({ type: 'retcon', facts: [...inn.introduced], cascade: 'flag', reason: 'no' }));
    expect(at.fact(home?.id)).toMatchObject({ status: 'ended', valid: { to: { second: 1_000 } }, heldUntil: null });
  });
});
