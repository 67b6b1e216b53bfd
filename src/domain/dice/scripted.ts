import { Failure } from '../failure.ts';
import type { Faces } from './roll.ts';

// Dice that somebody threw, at a table or before: given in the order in which they are needed.

const noFace = (message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code: 'bad_faces', message, advice });

export interface Scripted extends Faces {
  /** Those that nobody needed. */
  left: () => readonly number[];
}

/** Fudge dice are given as they fall: -1, 0 or 1. */
export const scriptedFaces = (faces: readonly number[], { areFudge = false } = {}): Scripted => {
  let used = 0;
  return {
    left: () => faces.slice(used),
    next(sides) {
      const face = faces[used];
      const place = used + 1;
      if (face === undefined)
        throw noFace(
          `there are ${faces.length} faces, and die ${place} needs one`,
          `It has ${sides} sides. Give as many as fall, those that are thrown again too.`,
        );
      const shown = areFudge ? face + 2 : face;
      if (!Number.isInteger(shown) || shown < 1 || shown > sides)
        throw noFace(
          `die ${place} has ${sides} sides, and none shows ${face}`,
          'Faces are given in the order they fall.',
        );
      used++;
      return shown;
    },
  };
};
