import type { MainContext, SessionMode } from '../../../schemas/loops.ts';
import { Failure } from '../../../src/domain/failure.ts';
import type { Standing } from '../../../src/loops/loop.ts';
import { type MainEffect, type MainEvent, mainLoop, type MainState } from '../../../src/loops/main.ts';
import type { Play } from './play.ts';
import { notNow } from './playing.ts';

// What a person does at the table, one thing at a time, for whatever door they came through.
// N1. A mode without a screen is not offered, and not entered either.
// N2. Nothing of it is kept: a story that was played when the program ended is found by the story itself.

export type SessionStanding = Standing<MainState, MainContext>;

export interface SessionParts {
  play: Pick<Play, 'toStory' | 'enter' | 'leave'>;
  /** What the door has screens for. */
  screens: readonly SessionMode[];
}

const notOffered = (mode: SessionMode, screens: readonly SessionMode[]): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'mode_not_offered',
    message: `\`${mode}\` is not there yet`,
    advice: `There are: ${screens.map((each) => `\`${each}\``).join(', ')}.`,
  });

export const openSession = ({ play, screens }: SessionParts) => {
  let at: SessionStanding = mainLoop.begin({ mode: null, story: null }).next;

  const perform = async (effect: MainEffect): Promise<void> => {
    switch (effect.kind) {
      case 'enter':
        return; // the door shows it
      case 'pause_story':
        if (effect.story !== null) await play.toStory(effect.story, 'pause');
        return;
      case 'resume_story':
        if (effect.story !== null) await play.enter(effect.story);
        return;
      case 'leave':
        return play.leave();
    }
  };

  return {
    standing: (): SessionStanding => at,
    screens,
    /** Goes there, with what that takes; refused, it stays. */
    async send(event: MainEvent): Promise<SessionStanding> {
      if (event.type === 'choose' && !screens.includes(event.mode)) throw notOffered(event.mode, screens);
      const step = mainLoop.step(at, event);
      if ('refused' in step)
        throw notNow(event.type, { state: `session is \`${step.state}\``, possible: step.possible });
      for (const effect of step.effects) await perform(effect);
      at = step.next;
      return at;
    },
  };
};
