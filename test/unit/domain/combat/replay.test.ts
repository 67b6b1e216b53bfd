import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOfText } from '../../../../src/domain/canonical-json.ts';
import { readLog, logText } from '../../../../src/domain/combat/replay.ts';
import { isFailure } from '../../../../src/domain/failure.ts';
import { systemNamed } from '../../../support/combat.ts';
import { soundFight } from '../../../support/combat-laws.ts';

// A fight in a file, and what somebody may have done to it.

const { log, fight } = soundFight(systemNamed('d20_fantasy'), 'file', 4);
const lines = logText(log).trimEnd().split('\n');

const refusalOf = (changed: readonly string[]): string => {
  try {
    readLog(`${changed.join('\n')}\n`);
  } catch (error) {
    if (isFailure(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'read';
};

/** As somebody would who knows how seals are made. */
const sealedAgain = (entries: readonly unknown[]): string[] => {
  let seal = '';
  return entries.map((entry) => {
    seal = digestOfText(`${seal}\n${canonicalJson(entry)}`).slice(0, 16);
    return JSON.stringify({ seal, ...(entry as object) });
  });
};

describe('a file of a fight', () => {
  it('holds the fight, at every line of it', () => {
    expect(readLog(`${lines.join('\n')}\n`).fight.fighters).toEqual(fight.fighters);
    for (let count = 1; count < lines.length; count += 7) expect(refusalOf(lines.slice(0, count))).toBe('read');
  });

  it('is refused where a line is changed, left out, doubled or moved, with the line', () => {
    for (let at = 1; at < lines.length - 1; at += 3) {
      const line = lines[at] ?? '';
      const next = lines[at + 1] ?? '';
      const others = (...put: string[]): string[] => [...lines.slice(0, at), ...put, ...lines.slice(at + 2)];
      expect(refusalOf(others(line.replace('"because":"', '"because":"not '), next))).toContain(`line ${at + 1}:`);
      expect(refusalOf(others(next))).toContain(`line ${at + 1}:`);
      expect(refusalOf(others(line, line, next))).toContain(`line ${at + 2}:`);
      expect(refusalOf(others(next, line))).toContain(`line ${at + 1}:`);
      expect(refusalOf(others(line.slice(0, -1), next))).toContain('that is no JSON');
    }
  });

  it('is refused where what it says does not follow, though every seal fits', () => {
    const entries = log.map((entry) => structuredClone(entry));
    const rolled = entries.find(({ rolls }) => rolls.length > 0);
    const [fallen] = rolled?.rolls ?? [];
    if (rolled === undefined || fallen === undefined) throw new Error('nothing was rolled');
    fallen.total += 1;
    expect(refusalOf(sealedAgain(entries))).toContain(`line ${rolled.n}: entry ${rolled.n}: \`${fallen.formula}\``);
    fallen.total -= 1;
    const hurt = entries.find(({ changes }) => changes.some(({ kind }) => kind === 'resource'));
    const change = hurt?.changes.find((each) => each.kind === 'resource');
    if (hurt === undefined || change?.kind !== 'resource') throw new Error('nobody was hurt');
    change.to += 1;
    expect(refusalOf(sealedAgain(entries))).toContain(`line ${hurt.n}: entry ${hurt.n}:`);
    change.to -= 1;
    expect(refusalOf(sealedAgain(entries))).toBe('read');
  });
});
