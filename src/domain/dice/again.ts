import type { Roll } from '../../../schemas/narrative.ts';
import { isFailure } from '../failure.ts';
import { parseRoll } from './parse.ts';
import { roll, type Rolled } from './roll.ts';
import { seededFaces } from './seeded.ts';

// A roll that is kept can be made again: from its formula, its seed, and how much of that was used before it.

export const rolledAgain = ({ formula, seed, counter = 0 }: Roll): Rolled =>
  roll(parseRoll(formula), seededFaces(seed, counter));

/** What is wrong with a roll as it is kept; null: it fell just so. */
export const rollFault = (kept: Roll): string | null => {
  try {
    const { faces, total } = rolledAgain(kept);
    const isSame = total === kept.total && faces.length === kept.dice.length;
    return isSame && faces.every((face, at) => face === kept.dice[at])
      ? null
      : `\`${kept.formula}\` does not fall as it is kept: ${faces.join(', ')}, and not ${kept.dice.join(', ')}`;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.message;
  }
};
