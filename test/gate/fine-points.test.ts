import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../schemas/vocabulary.ts';
import { said, table, time } from '../support/gate.ts';
import { smallPolicy } from '../support/small-policy.ts';
import { naiveVocabulary } from '../support/naive-gate/vocabulary.ts';

// What is easily overlooked.

describe('a ring', () => {
  it('is not closed by any of several ways back, and the earliest counts', () => {
    const { entity, claim, ask, tell, fact } = table();
    const [inn, town, keep] = [entity('Inn', 'location'), entity('Town', 'location'), entity('Keep', 'location')];
    tell(
      claim(keep, 'part_of', inn, { at: 80, to: 90 }),
      claim(town, 'part_of', keep, { at: null }),
      claim(keep, 'part_of', inn, { at: 20, to: 21 }),
    );
    const [within] = tell(claim(inn, 'part_of', town, { at: 10 }));
    expect(fact(within?.id).valid.to).toEqual(time(20));
    expect(said(ask(claim(inn, 'part_of', town, { at: 20, by: 'source' })))).toBe('rejected contradicts_canon');
  });
});

describe('rules of the world', () => {
  it('are named, all that are broken, in whatever order canon lists them', () => {
    const at = table();
    const mara = at.entity('Mara');
    const vital = at.axiom('Nobody lives or dies.', 'proposal.predicate != "vital"');
    at.axiom('Nothing is older than the world.', 'proposal.story_second > 0');
    const undead = at.axiom('Nobody rises.', 'proposal.object != "undead"');
    const names = { code: 'breaks_axiom', nodes: [vital, undead], detail: 'Nobody lives or dies. Nobody rises.' };
    const rising = at.claim(mara, 'vital', 'undead', { at: 10 });
    expect(at.ask(rising)).toMatchObject({ verdict: 'rejected', reasons: [names] });
    at.nodes.reverse();
    expect(at.ask(rising)).toMatchObject({ verdict: 'rejected', reasons: [names] });
  });

  it('that cannot be asked are named, all of them, unless one is broken', () => {
    const at = table();
    const mara = at.entity('Mara');
    const old = at.axiom('Nothing is older than the world.', 'proposal.story_second > 0');
    const young = at.axiom('Nothing is as young as that.', 'proposal.story_second < 900');
    const brave = at.axiom('Nobody is feverish.', 'proposal.object != "fever"');
    expect(at.ask(at.claim(mara, 'suffers', 'cold', { at: null }))).toMatchObject({
      verdict: 'pending',
      reasons: [{ code: 'axiom_failed', nodes: [old, young] }],
    });
    expect(at.ask(at.claim(mara, 'suffers', 'fever', { at: null }))).toMatchObject({
      verdict: 'rejected',
      reasons: [{ code: 'breaks_axiom', nodes: [brave] }],
    });
  });
});

describe('what is permanent', () => {
  it('is given no end, whoever tells of one and whatever is meant by it', () => {
    const { entity, claim, ask, tell, fact } = table();
    const [mara, tomas, ida] = [entity('Mara'), entity('Tomas'), entity('Ida')];
    const [born] = tell(claim(mara, 'parent_of', tomas, { at: 10 }));
    for (const intent of ['assert', 'change', 'correct'] as const) {
      const refused = ask(claim(tomas, 'child_of', mara, { at: 10, to: 1_000, intent }));
      expect(said(refused)).toBe('rejected never_ends');
      expect(refused.reasons[0]?.facts).toEqual([born?.id]);
    }
    expect(ask(claim(mara, 'parent_of', tomas, { at: 1, to: 5 })).reasons[0]?.facts).toEqual([born?.id]);
    expect(said(ask(claim(mara, 'parent_of', ida, { at: 10, to: 900 })))).toBe('rejected never_ends');
    expect(fact(born?.id).valid.to).toBeNull();
  });

  it('does not give way to what comes and goes, however late that begins', () => {
    const { predicates, events } = smallPolicy.vocabulary;
    const kin = { subject: ['character'], object: { kind: 'node', types: ['character'] }, symmetric: true };
    const vocabulary = Vocabulary.parse({
      predicates: [
        ...predicates,
        { ...kin, name: 'sibling_of', about: 'kin', temporal: 'permanent', excludes: ['spouse_of'] },
        { ...kin, name: 'spouse_of', about: 'married', excludes: ['sibling_of'] },
      ],
      events,
    });
    const { entity, claim, ask, tell } = table({ policy: { ...smallPolicy, vocabulary } });
    const [mara, tomas] = [entity('Mara'), entity('Tomas')];
    const [kinship] = tell(claim(mara, 'sibling_of', tomas, { at: 500 }));
    const wed = (at: number, by: 'gm' | 'engine', to?: number) =>
      ask(claim(tomas, 'spouse_of', mara, { at, by, ...(to === undefined ? {} : { to }) }));
    expect(said(wed(900, 'engine'))).toBe('rejected contradicts_canon');
    expect(said(wed(100, 'engine', 200))).toBe('rejected contradicts_canon');
    expect(said(wed(100, 'engine'))).toBe('rejected contradicts_canon');
    expect(wed(900, 'gm').effects).toMatchObject({ ended: [], retconned: [kinship?.id] });
  });
});

