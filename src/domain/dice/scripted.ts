import { Failure } from '../failure.ts';
import { facesOf } from './formula.ts';
import type { Faces } from './roll.ts';

// Dice that somebody threw, at a table or before: given in the order in which they are needed.

const badFaces = (message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code: 'bad_faces', message, advice });

export interface Scripted extends Faces {
  /** Those that nobody needed. */
  left: () => readonly number[];
}

export const scriptedFaces = (faces: readonly number[]): Scripted => {
  let used = 0;
  return {
    left: () => faces.slice(used),
    next(sides) {
      const face = faces[used];
      const place = used + 1;
      const { least, most } = facesOf(sides);
      if (face === undefined)
        throw badFaces(
          `die ${place} has no face: ${faces.length} are given`,
          `It shows ${least} to ${most}. Give as many as fall, those that are thrown again too.`,
        );
      if (!Number.isInteger(face) || face < least || face > most)
        throw badFaces(
          `die ${place} shows ${least} to ${most}, and not ${face}`,
          'Faces are given in the order in which they fall.',
        );
      used++;
      return face;
    },
  };
};
