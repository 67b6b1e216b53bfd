import { beforeAll, describe, expect, it } from 'vitest';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { systemOf } from '../../../../src/compose/rule-systems.ts';
import { scriptedDeck, wholeDeck } from '../../../../src/domain/cards/deck.ts';
import type { Faces } from '../../../../src/domain/dice/roll.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { act, type Doing } from '../../../../src/domain/rules/acting/acting.ts';
import { type Choosing, chose } from '../../../../src/domain/rules/acting/choosing.ts';
import { contest } from '../../../../src/domain/rules/acting/contest.ts';
import { groupRoll, type Member, membersMax } from '../../../../src/domain/rules/acting/group.ts';
import type { Standing } from '../../../../src/domain/rules/acting/standing.ts';
import { actTogether } from '../../../../src/domain/rules/acting/together.ts';
import { heldAs, sittingAs } from '../../../support/rule-table.ts';

// Help, groups, contests and choices, with dice that are given.

const systems = new Map<string, RuleSystem>();
beforeAll(async () => {
  for (const id of ['d20_fantasy', 'three_bands', 'percentile', 'fudge_ladder', 'narrative', 'long_odds'])
    systems.set(id, (await systemOf(id, '.')).system);
});

const by = (id: string): RuleSystem => systems.get(id) as RuleSystem;
const d20 = (): RuleSystem => by('d20_fantasy');
const one = (key: string, part: Partial<Standing> = {}, id = 'd20_fantasy'): Standing => sittingAs(by(id), key, part);

const noDice: Faces = {
  next: () => {
    throw new Error('a die was thrown');
  },
};

const plain = { reasons: [], modifiers: [], difficulty: null, how: 'rolled' } as const;
const doing = (part: Pick<Doing, 'actor' | 'action'> & Partial<Doing>): Doing => ({
  ...{ ...plain, other: null, using: null, near: [] },
  ...part,
});

const member = (actor: Standing, part: Partial<Member> = {}): Member => ({ ...plain, actor, ...part });