describe('what is named', () => {
  it('as a crowd is what canon holds, and not what the event itself would add to it', () => {
    const at = table({ policy: { ...smallPolicy, vocabulary: naiveVocabulary } });
    const [ann, bob, cid, dora] = [at.entity('Ann'), at.entity('Bob'), at.entity('Cid'), at.entity('Dora')];
    const [known] = at.tell(at.claim(cid, 'parent_of', bob, { at: 10 }));
    const { content } = at.event('birth', { agent: ann, patient: bob }, { at: 10 });
    if (content.type !== 'event') throw new Error('no event');
    const { claim } = content;
    const participants = [...claim.event.participants, { role: 'agent' as const, node: dora }];
    const { reasons } = at.ask(
      at.propose({ ...content, claim: { ...claim, event: { ...claim.event, participants } } }),
    );
    expect(reasons).toMatchObject([{ code: 'which_gives_way', facts: [known?.id] }]);
  });

  it('as an event that stays is no claim on which the displaced rested as well', () => {
    const at = table();
    const [mara, tomas] = [at.entity('Mara'), at.entity('Tomas')];
    const deed = at.event('deed', { agent: mara }, { at: 10 });
    const base = at.claim(tomas, 'suffers', 'a curse', { at: 10 });
    const bases = at.tell(deed, base).map(({ id }) => id);
    at.tell(at.claim(mara, 'hp', 5, { at: 10, derivesFrom: bases }));
    const { reasons } = at.ask(at.claim(mara, 'hp', 7, { at: 10, intent: 'correct' }));
    expect(reasons.find(({ code }) => code === 'event_stands')?.facts).toEqual([bases[0]]);
  });
});

describe('what somebody has to be', () => {
  const guilds = (perSubject: number) =>
    Vocabulary.parse({
      predicates: [
        { name: 'guild', about: 'belongs', subject: ['character'], object: { kind: 'text' }, perSubject },
        {
          ...{ name: 'serves', about: 'has a lord', subject: ['character'] },
          object: { kind: 'node', types: ['character'], must: [{ predicate: 'guild', is: ['Thieves'] }] },
        },
      ],
      events: [
        {
          ...{ name: 'theft', about: 'it is gone' },
          roles: { agent: { types: ['character'], atLeast: 1, must: [{ predicate: 'guild', is: ['thieves'] }] } },
        },
      ],
    });

  it('may be one of several things that one is', () => {
    const outcome = (perSubject: number) => {
      const at = table({ policy: { ...smallPolicy, vocabulary: guilds(perSubject) } });
      const mara = at.entity('Mara');
      at.tell(at.claim(mara, 'guild', 'thieves', { at: 10 }), at.event('theft', { agent: mara }, { at: 500 }));
      return said(at.ask(at.claim(mara, 'guild', 'smiths', { at: 400 })));
    };
    expect(outcome(2)).toBe('accepted new');
    expect(outcome(1)).toBe('accepted retcon');
  });

  it('is asked of the other one in whatever letters it is written', () => {
    const at = table({ policy: { ...smallPolicy, vocabulary: guilds(1) } });
    const [mara, tomas, ida] = [at.entity('Mara'), at.entity('Tomas'), at.entity('Ida')];
    at.tell(at.claim(mara, 'guild', 'thieves', { at: 10 }), at.claim(tomas, 'guild', 'smiths', { at: 10 }));
    expect(said(at.ask(at.claim(ida, 'serves', mara, { at: 20 })))).toBe('accepted new');
    expect(at.ask(at.claim(ida, 'serves', tomas, { at: 20 })).verdict).toBe('rejected');
  });
});

describe('what is new', () => {
  it('replaces nothing, and neither does what it brings about', () => {
    const at = table();
    const mara = at.entity('Mara');
    const told = at.tell(at.claim(mara, 'hp', 5, { at: 10 }), at.event('death', { patient: mara }, { at: 20 }));
    expect(told.map(({ predicate, replaces }) => [predicate, replaces])).toEqual([
      ['hp', []],
      ['death', []],
      ['vital', []],
    ]);
  });
});
