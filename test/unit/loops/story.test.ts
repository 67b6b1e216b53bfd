import { describe, expect, it } from 'vitest';
import type { SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import { scenesOwingMax, StoryContext } from '../../../schemas/loops.ts';
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
  ...{ universe: id('uni') as UniverseId, story: id('sty') as StoryId, title: 'Ash', premise: null },
  ...{ scene: null, scenes: 0, last: null, owing: [] },
  ...{ attempt: 1, failure: null, outline: 0 },
};
const last: Partial<StoryContext> = { attempt: storyAttemptsMax };
const inScene: Partial<StoryContext> = { scene: id('scn') as SceneId, scenes: 1 };
const failedAt = (step: NonNullable<StoryContext['failure']>['step']): Partial<StoryContext> => ({
  failure: { step, code: 'lost', words: null },
});

const scene = id('scn') as SceneId;
const next: StoryEvent = { type: 'next_scene', scene };
const paid: StoryEvent = { type: 'scene_settled', scene };
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
  ['active.opening', {}, bare('scene_opened'), 'active.playing', ''],
  ['active.opening', {}, bare('abandon'), 'abandoning', 'abandon_story 1'],
  ['active.playing', inScene, bare('scene_over'), 'active.between', ''],
  ['active.playing', inScene, bare('pause'), 'suspended', ''],
  ['active.playing', inScene, bare('abandon'), 'abandoning', 'abandon_story 1'],
  ['active.between', {}, next, 'active.opening', 'open_scene 1'],
  ['active.between', { owing: [scene] }, paid, 'active.between', ''],
  ['completed', { owing: [scene] }, paid, 'completed', ''],
  ['abandoned', { owing: [scene] }, paid, 'abandoned', ''],
  ['closing.recap', { owing: [scene] }, paid, 'closing.recap', ''],
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
  ...(['opened', 'scene_opened', 'scene_over', 'pause', 'resume', 'end', 'threads_closed'] as const),
  ...(['recapitulated', 'marked', 'abandon', 'abandoned', 'retry'] as const),
];
const events: readonly StoryEvent[] = [next, paid, now, good, ...plain.map(bare)];

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
    const opening = taken('active.between', {}, next).next;
    expect(opening.context).toMatchObject({ scene, last: scene, scenes: 0 });
    const first = taken('active.opening', opening.context, bare('scene_opened')).next;
    expect(first.context).toMatchObject({ scene, scenes: 1 });
    expect(storyLoop.step(first, next)).toMatchObject({ refused: 'next_scene' });
    expect(storyLoop.step(first, bare('end'))).toMatchObject({
      refused: 'end',
      possible: ['abandon', 'pause', 'scene_over', 'scene_settled'],
    });
    expect(taken('active.playing', first.context, bare('scene_over')).next.context).toMatchObject({
      ...{ scene: null, scenes: 1, last: scene, owing: [scene] },
    });
  });

  it('remembers what its scenes owe until it is paid, and begins no other while it owes too much', () => {
    const owing = Array.from({ length: scenesOwingMax }, () => scene);
    expect(storyLoop.step({ state: 'active.between', context: { ...fresh, owing } }, next)).toMatchObject({
      refused: 'next_scene',
    });
    expect(taken('active.between', { owing: [scene] }, paid).next.context.owing).toEqual([]);
    expect(storyLoop.step({ state: 'active.between', context: fresh }, paid)).toMatchObject({
      refused: 'scene_settled',
    });
  });

  it('answers nothing when it is over, but to what is paid', () => {
    for (const state of ['completed', 'abandoned'] as const)
      for (const event of events)
        expect(storyLoop.step({ state, context: fresh }, event)).toMatchObject({ refused: event.type });
    const states = [...new Set(rows.flatMap(([from, , , to]) => [from, to]))];
    expect(states.filter((state) => storyLoop.isOver(state)).toSorted()).toEqual(['abandoned', 'completed']);
  });

  it('takes every way that is written down, and stands where the machine stands', () => {
    const stops = ({ scenes }: StoryContext): boolean => scenes > 1;
    const { taken: ways, astray } = walked(storyMachine, storyLoop, {
      ...{ contexts: [fresh, { ...fresh, scene, last: scene }], events, stops },
    });
    expect(astray).toEqual([]);
    expect(waysOf(storyMachine).filter((way) => !ways.has(way))).toEqual([]);
  });
});
