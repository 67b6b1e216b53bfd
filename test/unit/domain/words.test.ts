import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stemOf } from '../../../src/domain/stem.ts';
import { queryCharsMax, queryStems, queryTermsMax, stemsOf, wordCharsMax } from '../../../src/domain/words.ts';

describe('stems', () => {
  // The examples of Porter's paper, step by step.
  it.each([
    ...[
      ['caresses', 'caress'],
      ['ponies', 'poni'],
      ['ties', 'ti'],
      ['caress', 'caress'],
      ['cats', 'cat'],
    ],
    ...[
      ['feed', 'feed'],
      ['agreed', 'agre'],
      ['plastered', 'plaster'],
      ['bled', 'bled'],
      ['motoring', 'motor'],
      ['sing', 'sing'],
    ],
    ...[
      ['conflated', 'conflat'],
      ['troubled', 'troubl'],
      ['sized', 'size'],
      ['hopping', 'hop'],
      ['falling', 'fall'],
      ['filing', 'file'],
    ],
    ...[
      ['happy', 'happi'],
      ['sky', 'sky'],
      ['relational', 'relat'],
      ['conditional', 'condit'],
      ['digitizer', 'digit'],
    ],
    ...[
      ['radically', 'radic'],
      ['sensibiliti', 'sensibl'],
      ['archaeology', 'archaeolog'],
      ['formality', 'formal'],
    ],
    ...[
      ['triplicate', 'triplic'],
      ['hopeful', 'hope'],
      ['goodness', 'good'],
      ['revival', 'reviv'],
      ['adoption', 'adopt'],
    ],
    ...[
      ['effective', 'effect'],
      ['probate', 'probat'],
      ['rate', 'rate'],
      ['cease', 'ceas'],
      ['controll', 'control'],
      ['roll', 'roll'],
    ],
  ] as [string, string][])('takes %s to %s', (word, stem) => {
    expect(stemOf(word)).toBe(stem);
  });

  it.each(['as', 'é', 'élan', 'r2d2', '1204', 'ドラゴンs', ''])('leaves %j as it is', (word) => {
    expect(stemOf(word)).toBe(word);
  });

  it('agrees with the stemmer of SQLite', () => {
    const suffixes = [
      '',
      's',
      'es',
      'ies',
      'ed',
      'ing',
      'eed',
      'y',
      'ly',
      'ness',
      'fulness',
      'ational',
      'ization',
      'ement',
      'ion',
      'able',
      'll',
    ];
    const letters = fc.string({
      unit: fc.constantFrom(...Array.from('aeiouybcdglmnrstvz')),
      minLength: 4,
      maxLength: 9,
    });
    using database = new DatabaseSync(':memory:');
    database.exec(`CREATE VIRTUAL TABLE words USING fts5 (word, tokenize = 'porter ascii');
      CREATE VIRTUAL TABLE stems USING fts5vocab (words, 'row')`);
    const word = fc.tuple(letters, fc.constantFrom(...suffixes)).map((parts) => parts.join(''));
    fc.assert(
      // Theirs takes the second of two `y` before `ed` and `ing` for a consonant.
      fc.property(
        word.filter((text) => !text.includes('yy')),
        (text) => {
          database.exec('DELETE FROM words');
          database.prepare('INSERT INTO words VALUES (?)').run(text);
          expect(stemOf(text)).toBe(database.prepare('SELECT term FROM stems').get()?.['term']);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('the words of a text', () => {
  it('are letters, digits and marks, and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        for (const word of stemsOf(text)) expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
      }),
    );
  });

  it('are the same in capitals, and however accents are written', () => {
    const letters = fc.constantFrom(...Array.from('aeéñöçßœłdragonsïΣσςάżЖй ,-’'));
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 30 }), (text) => {
        const words = stemsOf(text);
        expect(stemsOf(text.toUpperCase())).toEqual(words);
        expect(stemsOf(text.normalize('NFD'))).toEqual(words);
        expect(stemsOf(text.normalize('NFKC'))).toEqual(words);
      }),
    );
  });

  it('do not change when they are taken apart again', () => {
    const text = 'Véra’s Dragons, ﬁne Ｆｕｌｌ ½ Straße';
    expect(stemsOf(text)).toEqual(['vera', 's', 'dragon', 'fine', 'full', '1', '2', 'strass']);
    for (const word of ['vera', 'straße', 'がか', 'हिन्दी', 'й'])
      expect(stemsOf(word).flatMap(stemsOf)).toEqual(stemsOf(word));
  });

  it('are cut between characters, not within one', () => {
    for (const length of [wordCharsMax - 1, wordCharsMax, wordCharsMax + 1]) {
      const [word = ''] = stemsOf(`${'x'.repeat(length)}𐐨𐐨`);
      expect(word.isWellFormed()).toBe(true);
      expect(word.length).toBeLessThanOrEqual(wordCharsMax);
    }
  });

  it('come in a time that grows with the text and no faster, whatever marks are piled up', () => {
    const marks = ['\u0301', '\u0301\u0316', '\u05b8\u05b7\u05b0', '\u0f71\u0f74'];
    for (const mark of marks) {
      const [word = ''] = stemsOf(`e${mark.repeat(100_000)}`);
      expect(word.length).toBeLessThanOrEqual(10);
    }
    expect(stemsOf('ﷺ'.repeat(50_000))).toHaveLength(4 * 50_000 - 49_999);
  });
});

describe('the words of a query', () => {
  const query = (text: string, match: 'any' | 'all' | 'phrase' = 'any') => queryStems({ text, match });

  it('are not repeated, but in a phrase', () => {
    expect(query('dragon DRAGONS tower')).toEqual(['dragon', 'tower']);
    expect(query('doom, doom', 'all')).toEqual(['doom']);
    expect(query('doom, doom', 'phrase')).toEqual(['doom', 'doom']);
  });

  it('leave out what says nothing, if anything else is said', () => {
    expect(query('what is the name of the dragon')).toEqual(['name', 'dragon']);
    expect(query('to be or not to be')).toEqual(['to', 'be', 'or', 'not']);
    expect(query('the dragon', 'all')).toEqual(['the', 'dragon']);
  });

  it('are bounded in number, and so is what is read of them', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => `w${i}`).join(' ');
    for (const match of ['any', 'all', 'phrase'] as const) expect(query(many, match)).toHaveLength(queryTermsMax);
    expect(query(`${' '.repeat(queryCharsMax - 5)}tower two`)).toEqual(['tower']);
  });
});
