import { DiceRoll, NumberGenerator } from '@dice-roller/rpg-dice-roller';
import { describe, expect, it } from 'vitest';
import { explosionsMax } from '../../../../src/domain/dice/formula.ts';
import { parseRoll } from '../../../../src/domain/dice/parse.ts';
import { roll } from '../../../../src/domain/dice/roll.ts';
import { seededChance } from '../../../support/chance.ts';
import { runs } from '../../../support/runs.ts';

// Another dice roller, written by others, makes the same of the same faces, on what both of us can write.
// It does what is done to dice in an order of its own: bounds, explosions, rerolls, keeping, counting. So they are written in that order here.

interface Both {
  theirs: string;
  ours: string;
}

const same = (text: string): Both => ({ theirs: text, ours: text });
const joined = (...parts: readonly Both[]): Both => ({
  theirs: parts.map(({ theirs }) => theirs).join(''),
  ours: parts.map(({ ours }) => ours).join(''),
});
const nothing = same('');

// ── what they threw ──────────────────────────────────────────────────────────────────────────────────────────────

const rolledByThem = (text: string, seed: number): { total: number; faces: number[] } => {
  const { generator } = NumberGenerator;
  const faces: number[] = [];
  const chance = seededChance(seed);
  const integer = generator.integer.bind(generator);
  generator.engine = { next: () => (chance() * 2 ** 32) | 0 };
  generator.integer = (min: number, max: number): number => {
    const face = integer(min, max);
    faces.push(face);
    return face;
  };
  try {
    return { total: new DiceRoll(text).total, faces };
  } finally {
    generator.integer = integer;
  }
};

/** Ours, with the faces that fell for them: they count those of Fudge dice from 1 on. */
const rolledByUs = (text: string, faces: readonly number[]): { total: number; used: number } => {
  let used = 0;
  const { total } = roll(parseRoll(text), {
    next(sides) {
      const face = faces[used++];
      if (face === undefined) throw new Error(`${text} needs more dice than theirs`);
      return sides === 'fudge' ? face - 2 : face;
    },
  });
  return { total, used };
};

// ── what both can write ──────────────────────────────────────────────────────────────────────────────────────────

const writing = (seed: number) => {
  const chance = seededChance(seed);
  const number = (least: number, most: number): number => least + Math.floor(chance() * (most - least + 1));
  const oneOf = <T>(choices: readonly [T, ...T[]]): T => choices[number(0, choices.length - 1)] ?? choices[0];
  const perhaps = (share: number, write: () => Both): Both => (chance() < share ? write() : nothing);
  const comparison = () => oneOf(['>=', '<=', '>', '<', '=']);

  /** A comparison that some sides meet, and no more than half of them: they go on for longer than we do. */
  const some = (sides: number): string => {
    const half = sides / 2;
    const few = number(1, half);
    return oneOf([`=${number(1, sides)}`, `>${sides - few}`, `>=${sides - few + 1}`, `<${few + 1}`, `<=${few}`]);
  };
  const any = (sides: number): string => `${comparison()}${number(1, sides)}`;

  const bounds = (sides: number): Both => {
    const [least, most] = [number(1, sides), number(1, sides)];
    return joined(
      perhaps(0.15, () => ({ theirs: `min${least}`, ours: `mi${least}` })),
      perhaps(0.15, () => ({ theirs: `max${most}`, ours: `ma${most}` })),
    );
  };
  const explosion = (which: string): Both => same(oneOf(['!', '!!', '!p']) + which);
  const reroll = (which: string): Both => {
    const how = oneOf(['once', 'until']);
    return { theirs: (how === 'once' ? 'ro' : 'r') + which, ours: (how === 'once' ? 'ro' : 'rr') + which };
  };
  const keeping = (most: number): Both => {
    const [word, count] = [oneOf(['kh', 'kl', 'dh', 'dl']), number(1, most)];
    return same(`${word}${count}`);
  };
  /** What succeeds does not fail: that is told apart below. */
  const counting = (sides: number): Both => {
    if (chance() < 0.4) {
      const which = any(sides);
      return { theirs: which, ours: `s${which}` };
    }
    const least = number(2, sides);
    const which = oneOf([`>=${least}`, `=${least}`, `>${least - 1}`]);
    const fails = oneOf([`f<${least}`, `f=${least - 1}`, `f<=${least - 1}`, 'f<2']);
    return { theirs: which + fails, ours: `s${which}${fails}` };
  };

  const dice = (): Both => {
    const many = number(1, 8);
    const count = many === 1 ? oneOf(['', '1']) : String(many);
    if (chance() < 0.15)
      return joined(
        same(`${count}dF`),
        perhaps(0.4, () => keeping(many)),
      );
    const isCounted = chance() < 0.15;
    const sides = oneOf([2, 4, 6, 8, 10, 12, 20, 100]);
    // Theirs would take what is counted for what explodes, where that is not said.
    const which = (): string => (isCounted ? some(sides) : oneOf(['', some(sides)]));
    return joined(
      same(`${count}d${sides === 100 ? '%' : sides}`),
      bounds(sides),
      perhaps(0.3, () => explosion(which())),
      perhaps(0.25, () => reroll(which())),
      perhaps(0.35, () => (chance() < 0.8 ? keeping(many) : same(`dh${number(1, 3)}dl${number(1, 3)}`))),
      isCounted ? counting(sides) : nothing,
    );
  };

  const part = (deep: number): Both => {
    const kind = deep === 0 ? 0 : number(0, 3);
    if (kind === 0) return chance() < 0.8 ? dice() : same(String(number(0, 20)));
    if (kind === 1) return joined(same('('), part(deep - 1), same(')'));
    if (chance() < 0.3) return joined(part(deep - 1), same(oneOf(['/', '%'])), same(String(number(1, 9))));
    return joined(part(deep - 1), same(oneOf(['+', '-', '*'])), part(deep - 1));
  };

  const group = (): Both => {
    const parts = Array.from({ length: number(2, 3) }, () => part(1));
    const inside = parts.flatMap((each, at) => (at === 0 ? [each] : [same(','), each]));
    return joined(
      same('{'),
      ...inside,
      same('}'),
      oneOf([() => keeping(parts.length), () => counting(20), () => nothing])(),
    );
  };

  return (): Both => (chance() < 0.2 ? joined(group(), same(oneOf(['', '+3', '*2']))) : part(2));
};

