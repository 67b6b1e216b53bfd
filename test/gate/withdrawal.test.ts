import { describe, expect, it } from 'vitest';
import type { Fact } from '../../schemas/canon.ts';
import type { Cascade } from '../../schemas/gate.ts';
import type { CommitId, EntityId, FactId } from '../../schemas/ids.ts';
import { said, table } from '../support/gate.ts';

const setting = () => {
  const at = table();
  const mara = at.entity('Mara');
  const orc = at.entity('the orc');
  const town = at.entity('Aldburg', 'location');
  const tavern = at.entity('The Lantern', 'location');
  const castle = at.entity('Castle Barrow', 'location');
  const retcon = (facts: readonly FactId[], cascade: Cascade = 'flag') =>
    at.propose({ type: 'retcon', facts: [...facts], cascade, reason: 'it never was so' });
  const revert = (commit: CommitId) => at.propose({ type: 'revert', commit, reason: 'a slip' });
  const one = (facts: readonly Fact[], predicate?: string): Fact => {
    const fact = facts.find((each) => predicate === undefined || each.predicate === predicate);
    if (fact === undefined) throw new Error('not told');
    return fact;
  };
  return { ...at, mara, orc, town, tavern, castle, retcon, revert, one };
};

describe('a retcon', () => {
  it("is the GM's, and of nobody else", () => {
    const at = setting();
    const fact = at.one(at.tell(at.claim(at.mara, 'located_in', at.tavern, { at: 10 })));
    const proposal = at.propose({ type: 'retcon', facts: [fact.id], cascade: 'flag', reason: 'no' }, { by: 'engine' });
    expect(said(at.ask(proposal))).toBe('rejected gm_alone');
  });

  it('brings back into force what the fact had ended, as it was', () => {
    const at = setting();
    const home = at.one(at.tell(at.claim(at.mara, 'located_in', at.castle, { at: 10 })));
    const moved = at.tell(at.claim(at.mara, 'located_in', at.tavern, { at: 50 }));
    expect(at.fact(home.id)).toMatchObject({ status: 'ended', valid: { to: { second: 50 } } });
    const judged = at.commit(at.retcon([at.one(moved.filter(({ id }) => id !== home.id)).id]));
    expect(judged.effects.restored).toEqual([home.id]);
    expect(at.fact(home.id)).toEqual(home);
  });

  it('lets what comes back end where something later began meanwhile', () => {
    const at = setting();
    const home = at.one(at.tell(at.claim(at.mara, 'located_in', at.castle, { at: 10 })));
    const inn = at.tell(at.claim(at.mara, 'located_in', at.tavern, { at: 50 })).find(({ id }) => id !== home.id);
    at.tell(at.claim(at.mara, 'located_in', at.town, { at: 80 }));
    at.commit(at.retcon([inn?.id ?? home.id]));
    expect(at.fact(home.id)).toMatchObject({ status: 'ended', valid: { from: { second: 10 }, to: { second: 80 } } });
  });

  it('of what the GM had said against something restores it, and so does a retcon of that', () => {
    const at = setting();
    const first = at.one(at.tell(at.claim(at.mara, 'located_in', at.castle, { at: 100 })));
    const second = at.tell(at.claim(at.mara, 'located_in', at.tavern, { at: 100, intent: 'correct' }));
    const corrected = at.one(second.filter(({ id }) => id !== first.id));
    expect(at.fact(first.id).status).toBe('retconned');
    at.commit(at.retcon([corrected.id]));
    expect(at.fact(first.id)).toMatchObject({ status: 'canon', withdrawn: null });
    expect(at.fact(corrected.id).status).toBe('retconned');
  });

  it('does not bring back what canon speaks against by now, and says so', () => {
    const at = setting();
    const enemies = at.one(at.tell(at.claim(at.mara, 'enemy_of', at.orc, { at: 10 })));
    const allies = at.tell(at.claim(at.mara, 'ally_of', at.orc, { at: 50 })).find(({ id }) => id !== enemies.id);
    at.tell(at.claim(at.orc, 'ally_of', at.mara, { at: 20, to: 40, intent: 'correct' }));
    expect(at.fact(enemies.id).status).toBe('retconned');
    const judged = at.commit(at.retcon([allies?.id ?? enemies.id]));
    expect(judged.effects.restored).toEqual([]);
  });

  it('takes along what an event had brought about, and what the event had ended comes back', () => {
    const at = setting();
    const crown = at.one(at.tell(at.claim(at.mara, 'rules', at.town, { at: 10 })));
    const death = at.tell(at.event('death', { patient: at.mara, agent: at.orc }, { at: 500 }));
    expect(at.fact(crown.id).status).toBe('ended');
    const event = at.one(death, 'death');
    const state = at.one(death, 'vital');
    const judged = at.commit(at.retcon([event.id], 'none'));
    expect(judged.effects.retconned).toEqual([event.id, state.id]);
    expect(at.fact(crown.id)).toEqual(crown);
    expect(said(at.ask(at.event('deed', { agent: at.mara }, { at: 600 })))).toBe('accepted new');
  });

  it.each([
    ['none', 'canon', 0],
    ['flag', 'canon', 1],
    ['propagate', 'retconned', 0],
  ] as const)('with cascade %s leaves what derives from the fact %s', (cascade, status, flagged) => {
    const at = setting();
    const base = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    const derived = at.one(at.tell(at.claim(at.mara, 'suffers', 'thirst', { at: 20, derivesFrom: [base.id] })));
    const further = at.one(at.tell(at.claim(at.mara, 'suffers', 'visions', { at: 30, derivesFrom: [derived.id] })));
    const judged = at.commit(at.retcon([base.id], cascade));
    expect(at.fact(derived.id).status).toBe(status);
    expect(at.fact(further.id).status).toBe(status);
    expect(judged.effects.flagged).toEqual(flagged === 0 ? [] : [derived.id]);
  });

  it('spares what somebody else said too, on their own', () => {
    const at = setting();
    const base = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    const derived = at.one(at.tell(at.claim(at.mara, 'suffers', 'thirst', { at: 20, derivesFrom: [base.id] })));
    at.commit(at.claim(at.mara, 'suffers', 'thirst', { at: 30, by: 'source' }));
    const judged = at.commit(at.retcon([base.id], 'propagate'));
    expect(judged.effects.retconned).toEqual([base.id]);
    expect(at.fact(derived.id).status).toBe('canon');
  });

  it('is refused whole where it would take along what is locked', () => {
    const at = setting();
    const base = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    const derived = at.one(at.tell(at.claim(at.mara, 'suffers', 'thirst', { at: 20, derivesFrom: [base.id] })));
    at.commit(at.propose({ type: 'lock', facts: [derived.id], reason: 'settled' }));
    expect(said(at.ask(at.retcon([base.id], 'propagate')))).toBe('rejected locked');
    expect(said(at.ask(at.retcon([base.id], 'flag')))).toBe('accepted retcon');
    expect(said(at.ask(at.retcon([derived.id])))).toBe('rejected locked');
  });

  it('names what it does not find, and what is withdrawn already', () => {
    const at = setting();
    const fact = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    at.commit(at.retcon([fact.id]));
    expect(said(at.ask(at.retcon([fact.id])))).toBe('rejected already_withdrawn');
    expect(said(at.ask(at.retcon(['fct_0000000000000000000000000a' as FactId])))).toBe('rejected unknown_fact');
  });
});

