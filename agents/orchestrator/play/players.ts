import type { Person } from '../desk.ts';
import { missingFor } from './looking.ts';
import type { Players } from './playing.ts';
import { scenePlayer } from './scenes.ts';
import { storyPlayer } from './stories.ts';
import { type PlayTools, tableOf } from './table.ts';
import { turnPlayer } from './turns.ts';

const calm = new AbortController().signal;

export interface Seating {
  tools: PlayTools;
  person: Person;
  /** Ends everything that is under way, each where it can be gone on from. */
  signal?: AbortSignal;
  /** Goes on with less where a worker is not here, as where it fails, and does not wait for it. */
  makesDo?: boolean;
}

/** The three loops, each with who plays it. */
export const playersOf = ({ tools, person, signal = calm, makesDo = false }: Seating): Players => {
  const table = tableOf(tools);
  const scenes = scenePlayer(table);
  return {
    ...{ table, scenes, turns: turnPlayer(table), stories: storyPlayer(table, scenes), person, signal },
    running: (rests) => ({
      signal,
      until: (standing, next) =>
        rests?.(standing, next) === true || (!makesDo && missingFor(table.workers, next) !== null),
    }),
  };
};
