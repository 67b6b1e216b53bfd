import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasReasonWords, reasonWords } from '../../../src/domain/reason-words.ts';

const root = path.resolve(import.meta.dirname, '../../..');

/** Codes as the gate and its keeper write them down. */
const codesIn = (text: string): string[] =>
  [...text.matchAll(/\b(?:reject|defer|because)\(\s*'([a-z_]+)'/g)].map(([, code = '']) => code);

describe('why something was decided', () => {
  const files = globSync(['src/gate/*.ts', 'agents/canon-keeper/*.ts'], { cwd: root });
  const codes = new Set(files.flatMap((file) => codesIn(readFileSync(path.join(root, file), 'utf8'))));

  it('has words for every code that is written down anywhere', () => {
    expect(codes.size).toBeGreaterThan(40);
    expect([...codes].filter((code) => !hasReasonWords(code))).toEqual([]);
  });

  it.each([
    'new',
    'change',
    'retcon',
    'contested',
    'corrects_its_end',
    'acts_while_dead',
    'patient_is_not_alive_or_undead',
  ])('has words for codes that are put together: %s', (code) => {
    expect(hasReasonWords(code)).toBe(true);
    expect(reasonWords({ code })).not.toContain('_');
  });

  it('says whose state it was, and which', () => {
    expect(reasonWords({ code: 'acts_while_dead' })).toBe('who acts is dead at that time');
    expect(reasonWords({ code: 'patient_is_not_alive_or_undead' })).toBe(
      'whom it happens to is not alive or undead at that time',
    );
    expect(reasonWords({ code: 'new' })).toBe('nothing in canon stands against it');
  });

  it.each(['somebody_is_dead', '!patient_is_dead', 'patient_is_dead!'])(
    'says a state of nobody as it is: %s',
    (code) => {
      expect(hasReasonWords(code)).toBe(false);
      expect(reasonWords({ code })).toBe(code.replaceAll('_', ' '));
    },
  );

  it('says a code that nobody thought of as it is', () => {
    expect(hasReasonWords('something_else')).toBe(false);
    expect(reasonWords({ code: 'something_else' })).toBe('something else');
  });
});
