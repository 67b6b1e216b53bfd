import { describe, expect, it } from 'vitest';
import { said, table, time } from '../support/gate.ts';

describe('the gate', () => {
  it('accepts what is new, from those whose word is enough', () => {
    const { entity, claim, ask } = table();
    const mara = entity('Mara');
    expect(said(ask(claim(mara, 'suffers', 'poison', { by: 'gm' })))).toBe('accepted new');
    expect(said(ask(claim(mara, 'suffers', 'poison', { by: 'source' })))).toBe('accepted new');
    expect(said(ask(claim(mara, 'suffers', 'poison', { by: 'player' })))).toBe('accepted new');
    expect(said(ask(claim(mara, 'suffers', 'poison', { by: 'engine' })))).toBe('accepted new');
    expect(said(ask(claim(mara, 'suffers', 'poison', { by: 'system' })))).toBe('pending needs_review');
  });

  it('refuses to take a word for more than its evidence gives', () => {
    const { entity, claim, ask } = table();
    const mara = entity('Mara');
    const asGm = claim(mara, 'suffers', 'poison', { by: 'gm', origin: 'player_turn' });
    expect(ask(asGm)).toMatchObject({ verdict: 'pending', standing: { authority: 'system' } });
    const model = claim(mara, 'suffers', 'poison', { by: 'gm', agent: true });
    expect(ask(model)).toMatchObject({ verdict: 'pending', standing: { authority: 'system' } });
    const modest = claim(mara, 'suffers', 'poison', { by: 'system', origin: 'gm_declaration' });
    expect(ask(modest)).toMatchObject({ verdict: 'pending', standing: { authority: 'system' } });
  });

  it('takes what an agent reads in the words of the GM for no document and no dice either, whatever it claims', () => {
    const { entity, claim, ask } = table();
    const mara = entity('Mara');
    for (const by of ['gm', 'source', 'player', 'engine'] as const) {
      const read = claim(mara, 'suffers', 'poison', { by, origin: 'gm_declaration', agent: true });
      expect(ask(read)).toMatchObject({ verdict: 'pending', standing: { authority: 'system', confidence: 0.5 } });
    }
  });

  it('accepts nothing that nobody has seen evidence for', () => {
    const { entity, claim, ask } = table();
    expect(said(ask(claim(entity('Mara'), 'suffers', 'poison', { origin: null })))).toBe(
      'pending needs_review'.replace('needs_review', 'no_evidence'),
    );
  });

  it('takes the same said again as support, whichever way round it is said', () => {
    const { entity, claim, ask, tell } = table();
    const [mara, tomas] = [entity('Mara'), entity('Tomas')];
    const [fact] = tell(claim(mara, 'ally_of', tomas, { at: 10 }), claim(mara, 'parent_of', tomas, { at: 10 }));
    const again = ask(claim(tomas, 'ally_of', mara, { at: 20 }));
    expect(said(again)).toBe('accepted already_known');
    expect(again.effects).toMatchObject({ introduced: [], supported: [fact?.id] });
    expect(said(ask(claim(tomas, 'child_of', mara, { at: 20 })))).toBe('accepted already_known');
  });
});