describe('a revert', () => {
  it('takes back what a commit brought, and gives back what it ended', () => {
    const at = setting();
    const home = at.one(at.tell(at.claim(at.mara, 'located_in', at.castle, { at: 10 })));
    const moved = at.tell(at.claim(at.mara, 'located_in', at.tavern, { at: 50 })).find(({ id }) => id !== home.id);
    const judged = at.commit(at.revert(at.lastCommit()));
    expect(said(judged)).toBe('accepted reverts');
    expect(judged.effects).toMatchObject({ retconned: [moved?.id], restored: [home.id] });
    expect(at.fact(home.id)).toEqual(home);
  });

  it('of a revert brings all of it back', () => {
    const at = setting();
    const home = at.one(at.tell(at.claim(at.mara, 'located_in', at.castle, { at: 10 })));
    const moved = at.one(
      at.tell(at.claim(at.mara, 'located_in', at.tavern, { at: 50 })).filter(({ id }) => id !== home.id),
    );
    const ended = at.fact(home.id);
    at.commit(at.revert(at.lastCommit()));
    at.commit(at.revert(at.lastCommit()));
    expect(at.fact(moved.id)).toEqual(moved);
    expect(at.fact(home.id)).toEqual(ended);
  });

  it('leaves and names what was changed again since', () => {
    const at = setting();
    const fact = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10, to: 1_000, intent: 'change' }));
    const ending = at.lastCommit();
    at.commit(at.retcon([fact.id]));
    const judged = at.commit(at.revert(ending));
    expect(judged.reasons.map(({ code }) => code)).toContain('changed_since');
    expect(at.fact(fact.id).status).toBe('retconned');
  });

  it('unlocks what a commit had locked, and takes nothing that is locked', () => {
    const at = setting();
    const fact = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    const telling = at.lastCommit();
    at.commit(at.propose({ type: 'lock', facts: [fact.id], reason: 'settled' }));
    const locking = at.lastCommit();
    expect(said(at.ask(at.revert(telling)))).toBe('rejected locked');
    at.commit(at.revert(locking));
    expect(at.fact(fact.id).locked).toBe(false);
  });

  it('keeps somebody of whom more was said since', () => {
    const at = setting();
    const ent = { id: at.mara.replace(/.$/, 'z') as EntityId, form: 'instance', type: 'character' } as const;
    at.commit(
      at.propose({
        type: 'entity',
        entity: {
          ...ent,
          ...{ name: 'Sable', aliases: [], description: null, properties: {}, tags: [], derivesFrom: null },
          visibility: { level: 'public' },
        },
      }),
    );
    const making = at.lastCommit();
    const fact = at.one(at.tell(at.claim(ent.id, 'suffers', 'fever', { at: 10 })));
    expect(said(at.ask(at.revert(making)))).toBe('rejected still_spoken_of');
    at.commit(at.retcon([fact.id]));
    expect(said(at.commit(at.revert(making)))).toBe('accepted reverts');
    expect(said(at.ask(at.claim(ent.id, 'suffers', 'fever', { at: 20 })))).toBe('rejected node_withdrawn');
  });

  it('takes back support, and a fact that another one carries by now stays', () => {
    const at = setting();
    const fact = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    const telling = at.lastCommit();
    at.commit(at.claim(at.mara, 'suffers', 'fever', { at: 20, by: 'source' }));
    const supporting = at.lastCommit();
    at.commit(at.revert(telling));
    expect(at.fact(fact.id).status).toBe('canon');
    at.commit(at.revert(supporting));
    expect(said(at.commit(at.retcon([fact.id])))).toBe('accepted retcon');
  });
});

