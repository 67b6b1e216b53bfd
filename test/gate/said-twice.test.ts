import { describe, expect, it } from 'vitest';
import type { EntityId, FactId } from '../../schemas/ids.ts';
import { said, table, time } from '../support/gate.ts';
import { openKeeperTable, to, verdictOf } from '../support/keeper-table.ts';

// Two turn out to be one, and the same had been told of both.

const setting = () => {
  const at = table();
  const [mara, stranger, orc] = [at.entity('Mara'), at.entity('The Stranger'), at.entity('the orc')];
  const merged = (keep: EntityId, drop: EntityId) =>
    at.propose({ type: 'merge', keep, drop, reason: 'they were one all along' });
  const retcon = (facts: FactId[]) => at.propose({ type: 'retcon', cascade: 'flag', reason: 'no', facts });
  const told = (...claim: Parameters<typeof at.claim>) => {
    const [fact] = at.tell(at.claim(...claim));
    if (fact === undefined) throw new Error('not told');
    return fact;
  };
  return { ...at, mara, stranger, orc, merged, retcon, told };
};

describe('what was said twice', () => {
  it('is said once, by what was told first, whoever of the two that was told of', () => {
    const at = setting();
    const first = at.told(at.stranger, 'suffers', 'fever', { at: 10 });
    const again = at.told(at.mara, 'suffers', 'fever', { at: 20 });
    const hostile = at.told(at.orc, 'enemy_of', at.stranger, { at: 10 });
    const turned = at.told(at.mara, 'enemy_of', at.orc, { at: 20 });
    const judged = at.commit(at.merged(at.mara, at.stranger));
    expect(judged.effects.retconned.toSorted()).toEqual([again.id, turned.id].toSorted());
    expect(at.fact(first.id)).toMatchObject({ subject: at.mara, status: 'canon', replaces: [again.id] });
    expect(at.fact(again.id)).toMatchObject({ status: 'retconned', withdrawn: { replacedBy: [first.id] } });
    expect(at.fact(turned.id)).toMatchObject({ status: 'retconned', withdrawn: { replacedBy: [hostile.id] } });
  });

  it('is said once though both came with one commit', () => {
    const at = setting();
    const claims = [at.mara, at.stranger].map((who) => at.claim(who, 'suffers', 'fever', { at: 10 }));
    const fevers = at.tell(...claims).filter(({ predicate }) => predicate === 'suffers');
    at.commit(at.merged(at.mara, at.stranger));
    expect(fevers.map(({ id }) => at.fact(id).status).toSorted()).toEqual(['canon', 'retconned']);
  });

  it('is asserted as long as either was, and over when either was if that is not earlier', () => {
    const at = setting();
    const fever = at.told(at.mara, 'suffers', 'fever', { at: 10 });
    at.told(at.stranger, 'suffers', 'fever', { at: 20, to: 30 });
    const gout = at.told(at.mara, 'suffers', 'gout', { at: 10 });
    at.told(at.stranger, 'suffers', 'gout', { at: 25 });
    const rage = at.told(at.stranger, 'suffers', 'rage', { at: 40 });
    at.told(at.mara, 'suffers', 'rage', { at: 20, to: 50 });
    at.tell(at.claim(at.stranger, 'suffers', 'rage', { at: 60 }));
    const { effects } = at.commit(at.merged(at.mara, at.stranger));
    expect(effects.ended).toEqual([{ fact: fever.id, at: time(30) }]);
    expect(at.fact(fever.id)).toMatchObject({ status: 'ended', valid: { from: time(10), to: time(30) } });
    expect(at.fact(gout.id)).toMatchObject({ status: 'canon', heldUntil: time(25) });
    expect(at.fact(rage.id)).toMatchObject({ status: 'canon', valid: { to: null }, heldUntil: time(60) });
  });

  it('stays twice where each was over before the other began, and in a third that begins when the first two are over', () => {
    const at = setting();
    const first = at.told(at.mara, 'suffers', 'fever', { at: 10 });
    const second = at.told(at.stranger, 'suffers', 'fever', { at: 20, to: 30 });
    const third = at.told(at.stranger, 'suffers', 'fever', { at: 35, to: 40 });
    at.commit(at.merged(at.mara, at.stranger));
    expect([first, second, third].map(({ id }) => at.fact(id).status)).toEqual(['ended', 'retconned', 'canon']);
  });

  it('is not decided for the GM where what would go, or would be over, is locked', () => {
    const at = setting();
    const first = at.told(at.mara, 'suffers', 'fever', { at: 10 });
    at.told(at.stranger, 'suffers', 'fever', { at: 20, to: 30 });
    at.told(at.stranger, 'suffers', 'gout', { at: 10 });
    const again = at.told(at.mara, 'suffers', 'gout', { at: 20 });
    const lock = (type: 'lock' | 'unlock', ...facts: FactId[]) =>
      at.commit(at.propose({ type, facts, reason: 'so it is' }));
    lock('lock', first.id);
    expect(at.ask(at.merged(at.mara, at.stranger)).reasons).toMatchObject([{ code: 'locked', facts: [first.id] }]);
    lock('unlock', first.id);
    lock('lock', again.id);
    expect(at.ask(at.merged(at.mara, at.stranger)).reasons).toMatchObject([{ code: 'locked', facts: [again.id] }]);
    lock('unlock', again.id);
    expect(said(at.ask(at.merged(at.mara, at.stranger)))).toBe('accepted merged');
  });

  it('comes back when what stood for both is taken back, and goes again with a retcon of that', () => {
    const at = setting();
    const first = at.told(at.stranger, 'suffers', 'fever', { at: 10 });
    const again = at.told(at.mara, 'suffers', 'fever', { at: 20 });
    at.commit(at.merged(at.mara, at.stranger));
    const judged = at.commit(at.retcon([first.id]));
    expect(judged.effects).toMatchObject({ retconned: [first.id], restored: [again.id] });
    expect(at.fact(again.id)).toMatchObject({ subject: at.mara, status: 'canon', withdrawn: null });
    at.commit(at.propose({ type: 'revert', commit: at.lastCommit(), reason: 'it was' }));
    expect([first, again].map(({ id }) => at.fact(id).status)).toEqual(['canon', 'retconned']);
  });

  it('is as it was after a revert of the merge', () => {
    const at = setting();
    at.told(at.stranger, 'suffers', 'fever', { at: 10 });
    at.told(at.mara, 'suffers', 'fever', { at: 20 });
    at.told(at.mara, 'suffers', 'gout', { at: 10 });
    at.told(at.stranger, 'suffers', 'gout', { at: 20, to: 30 });
    const before = [...at.facts];
    at.commit(at.merged(at.mara, at.stranger));
    at.commit(at.propose({ type: 'revert', commit: at.lastCommit(), reason: 'they were two' }));
    expect(at.facts).toEqual(before);
  });
});