describe('an open fact', () => {
  it('ends where a change at or after its frontier begins, whoever says so', () => {
    const { entity, claim, judge, tell } = table();
    const [mara, tavern, castle] = [entity('Mara'), entity('Tavern', 'location'), entity('Castle', 'location')];
    const [was] = tell(claim(mara, 'located_in', tavern, { at: 10 }));
    const { judgements, outcome } = judge([claim(mara, 'located_in', castle, { by: 'engine', at: 500 })]);
    expect(judgements.map(said)).toEqual(['accepted change']);
    expect(outcome.facts.find(({ id }) => id === was?.id)).toMatchObject({
      status: 'ended',
      valid: { from: time(10), to: time(500) },
    });
  });

  it('contradicts what is dated before its frontier, and gives way to the GM alone', () => {
    const { entity, claim, ask, judge, tell } = table();
    const [mara, tavern, castle] = [entity('Mara'), entity('Tavern', 'location'), entity('Castle', 'location')];
    const [was] = tell(claim(mara, 'located_in', tavern, { at: 10 }), claim(mara, 'located_in', tavern, { at: 300 }));
    const early = { at: 200 } as const;
    for (const by of ['player', 'engine', 'source'] as const) {
      const refused = ask(claim(mara, 'located_in', castle, { ...early, by }));
      expect(said(refused)).toBe('rejected contradicts_canon');
      expect(refused.reasons[0]?.facts).toEqual([was?.id]);
    }
    const { judgements, outcome } = judge([claim(mara, 'located_in', castle, early)]);
    expect(judgements.map(said)).toEqual(['accepted retcon']);
    expect(outcome.facts.find(({ id }) => id === was?.id)).toMatchObject({ status: 'retconned' });
  });

  it('is not cut short by a flashback: what begins before it lasts until it begins', () => {
    const { entity, claim, judge, tell } = table();
    const [mara, tavern, castle] = [entity('Mara'), entity('Tavern', 'location'), entity('Castle', 'location')];
    tell(claim(mara, 'located_in', tavern, { at: 300 }));
    const { judgements, outcome } = judge([claim(mara, 'located_in', castle, { by: 'engine', at: 100 })]);
    expect(judgements.map(said)).toEqual(['accepted new']);
    expect(outcome.facts).toMatchObject([{ valid: { from: time(100), to: time(300) } }]);
  });

  it('contradicts what has no date', () => {
    const { entity, claim, ask, tell } = table();
    const mara = entity('Mara');
    tell(claim(mara, 'vital', 'alive', { at: 10 }));
    expect(said(ask(claim(mara, 'vital', 'undead', { by: 'source', at: null })))).toBe('rejected contradicts_canon');
  });

  it('ends when somebody says when it ended', () => {
    const { entity, claim, judge, tell } = table();
    const [mara, keep] = [entity('Mara'), entity('Keep', 'location')];
    const [was] = tell(claim(mara, 'rules', keep, { at: 10 }));
    const { judgements } = judge([claim(mara, 'rules', keep, { by: 'engine', at: 10, to: 400 })]);
    expect(judgements.map(said)).toEqual(['accepted ends']);
    expect(judgements[0]?.effects.ended).toEqual([{ fact: was?.id, at: time(400) }]);
  });
});

describe('what is no contradiction', () => {
  it.each([
    ['several allies', 'ally_of'],
    ['wounded and poisoned at once', 'suffers'],
  ])('%s', (_what, predicate) => {
    const { entity, claim, ask, tell } = table();
    const [mara, tomas, ida] = [entity('Mara'), entity('Tomas'), entity('Ida')];
    const [first, second] = predicate === 'suffers' ? ['wounds', 'poison'] : [tomas, ida];
    tell(claim(mara, predicate, first, { at: 10 }));
    expect(said(ask(claim(mara, predicate, second, { by: 'engine', at: 20 })))).toBe('accepted new');
  });

  it('being in the tavern and in its town; being in two towns is one', () => {
    const { entity, claim, ask, tell } = table();
    const [mara, tavern] = [entity('Mara'), entity('Tavern', 'location')];
    const [town, other] = [entity('Town', 'location'), entity('Otherton', 'location')];
    tell(
      claim(tavern, 'part_of', town, { at: 0 }),
      claim(mara, 'located_in', tavern, { at: 10 }),
      claim(mara, 'located_in', tavern, { at: 500 }),
    );
    expect(said(ask(claim(mara, 'located_in', town, { by: 'engine', at: 400 })))).toBe('accepted new');
    expect(said(ask(claim(mara, 'located_in', other, { by: 'engine', at: 400 })))).toBe('rejected contradicts_canon');
  });

  it('what the miller says', () => {
    const { entity, claim, ask, tell } = table();
    const [miller] = [entity('Miller')];
    tell(claim(miller, 'says', 'the king is dead', { at: 10 }));
    expect(said(ask(claim(miller, 'says', 'the king lives', { by: 'engine', at: 10 })))).toBe('accepted new');
  });

  it('a past fact beside a present one', () => {
    const { entity, claim, ask, tell } = table();
    const [mara, keep, ida] = [entity('Mara'), entity('Keep', 'location'), entity('Ida')];
    tell(claim(mara, 'rules', keep, { at: 100 }));
    expect(said(ask(claim(ida, 'rules', keep, { by: 'source', at: 10, to: 90 })))).toBe('accepted new');
    expect(said(ask(claim(ida, 'rules', keep, { by: 'source', at: 10, to: 150 })))).toBe('rejected contradicts_canon');
  });
});

