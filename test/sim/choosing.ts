import type { Play } from '../../agents/orchestrator/play/play.ts';
import type { Finding } from '../../agents/orchestrator/play/looking.ts';
import type { StoryId } from '../../schemas/ids.ts';
import type { Chance } from './chance.ts';

export interface Choice {
  what: string;
  does: (play: Play, story: StoryId) => Promise<unknown>;
}

type Offered<F extends (story: StoryId, what: never) => unknown> = Parameters<F>[1];

const isOwed = ({ failure }: Finding): boolean => failure?.step === 'summarising' || failure?.step === 'remembering';

/** One of those that a finding offers; null: it offers none. */
export const choiceFor = (finding: Finding, chance: Chance): Choice | null => {
  const { loop, choices, scene } = finding;
  if (choices.length === 0) return null;
  const what = chance.one(choices);
  if (loop === 'turn') return { what, does: (play, story) => play.choose(story, what as Offered<Play['choose']>) };
  if (loop === 'story') return { what, does: (play, story) => play.toStory(story, what as Offered<Play['toStory']>) };
  if (isOwed(finding) && scene !== null)
    return { what: 'retry_owed', does: (play, story) => play.retryOwed(story, scene) };
  return { what, does: (play, story) => play.toScene(story, what as Offered<Play['toScene']>) };
};
