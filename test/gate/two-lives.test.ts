import { describe, expect, it } from 'vitest';
import type { EntityId, FactId } from '../../schemas/ids.ts';
import { said, table, time } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { openKeeperTable, to, verdictOf } from '../support/keeper-table.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';

// Two turn out to be one, and what was told of each has to go together.

const setting = () => {
  const at = table({ policy: { ...smallPolicy, vocabulary: naiveVocabulary } });
  const [mara, stranger, orc] = [at.entity('Mara'), at.entity('The Stranger'), at.entity('the orc')];
  const [inn, town] = [at.entity('Inn', 'location'), at.entity('Town', 'location')];
  const merge = (keep: EntityId, drop: EntityId) =>
    at.propose({ type: 'merge', keep, drop, reason: 'they were one all along' });
  const retcon = (...facts: FactId[]) => at.propose({ type: 'retcon', cascade: 'flag', reason: 'no', facts });
  /** Whoever of the two is kept. */
  const bothWays = () => [merge(mara, stranger), merge(stranger, mara)].map((each) => said(at.ask(each)));
  return { ...at, mara, stranger, orc, inn, town, merge, retcon, bothWays };
};

type Setting = ReturnType<typeof setting>;

const never: Readonly<Record<string, (at: Setting) => void>> = {
  'one was dead when the other did something': ({ tell, claim, event, mara, stranger }) =>
    tell(claim(mara, 'vital', 'dead', { at: 10 }), event('deed', { agent: stranger }, { at: 20 })),
  'one was born after what the other did': ({ tell, event, mara, stranger }) =>
    tell(event('deed', { agent: stranger }, { at: 20 }), event('birth', { patient: mara }, { at: 30 })),
  'both were somewhere at once': ({ tell, claim, mara, stranger, inn, town }) =>
    tell(claim(mara, 'located_in', inn, { at: 10, to: 30 }), claim(stranger, 'located_in', town, { at: 20, to: 40 })),
  'one is somewhere, and the other since then somewhere else': ({ tell, claim, mara, stranger, inn, town }) =>
    tell(claim(mara, 'located_in', inn, { at: 10 }), claim(stranger, 'located_in', town, { at: 20 })),
  'one rules, and the other died meanwhile': ({ tell, claim, event, mara, stranger, town }) =>
    tell(claim(mara, 'rules', town, { at: 10 }), event('death', { patient: stranger }, { at: 20 })),
  'one ruled beyond the death of the other': ({ tell, claim, event, mara, stranger, town }) =>
    tell(claim(mara, 'rules', town, { at: 10, to: 30 }), event('death', { patient: stranger }, { at: 20 })),
  'one was dead and the other lived after that, with no resurrection between': ({ tell, claim, mara, stranger }) =>
    tell(claim(mara, 'vital', 'dead', { at: 10, to: 20 }), claim(stranger, 'vital', 'alive', { at: 30 })),
  'one was elsewhere when the other took part': ({ tell, claim, event, mara, stranger, inn, town }) =>
    tell(
      claim(mara, 'located_in', inn, { at: 10, to: 30 }),
      event('deed', { agent: stranger, place: town }, { at: 20 }),
    ),
};

describe('two lives', () => {
  it.each(Object.keys(never))('were not one where %s, whoever is kept', (what) => {
    const at = setting();
    never[what]?.(at);
    expect(at.bothWays()).toEqual(['rejected contradicts_canon', 'rejected contradicts_canon']);
  });

  it('may be one in spite of what was wrong in one of them already, and of what is contested', () => {
    const at = setting();
    at.tell(
      at.claim(at.stranger, 'rules', at.town, { at: 10 }),
      at.event('death', { patient: at.stranger }, { at: 20 }),
      at.claim(at.stranger, 'rules', at.inn, { at: 15, to: 40 }),
    );
    expect(at.bothWays()).toEqual(['accepted merged', 'accepted merged']);

    const naive = { ...smallPolicy, vocabulary: naiveVocabulary, contradictingSources: 'contest' as const };
    const other = table({ policy: naive });
    const [mara, stranger] = [other.entity('Mara'), other.entity('The Stranger')];
    const places = [other.entity('Inn', 'location'), other.entity('Town', 'location')];
    for (const place of places)
      other.commit(other.claim(stranger, 'located_in', place, { at: 10, to: 30, by: 'source', level: 'canon' }));
    expect(other.facts.map(({ status }) => status)).toEqual(['contested', 'contested']);
    const merge = other.propose({ type: 'merge', keep: mara, drop: stranger, reason: 'one' });
    expect(said(other.ask(merge))).toBe('accepted merged');
  });
});