describe('the dead', () => {
  const dying = () => {
    const played = table();
    const [orc, hero, keep] = [played.entity('Orc'), played.entity('Hero'), played.entity('Keep', 'location')];
    played.tell(
      played.claim(orc, 'rules', keep, { at: 10 }),
      played.event('death', { patient: orc, agent: hero }, { by: 'engine', at: 100 }),
    );
    return { ...played, orc, hero, keep };
  };

  it('do not act', () => {
    const { event, ask, orc, hero } = dying();
    const refused = ask(event('deed', { agent: orc, patient: hero }, { at: 200 }));
    expect(said(refused)).toBe('rejected acts_while_dead');
    expect(refused.reasons[0]?.facts).toHaveLength(1);
  });

  it('rule no longer, and are not crowned', () => {
    const { facts, claim, ask, orc, keep } = dying();
    expect(facts.find(({ predicate }) => predicate === 'rules')).toMatchObject({
      status: 'ended',
      valid: { to: { second: 100, ordinal: 1 } },
    });
    expect(said(ask(claim(orc, 'rules', keep, { at: 300 })))).toBe('rejected subject_is_dead');
  });

  it('come back through a resurrection and not by a word', () => {
    const { event, claim, ask, tell, orc } = dying();
    expect(said(ask(claim(orc, 'vital', 'alive', { by: 'engine', at: 300 })))).toBe('rejected needs_event');
    tell(event('resurrection', { patient: orc }, { by: 'engine', at: 300 }));
    expect(said(ask(event('deed', { agent: orc }, { by: 'engine', at: 400 })))).toBe('accepted new');
  });

  it('are refused a second death', () => {
    const { event, ask, orc } = dying();
    expect(said(ask(event('death', { patient: orc }, { at: 200 })))).toBe('rejected patient_is_dead');
  });

  it('did what they did: a death before a canonical deed conflicts with the deed', () => {
    const { entity, event, ask, tell } = table();
    const mara = entity('Mara');
    const [deed] = tell(event('deed', { agent: mara }, { by: 'engine', at: 500 }));
    const refused = ask(event('death', { patient: mara }, { by: 'source', at: 300 }));
    expect(said(refused)).toBe('rejected contradicts_canon');
    expect(refused.reasons[0]?.facts).toEqual([deed?.id]);
  });
});

