import { describe, expect, it } from 'vitest';
import type { CommitId, EntityId, FactId } from '../../schemas/ids.ts';
import { said, table, time } from '../support/gate.ts';
import { openKeeperTable, text, verdictOf } from '../support/keeper-table.ts';

// A whole commit is taken back, and what was said in it besides.

const setting = () => {
  const at = table();
  const [mara, tomas] = [at.entity('Mara'), at.entity('Tomas')];
  const [inn, town] = [at.entity('Inn', 'location'), at.entity('Town', 'location')];
  const revert = (commit: CommitId) => at.commit(at.propose({ type: 'revert', commit, reason: 'no' }));
  const retcon = (...facts: FactId[]) =>
    at.commit(at.propose({ type: 'retcon', cascade: 'flag', reason: 'no', facts }));
  const split = (from: EntityId, into: EntityId, ...facts: FactId[]) =>
    at.commit(at.propose({ type: 'split', from, into, facts, reason: 'they were two' }));
  return { ...at, mara, tomas, inn, town, revert, retcon, split };
};

describe('a revert', () => {
  it('of a split tells of the first one again what only one can be said of', () => {
    const at = setting();
    const [rule] = at.tell(at.claim(at.mara, 'rules', at.town, { at: 10 }));
    if (rule === undefined) throw new Error('nobody rules');
    at.split(at.mara, at.tomas, rule.id);
    expect(at.fact(rule.id).subject).toBe(at.tomas);
    expect(at.revert(at.lastCommit()).effects.restored).toEqual([rule.id]);
    expect(at.fact(rule.id)).toEqual(rule);
  });

  it('of a revert gives a fact those back who spoke for it', () => {
    const at = setting();
    const [fever] = at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 }));
    if (fever === undefined) throw new Error('nobody is ill');
    const telling = at.lastCommit();
    at.commit(at.claim(at.mara, 'suffers', 'fever', { at: 20, by: 'source' }));
    at.revert(at.lastCommit());
    at.revert(at.lastCommit());
    at.revert(telling);
    expect(at.fact(fever.id).status).toBe('canon');
  });

  it('of a revert brings a correction back, though nothing else leads to what it says', () => {
    const at = setting();
    at.tell(at.claim(at.mara, 'vital', 'dead', { at: 10, to: 11 }));
    const [alive] = at.tell(at.claim(at.mara, 'vital', 'alive', { at: 20, intent: 'correct' }));
    if (alive === undefined) throw new Error('she does not live');
    at.revert(at.lastCommit());
    expect(at.fact(alive.id).status).toBe('retconned');
    expect(at.revert(at.lastCommit()).effects.restored).toEqual([alive.id]);
    expect(at.fact(alive.id)).toEqual(alive);
  });

  it('takes nothing back that was taken back, though it takes a lock from it', () => {
    const at = setting();
    const [fever] = at.tell(at.claim(at.mara, 'suffers', 'fever', { at: 10 }));
    if (fever === undefined) throw new Error('nobody is ill');
    at.retcon(fever.id);
    at.commit(at.propose({ type: 'lock', facts: [fever.id], reason: 'for good' }));
    expect(at.revert(at.lastCommit()).effects).toMatchObject({ retconned: [], restored: [] });
    expect(at.fact(fever.id)).toMatchObject({ status: 'retconned', locked: false });
  });

  it('brings nothing back of somebody who never was', () => {
    const at = setting();
    const { type, entity } = {
      type: 'entity' as const,
      entity: {
        ...{ id: at.newEntity(), form: 'instance' as const, type: 'character' as const, name: 'Uma', aliases: [] },
        ...{ description: null, properties: {}, tags: [], derivesFrom: null, visibility: { level: 'public' as const } },
      },
    };
    at.commit(at.propose({ type, entity }));
    const making = at.lastCommit();
    const [ally] = at.tell(at.claim(at.mara, 'ally_of', entity.id, { at: 10 }));
    if (ally === undefined) throw new Error('they are no allies');
    at.retcon(ally.id);
    const denying = at.lastCommit();
    expect(said(at.revert(making))).toBe('accepted reverts');
    expect(at.revert(denying).reasons).toMatchObject([
      { code: 'reverts' },
      { code: 'stays_withdrawn', facts: [ally.id] },
    ]);
    expect(at.fact(ally.id).status).toBe('retconned');
  });
});

describe('the keeper', () => {
  it('takes back what others said in the same commit with it, and leaves what they said in another', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe } = played;
    const mara = entity('Mara', 'character');
    await decide([await says('There is.', mara.content)]);
    const ill = (text: string) => claim(mara.id, 'suffers', { kind: 'text', text }, 10);
    const [fever, gout] = [ill('fever'), ill('gout')];
    const told = [
      await says('She is ill.', fever),
      await says('She is, the fever.', ill('fever')),
      await says('And her foot.', gout),
    ];
    await decide(told, 20);
    const { revision } = await canon.reader.head(universe);
    const [commit] = (await canon.reader.commits(universe, { max: 100, after: null })).items.filter(
      (each) => each.revision === revision,
    );
    if (commit === undefined) throw new Error('nothing was committed');
    expect((await decide([await says('Her foot, yes.', ill('gout'))], 20)).map(verdictOf)).toEqual([
      'accepted already_known',
    ]);
    const revert = { type: 'revert', commit: commit.id, reason: 'no' } as const;
    expect((await decide([await says('No.', revert)])).map(verdictOf)).toEqual(['accepted reverts']);
    const states = await canon.reader.facts(universe, [fever.claim.id, gout.claim.id]);
    expect(states.map(({ status }) => status)).toEqual(['retconned', 'canon']);
  });

  it('makes canon by a revert of a revert what it was, and asks nobody whether it can be', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe } = played;
    const mara = entity('Mara', 'character');
    await decide([await says('There is.', mara.content)]);
    const vital = (value: string, from: number, to: number | null) =>
      claim(mara.id, 'vital', text(value), from, { valid: { from: time(from), to: to === null ? null : time(to) } });
    await decide([await says('She died.', vital('dead', 10, 11))], 20);
    const alive = vital('alive', 15, null);
    await decide([await says('She lives after all.', alive, { intent: 'correct' })], 20);
    const [before] = await canon.reader.facts(universe, [alive.claim.id]);
    for (const state of ['retconned', 'canon'] as const) {
      const { revision } = await canon.reader.head(universe);
      const { items } = await canon.reader.commits(universe, { max: 100, after: null });
      const commit = items.find((each) => each.revision === revision)?.id;
      if (commit === undefined) throw new Error('nothing was committed');
      await decide([await says('No.', { type: 'revert', commit, reason: 'no' })], 20);
      expect(await canon.reader.facts(universe, [alive.claim.id])).toMatchObject([{ status: state }]);
    }
    expect(await canon.reader.facts(universe, [alive.claim.id])).toEqual([before]);
  });
});