describe('who is who', () => {
  const merge = (at: ReturnType<typeof setting>, keep: EntityId, drop: EntityId) =>
    at.propose({ type: 'merge', keep, drop, reason: 'they were one all along' });

  it('tells the facts of both lives of the one that is kept', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    const fever = at.one(at.tell(at.claim(stranger, 'suffers', 'fever', { at: 10 })));
    const enemies = at.one(at.tell(at.claim(at.orc, 'enemy_of', stranger, { at: 10 })));
    const deed = at.one(at.tell(at.event('deed', { agent: at.orc, patient: stranger }, { at: 10 })));
    expect(said(at.commit(merge(at, at.mara, stranger)))).toBe('accepted merged');
    expect(at.fact(fever.id).subject).toBe(at.mara);
    expect(at.fact(enemies.id).object).toEqual({ kind: 'node', id: at.mara });
    expect(at.fact(deed.id).event?.participants.map(({ node }) => node)).toContain(at.mara);
    expect(at.nodes.find(({ id }) => id === stranger)).toMatchObject({ status: 'merged', mergedInto: at.mara });
    expect(at.nodes.find(({ id }) => id === at.mara)).toMatchObject({ aliases: ['The Stranger'] });
    expect(said(at.ask(at.claim(at.mara, 'ally_of', at.orc, { at: 10, by: 'engine' })))).toBe(
      'rejected contradicts_canon',
    );
  });

  it('says once what would be said twice, and nothing of somebody and themselves', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    const first = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    const again = at.one(at.tell(at.claim(stranger, 'suffers', 'fever', { at: 20 })));
    const met = at.one(at.tell(at.claim(at.mara, 'ally_of', stranger, { at: 20 })));
    at.commit(merge(at, at.mara, stranger));
    expect(at.fact(first.id).status).toBe('canon');
    expect(at.fact(again.id)).toMatchObject({ status: 'retconned', withdrawn: { replacedBy: [first.id] } });
    expect(at.fact(met.id).status).toBe('retconned');
  });

  it('refuses two lives that cannot have been one, and names why', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    const here = at.one(at.tell(at.claim(at.mara, 'located_in', at.tavern, { at: 10 })));
    const there = at.one(at.tell(at.claim(stranger, 'located_in', at.castle, { at: 10 })));
    const judged = at.commit(merge(at, at.mara, stranger));
    expect(said(judged)).toBe('rejected contradicts_canon');
    expect(judged.reasons[0]?.facts).toContain(here.id);
    expect(at.fact(there.id).subject).toBe(stranger);
  });

  it('is undone by a revert', () => {
    const at = setting();
    const stranger = at.entity('The Stranger');
    const fever = at.one(at.tell(at.claim(stranger, 'suffers', 'fever', { at: 10 })));
    at.commit(merge(at, at.mara, stranger));
    expect(said(at.commit(at.revert(at.lastCommit())))).toBe('accepted reverts');
    expect(at.fact(fever.id).subject).toBe(stranger);
    expect(at.nodes.find(({ id }) => id === stranger)).toMatchObject({ status: 'canon' });
    expect(at.nodes.find(({ id }) => id === at.mara)).toMatchObject({ aliases: [] });
  });

  it('splits off what is told of another', () => {
    const at = setting();
    const twin = at.entity('Mora');
    const fever = at.one(at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 })));
    const split = (facts: readonly FactId[]) =>
      at.propose({ type: 'split', from: at.mara, into: twin, facts: [...facts], reason: 'it was her twin' });
    expect(said(at.commit(split([fever.id])))).toBe('accepted split');
    expect(at.fact(fever.id).subject).toBe(twin);
    expect(said(at.ask(split([fever.id])))).toBe('rejected unknown_fact');
  });

  it('renames, and keeps the former name if asked', () => {
    const at = setting();
    const rename = (name: string, keepAlias: boolean) =>
      at.propose({ type: 'rename', node: at.mara, name, keepAlias, reason: 'she took another' });
    at.commit(rename('Mara the Red', true));
    expect(at.nodes.find(({ id }) => id === at.mara)).toMatchObject({ name: 'Mara the Red', aliases: ['Mara'] });
    expect(said(at.ask(rename('The Orc', false)))).toBe('pending possible_duplicate');
  });
});