describe('the keeper', () => {
  it('brings it back though nothing of it was asked for by the retcon', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe } = played;
    const [mara, stranger, friend] = [
      entity('Mara', 'character'),
      entity('Stranger', 'character'),
      entity('Orc', 'character'),
    ];
    await decide(await Promise.all([mara, stranger, friend].map(({ content }) => says('There is.', content))));
    const first = claim(stranger.id, 'ally_of', to(friend.id), 10);
    const again = claim(friend.id, 'ally_of', to(mara.id), 20);
    await decide([await says('Allies.', first)], 10);
    await decide([await says('Allies.', again)], 20);
    const merge = { type: 'merge', keep: mara.id, drop: stranger.id, reason: 'one and the same' } as const;
    expect((await decide([await says('She was the stranger.', merge)])).map(verdictOf)).toEqual(['accepted merged']);
    const states = async () =>
      (await canon.reader.facts(universe, [first.claim.id, again.claim.id])).map(({ status }) => status);
    expect(await states()).toEqual(['canon', 'retconned']);
    const retcon = { type: 'retcon' as const, cascade: 'flag' as const, reason: 'no', facts: [first.claim.id] };
    expect((await decide([await says('They were none.', retcon)])).map(verdictOf)).toEqual(['accepted retcon']);
    expect(await states()).toEqual(['retconned', 'canon']);
  });

  it('sees it also where it was told of the one who goes by the same batch', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe } = played;
    const [mara, stranger, orc] = [
      entity('Mara', 'character'),
      entity('Stranger', 'character'),
      entity('Orc', 'character'),
    ];
    await decide(await Promise.all([mara, stranger, orc].map(({ content }) => says('There is.', content))));
    const known = claim(mara.id, 'ally_of', to(orc.id), 10);
    await decide([await says('Allies.', known)], 10);
    const told = claim(stranger.id, 'ally_of', to(orc.id), 20);
    const merge = { type: 'merge', keep: mara.id, drop: stranger.id, reason: 'one and the same' } as const;
    const decided = await decide([await says('Allies.', told), await says('She was the stranger.', merge)], 20);
    expect(decided.map(verdictOf)).toEqual(['accepted new', 'accepted merged']);
    const facts = await canon.reader.facts(universe, [known.claim.id, told.claim.id]);
    expect(facts.map(({ status }) => status)).toEqual(['canon', 'retconned']);
  });
});