describe('what is told after two turned out to be one', () => {
  it('does not bring back who is another by now, nor who was taken back', () => {
    const at = setting();
    const { content } = at.propose({
      type: 'entity',
      entity: {
        ...{ id: at.stranger, form: 'instance', type: 'character', name: 'The Stranger', aliases: [] },
        ...{ description: null, properties: {}, tags: [], derivesFrom: null, visibility: { level: 'public' } },
      },
    });
    at.commit(at.merge(at.mara, at.stranger));
    for (const intent of ['assert', 'change', 'correct'] as const)
      expect(said(at.ask(at.propose(content, { intent })))).toBe('rejected node_withdrawn');
  });

  it('says free words once, and leaves what somebody did with themselves', () => {
    const at = setting();
    const text = (subject: EntityId) => {
      const told = { subject, predicate: 'free_text', object: null, statement: 'Sings at night.', visibility: null };
      const valid = { from: time(10), to: null };
      return at.propose({ type: 'fact', claim: { id: at.newFact(), ...told, valid, derivesFrom: [] } });
    };
    const [first] = at.tell(text(at.mara));
    const [again] = at.tell(text(at.stranger));
    const [wave] = at.tell(at.claim(at.stranger, 'waves_at', at.stranger, { at: 10 }));
    at.commit(at.merge(at.mara, at.stranger));
    expect([first, again, wave].map((fact) => at.fact(fact?.id).status)).toEqual(['canon', 'retconned', 'canon']);
  });

  it('comes back as told of the one who is kept, unless it was between the two', () => {
    const at = setting();
    const [allies] = at.tell(at.claim(at.stranger, 'ally_of', at.orc, { at: 10, to: 30 }));
    const [between] = at.tell(at.claim(at.stranger, 'ally_of', at.mara, { at: 10, to: 30 }));
    const denied = [at.orc, at.mara].map(
      (who) => at.commit(at.claim(at.stranger, 'enemy_of', who, { at: 10, to: 30 })).effects.introduced,
    );
    expect([allies, between].map((fact) => at.fact(fact?.id).status)).toEqual(['retconned', 'retconned']);
    at.commit(at.merge(at.mara, at.stranger));
    // The enmity of one and the same is no more.
    expect(at.fact(denied[1]?.[0]).status).toBe('retconned');
    expect(at.commit(at.retcon(...(denied[0] ?? []))).effects.restored).toEqual([allies?.id]);
    expect(at.fact(allies?.id)).toMatchObject({ subject: at.mara, object: { id: at.orc }, withdrawn: null });
  });

  it('does not come back if it was between the two', () => {
    const at = setting();
    const [ring] = at.tell(at.claim(at.stranger, 'guards', at.inn, { at: 10, to: 30 }));
    const [served] = at.tell(at.claim(at.stranger, 'serves', at.mara, { at: 10, to: 30 }));
    const [other] = at.commit(at.claim(at.stranger, 'serves', at.orc, { at: 10, to: 30 })).effects.introduced;
    if (other === undefined) throw new Error('they serve nobody');
    at.commit(at.merge(at.mara, at.stranger));
    const judged = at.commit(at.retcon(other));
    expect(judged.reasons).toMatchObject([{ code: 'retcon' }, { code: 'stays_withdrawn', facts: [served?.id] }]);
    expect([served, ring].map((fact) => at.fact(fact?.id).status)).toEqual(['retconned', 'canon']);
  });
});

