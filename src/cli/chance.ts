import type { Faces } from '../domain/dice/roll.ts';
import { type Scripted, scriptedFaces } from '../domain/dice/scripted.ts';
import { seededFaces } from '../domain/dice/seeded.ts';
import type { World } from '../ports/world.ts';
import { type FlagValues, usageFailure } from './command.ts';
import { lineOf } from './desk.ts';
import type { Style } from './screen/style.ts';
import { wrapped } from './screen/wrap.ts';

// Where dice fall from: a seed, of one's own or a fresh one that is told, or faces as they fell.

const seedPartsMax = 2;
const seedPartCharsMax = 8;

export const chanceFlags = {
  seed: { kind: 'text', value: 'SEED', summary: 'any text: the same seed rolls the same' },
  faces: { kind: 'text', value: 'N,N,…', summary: 'how the dice fell, in the order in which they are needed' },
} as const;

const freshSeed = (world: World): string =>
  Array.from({ length: seedPartsMax }, () =>
    Math.floor(world.random() * 2 ** 32)
      .toString(16)
      .padStart(seedPartCharsMax, '0'),
  ).join('');

const facesOf = (written: string): Scripted => {
  const faces = written.split(/[\s,]+/u).filter((face) => face !== '');
  const numbers = faces.map(Number);
  const bad = faces.find((_, at) => !Number.isInteger(numbers[at]));
  if (bad !== undefined) throw usageFailure(`\`--faces\` can't be \`${bad}\``, 'Such as `--faces 3,5,1,6`.');
  return scriptedFaces(numbers);
};

export interface Chance {
  /** Null: the faces were given. */
  seed: string | null;
  from: Faces;
  /** How much of the seed was used; null: there is none. */
  used: () => number | null;
  /** Given faces that nobody needed. */
  left: () => readonly number[];
}

export const chanceOf = ({ seed, faces }: FlagValues<typeof chanceFlags>, world: World): Chance => {
  if (seed !== null && faces !== null)
    throw usageFailure('dice fall from a seed or as they are given', 'Leave out `--seed` or `--faces`.');
  if (faces !== null) {
    const scripted = facesOf(faces);
    return { seed: null, from: scripted, used: () => null, left: scripted.left };
  }
  const given = seed === null ? freshSeed(world) : lineOf('seed', seed);
  const seeded = seededFaces(given);
  return { seed: given, from: seeded, used: seeded.used, left: () => [] };
};

/** How the same can be had again, and what was given too much. */
export const chanceLines = (
  { seed, left }: { seed: string | null; left: readonly number[] },
  style: Style,
): readonly string[] => [
  ...(left.length > 0 ? wrapped(`nobody needed ${left.join(', ')}`).map(style.warning) : []),
  ...(seed === null
    ? []
    : wrapped(`\`--seed ${/^[\w.-]+$/u.test(seed) ? seed : `"${seed}"`}\` rolls the same`).map(style.quiet)),
];
