import { Key, lineCharsMax, Name } from '../../../schemas/bounds.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { parseRoll } from '../dice/parse.ts';
import { isFailure } from '../failure.ts';
import type { Values } from '../rules/expression.ts';

// Words and numbers of the SRD's data in those of a rule system: feet, pounds, coins, dice, keys.

const keyCharsMax = 64;
const metresPerFoot = 0.3;
const kilogramsPerPound = 0.5;

/** `adult-black-dragon` as `adult_black_dragon`; null: no key can be made of it. */
export const keyOf = (written: string): string | null => {
  const plain = written
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/['’]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, keyCharsMax);
  return Key.safeParse(plain).success ? plain : null;
};

/** One line of plain text, no longer than one may be. */
export const lineOf = (written: string, otherwise: string): string => {
  const flat = written
    .replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\s]+/gu, ' ')
    .replaceAll(/\*+/g, '')
    .trim();
  if (flat === '') return otherwise;
  return flat.length <= lineCharsMax ? flat : `${flat.slice(0, lineCharsMax - 1).trimEnd()}…`;
};

export const nameOf = (written: string): string | null => {
  const name = Name.safeParse(lineOf(written, '').slice(0, 200));
  return name.success ? name.data : null;
};

export const proseOf = (desc: readonly string[] | string | undefined): string =>
  desc === undefined ? '' : [desc].flat().join(' ');

const round = (value: number): number => Math.round(value * 100) / 100;

export const metresOf = (feet: number): number => round(feet * metresPerFoot);

export const kilogramsOf = (pounds: number): number => round(pounds * kilogramsPerPound);

const copperPer: Readonly<Record<string, number>> = { cp: 1, sp: 10, ep: 50, gp: 100, pp: 1000 };

/** In the smallest coin; null: nobody says. */
export const coinsOf = (cost: { quantity: number; unit: string } | undefined): number | null => {
  const per = cost === undefined ? undefined : copperPer[cost.unit];
  if (cost === undefined || per === undefined) return null;
  const coins = Math.round(cost.quantity * per);
  return coins >= 0 ? coins : null;
};

/** The first number of feet in a text. */
export const feetIn = (text: string): number | null => {
  const [, feet] = /(\d{1,5})(?:\/\d+)?[ -]?(?:ft|feet|foot)/i.exec(text) ?? [];
  return feet === undefined ? null : Number(feet);
};

/** The nearest band of range that reaches so far. */
export const bandOf = ({ combat: { ranges } }: RuleSystem, metres: number): string =>
  (ranges.find((each) => each.metres >= metres) ?? ranges.at(-1))?.key ?? '';

/** Dice as they are written, where they can be rolled. */
export const diceIn = (written: string, names: Values): string | null => {
  const text = written.replaceAll(/\s+/g, ' ').trim();
  try {
    parseRoll(text, names);
    return text;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return null;
  }
};

/** Conditions that words bring about: `or be poisoned`, `knocked prone`. */
export const conditionsIn = ({ conditions }: RuleSystem, text: string): string[] =>
  conditions.flatMap(({ key, name }) =>
    new RegExp(`\\b(?:be|become|becomes|is|are|or|and|knocked)\\s+(?:\\w+\\s+)?${name}\\b`, 'i').test(text) &&
    !new RegExp(`\\b(?:immune to being|can't be|cannot be|no longer)\\s+${name}\\b`, 'i').test(text)
      ? [key]
      : [],
  );
