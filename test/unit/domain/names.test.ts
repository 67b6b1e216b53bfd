import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editCharsMax } from '../../../src/domain/edit-distance.ts';
import { foldText, nameLikeness, normaliseName, possibleDuplicateMin, sameName } from '../../../src/domain/names.ts';
import { anyName } from '../../support/arbitraries/values.ts';

/** Letters, marks, quotes, dots and dashes that get in each other's way. */
const tangle = fc.string({
  unit: fc.constantFrom(
    ...[
      'a',
      'A.',
      'the ',
      'an ',
      ' ',
      '-',
      ' -5',
      '.5',
      ',',
      "'",
      '’',
      '"',
      '…',
      'ß',
      'ẞ',
      'é',
      'Å',
      'ς',
      'Σ',
      'İ',
      'ı',
    ],
    ...['が', 'か', 'й', '\u0301', '\u0323', '\u200d', '\u0640', '\u05b0', '´', '½', '①', 'ﷺ', '\u3164', '👩‍👧'],
  ),
  maxLength: 8,
});
const anyText = fc.oneof(
  tangle,
  anyName,
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

/** Of the first plane, where all but a few scripts live. */
const everyLetter = function* (): Generator<string> {
  for (let code = 0; code <= 0xffff; code++) if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
};

describe('a normalised name', () => {
  it('normalises to itself', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const normalised = normaliseName(name);
        expect(normaliseName(normalised)).toBe(normalised);
        expect(foldText(foldText(name))).toBe(foldText(name));
      }),
      { numRuns: 5_000 },
    );
  });

  it("normalises to itself, and is never empty, for every letter of Unicode's first plane", () => {
    const broken: string[] = [];
    for (const letter of everyLetter())
      for (const name of [letter, `a${letter}`]) {
        const normalised = normaliseName(name);
        if ((normalised === '' && name.trim() !== '') || normaliseName(normalised) !== normalised) broken.push(name);
      }
    expect(broken).toEqual([]);
  });

  it('is never empty unless the name is blank', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        expect(normaliseName(name) === '').toBe(name.trim() === '');
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same however its letters were typed', () => {
    fc.assert(
      fc.property(anyName, fc.constantFrom('NFC', 'NFD'), (name, form) => {
        expect(normaliseName(name.normalize(form))).toBe(normaliseName(name));
        expect(normaliseName(`  ${name}\u00a0`)).toBe(normaliseName(name));
      }),
    );
  });
});

describe('names', () => {
  it.each([
    ['The Café', 'cafe'],
    ['The Prancing Pony', 'Prancing   pony'],
    ['An Idle King', 'idle king'],
    ['Half-Elf', 'half elf'],
    ['Jean‑Luc', 'Jean–Luc'],
    ['St. Cuthbert', 'St Cuthbert'],
    ['J.R.R. Tolkien', 'J. R. R. Tolkien'],
    ['Smith, Jr.', 'Smith Jr'],
    ['D’Artagnan', "D'Artagnan"],
    ['D´Artagnan', "d'artagnan"],
    ['Tom “the Hammer” Brand', 'Tom the Hammer Brand'],
    ["The Rogues' Guild", 'Rogues Guild'],
    ['Straße', 'STRASSE'],
    ['Æthelred', 'Aethelred'],
    ['Łódź', 'Lodz'],
    ['Ὀδυσσεύς', 'ΟΔΥΣΣΕΥΣ'],
    ['Ｓｔｒａｈｄ', 'Strahd'],
    ['عَبْد', 'عبد'],
    ['עִבְרִית', 'עברית'],
    ['Mi\u200bra', 'Mira'],
    ['Henry Ⅳ', 'henry iv'],
  ])('`%s` and `%s` are the same', (a, b) => {
    expect(normaliseName(a)).toBe(normaliseName(b));
    expect(sameName(a, b)).toBe(true);
  });

  it.each([
    ['Level -1', 'Level 1'],
    ['Version 2.5', 'Version 25'],
    ['1,000 Eyes', '1 000 Eyes'],
    ['A. Smith', 'The Smith'],
    ['か', 'が'],
    ['Андрей', 'Андреи'],
    ['शिव', 'शव'],
    ['???', '!!!'],
    ['Theodore', 'odore'],
    ['An', 'A'],
    ['Ana', 'Anna'],
  ])('`%s` and `%s` are not', (a, b) => {
    expect(sameName(a, b)).toBe(false);
  });

  it('keep an article that is all there is', () => {
    expect(['The', 'the the', 'A'].map(normaliseName)).toEqual(['the', 'the', 'a']);
  });
});

