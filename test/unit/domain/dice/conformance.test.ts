import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isFailure } from '../../../../src/domain/failure.ts';
import { depthMax, explosionsMax, partsMax, textCharsMax } from '../../../../src/domain/dice/formula.ts';
import { type Names, parseRoll } from '../../../../src/domain/dice/parse.ts';
import { type Die, type GroupThrown, roll, type Rolled, type Thrown } from '../../../../src/domain/dice/roll.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';

// What each roll comes to was worked out by hand, from what the language is said to be.

const names: Names = {
  ...{ dex: 3, str: -1, half: 0.5, 'skill.stealth_2': 5, Luck: 9, nothing: NaN, endless: 1e300 },
  ...{ attack: 'd20+@dex', fire: '3d6', blessed: 'd20+d4 adv', loop: '2*@loop', ping: '@pong+1', pong: '@ping+1' },
  ...{ broken: '2+', checked: '2d6>=7', long: `1${' '.repeat(textCharsMax)}` },
};

const read = <T>(file: string, schema: z.ZodType<T>): Record<string, T[]> =>
  z
    .record(z.string(), z.array(schema))
    .parse(parse(readFileSync(new URL(file, import.meta.url), { encoding: 'utf8' })));

const Case = z.tuple([z.string(), z.string(), z.number()]).rest(z.string());
const Refused = z.tuple([z.string(), z.union([z.number(), z.literal('end')]), z.string()]);

const cases = read('cases.yaml', Case);
const refusals = read('refused.yaml', Refused);

const facesOf = (text: string): number[] => text.split(' ').filter(Boolean).map(Number);

const dieText = ({ face, value, state, burst }: Die): string => {
  const shown = `${face}${value === face ? '' : `=${value}`}${burst ? '!' : ''}`;
  return { kept: shown, dropped: `(${shown})`, rerolled: `~${shown}` }[state];
};

const thrownText = (thrown: Thrown | GroupThrown): string =>
  'dice' in thrown
    ? thrown.dice.map(dieText).join(' ')
    : `{${thrown.totals.map((total, at) => (thrown.kept[at] === true ? total : `(${total})`)).join(', ')}}`;

const checkText = ({ check }: Rolled): string => {
  if (check === null) throw new Error('nothing was checked');
  return `${check.holds ? 'yes' : 'no'} ${check.margin}`;
};

const refusalOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('a roll comes to what it says', () => {
  for (const [heading, listed] of Object.entries(cases))
    describe(heading, () => {
      it.each(listed)('%j with %j comes to %d', (text, faces, total, told = '') => {
        const scripted = scriptedFaces(facesOf(faces));
        const rolled = roll(parseRoll(text, names), scripted);
        expect(rolled.total).toBe(total);
        expect(rolled.faces).toEqual(facesOf(faces));
        expect(scripted.left()).toEqual([]);
        const shown = rolled.check === null ? rolled.thrown.map(thrownText).join(' | ') : checkText(rolled);
        expect(shown).toBe(told);
      });
    });

  it('and that in enough cases to speak of', () => {
    expect(Object.values(cases).flat().length).toBeGreaterThanOrEqual(200);
  });
});

describe('what is no roll is refused with the place where it ceases to be one', () => {
  for (const [heading, listed] of Object.entries(refusals))
    describe(heading, () => {
      it.each(listed)('%j at %s: %s', (text, place, message) => {
        const failure = refusalOf(() => parseRoll(text, names));
        expect(failure.code).toBe('bad_roll');
        expect(failure.message).toContain(message);
        expect(failure.message).toContain(place === 'end' ? ', where it ends' : `, at character ${place}, `);
      });
    });
});

