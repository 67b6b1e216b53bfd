import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoted } from '../../../src/domain/quoted.ts';

describe('quoted input', () => {
  it('stands in backticks as it is when there is nothing wrong with it', () => {
    expect(quoted('14 Lambsong')).toBe('`14 Lambsong`');
    expect(quoted('Día de los Muertos 🜁')).toBe('`Día de los Muertos 🜁`');
  });

  it('is one short line that no terminal obeys, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(quoted(text)).toMatch(/^`[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*`$/u);
        expect(quoted(text).length).toBeLessThan(100);
      }),
    );
  });

  it('says when it was cut', () => {
    expect(quoted('x'.repeat(10_000_000))).toBe(`\`${'x'.repeat(80)}…\``);
  });
});
