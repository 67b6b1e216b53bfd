import { describe, expect, it } from 'vitest';
import { readDraftLine } from '../../../src/compose/draft-lines.ts';

describe('a line that is proposed', () => {
  it.each([
    ['{"entity":"Mara","type":"character"}', 'entity'],
    ['{"subject":"Mara","predicate":"age_years","object":30}', 'subject'],
    ['{"event":"death","participants":{"patient":"Mara","agent":["Orc","Worg"]}}', 'event'],
    ['{"axiom":"Nobody flies."}', 'axiom'],
    ['{"thread":"Who?","clues":["a"]}', 'thread'],
  ])('is told apart by the word that only its kind has: %s', (line, kind) => {
    expect(readDraftLine(line)).toMatchObject({ draft: { [kind]: expect.anything() as unknown } });
  });

  it.each([
    ['not json', 'it is not JSON'],
    ['[]', 'no object'],
    ['null', 'no object'],
    ['{}', 'does not say what it proposes'],
    ['{"subjct":"Mara"}', 'Did you mean `subject`?'],
    ['{"entity":"Mara","typ":"character"}', '`type`'],
    ['{"entity":"Mara","type":"charcter"}', 'character'],
    ['{"subject":"Mara","predicate":"vital","confidence":2}', 'confidence'],
    ['{"subject":"Mara","predicate":"vital","confidence":"NaN"}', 'confidence'],
    ['{"subject":"Ma\\u0000ra","predicate":"vital"}', 'control characters'],
    [`{"subject":"${'M'.repeat(300)}","predicate":"vital"}`, 'subject'],
    ['{"subject":"Mara","predicate":"Vital!"}', 'predicate'],
  ])('is refused in words: %s', (line, words) => {
    const read = readDraftLine(line);
    expect('draft' in read ? '' : `${read.message} ${read.advice}`).toContain(words);
    expect(read).toMatchObject({ code: 'malformed' });
  });
});
