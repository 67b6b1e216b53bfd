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
  ])('answers %j with advice', async (words, code, advice) => {
    const ran = await home.run(words);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.error).toContain(advice);
  });
});