describe('help', () => {
  it('is an advantage where a system says so, with the name of whoever gives it', () => {
    const found = act(
      d20(),
      doing({ actor: one('prowler'), action: 'search', helpers: [one('mender')] }),
      scriptedFaces([3, 12]),
    );
    expect(found.roll?.swayed.reasons).toEqual([{ edge: 'advantage', because: 'mender helps' }]);
    expect(found.roll?.helps).toMatchObject([{ who: 'mender', roll: null, deltas: [], takes: [] }]);
  });

  it('is paid for by whoever gives it, with all that comes of that', () => {
    const nearly = one('shadow', {}, 'three_bands');
    const tired = { ...nearly, resources: { ...nearly.resources, strain: 5 } };
    const asked = doing({ actor: one('bruiser', {}, 'three_bands'), action: 'scramble', helpers: [tired] });
    const found = act(by('three_bands'), asked, scriptedFaces([4, 4]));
    expect(found.roll?.words).toBe('8 + 1 (shadow helps) = 9: you do it, at a price');
    expect(found.deltas.slice(0, 2)).toEqual([
      { kind: 'resource', who: 'shadow', resource: 'strain', by: 1, to: 6, because: 'helps bruiser' },
      expect.objectContaining({ kind: 'condition', who: 'shadow', condition: 'shaken' }),
    ]);
    const spent = { ...nearly, resources: { ...nearly.resources, strain: 6 } };
    expect(() => act(by('three_bands'), { ...asked, helpers: [spent] }, noDice)).toThrow('shadow cannot pay for it');
  });

  it('is what they come to themselves, where a system has them throw first', () => {
    const asked = doing({
      actor: one('reporter', {}, 'percentile'),
      action: 'search',
      helpers: [one('doctor', {}, 'percentile')],
    });
    const help = (faces: readonly number[]): string | undefined =>
      act(by('percentile'), asked, scriptedFaces(faces)).roll?.words;
    expect(help([1, 70])).toBe('70 of 75 (spot 55, doctor helps 20): success by 5');
    expect(help([20, 70])).toBe('70 of 65 (spot 55, doctor helps 10): only just missed, at a price by 5');
    expect(help([50, 50])).toBe('50 of 55 (spot 55): success by 5');
    expect(help([100, 50])).toBe('50 of 45 (spot 55, doctor helps -10): only just missed, at a price by 5');
  });

  const asked = (part: Partial<Doing>): Doing =>
    doing({ actor: one('prowler'), action: 'search', helpers: [one('mender')], ...part });
  it.each<[string, () => Doing, string]>([
    [
      'who can do nothing',
      () => asked({ helpers: [one('mender', { conditions: [heldAs('stunned')] })] }),
      'mender cannot act',
    ],
    ['oneself', () => asked({ helpers: [one('prowler')] }), 'prowler cannot help themselves'],
    ['more than may', () => asked({ helpers: [one('mender'), one('warrior')] }), '2 want to help, and one may'],
    ['who stands against it', () => asked({ action: 'shove', other: one('mender') }), 'mender stands against it'],
    ['what nobody throws for', () => asked({ action: 'dash' }), 'nobody throws for `Dash`'],
    ['what is not tried', () => asked({ how: 'passive' }), 'nobody is helped with what they do not try'],
    [
      'what somebody else throws for',
      () => asked({ actor: one('spellweaver'), action: 'flame_burst', other: one('warrior') }),
      'whoever it is done to throws for it',
    ],
  ])('is refused before a die is thrown: %s', (_, doingIt, message) => {
    expect(() => act(d20(), doingIt(), noDice)).toThrow(message);
  });

  it('is refused to who is not good enough, twice to who gives it already, and where a system knows none', () => {
    const [reporter, doctor] = [one('reporter', {}, 'percentile'), one('doctor', {}, 'percentile')];
    const hide = doing({ actor: reporter, action: 'pry', helpers: [doctor] });
    const system = by('percentile');
    expect(() => act(system, { ...hide, action: 'search', helpers: [doctor, doctor] }, noDice)).toThrow(
      'doctor helps already',
    );
    const strict: RuleSystem = { ...system, help: { gives: { kind: 'advantage' }, most: 1, least: 90, cost: [] } };
    expect(() => act(strict, { ...hide, action: 'search' }, noDice)).toThrow(
      'doctor is not good enough at it to help: 25, and it takes 90',
    );
    const { help: _help, ...none } = system;
    expect(() => act(none, { ...hide, action: 'search' }, noDice)).toThrow('knows no help with a roll');
  });
});

