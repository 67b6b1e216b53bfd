import { describe, expect, it } from 'vitest';
import type { EntityId, FactId } from '../../schemas/ids.ts';
import { said, table } from '../support/gate.ts';
import { openKeeperTable, to, verdictOf } from '../support/keeper-table.ts';

// Two turn out to be one, and then something that either had to do with is taken back.

const setting = () => {
  const at = table();
  const [mara, stranger, orc] = [at.entity('Mara'), at.entity('The Stranger'), at.entity('the orc')];
  const retcon = (facts: readonly (FactId | undefined)[], cascade: 'none' | 'flag' | 'propagate' = 'flag') =>
    at.propose({
      ...{ type: 'retcon', cascade, reason: 'it never was so' },
      facts: facts.filter((id) => id !== undefined),
    });
  const merge = (keep: EntityId, drop: EntityId) => {
    const judged = at.commit(at.propose({ type: 'merge', keep, drop, reason: 'they were one all along' }));
    expect(said(judged)).toBe('accepted merged');
  };
  const split = (from: EntityId, into: EntityId, facts: readonly FactId[]) =>
    at.commit(at.propose({ type: 'split', from, into, facts: [...facts], reason: 'they were two' }));
  return { ...at, mara, stranger, orc, retcon, merge, split };
};

describe('what an event had brought about', () => {
  it.each(['none', 'flag', 'propagate'] as const)(
    'goes with it, cascade %s, also when it is told of somebody else by now',
    (cascade) => {
      const at = setting();
      const { introduced } = at.commit(at.event('death', { patient: at.stranger, agent: at.orc }, { at: 500 })).effects;
      at.merge(at.mara, at.stranger);
      const judged = at.ask(at.retcon([introduced[0]], cascade));
      expect(judged.effects).toMatchObject({ retconned: introduced, flagged: [] });
    },
  );

  it('goes with it after several have become one, one after the other, and after a part was split off again', () => {
    const at = setting();
    const { introduced } = at.commit(at.event('death', { patient: at.stranger, agent: at.orc }, { at: 500 })).effects;
    const [first, second] = [at.entity('A monk'), at.entity('A nun')];
    at.merge(first, at.stranger);
    at.merge(at.mara, first);
    expect(at.ask(at.retcon([introduced[0]])).effects).toMatchObject({ retconned: introduced, flagged: [] });
    at.split(at.mara, second, introduced);
    expect(at.ask(at.retcon([introduced[0]])).effects).toMatchObject({ retconned: introduced, flagged: [] });
  });

  it('comes back with it', () => {
    const at = setting();
    const { introduced } = at.commit(at.event('death', { patient: at.stranger, agent: at.orc }, { at: 500 })).effects;
    at.merge(at.mara, at.stranger);
    const before = [...at.facts];
    const birth = at.commit(at.claim(at.orc, 'vital', 'dead', { at: 10, intent: 'correct' })).effects;
    expect(birth.retconned).toEqual(introduced);
    at.commit(at.retcon([birth.introduced[0]]));
    expect(at.facts.filter(({ id }) => introduced.includes(id))).toEqual(before);
  });

  it('is what nobody claimed: a claim that rests on the event is left to a person', () => {
    const at = setting();
    const [death] = at.tell(at.event('death', { patient: at.stranger }, { at: 500 }));
    if (death === undefined) throw new Error('nobody died');
    const [grief] = at.tell(at.claim(at.stranger, 'suffers', 'a grave', { at: 500, derivesFrom: [death.id] }));
    at.merge(at.mara, at.stranger);
    expect(at.ask(at.retcon([death.id])).effects.flagged).toEqual([grief?.id]);
  });
});

describe('the keeper', () => {
  it('takes along what the event did to somebody who is another by now, and sees what came of them since', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, event, decide, canon, universe } = played;
    const [mara, stranger, orc] = [
      entity('Mara', 'character'),
      entity('Stranger', 'character'),
      entity('Orc', 'character'),
    ];
    const [town, vale] = [entity('Town', 'location'), entity('Vale', 'location')];
    const people = [mara, stranger, orc, town, vale];
    await decide(await Promise.all(people.map(({ content }) => says('There is.', content))));
    const rules = claim(stranger.id, 'rules', to(town.id), 10);
    const death = event('death', { patient: stranger.id, agent: orc.id }, 500);
    const life = event('resurrection', { patient: mara.id }, 700);
    const later = claim(mara.id, 'rules', to(vale.id), 800);
    await decide([await says('They rule.', rules)], 10);
    await decide([await says('They die.', death)], 500);
    const merge = { type: 'merge', keep: mara.id, drop: stranger.id, reason: 'one and the same' } as const;
    const told = [
      await says('She was the stranger.', merge),
      await says('She rises.', life),
      await says('She rules.', later),
    ];
    expect((await decide(told)).map(verdictOf)).toEqual(['accepted merged', 'accepted change', 'accepted new']);
    const retcon = (facts: FactId[]) => ({ type: 'retcon', facts, cascade: 'flag', reason: 'no' }) as const;
    const back = await decide([
      await says('Nobody rose.', retcon([life.claim.id])),
      await says('Nobody died.', retcon([death.claim.id])),
    ]);
    expect(back.map(verdictOf)).toEqual(['accepted retcon', 'accepted retcon']);
    const page = { max: 20, after: null };
    const statuses = ['canon', 'ended', 'retconned', 'contested'] as const;
    const { items } = await canon.reader.listFacts(universe, { statuses }, page);
    const vital = items.filter(({ predicate }) => predicate === 'vital').map(({ status }) => status);
    expect(vital).toEqual(['retconned', 'retconned']);
    const crown = items.find(({ id }) => id === rules.claim.id);
    expect(crown).toMatchObject({ status: 'ended', subject: mara.id, valid: { to: { second: 800 } } });
  });
});