/** They round to so many decimals. */
const decimals = 2;

describe('another roller', () => {
  it('makes the same of the same faces', () => {
    const write = writing(20_251_125);
    let dice = 0;
    for (let at = 0; at < runs(3_000); at++) {
      const { theirs, ours } = write();
      const { total, faces } = rolledByThem(theirs, at);
      const mine = rolledByUs(ours, faces);
      expect(mine.used, `dice of ${theirs}, which is ${ours}, with ${faces.join()}`).toBe(faces.length);
      expect(
        Math.abs(mine.total - total),
        `${theirs}, which is ${ours}, with ${faces.join()}: ${mine.total}, ${total}`,
      ).toBeLessThan(0.6 * 10 ** -decimals);
      dice += faces.length;
    }
    expect(dice).toBeGreaterThan(runs(3_000));
  });

  // Where they make something else of the same, and why we don't.
  it.each([
    [
      'what succeeds and fails at once',
      '3d6>=4f>=5',
      '3d6s>=4f>=5',
      'for them it only succeeds; we take one from the other',
    ],
    ['more kept than there are', '2d6kh3', '2d6kh3', 'they drop a die; we keep all of them'],
    ['more kept of a group than it has', '{d6,d8}kh3', '{d6,d8}kh3', 'they drop a part; we keep all of them'],
    ['kept and dropped', '5d6kh3dl1', '5d6kh3dl1', 'they look at all dice for both; we at those that are left'],
    ['a group of one', '{4d6}kh2', '{4d6}kh2', 'they choose dice of its part; we parts'],
    ['explosions behind what is kept', '4d6kl2!>=3', '4d6kl2!>=3', 'they explode first; we do what is written first'],
    ['fractions', 'd6*0.333', 'd6*0.333', 'they round to two decimals; we leave that to who shows it'],
  ])('makes something else of %s: %s', (_what, theirs, ours) => {
    const differs = Array.from({ length: 40 }, (_, seed) => {
      const { total, faces } = rolledByThem(theirs, seed);
      // Where other dice are looked at, others fall.
      return rolledByUs(ours, [...faces, ...faces]).total !== total;
    });
    expect(differs).toContain(true);
  });

  it('makes infinity of what is divided by 0, which we refuse', () => {
    expect(rolledByThem('1/0', 1).total).toBe(Infinity);
    expect(() => rolledByUs('1/0', [])).toThrow(/nothing can be divided by 0/u);
  });

  it('goes on for longer where dice explode without end', () => {
    expect(Math.max(...[1, 2, 3, 4].map((seed) => rolledByThem('d100!>=2', seed).faces.length))).toBeGreaterThan(
      explosionsMax + 1,
    );
  });
});
