import { describe, expect, it } from 'vitest';
import { readPhrase } from '../../../../src/compose/written/phrase.ts';

const fieldsOf = (text: string) => {
  const phrase = readPhrase(text);
  return phrase.ok ? phrase.fields : phrase.error;
};

describe('a phrase', () => {
  it.each([
    ['mara located_in tavern', { subject: 'mara', predicate: 'located_in', object: 'tavern' }],
    ['mara expects_child true', { subject: 'mara', predicate: 'expects_child', object: true }],
    ['mara hit_points -3', { subject: 'mara', predicate: 'hit_points', object: -3 }],
    [
      'mara says the king, he lives',
      expect.stringContaining('`he lives`: a clause starts with'), // a comma ends the clause
    ],
    ['mara says "the king, he lives"', { subject: 'mara', predicate: 'says', object: 'the king, he lives' }],
    ['"Old Tomas" ally_of mara', { subject: 'Old Tomas', predicate: 'ally_of', object: 'mara' }],
    [
      'mara located_in tavern, from 10, to 12.3, held until 20, locked, called here',
      {
        ...{ subject: 'mara', predicate: 'located_in', object: 'tavern', from: 10, to: [12, 3], held_until: 20 },
        ...{ locked: true, called: 'here' },
      },
    ],
    ['mara trait brave, from unknown', { subject: 'mara', predicate: 'trait', object: 'brave', from: null }],
    [
      'death, patient orc, agent mara and "Old Tomas", at 3 Rimehold 812, caused by fall and blow',
      {
        event: 'death',
        participants: { patient: ['orc'], agent: ['mara', 'Old Tomas'] },
        from: '3 Rimehold 812',
        caused_by: ['fall', 'blow'],
      },
    ],
    ['', 'says nothing'],
  ])('%s', (text, fields) => {
    expect(fieldsOf(text)).toEqual(fields);
  });

  it('has a bound', () => {
    expect(fieldsOf(`a b c${', from 1'.repeat(50)}`)).toBe('more than 32 clauses');
  });
});
