import { type Oracle, sceneSides } from '../../../schemas/oracle.ts';
import type { Faces } from '../dice/roll.ts';
import { oneOf, type OracleDie, rowOf, thrown, throwing } from './chance.ts';
import { eventFrom, type OracleEvent } from './event.ts';

// Whether a scene begins as expected. The more chaos, the less.

export type SceneTurn = 'expected' | 'altered' | 'interrupted';

export interface SceneTested {
  chaos: number;
  scene: SceneTurn;
  /** How it is other than expected. */
  alteration: string | null;
  /** What comes between. */
  event: OracleEvent | null;
  dice: readonly OracleDie[];
  says: string;
  because: string;
}

const saying: Readonly<Record<SceneTurn, string>> = {
  expected: 'The scene begins as expected.',
  altered: 'The scene begins otherwise than expected.',
  interrupted: 'Something else happens before the scene begins.',
};

const turnAt = (oracle: Oracle, chaos: number, face: number): SceneTurn => {
  const { expected, altered } = rowOf(oracle.scenes, chaos);
  if (face <= expected) return 'expected';
  return face <= expected + altered ? 'altered' : 'interrupted';
};

/** `1-7 as expected, 8-10 altered, 11-12 interrupted`, without what can't be. */
const bandsOf = (oracle: Oracle, chaos: number): string => {
  let from = 1;
  return Object.entries(rowOf(oracle.scenes, chaos))
    .flatMap(([turn, sides]) => {
      const to = from + sides - 1;
      const band = sides === 0 ? [] : [`${from === to ? from : `${from}-${to}`} ${turn}`];
      from = to + 1;
      return band;
    })
    .join(', ');
};

export const testScene = (oracle: Oracle, chaos: number, from: Faces): SceneTested => {
  const dice = throwing(from);
  const face = thrown(dice, 'scene', sceneSides);
  const scene = turnAt(oracle, chaos, face);
  const alteration = scene === 'altered' ? oneOf(dice, 'alteration', oracle.alterations) : null;
  const event = scene === 'interrupted' ? eventFrom(oracle, dice) : null;
  return {
    ...{ chaos, scene, alteration, event, dice: dice.dice, says: saying[scene] },
    because: `at chaos ${chaos} it is ${bandsOf(oracle, chaos)}, and d${sceneSides} fell on ${face}`,
  };
};