describe('of a group', () => {
  const stealthy = (faces: readonly number[], system = d20()) =>
    groupRoll(
      system,
      {
        ...{ roll: 'check', keys: ['perception'], other: null },
        members: ['prowler', 'mender', 'spellweaver'].map((key) => member(one(key), { difficulty: 15 })),
      },
      scriptedFaces(faces),
    );
  const grouped = (group: RuleSystem['mechanic']['group'], system = d20()): RuleSystem => ({
    ...system,
    mechanic: { ...system.mechanic, group },
  });

  it.each([
    ['half', [12, 2, 14], 'success', 'half of them have to: 2 of 3 came at least to success'],
    ['half', [12, 2, 2], 'failure', 'half of them have to: 3 of 3 came at least to failure'],
    ['one', [12, 2, 2], 'success', 'one of them is enough, and the best is prowler: success'],
    ['one', [2, 2, 2], 'failure', 'one of them is enough, and the best is prowler: failure'],
    ['all', [12, 20, 20], 'success', 'all of them have to, and the worst is prowler: success'],
    ['all', [12, 2, 20], 'failure', 'all of them have to, and the worst is mender: failure'],
    ['leader', [12], 'success', 'prowler leads: success'],
  ] as const)('%s have to come to it: %j', (group, faces, level, words) => {
    const found = stealthy(faces, grouped(group));
    expect([found.level, found.words]).toEqual([level, words]);
    expect(found.members.map(({ roll }) => roll !== null)).toEqual(
      faces.length === 1 ? [true, false, false] : [true, true, true],
    );
  });

  it('counts the levels that could not be better or worse as it counts others', () => {
    const hits = (group: RuleSystem['mechanic']['group'], faces: readonly number[]) =>
      groupRoll(
        grouped(group),
        {
          ...{ roll: 'attack', keys: ['melee'], other: one('prowler') },
          members: ['warrior', 'mender'].map((key) => member(one(key))),
        },
        scriptedFaces(faces),
      ).level;
    expect([hits('half', [20, 1]), hits('all', [20, 1]), hits('all', [20, 20]), hits('one', [1, 1])]).toEqual([
      'critical_success',
      'critical_failure',
      'critical_success',
      'critical_failure',
    ]);
  });

  it('stands against one throw of whoever is against it', () => {
    const found = groupRoll(
      d20(),
      {
        ...{ roll: 'contest', keys: ['athletics'], other: one('prowler') },
        members: ['warrior', 'mender'].map((key) => member(one(key))),
      },
      scriptedFaces([10, 10, 14]),
    );
    expect(found.against?.succeeded?.total).toBe(15);
    expect(found.members.map(({ roll }) => roll?.words)).toEqual([
      '10 + 5 (athletics) = 15 against 15: failure; a tie goes to whoever stands against it',
      '14 + 1 (athletics) = 15 against 15: failure; a tie goes to whoever stands against it',
    ]);
  });

  it('is refused as a whole before a die is thrown', () => {
    const ask = (members: readonly Member[]) => () =>
      groupRoll(d20(), { roll: 'check', keys: ['stealth'], members, other: null }, noDice);
    const stunned = one('mender', { conditions: [heldAs('stunned')] });
    expect(ask([])).toThrow('nobody does it');
    expect(ask([member(one('prowler')), member(stunned)])).toThrow('mender cannot act');
    expect(ask([member(one('prowler')), member(one('prowler'))])).toThrow('prowler is in it already');
    expect(ask([member(one('prowler')), member(one('mender'), { difficulty: 'hrd' })])).toThrow('no difficulty `hrd`');
    expect(ask([member(one('prowler'), { helpers: [one('mender')] }), member(one('mender'))])).toThrow(
      'mender cannot do two things at once',
    );
    const many = Array.from({ length: membersMax + 1 }, (_, at) => member({ ...one('prowler'), key: `p${at}` }));
    expect(ask(many)).toThrow('25 are too many');
  });
});