describe('the keeper', () => {
  it('brings back what had been told of who is another by now, and sees what it meets there', async () => {
    await using played = await openKeeperTable();
    const { entity, says, claim, decide, canon, universe } = played;
    const [mara, stranger] = [entity('Mara', 'character'), entity('Stranger', 'character')];
    const [town, vale, realm] = [entity('Town', 'location'), entity('Vale', 'location'), entity('Realm', 'location')];
    const people = [mara, stranger, town, vale, realm];
    await decide(await Promise.all(people.map(({ content }) => says('There is.', content))));
    const during = (who: typeof mara, where: typeof town, [at, over]: readonly [number, number]) =>
      claim(who.id, 'located_in', to(where.id), at, { valid: { from: time(at), to: time(over) } });
    const [early, late] = [during(stranger, town, [10, 20]), during(stranger, town, [50, 60])];
    await decide([await says('There.', early), await says('And again.', late)], 90);
    const [first, then] = [during(stranger, vale, [10, 20]), during(stranger, vale, [50, 60])];
    await decide([await says('No, there.', first), await says('There.', then)], 90);
    const later = [during(stranger, town, [70, 80]), during(stranger, vale, [70, 80])];
    for (const each of later) await decide([await says('There at last.', each)], 90);
    await decide([await says('The vale is of the realm.', claim(vale.id, 'part_of', to(realm.id), null))]);
    await decide([await says('In the realm.', during(mara, realm, [70, 75]))], 90);
    const long = during(mara, vale, [5, 30]);
    const merge = { type: 'merge', keep: mara.id, drop: stranger.id, reason: 'one and the same' } as const;
    expect((await decide([await says('She was there too.', long)], 90)).map(verdictOf)).toEqual(['accepted new']);
    expect((await decide([await says('She was the stranger.', merge)], 90)).map(verdictOf)).toEqual([
      'accepted merged',
    ]);
    const facts = [first, then, ...later.slice(1)].map((each) => each.claim.id);
    const retcon = { type: 'retcon', cascade: 'flag', reason: 'no', facts } as const;
    expect((await decide([await says('They were not.', retcon)])).map(verdictOf)).toEqual(['accepted retcon']);
    const ids = [long, early, late, ...later.slice(0, 1)].map((each) => each.claim.id);
    const states = await canon.reader.facts(universe, ids);
    expect(states.map(({ status, subject }) => [status, subject])).toEqual([
      ['canon', mara.id],
      ['retconned', stranger.id],
      ['canon', mara.id],
      ['retconned', stranger.id],
    ]);
  });

  it('sees what had made it right where it was told before, and is missing where it would be told', async () => {
    await using played = await openKeeperTable();
    const { entity, says, event, decide, canon, universe } = played;
    const [mara, stranger] = [entity('Mara', 'character'), entity('Stranger', 'character')];
    await decide(await Promise.all([mara, stranger].map(({ content }) => says('There is.', content))));
    await decide([await says('Dies.', event('death', { patient: stranger.id }, 10))], 10);
    await decide([await says('Rises.', event('resurrection', { patient: stranger.id }, 20))], 20);
    const statuses = ['canon', 'ended'] as const;
    const { items } = await canon.reader.listFacts(universe, { statuses }, { max: 20, after: null });
    const facts = items.filter(({ predicate }) => predicate === 'vital').map(({ id }) => id);
    expect(facts).toHaveLength(2);
    const split = { type: 'split' as const, from: stranger.id, into: mara.id, reason: 'there were two', facts };
    expect((await decide([await says('It was Mara.', split)], 20)).map(verdictOf)).toEqual([
      'rejected contradicts_canon',
    ]);
  });
});