describe('whatever the authority', () => {
  it.each([
    ['nobody is their own ally', 'ally_of', 'contradicts_itself'],
    ['no word that the vocabulary lacks is understood', 'glows_at', 'unknown_predicate'],
  ])('%s', (_what, predicate, code) => {
    const { entity, claim, ask } = table();
    const mara = entity('Mara');
    expect(said(ask(claim(mara, predicate, mara)))).toBe(`rejected ${code}`);
  });

  it('nobody is their own ancestor', () => {
    const { entity, claim, ask, tell } = table();
    const [a, b, c] = [entity('A'), entity('B'), entity('C')];
    tell(claim(a, 'parent_of', b), claim(b, 'parent_of', c));
    const refused = ask(claim(c, 'parent_of', a, { by: 'source' }));
    expect(said(refused)).toBe('rejected contradicts_canon');
    expect(refused.reasons[0]?.facts).toHaveLength(2);
  });

  it('nothing is later than the story', () => {
    const { entity, claim, ask } = table({ clock: 100 });
    expect(said(ask(claim(entity('Mara'), 'suffers', 'poison', { at: 101 })))).toBe('rejected in_the_future');
  });

  it('numbers stay within their bounds, and values within their group', () => {
    const { entity, claim, ask } = table();
    const mara = entity('Mara');
    expect(said(ask(claim(mara, 'hp', -1)))).toBe('rejected wrong_object');
    expect(said(ask(claim(mara, 'vital', 'sleepy')))).toBe('rejected wrong_object');
    expect(said(ask(claim(mara, 'hp', 0)))).toBe('accepted new');
  });

  it('locked facts yield to an unlock first', () => {
    const { entity, claim, propose, ask, tell } = table();
    const mara = entity('Mara');
    const [alive] = tell(claim(mara, 'vital', 'alive', { at: 10 }), claim(mara, 'vital', 'alive', { at: 900 }));
    if (alive === undefined) throw new Error('nothing was told');
    const facts = { facts: [alive.id], reason: 'because' };
    tell(propose({ type: 'lock', ...facts }));
    expect(said(ask(claim(mara, 'vital', 'dead', { at: 100 })))).toBe('rejected locked');
    expect(said(ask(propose({ type: 'retcon', cascade: 'flag', ...facts })))).toBe('rejected locked');
    tell(propose({ type: 'unlock', ...facts }));
    expect(said(ask(claim(mara, 'vital', 'dead', { at: 100 })))).toBe('accepted retcon');
  });
});

describe('a batch', () => {
  it('lets each proposal see what those before it did', () => {
    const { entity, event, judge } = table();
    const [orc, hero] = [entity('Orc'), entity('Hero')];
    const death = event('death', { patient: orc, agent: hero }, { by: 'engine', at: 100 });
    const deed = event('deed', { agent: orc }, { by: 'engine', at: 200 });
    expect(judge([death, deed]).judgements.map(said)).toEqual(['accepted new', 'rejected acts_while_dead']);
    expect(judge([deed]).judgements.map(said)).toEqual(['accepted new']);
  });

  it('refuses what rests on a refused proposal, and decides the rest', () => {
    const { entity, claim, judge } = table();
    const mara = entity('Mara');
    const bad = claim(mara, 'glows_at', 'night');
    const dependent = claim(mara, 'suffers', 'poison', { dependsOn: [bad] });
    const weak = claim(mara, 'suffers', 'cold', { by: 'system' });
    const waiting = claim(mara, 'suffers', 'hunger', { dependsOn: [weak] });
    const other = claim(mara, 'suffers', 'wounds');
    expect(judge([bad, dependent, weak, waiting, other]).judgements.map(said)).toEqual([
      'rejected unknown_predicate',
      'rejected depends_on_refused',
      'pending needs_review',
      'pending depends_on_undecided',
      'accepted new',
    ]);
  });

  it('changes nothing when it is judged again after it was accepted', () => {
    const { entity, claim, judge, facts } = table();
    const mara = entity('Mara');
    const proposal = claim(mara, 'suffers', 'poison', { at: 10 });
    const { outcome } = judge([proposal]);
    facts.push(...outcome.facts);
    const again = judge([
      {
        ...proposal,
        content: {
          type: 'fact',
          claim: {
            ...(proposal.content as never as { claim: object }).claim,
            id: 'fct_00000000000000000000000009',
          } as never,
        },
      },
    ]);
    expect(again.judgements.map(said)).toEqual(['accepted already_known']);
    expect(again.outcome.facts).toEqual([]);
  });

  it('judges the same twice', () => {
    const { entity, claim, event, judge } = table();
    const [mara, tomas] = [entity('Mara'), entity('Tomas')];
    const batch = [claim(mara, 'ally_of', tomas), event('death', { patient: tomas }), claim(tomas, 'enemy_of', mara)];
    expect(judge(batch)).toEqual(judge(batch));
  });
});
