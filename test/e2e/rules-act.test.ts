import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';

// What is done by the rules, through the real command.

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
});
afterAll(() => home[Symbol.asyncDispose]());

const strike = ['rules', 'act', 'd20_fantasy', 'I strike the prowler', '--by', 'warrior', '--to', 'prowler'];

describe('monitor rules act', () => {
  it('tells what was thrown, why, and what changed by it', async () => {
    const found = await home.json([...strike, '--faces', '15,6']);
    expect(found).toMatchObject({
      ...{ action: 'attack', level: 'success', seed: null, left: [] },
      roll: { kind: 'attack', with: 'melee', dice: { dice: [15], total: 15 }, against: null },
      harms: [{ who: 'Prowler', damage: 9, dice: [6] }],
      deltas: [
        { kind: 'resource', who: 'Prowler', resource: 'hp', by: -9, to: 0 },
        { kind: 'condition', who: 'Prowler', condition: 'dying' },
      ],
    });
  });

  it('comes to the same with the seed that it tells', async () => {
    const first = (await home.json(strike)) as { seed: string };
    expect(await home.json([...strike, '--seed', first.seed])).toEqual(first);
  });

  it('tells two of a kind apart', async () => {
    const { out } = await home.run([
      'rules',
      'act',
      'd20_fantasy',
      'grab',
      ...['--by', 'warrior', '--to', 'warrior'],
      '--faces',
      '1,20',
    ]);
    expect(out).toContain('the other Warrior is grappled\n');
  });

  it('can be done by every system that ships', async () => {
    const deeds: readonly (readonly [string, string, string])[] = [
      ['three_bands', 'study', 'bruiser'],
      ['percentile', 'I search the desk', 'reporter'],
      ['fudge_ladder', 'overcome', 'duellist'],
    ];
    for (const [system, words, by] of deeds)
      expect((await home.run(['rules', 'act', system, words, '--by', by, '--seed', 'a'])).code).toBe(0);
  });

  it('has others help, and somebody choose', async () => {
    const helped = await home.json([
      ...['rules', 'act', 'd20_fantasy', 'search', '--by', 'prowler', '--with', 'mender', '--faces', '3,12'],
    ]);
    expect(helped).toMatchObject({ roll: { helps: [{ who: 'Mender', roll: null }], dice: { dice: [3, 12] } } });
    const clash = ['rules', 'act', 'three_bands', 'fight', '--by', 'bruiser', '--to', 'shadow', '--faces', '6,6,3,2'];
    const chosen = await home.json([...clash, '--pick', 'you hurt them worse']);
    expect(chosen).toMatchObject({ choices: [], chosen: [{ by: 'actor' }], harms: [{ damage: 4 }, { damage: 2 }] });
  });

  it('throws for several, together and against each other', async () => {
    const group = [
      'rules',
      'group',
      'percentile',
      'spot',
      '--member',
      'reporter',
      '--member',
      'doctor',
      '--faces',
      '20',
    ];
    expect(await home.json(group)).toMatchObject({
      group: { how: 'leader', level: 'success', members: [{ roll: { level: 'success' } }, { roll: null }] },
      ...{ deed: null, left: [] },
    });
    const sides = ['--side', 'warrior,mender', '--side', 'prowler', '--began', '2', '--faces', '3,4,18'];
    const contest = await home.json(['rules', 'contest', 'd20_fantasy', 'athletics', ...sides]);
    expect(contest).toMatchObject({ words: 'Prowler has it', sides: [{ wins: true }, { decides: 'Warrior' }] });
  });

  it('draws cards where a system has them, from what is left of a deck', async () => {
    const scrap = ['rules', 'act', 'long_odds', 'I hit the smuggler', '--by', 'bargehand', '--to', 'smuggler'];
    const found = await home.json([...scrap, '--cards', '2 of stones, 4 of irons', '--faces', '3']);
    expect(found).toMatchObject({
      roll: { dice: null, drawn: { counts: 'four_of_irons' }, against: '2 of stones: 2 + 2 (blades) = 4' },
      ...{ harms: [{ damage: 4 }], deck: { out: ['two_of_stones', 'four_of_irons'], shuffles: 0 }, cardsLeft: [] },
    });
    const seeded = await home.json([...scrap, '--seed', 'ford', '--out', 'joker,joker']);
    expect(await home.json([...scrap, '--seed', 'ford', '--out', 'joker_1,joker_2'])).toEqual(seeded);
    const chances = await home.json(['rules', 'chances', 'long_odds', 'brawl', '--out', '1 of irons,1 of stones']);
    expect(chances).toMatchObject({
      rungs: [{ levels: { critical_failure: expect.closeTo(2 / 52, 12) } }, {}, {}, {}, {}],
    });
  });

  it('tells what is meant, how it was found and what else it might have been', async () => {
    const mean = ['rules', 'mean', 'd20_fantasy', '--by', 'prowler', '--near', 'warrior', '--near', 'mender'];
    expect(await home.json([...mean, 'I stop attacking the warrior and hide, or run'])).toMatchObject({
      ...{ action: 'hide', found: 'words', said: 'hide', mightBe: ['dash'] },
    });
    const { out } = await home.run([...mean, 'I go for his throat', '--suggest', 'attack', '--last', 'Mender']);
    expect(out).toContain('as it was suggested');
    expect((await home.run([...mean, 'I do not attack', '--suggest', 'attack'])).code).toBe(2);
    const search = ['rules', 'act', 'd20_fantasy', 'I search the desk, taking my time; it is hard', '--by', 'prowler'];
    expect((await home.run(search)).out).toContain('20 + 3 (perception) = 23 against 20: success by 3');
  });

  it.each([
    [['rules', 'act', 'd20_fantasy'], 2, 'by whom?'],
    [['rules', 'act', 'd20_fantasy', 'attack', '--by', 'warior'], 2, 'Did you mean `warrior`?'],
    [['rules', 'act', 'd20_fantasy', 'sing', '--by', 'warrior'], 2, 'rules show d20_fantasy actions'],
    [['rules', 'act', 'd20', 'sing', '--by', 'warrior'], 1, 'd20_fantasy'],
    [['rules', 'act', 'd20_fantasy', 'dash', '--by', 'warrior', '--is', 'prone'], 2, '--is to=prone'],
    [['rules', 'act', 'd20_fantasy', 'dash', '--by', 'warrior', '--is', 'by=stuned'], 2, 'Did you mean `stunned`?'],
    [['rules', 'act', 'd20_fantasy', 'attack', '--by', 'warrior'], 1, 'Say to whom.'],
    [['rules', 'act', 'd20_fantasy', 'search', '--by', 'warrior', '--difficulty', 'hrd'], 1, 'There are: `very_easy`'],
    [['rules', 'act', 'percentile', 'search', '--by', 'reporter', '--how', 'passive'], 1, 'Roll for it.'],
    [['rules', 'act', 'd20_fantasy', 'dash', '--by', 'warrior', '--pick', 'left'], 2, 'Leave out `--pick`'],
    [['rules', 'try', 'd20_fantasy', '--cards', 'joker'], 2, 'Leave out `--cards`.'],
    [['rules', 'try', 'd20_fantasy', '--out', 'joker'], 2, 'Leave out `--out`.'],
    [['rules', 'try', 'long_odds', '--cards', '7 of iron'], 2, 'Did you mean `7 of irons`?'],
    [['rules', 'try', 'long_odds', '--cards', 'joker', '--out', 'joker,joker'], 1, ''],
    [['rules', 'group', 'd20_fantasy', '--member', 'warrior'], 2, 'rules group d20_fantasy stealth'],
    [['rules', 'group', 'd20_fantasy', 'attack', '--member', 'warrior', '--to', 'prowler'], 1, 'one after the other'],
    [['rules', 'contest', 'd20_fantasy', 'athletics', '--side', 'warrior'], 1, 'Say who else wants it.'],
    [['rules', 'contest', 'd20_fantasy', 'atletics', '--side', 'warrior'], 2, 'Did you mean `athletics`?'],
    [
      ['rules', 'contest', 'd20_fantasy', 'athletics', '--side', 'warrior', '--side', 'mender', '--began', '3'],
      ...[2, 'There are 2 sides.'],
    ] as [string[], number, string],
  ])('answers %j with advice', async (words, code, advice) => {
    const ran = await home.run(words);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.error).toContain(advice);
  });
});
