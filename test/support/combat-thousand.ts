import { describe, expect, it } from 'vitest';
import { readLog, logText } from '../../src/domain/combat/replay.ts';
import { systemNamed } from './combat.ts';
import { brokenLaws, isSameFromAnywhere, type Refused, soundFight, unreadable, wildFight } from './combat-laws.ts';

// A thousand fights by the rules of one system: most by agents without sense, the others by tactics.

const wild = 700;
const sound = 300;
const commands = 60;
const every = 25;
/** Without dice two who are equal never come to an end, and that is said. */
const least = 0.65;

/** Each of these is refused some time, whatever the system. */
const everywhere = [
  'not_their_turn',
  'out_of_fight',
  'out_of_range',
  'share_spent',
  'nothing_to_undo',
  'not_their_turn',
  'over',
];

export const aThousandFights = (id: string): void => {
  const system = systemNamed(id);

  describe(`${id}, fought`, () => {
    it('never comes to what cannot be, whatever is asked for, and its log alone tells it again', () => {
      const refused: Refused = new Map();
      for (let at = 0; at < wild; at++) {
        const played = wildFight(system, `${id} ${at}`, { commands, refused });
        expect(brokenLaws(system, played), `fight ${at}`).toEqual([]);
        if (at % every !== 0) continue;
        expect(unreadable(played)).toEqual([]);
        expect(isSameFromAnywhere(played, Math.floor(played.log.length / 2))).toBe(true);
        expect(readLog(logText(played.log)).fight.fighters).toEqual(played.fight.fighters);
      }
      for (const code of everywhere) expect([...refused.keys()], code).toContain(code);
    });

    it('is fought to an end by tactics, and holds to the same', () => {
      let decided = 0;
      for (let at = 0; at < sound; at++) {
        const played = soundFight(system, `${id} sound ${at}`, 4);
        expect(brokenLaws(system, played), `fight ${at}`).toEqual([]);
        expect(played.fight.over, `fight ${at}`).not.toBeNull();
        if (played.fight.over?.side !== null) decided++;
      }
      expect(decided).toBeGreaterThan(sound * least);
    });
  });
};