describe('a roll has bounds', () => {
  const place = (text: string): string => refusalOf(() => parseRoll(text)).message;

  it('of its text', () => {
    const padded = (chars: number): string => `1${' '.repeat(chars - 1)}`;
    expect(parseRoll(padded(textCharsMax)).slots).toBe(0);
    expect(place(padded(textCharsMax + 1))).toContain('a roll is written in 500 characters at most, where it ends');
    expect(place('1+'.repeat(1e6))).toContain('500 characters at most, at character 501, `1`');
  });

  it('of what lies within each other', () => {
    const nested = (depth: number): string => `${'('.repeat(depth)}1${')'.repeat(depth)}`;
    expect(roll(parseRoll(nested(depthMax)), scriptedFaces([])).total).toBe(1);
    expect(place(nested(depthMax + 1))).toContain('no more than 24 parts lie within each other, at character 26, `1');
    expect(place('-'.repeat(depthMax + 1))).toContain('no more than 24 parts');
    expect(place('+'.repeat(400))).toContain('no more than 24 parts');
    expect(place('{'.repeat(400))).toContain('no more than 24 parts');
  });

  it('of its parts, under names too', () => {
    expect(place(`1${'+1'.repeat(partsMax)}`)).toContain('a roll has 200 parts at most');
    const doubling = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}`, `@n${at + 1}+@n${at + 1}`]));
    const failure = refusalOf(() => parseRoll('@n0', { ...doubling, n20: 1 }));
    expect(failure.message).toContain('a roll has 200 parts at most');
  });

  it('of its dice, with those that are thrown again', () => {
    const ones = { next: () => 1 };
    expect(roll(parseRoll('1000d6'), ones).total).toBe(1000);
    const failure = refusalOf(() => roll(parseRoll('2d6rr1'), ones));
    expect(failure.code).toBe('too_many_dice');
    expect(failure.message).toBe('`2d6rr1` went on past 1000 dice');
    expect(refusalOf(() => roll(parseRoll('1000d6!1'), ones)).code).toBe('too_many_dice');
  });

  it('of explosions of one die, one after the other: then the die lies', () => {
    const sixes = { next: () => 6 };
    expect(roll(parseRoll('d6!'), sixes).faces).toHaveLength(explosionsMax + 1);
    expect(roll(parseRoll('d6!!'), sixes).total).toBe((explosionsMax + 1) * 6);
    expect(roll(parseRoll('d6!p'), sixes).total).toBe(6 + explosionsMax * 5);
  });
});

describe('what comes to no number is refused', () => {
  it.each([
    ['1/0', 'nothing can be divided by 0'],
    ['0/0', 'nothing can be divided by 0'],
    ['5//0', 'nothing can be divided by 0'],
    ['5%0', 'nothing can be divided by 0'],
    ['1/(d1-1)', 'nothing can be divided by 0'],
    ['0*(1/0)', 'nothing can be divided by 0'],
    ['{1/0,3}kl1', 'nothing can be divided by 0'],
    ['1 >= 1/0', 'nothing can be divided by 0'],
    ['1000000000+1', 'it is past 1000000000'],
    ['-1000000000-1', 'it is past 1000000000'],
    ['1000000000*1000000000', 'it is past 1000000000'],
    ['{1000000000,1}', 'it is past 1000000000'],
  ])('%s: %s', (text, why) => {
    const failure = refusalOf(() => roll(parseRoll(text), { next: () => 1 }));
    expect(failure.code).toBe('no_number');
    expect(failure.message).toBe(`\`${text}\` comes to no number: ${why}`);
  });
});

describe('what is written beside a roll is kept', () => {
  it('a remark, a label, a name', () => {
    expect(parseRoll('2d6 #  to leap ').comment).toBe('to leap');
    expect(parseRoll('2d6 # ').comment).toBeNull();
    expect(parseRoll('2d6').comment).toBeNull();
    expect(parseRoll('2d6[ Big Fire ]').root).toMatchObject({ kind: 'within', label: 'Big Fire', name: null });
    expect(parseRoll('@DEX', names).root).toMatchObject({ kind: 'within', label: null, name: 'dex' });
    expect(parseRoll(' 2d6 + 1 ').text).toBe(' 2d6 + 1 ');
  });

  it('advice with what is refused', () => {
    expect(refusalOf(() => parseRoll('@dexx', { dex: 1 })).advice).toBe('Did you mean `@dex`?');
    expect(refusalOf(() => parseRoll('@zzzzzz', { dex: 1 })).advice).toBeUndefined();
    expect(refusalOf(() => parseRoll('2d')).advice).toBe('Such as `d20`, `3d6`, `d%` or `4dF`.');
    expect(refusalOf(() => parseRoll('@')).advice).toBe('A name follows `@`: `@dex`.');
    expect(refusalOf(() => parseRoll('3d6!>=15')).advice).toContain('`(3d6!) >= 15`');
  });
});