describe('what several do together', () => {
  it('comes to each of them where it comes to whoever does it, and all else once', () => {
    const members = ['prowler', 'spellweaver'].map((key) => member(one(key)));
    const hidden = actTogether(
      d20(),
      { action: 'hide', members, other: one('warrior'), near: [] },
      scriptedFaces([10, 2]),
    );
    expect(hidden.deltas.map(({ who, kind }) => [who, kind])).toEqual([
      ['prowler', 'condition'],
      ['spellweaver', 'condition'],
    ]);
    expect([hidden.speaks, hidden.takes]).toEqual(['prowler', ['action']]);
    const bands = by('three_bands');
    const slip = ['shadow', 'bruiser'].map((key) => member(one(key, {}, 'three_bands')));
    const failed = actTogether(bands, { action: 'slip', members: slip, other: null, near: [] }, scriptedFaces([1, 2]));
    expect(failed.group?.words).toBe('shadow leads: it goes wrong');
    expect(failed.segments).toBe(1);
    expect(failed.deltas.filter(({ kind }) => kind === 'resource').map(({ who }) => who)).toEqual([
      'shadow',
      'bruiser',
    ]);
  });

  it('comes once to whoever it is done to', () => {
    const odds = by('long_odds');
    const members = ['cardsharp', 'smuggler'].map((key) => member(one(key, {}, 'long_odds')));
    const other = one('bargehand', {}, 'long_odds');
    const cards = ['two_of_stones', 'nine_of_ribbons', 'nine_of_irons'];
    const faces: Faces = { ...noDice, deck: scriptedDeck(wholeDeck, cards) };
    const found = actTogether(odds, { action: 'talk_round', members, other, near: [] }, faces);
    expect(found.deltas).toMatchObject([{ kind: 'condition', who: 'bargehand', condition: 'charmed' }]);
    expect(found.deck?.out).toEqual(cards);
  });

  it('leaves its choices to whoever it speaks by', () => {
    const bands = by('three_bands');
    const members = ['shadow', 'bruiser'].map((key) => member(one(key, {}, 'three_bands')));
    const together = { action: 'slip', members, other: null, near: [] };
    const acted = actTogether(bands, together, scriptedFaces([3, 3]));
    expect([acted.speaks, acted.choices.length]).toEqual(['shadow', 1]);
    const actor = one('shadow', {}, 'three_bands');
    const asked = { ...plain, ...together, actor, using: null };
    const done = chose(bands, { doing: asked, acted, at: 0, by: 'teller', picks: ['you leave a trace'] }, noDice);
    expect([done.choices, done.told, done.group?.level]).toEqual([[], ['you leave a trace'], 'partial']);
  });

  it.each([
    ['attack', 'each does it for themselves'],
    ['flame_burst', 'it is done to somebody who throws for it'],
    ['second_wind_action', 'has not learnt'],
    ['hide', '`Sneaking` is done to somebody'],
  ])('is refused where it can only be done alone, or not at all: %s', (action, message) => {
    const members = ['spellweaver', 'prowler'].map((key) => member(one(key, { actions: ['flame_burst'] })));
    const other = action === 'hide' ? null : one('warrior');
    expect(() => actTogether(d20(), { action, members, other, near: [] }, noDice)).toThrow(message);
  });
});

describe('of two who came to the same', () => {
  const contested = (system: RuleSystem, faces: readonly number[]) =>
    act(system, doing({ actor: one('warrior'), other: one('prowler'), action: 'shove' }), scriptedFaces(faces)).roll;

  it('what is natural is what it is', () => {
    const system = d20();
    if (system.mechanic.kind !== 'd20') throw new Error('it is no d20');
    const natural = [{ shows: [20], on: ['contest'], becomes: 'critical_success' as const }];
    const ruled: RuleSystem = { ...system, mechanic: { ...system.mechanic, natural } };
    expect(contested(ruled, [20, 20])?.level).toBe('critical_success');
    expect(contested(system, [20, 20])?.level).toBe('failure');
  });

  it.each(['active', 'passive', 'nobody'] as const)('what is had at a price stays so: %s', (tie) => {
    const fudge = by('fudge_ladder');
    const { opposed } = fudge.mechanic;
    const ruled: RuleSystem = { ...fudge, mechanic: { ...fudge.mechanic, opposed: { ...opposed, tie } } };
    const duel = doing({
      actor: one('duellist', {}, 'fudge_ladder'),
      other: one('duellist', { key: 'second' }, 'fudge_ladder'),
      action: 'attack',
    });
    /** The first die shows it, and all others nothing. */
    const firstShows = (face: number): Faces => {
      let at = 0;
      return { next: () => (at++ === 0 ? face : 0) };
    };
    const level = (theirs: number) => act(ruled, duel, firstShows(theirs)).roll;
    const found = [1, 0, -1].map((theirs) => level(theirs));
    const tied = found.find((roll) => roll?.succeeded?.margin === 0);
    expect([tied?.level, tied?.against === null]).toEqual(['partial', false]);
  });
});

