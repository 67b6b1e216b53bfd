import { describe, expect, it } from 'vitest';
import type { SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import { StoryContext } from '../../../schemas/loops.ts';
import {
  storyAttemptsMax,
  type StoryEvent,
  storyLoop,
  storyMachine,
  type StoryState,
} from '../../../src/loops/story.ts';
import { effectsOf, walked, waysOf } from '../../support/loop-paths.ts';

const id = (prefix: string): string => `${prefix}_00000000000000000000000000`;
const fresh: StoryContext = {
  ...{ universe: id('uni') as UniverseId, story: id('sty') as StoryId, scene: null, scenes: 0 },
  ...{ attempt: 1, failure: null },
};
const last: Partial<StoryContext> = { attempt: storyAttemptsMax };
const inScene: Partial<StoryContext> = { scene: id('scn') as SceneId, scenes: 1 };
const failedAt = (step: NonNullable<StoryContext['failure']>['step']): Partial<StoryContext> => ({
  failure: { step, code: 'lost' },
});

const entered: StoryEvent = { type: 'scene_opened', scene: id('scn') as SceneId };
const now: StoryEvent = { type: 'failed_for_now', code: 'lost' };
const good: StoryEvent = { type: 'failed_for_good', code: 'gone' };
type Bare = Exclude<StoryEvent, { code: string } | { scene: SceneId }>['type'];
const bare = (type: Bare): StoryEvent => ({ type });

const working = [
  ['planned', 'planned', 'open_story'],
  ['active.opening', 'opening', 'open_scene'],
  ['closing.threads', 'threads', 'close_threads'],
  ['closing.recap', 'recap', 'recapitulate'],
  ['closing.closure', 'closure', 'mark_completed'],
  ['abandoning', 'abandoning', 'abandon_story'],
] as const;

const rows: readonly [StoryState, Partial<StoryContext>, StoryEvent, StoryState, string][] = [
  ['planned', {}, bare('opened'), 'active.opening', 'open_scene 1'],
  ['active.opening', {}, entered, 'active.playing', ''],
  ['active.opening', {}, bare('abandon'), 'abandoning', 'abandon_story 1'],
  ['active.playing', inScene, bare('scene_over'), 'active.between', ''],
  ['active.playing', inScene, bare('pause'), 'suspended', ''],
  ['active.playing', inScene, bare('abandon'), 'abandoning', 'abandon_story 1'],
  ['active.between', {}, bare('next_scene'), 'active.opening', 'open_scene 1'],
  ['active.between', {}, bare('end'), 'closing.threads', 'close_threads 1'],
  ['active.between', {}, bare('pause'), 'suspended', ''],
  ['active.between', {}, bare('abandon'), 'abandoning', 'abandon_story 1'],
  ['suspended', inScene, bare('resume'), 'active.playing', ''],
  ['suspended', {}, bare('resume'), 'active.between', ''],
  ['suspended', {}, bare('abandon'), 'abandoning', 'abandon_story 1'],
  ['closing.threads', {}, bare('threads_closed'), 'closing.recap', 'recapitulate 1'],
  ['closing.recap', {}, bare('recapitulated'), 'closing.closure', 'mark_completed 1'],
  ['closing.closure', {}, bare('marked'), 'completed', ''],
  ['abandoning', {}, bare('abandoned'), 'abandoned', ''],
  ['failed', failedAt('planned'), bare('abandon'), 'abandoning', 'abandon_story 1'],
  ...working.flatMap(([state, step, effect]): (typeof rows)[number][] => [
    [state, {}, now, state, `${effect} 2`],
    [state, last, now, 'failed', ''],
    [state, {}, good, 'failed', ''],
    ['failed', failedAt(step), bare('retry'), state, `${effect} 1`],
  ]),
];

const plain: readonly Bare[] = [
  ...(['opened', 'scene_over', 'next_scene', 'pause', 'resume', 'end', 'threads_closed'] as const),
  ...(['recapitulated', 'marked', 'abandon', 'abandoned', 'retry'] as const),
];
const events: readonly StoryEvent[] = [entered, now, good, ...plain.map(bare)];

const taken = (state: StoryState, part: Partial<StoryContext>, event: StoryEvent) => {
  const step = storyLoop.step({ state, context: { ...fresh, ...part } }, event);
  if ('refused' in step) throw new Error(`refused ${step.refused}`);
  return step;
};

describe('a story', () => {
  it('begins by becoming canon', () => {
    const { next, effects } = storyLoop.begin(fresh);
    expect([next.state, effectsOf(effects)]).toEqual(['planned', 'open_story 1']);
  });

  it.each(rows)('%s %j, %j: %s, %s', (state, part, event, target, effects) => {
    const step = taken(state, part, event);
    expect([step.next.state, effectsOf(step.effects)]).toEqual([target, effects]);
    expect(StoryContext.parse(step.next.context)).toEqual(step.next.context);
  });

  it('plays one scene at a time, and counts them', () => {
    const first = taken('active.opening', {}, entered).next;
    expect(first.context).toMatchObject({ scene: id('scn'), scenes: 1 });
    expect(storyLoop.step(first, bare('next_scene'))).toMatchObject({ refused: 'next_scene' });
    expect(storyLoop.step(first, bare('end'))).toMatchObject({
      refused: 'end',
      possible: ['abandon', 'pause', 'scene_over'],
    });
    expect(taken('active.playing', first.context, bare('scene_over')).next.context).toMatchObject({
      scene: null,
      scenes: 1,
    });
  });

  it('answers nothing when it is over', () => {
    for (const state of ['completed', 'abandoned'] as const)
      for (const event of events)
        expect(storyLoop.step({ state, context: fresh }, event)).toMatchObject({ refused: event.type, possible: [] });
    const states = [...new Set(rows.flatMap(([from, , , to]) => [from, to]))];
    expect(states.filter((state) => storyLoop.isOver(state)).toSorted()).toEqual(['abandoned', 'completed']);
  });

  it('takes every way that is written down, and stands where the machine stands', () => {
    const stops = ({ scenes }: StoryContext): boolean => scenes > 1;
    const { taken: ways, astray } = walked(storyMachine, storyLoop, { contexts: [fresh], events, stops });
    expect(astray).toEqual([]);
    expect(waysOf(storyMachine).filter((way) => !ways.has(way))).toEqual([]);
  });
});
