import { describe, expect, it } from 'vitest';
import { progressLine, progressText } from '../../../src/cli/progress.ts';

describe('progress', () => {
  it('tells the share, the rate and the time left where the end is known', () => {
    expect(progressText({ done: 25_000_000, total: 100_000_000, unit: 'bytes' }, 5_000)).toBe(
      '25 %, 5.0 MB/s, 15 s left',
    );
  });

  it('tells the count and the rate where it is not', () => {
    expect(progressText({ done: 120_000, total: null, unit: 'lines' }, 4_000)).toBe('120,000 lines, 30,000 lines/s');
  });

  it('has an answer at the first moment and at the end', () => {
    expect(progressText({ done: 0, total: 0, unit: 'bytes' }, 0)).toBe('0 %, 0.0 MB/s, 0 s left');
    expect(progressText({ done: 7, total: 7, unit: 'lines' }, 1_000)).toBe('100 %, 7 lines/s, 0 s left');
  });

  const drawn = (isTerminal: boolean): string[] => {
    const written: string[] = [];
    let now = 0;
    const line = progressLine({ write: (text) => written.push(text), isTerminal }, () => now);
    for (; now < 1_000; now += 50) line.show({ done: now, total: 1_000, unit: 'lines' });
    line.clear();
    line.clear();
    return written;
  };

  it('is one line that is drawn now and then, and gone at the end', () => {
    const written = drawn(true);
    expect(written).toHaveLength(5);
    expect(written.every((text) => text.startsWith('\r\u001B[K'))).toBe(true);
    expect(written.at(-1)).toBe('\r\u001B[K');
  });

  it('is silent where nobody would see it', () => {
    expect(drawn(false)).toEqual([]);
  });
});