describe('what costs more than once', () => {
  it('is refused where there is enough for one of it alone', () => {
    const system = by('three_bands');
    const actions = system.actions.map((action) =>
      action.key === 'press_luck' ? { ...action, cost: [...action.cost, ...action.cost] } : action,
    );
    const shadow = one('shadow', {}, 'three_bands');
    const asked = doing({ actor: shadow, action: 'press_luck' });
    expect(shadow.resources['luck']).toBe(1);
    expect(() => act({ ...system, actions }, asked, noDice)).toThrow('cannot pay for it: 1 of luck, and there are 0');
    const lucky = { ...shadow, resources: { ...shadow.resources, luck: 2 } };
    const paid = act({ ...system, actions }, { ...asked, actor: lucky }, noDice);
    expect(paid.deltas).toMatchObject([
      { by: -1, to: 1 },
      { by: -1, to: 0 },
    ]);
  });
});

describe('a contest', () => {
  const race = (faces: readonly number[], began: number | null, tie?: RuleSystem['mechanic']['opposed']['tie']) => {
    const system = d20();
    const { opposed } = system.mechanic;
    const ruled: RuleSystem = {
      ...system,
      mechanic: { ...system.mechanic, opposed: { ...opposed, tie: tie ?? opposed.tie } },
    };
    const sides = ['warrior', 'prowler', 'mender'].map((key) => [member(one(key))]);
    const found = contest(ruled, { roll: 'check', keys: ['athletics'], sides, began }, scriptedFaces(faces));
    return [found.sides.map(({ name, place, wins }) => `${place} ${name}${wins ? ' wins' : ''}`), found.words];
  };

  // A warrior has 5, a prowler 0, a mender 1.
  it.each<[number[], number | null, RuleSystem['mechanic']['opposed']['tie'], string[], string]>([
    [[10, 16, 2], null, 'passive', ['1 prowler wins', '2 warrior', '3 mender'], 'prowler has it'],
    [
      [10, 15, 2],
      null,
      'passive',
      ['1 warrior wins', '1 prowler wins', '3 mender'],
      'warrior, prowler came to the same, and share it',
    ],
    [
      [10, 15, 2],
      0,
      'passive',
      ['1 warrior', '1 prowler wins', '3 mender'],
      'warrior, prowler came to the same: a tie goes to those it was begun against, prowler',
    ],
    [
      [10, 15, 2],
      0,
      'active',
      ['1 warrior wins', '1 prowler', '3 mender'],
      'warrior, prowler came to the same: a tie goes to whoever began it, warrior',
    ],
    [
      [10, 15, 2],
      2,
      'active',
      ['1 warrior wins', '1 prowler wins', '3 mender'],
      'warrior, prowler came to the same, and share it',
    ],
    [
      [10, 15, 14],
      0,
      'passive',
      ['1 warrior', '1 prowler wins', '1 mender wins'],
      'warrior, prowler, mender came to the same: a tie goes to those it was begun against, prowler, mender',
    ],
    [
      [10, 15, 2],
      0,
      'nobody',
      ['1 warrior', '1 prowler', '3 mender'],
      'warrior, prowler came to the same: a tie is nobody’s',
    ],
  ])('is won by whoever comes to more, and a tie as the system says: %j %j %s', (faces, began, tie, places, words) => {
    expect(race(faces, began, tie)).toEqual([places, words]);
  });

  it('is won by the better level where a system compares levels, and by nobody who fails', () => {
    const sides = ['reporter', 'doctor', 'occultist'].flatMap((key) =>
      by('percentile').templates.some((each) => each.key === key) ? [[member(one(key, {}, 'percentile'))]] : [],
    );
    const found = (faces: readonly number[]) =>
      contest(
        by('percentile'),
        { roll: 'check', keys: ['spot'], sides: sides.slice(0, 2), began: null },
        scriptedFaces(faces),
      );
    expect(found([20, 24]).words).toBe('reporter, doctor came to the same, and share it');
    expect(found([4, 24]).words).toBe('reporter has it');
    expect(found([99, 24]).words).toBe('doctor has it');
    expect(found([90, 90]).words).toBe('nobody has it: none of them did well enough');
  });

  it('counts a side of several as the system counts a group', () => {
    const sides = [[member(one('warrior'))], [member(one('prowler')), member(one('mender'))]];
    const found = contest(
      d20(),
      { roll: 'check', keys: ['athletics'], sides, began: null },
      scriptedFaces([10, 3, 18]),
    );
    expect(found.sides.map(({ name, words, decides }) => [name, words, decides.name])).toEqual([
      ['prowler and mender', '18 + 1 (athletics) = 19', 'mender'],
      ['warrior', '10 + 5 (athletics) = 15', 'warrior'],
    ]);
  });

  it('is refused before a die is thrown: one side alone, or somebody on two', () => {
    const ask = (sides: Member[][]) => () =>
      contest(d20(), { roll: 'check', keys: ['athletics'], sides, began: null }, noDice);
    expect(ask([[member(one('warrior'))]])).toThrow('two sides or more');
    expect(ask([[member(one('warrior'))], [member(one('warrior'))]])).toThrow('warrior is in it already');
    expect(ask([[member(one('warrior'))], []])).toThrow('nobody does it');
    const many = Array.from({ length: 13 }, (_, at) => [member({ ...one('prowler'), key: `p${at}` })]);
    expect(ask(many)).toThrow('13 sides are too many');
  });
});

