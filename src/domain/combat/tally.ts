import type { Fighting, Side } from '../../../schemas/combat.ts';
import type { Fight } from './fight.ts';

// What many fights come to: who wins how often, with how sure that is.

/** Of the normal distribution: nineteen times out of twenty. */
const z = 1.96;

/** Between which shares the true one lies, by Wilson (1927). */
const between = (count: number, all: number): { least: number; most: number } => {
  const share = count / all;
  const middle = (share + z ** 2 / (2 * all)) / (1 + z ** 2 / all);
  const half = (z / (1 + z ** 2 / all)) * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
  return { least: Math.max(0, middle - half), most: Math.min(1, middle + half) };
};

export interface Tally {
  fights: number;
  wins: readonly { side: string; name: string; share: number; least: number; most: number }[];
  undecided: number;
  rounds: { mean: number; least: number; most: number };
  /** Of each: how often they were out of it at the end. */
  fallen: readonly { key: string; name: string; side: string; down: number; dead: number; fled: number }[];
}

export const tallyOf = (sides: readonly Side[], fighters: readonly Fighting[]) => {
  const ended: Fight[] = [];
  return { sides, fighters, ended, add: (fight: Fight): void => void ended.push({ ...fight, before: null }) };
};

export const tallied = ({ sides, fighters, ended }: ReturnType<typeof tallyOf>): Tally => {
  const all = Math.max(1, ended.length);
  const rounds = ended.map(({ round }) => round);
  const share = (holds: (fight: Fight) => boolean): number => ended.filter(holds).length / all;
  return {
    fights: ended.length,
    wins: sides.map(({ key, name }) => {
      const count = ended.filter(({ over }) => over?.side === key).length;
      return { side: key, name, share: count / all, ...between(count, all) };
    }),
    undecided: share(({ over }) => over === null || over.side === null),
    rounds: {
      mean: rounds.reduce((sum, each) => sum + each, 0) / all,
      least: Math.min(...rounds),
      most: Math.max(...rounds),
    },
    fallen: fighters.map(({ key, name, side }) => ({
      ...{ key, name, side },
      down: share(({ fighters: there }) => there.get(key)?.status === 'down'),
      dead: share(({ fighters: there }) => there.get(key)?.status === 'dead'),
      fled: share(({ fighters: there }) => ['fled', 'surrendered'].includes(there.get(key)?.status ?? '')),
    })),
  };
};