describe('the likeness of two names', () => {
  it('is the same whichever comes first, from nothing in common to the same name', () => {
    fc.assert(
      fc.property(fc.oneof(anyName, anyText), fc.oneof(anyName, anyText), (a, b) => {
        const [one, other] = [nameLikeness(a, b), nameLikeness(b, a)];
        expect(other.score).toBe(one.score);
        expect(other.because).toBe(one.because);
        expect(one.score).toBeGreaterThanOrEqual(0);
        expect(one.score === 1).toBe(sameName(a, b));
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds each word once, and the same ones whichever name comes first', () => {
    const alike = fc.array(fc.constantFrom('morgana', 'morgona', 'xorgana', 'strahda', 'atrahda', 'x'), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(alike, alike, (a, b) => {
        const [one, other] = [nameLikeness(a.join(' '), b.join(' ')), nameLikeness(b.join(' '), a.join(' '))];
        expect(other.words.map(({ left, right }) => `${right} ${left}`)).toEqual(
          one.words.map(({ left, right }) => `${left} ${right}`),
        );
        expect(new Set(one.words.map(({ left }) => left)).size).toBe(one.words.length);
        expect(new Set(one.words.map(({ right }) => right)).size).toBe(one.words.length);
      }),
      { numRuns: 500 },
    );
  });

  it('is whole for a name and itself', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        expect(nameLikeness(name, name)).toMatchObject({ score: 1, because: 'same', edits: 0 });
      }),
    );
  });

  it.each([
    ['Strahd', 'Strahd von Zarovich', 'words'],
    ['Tom Brand', 'Brand, Tom', 'words'],
    ['Mira Oakhand', 'Mira Okahand', 'words'],
    ['John', 'John Smith', 'words'],
    ['Blackwater', 'Black Water', 'spelling'],
    ['Ravenloft', 'Ravenlof', 'words'],
  ] as const)('has somebody asked about `%s` and `%s`', (a, b, because) => {
    const likeness = nameLikeness(a, b);
    expect(likeness.score).toBeGreaterThanOrEqual(possibleDuplicateMin);
    expect(likeness.because).toBe(because);
  });

  it.each([
    ['Tom Brand', 'Tom Hill'],
    ['Red Dragon', 'Blue Dragon'],
    ['Guard 1', 'Guard 2'],
    ['Henry IV', 'Henry V'],
    ['Level -1', 'Level 1'],
    ['Mira', 'Mara'],
    ['東京', '京都'],
  ])('leaves `%s` and `%s` alone', (a, b) => {
    expect(nameLikeness(a, b).score).toBeLessThan(possibleDuplicateMin);
  });

  it.each([
    ['Guard 1', 'Guard 2'],
    ['Guard 1', 'Guard'],
    ['1st Watch of the Harbour', '2nd Watch of the Harbour'],
    ['Henry IV', 'Henry VI'],
    ['Louis XIX', 'Louis XXI'],
    ['Pius II of Rome 3', 'Pius II of Rome 4'],
    ['Karl MCMXC', 'Karl MCMXL'],
    ['Order of the Lantern CD', 'Order of the Lantern CM'],
  ])('counts `%s` and `%s` as two, and says that it is for the number', (a, b) => {
    expect(nameLikeness(a, b)).toMatchObject({ because: 'number' });
    expect(nameLikeness(a, b).score).toBeLessThanOrEqual(0.5);
    expect(nameLikeness(b, a)).toMatchObject({ because: 'number' });
  });

  it.each([
    ['Henry IV', 'Henry'], // whoever speaks of Henry may mean him
    ['Henry IV', 'Hemry IV'],
    ['Henry IV of Lancaster', 'Henry V of Lancaster'], // a number in the middle may be a name
    ['Tom Mix', 'Tom Max'], // a name that looks like a number, beside one that does not
    ['The Ten of 1000', 'The Tem of 1000'],
  ])('does not tell `%s` and `%s` apart by a number', (a, b) => {
    expect(nameLikeness(a, b).because).not.toBe('number');
  });

  it('takes no name of one word for a number', () => {
    expect(nameLikeness('Vi', 'Vii').because).not.toBe('number');
    expect(nameLikeness('Mix', 'Dix').because).not.toBe('number');
  });

  it('tells which words were found in both, and how nearly', () => {
    expect(nameLikeness('Mira Oakhand of Greyford', 'the Okahand, Mira')).toMatchObject({
      words: [
        { left: 'mira', right: 'mira', edits: 0 },
        { left: 'oakhand', right: 'okahand', edits: 1 },
      ],
    });
  });

  it('compares names of any length in bounded work', () => {
    const long = 'xy '.repeat(10 * editCharsMax);
    expect(nameLikeness(long, `${long}z`).score).toBeLessThan(1);
  });
});