describe('what is left to somebody', () => {
  const bands = (): RuleSystem => by('three_bands');
  const clash = (): Doing =>
    doing({
      actor: one('bruiser', {}, 'three_bands'),
      other: one('shadow', {}, 'three_bands'),
      action: 'clash',
    });
  const pending = () => act(bands(), clash(), scriptedFaces([6, 6, 3]));
  const choice = (part: Partial<Choosing> = {}, faces: Faces = noDice) =>
    chose(
      bands(),
      { doing: clash(), acted: pending(), at: 0, by: 'actor', picks: ['You hurt them worse '], ...part },
      faces,
    );

  it('brings about what it says, after all that came about before', () => {
    const before = pending();
    expect(before.choices).toMatchObject([
      { by: 'actor', count: 1, of: expect.arrayContaining(['you hurt them worse']) },
    ]);
    const done = choice({}, scriptedFaces([2]));
    expect(done.deltas.slice(0, before.deltas.length)).toEqual(before.deltas);
    expect(done.deltas.slice(before.deltas.length)).toMatchObject([
      { kind: 'resource', who: 'shadow', resource: 'harm', by: 2, to: 6 },
      { kind: 'condition', condition: 'down' },
    ]);
    expect(done).toMatchObject({
      choices: [],
      chosen: [{ by: 'actor', picks: ['you hurt them worse'] }],
      harms: [{}, {}],
    });
  });

  it.each<[Partial<Choosing>, string]>([
    [{ picks: ['you hurt them wores'] }, '`you hurt them wores` is not to be chosen here'],
    [{ picks: [] }, '1 of them are chosen, and not 0'],
    [{ picks: ['you hurt them worse', 'they drop what they hold'] }, '1 of them are chosen, and not 2'],
    [{ by: 'teller' }, 'it is for whoever acts to choose, and not for whoever tells'],
    [{ at: 1 }, 'there is no choice 2'],
  ])('is refused where it is not what is offered: %j', (part, message) => {
    expect(() => choice(part)).toThrow(message);
  });

  it('is chosen once, and nothing of it twice', () => {
    const done = choice({}, scriptedFaces([2]));
    expect(() => choice({ acted: done })).toThrow('nothing is left to choose');
    const study = doing({ actor: one('shadow', {}, 'three_bands'), action: 'study' });
    const acted = act(bands(), study, scriptedFaces([6, 5]));
    const picks = ['who was here', 'who was here'];
    expect(() => chose(bands(), { doing: study, acted, at: 0, by: 'actor', picks }, noDice)).toThrow('is chosen once');
  });
});
