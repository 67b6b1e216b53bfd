import type { z } from 'zod';
import { Prose } from '../../../schemas/bounds.ts';
import { PlotThread } from '../../../schemas/canon.ts';
import { StoryContext } from '../../../schemas/loops.ts';
import { SceneFraming } from '../../../schemas/narrative.ts';
import { StoryTime } from '../../../schemas/time.ts';
import { Failure } from '../../../src/domain/failure.ts';

// What people ask for is looked at before anything of it is written: what is kept is what its schema says.

const refused = (code: string, message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code, message, advice });

const asserting =
  <T>(what: string, schema: z.ZodType<T>) =>
  (asked: T): void => {
    const issue = schema.safeParse(asked).error?.issues[0];
    if (issue === undefined) return;
    const where = issue.path.length === 0 ? '' : `: \`${issue.path.join('.')}\``;
    throw refused(`bad_${what}`, `that can't be a ${what}${where}`, `${issue.message}. Nothing of it was kept.`);
  };

export const assertScene = asserting('scene', SceneFraming);
export const assertStory = asserting('story', StoryContext);
export const assertThread = asserting('story', PlotThread.pick({ title: true, question: true, visibility: true }));
export const assertTime = asserting('time', StoryTime);

/** Something that can be seen. */
const visible = /[^\s\p{Cc}\p{Cf}\p{Cs}]/u;

/** What can't be a turn at all. */
export const assertSayable = (text: string): void => {
  if (!visible.test(text)) throw refused('nothing_said', 'there is nothing in that', 'Say what you do.');
  const issue = Prose.safeParse(text).error?.issues[0];
  if (issue?.code === 'too_big')
    throw refused(
      'turn_too_long',
      `that has ${text.length} characters, and ${issue.maximum} are the most`,
      'Say it in parts, or read it in as a document.',
    );
  if (issue !== undefined)
    throw refused('unreadable_text', `that cannot be kept as it is: ${issue.message}`, 'Say it without them.');
};

/** How many turns are taken back. */
export const assertCount = (count: number): void => {
  if (!Number.isSafeInteger(count) || count < 1)
    throw refused('bad_count', `\`${count}\` turns cannot be taken back`, 'One at least, or more.');
};
