import { describe, expect, it } from 'vitest';
import { type Names, parseRoll } from '../../../../src/domain/dice/parse.ts';
import { roll } from '../../../../src/domain/dice/roll.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { rolledText } from '../../../../src/domain/dice/telling.ts';
import { whyRolled } from '../../../../src/domain/dice/why.ts';

const fallen = (text: string, faces: readonly number[], names: Names = {}) =>
  roll(parseRoll(text, names), scriptedFaces(faces));

describe('a roll that is told', () => {
  it.each([
    ['4d6kh3', [3, 5, 1, 6], '4d6kh3 (3, 5, ~1~, 6) = 14'],
    ['2d6 - 3', [3, 5], '2d6 (3, 5) - 3 = 5'],
    ['-(d4)', [2], '-(1d4 (2)) = -2'],
    ['d%', [77], '1d% (77) = 77'],
    ['4dF', [-1, 0, 1, -1], '4dF (-1, 0, 1, -1) = -1'],
    ['d6ro1', [1, 4], '1d6ro1 (~1~, 4) = 4'],
    ['2d6ra6', [6, 1, 2], '2d6ra6 (6, +2, 1) = 9'],
    ['d6!', [6, 6, 2], '1d6e6 (6!, 6!, 2) = 14'],
    ['d6!!', [6, 6, 2], '1d6ec6 (14!) = 14'],
    ['d6!p', [6, 2], '1d6ep6 (6!, 2 as 1) = 7'],
    ['2d6mi3ma5', [1, 6], '2d6mi3ma5 (1 as 3, 6 as 5) = 8'],
    ['3d10s>=8f1', [9, 1, 4], '3d10s>=8f1 (9, 1, 4) = 0'],
    ['d20adv', [4, 17], '2d20kh1 (~4~, 17) = 17'],
    ['{2d4, d8, 3}kh1', [1, 2, 7], '{~2d4 (1, 2) = 3~, 1d8 (7) = 7, ~3~}kh1 = 7'],
    ['2d6[fire]+1[cold]', [3, 4], '2d6 (3, 4) [fire] + 1 [cold] = 8'],
    ['d20+@dex>=15', [12], '1d20 (12) + @dex (3) >= 15 = 15: yes, just so'],
    ['d20<@dex', [12], '1d20 (12) < @dex (3) = 12: no, by 9'],
    ['@sneak # from the dark', [2, 3], '@sneak (2d6 (2, 3)) = 5 # from the dark'],
    ['7/2', [], '7 / 2 = 3.5'],
    ['1/3', [], '1 / 3 = 0.3333'],
  ])('%s, with %j: %s', (text, faces, told) => {
    expect(rolledText(fallen(text, faces, { dex: 3, sneak: '2d6' }))).toBe(told);
  });

  it('can be written again from how its dice are told', () => {
    for (const text of ['4d6kh3', '2d6k>4', '3d6pl1', 'd8rr1', '2d10ro<3', '2d6ra6', '4d6e>=5', 'd6ec6', 'd6ep6'])
      for (const more of ['', 'mi2', 'ma5', 's>=4f1']) {
        const once = roll(parseRoll(text + more), seededFaces('again'));
        const told = rolledText(once).split(' (')[0] ?? '';
        expect(roll(parseRoll(told), seededFaces('again')).total).toBe(once.total);
        expect(rolledText(roll(parseRoll(told), seededFaces('again')))).toBe(rolledText(once));
      }
  });
});

describe('why a roll came to what it did', () => {
  it.each([
    ['4d6kh3', [3, 5, 1, 6], '4d6kh3 fell 3, 5, 1 and 6; the highest 3 kept; that is 14.'],
    ['3d6pl1', [3, 5, 1], '3d6pl1 fell 3, 5 and 1; the lowest left out; that is 8.'],
    ['d6ro1', [1, 4], '1d6ro1 fell 1; thrown again: 4; that is 4.'],
    ['d6!', [6, 2], '1d6e6 fell 6; brought by what exploded: 2; that is 8.'],
    ['d6!!', [6, 2], '1d6ec6 fell 6; what exploded grew by what it brought; that is 8.'],
    [
      '3d10s>=8f1',
      [9, 1, 4],
      '3d10s>=8f1 fell 9, 1 and 4; counted are those of at least 8, less those of 1; that is 0.',
    ],
    ['2d6mi2', [1, 4], '2d6mi2 fell 1 and 4; each counts at least 2; that is 6.'],
    ['0d6', [], '0d6 no die was thrown; that is 0.'],
    [
      'd20+5>=15',
      [12],
      '1d20 fell 12; that is 12. All of it comes to 17. It had to be at least 15, and is 17, 2 more: it holds.',
    ],
    [
      'd20>d20',
      [7, 7],
      '1d20 fell 7; that is 7. 1d20 fell 7; that is 7. It had to be more than 7, and is 7: it does not hold.',
    ],
  ])('%s, with %j: %s', (text, faces, told) => {
    expect(whyRolled(fallen(text, faces))).toBe(told);
  });
});

describe('faces that are given', () => {
  it('are those that the dice can show, as many as fall, and what is left is told', () => {
    expect(() => fallen('d6', [7])).toThrow('die 1 shows 1 to 6, and not 7');
    expect(() => fallen('d6', [0])).toThrow('and not 0');
    expect(() => fallen('dF', [2])).toThrow('die 1 shows -1 to 1');
    expect(() => fallen('2d6', [1])).toThrow('die 2 has no face: 1 are given');
    expect(() => fallen('d6', [1.5])).toThrow('and not 1.5');
    const faces = scriptedFaces([1, 2, 3]);
    roll(parseRoll('d6'), faces);
    expect(faces.left()).toEqual([2, 3]);
  });
});
