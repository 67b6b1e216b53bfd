import { assign, setup } from 'xstate';
import type { SceneId } from '../../schemas/ids.ts';
import { scenesOwingMax, type StoryContext, StoryStep } from '../../schemas/loops.ts';
import { type FailedEvent, type KeptLoop, loopOf, over, whyOf } from './loop.ts';

// One story, from its plan to its end.
// Y1. One scene is played at a time; the next begins when canon has the one before as over.
// Y2. A story ends when its scene is over: its threads are closed, it is told once more in short, and its end becomes canon.
// Y3. What a scene owes after its end is remembered here until it is done, also when the story is over.
// Y4. An abandoned story stays what it was, without an end.

export const storyAttemptsMax = 5;

export type StoryEffect =
  | { kind: 'open_story'; attempt: number }
  | { kind: 'open_scene'; attempt: number }
  | { kind: 'close_threads'; attempt: number }
  | { kind: 'recapitulate'; attempt: number }
  | { kind: 'mark_completed'; attempt: number }
  | { kind: 'abandon_story'; attempt: number };

export type StoryEvent =
  | { type: 'opened' }
  | { type: 'scene_opened' }
  | { type: 'scene_over' }
  | { type: 'scene_settled'; scene: SceneId }
  | { type: 'next_scene'; scene: SceneId }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'end' }
  | { type: 'threads_closed' }
  | { type: 'recapitulated' }
  | { type: 'marked' }
  | { type: 'abandon' }
  | { type: 'abandoned' }
  | FailedEvent
  | { type: 'retry' };

type Closing = Extract<StoryStep, 'threads' | 'recap' | 'closure'>;
export type StoryState =
  | 'planned'
  | 'active.between'
  | 'active.opening'
  | 'active.playing'
  | 'suspended'
  | `closing.${Closing}`
  | 'abandoning'
  | 'failed'
  | 'completed'
  | 'abandoned';

const todo: { readonly [Step in StoryStep]: (attempt: number) => StoryEffect } = {
  planned: (attempt) => ({ kind: 'open_story', attempt }),
  opening: (attempt) => ({ kind: 'open_scene', attempt }),
  threads: (attempt) => ({ kind: 'close_threads', attempt }),
  recap: (attempt) => ({ kind: 'recapitulate', attempt }),
  closure: (attempt) => ({ kind: 'mark_completed', attempt }),
  abandoning: (attempt) => ({ kind: 'abandon_story', attempt }),
};

const stateOf = {
  planned: '#story.planned',
  opening: '#story.active.opening',
  threads: '#story.closing.threads',
  recap: '#story.closing.recap',
  closure: '#story.closing.closure',
  abandoning: '#story.abandoning',
} as const satisfies Record<StoryStep, string>;

const machine = setup({
  types: { context: {} as StoryContext, events: {} as StoryEvent, input: {} as StoryContext },
  actions: {
    perform: (_, _effect: StoryEffect) => undefined,
    begin: assign({ attempt: 1, failure: null }),
    again: assign({ attempt: ({ context }) => context.attempt + 1 }),
    choose: assign(({ event }) => (event.type === 'next_scene' ? { scene: event.scene, last: event.scene } : {})),
    count: assign({ scenes: ({ context }) => context.scenes + 1 }),
    /** What is over may owe something still. */
    leave: assign(({ context: { owing, scene } }) => ({
      ...{ scene: null, owing: [...owing, ...(scene === null ? [] : [scene])].slice(-scenesOwingMax) },
    })),
    settle: assign(({ context: { owing }, event }) => ({
      owing: owing.filter((scene) => event.type !== 'scene_settled' || scene !== event.scene),
    })),
    fail: assign(({ event }, step: StoryStep) => ({
      failure: { step, ...whyOf(event) },
    })),
  },
  guards: {
    hasTriesLeft: ({ context }) => context.attempt < storyAttemptsMax,
    failedAt: ({ context }, step: StoryStep) => context.failure?.step === step,
    isPlaying: ({ context }) => context.scene !== null,
    /** What is owed is paid before more is. */
    hasRoom: ({ context }) => context.owing.length < scenesOwingMax,
    owes: ({ context, event }) => event.type === 'scene_settled' && context.owing.includes(event.scene),
  },
});

type Params = { context: StoryContext };
const work = (step: StoryStep) =>
  ({ type: 'perform', params: ({ context }: Params) => todo[step](context.attempt) }) as const;
const to = (step: StoryStep) => ({ target: stateOf[step], reenter: true, actions: ['begin', work(step)] }) as const;
const again = (step: StoryStep) =>
  ({ guard: 'hasTriesLeft', target: stateOf[step], reenter: true, actions: ['again', work(step)] }) as const;
const fail = (step: StoryStep) => ({ target: '#story.failed', actions: { type: 'fail', params: step } }) as const;
const orFail = (step: StoryStep) =>
  ({ failed_for_now: [again(step), fail(step)], failed_for_good: fail(step) }) as const;

const next = {
  ...to('opening'),
  guard: 'hasRoom',
  actions: ['choose', ...to('opening').actions],
} as const;
const settled = { guard: 'owes', actions: 'settle' } as const;

export const storyMachine = machine.createMachine({
  id: 'story',
  context: ({ input }) => input,
  entry: work('planned'),
  initial: 'planned',
  on: { scene_settled: settled },
  states: {
    planned: { on: { opened: to('opening'), ...orFail('planned') } },
    active: {
      initial: 'opening',
      states: {
        opening: { on: { scene_opened: { target: 'playing', actions: ['count', 'begin'] }, ...orFail('opening') } },
        playing: { on: { scene_over: { target: 'between', actions: 'leave' }, pause: '#story.suspended' } },
        between: { on: { next_scene: next, end: to('threads'), pause: '#story.suspended' } },
      },
      on: { abandon: to('abandoning') },
    },
    suspended: {
      on: {
        resume: [{ guard: 'isPlaying', target: 'active.playing' }, { target: 'active.between' }],
        abandon: to('abandoning'),
      },
    },
    closing: {
      initial: 'threads',
      states: {
        threads: { on: { threads_closed: to('recap'), ...orFail('threads') } },
        recap: { on: { recapitulated: to('closure'), ...orFail('recap') } },
        closure: { on: { marked: { target: '#story.completed', actions: 'begin' }, ...orFail('closure') } },
      },
    },
    abandoning: { on: { abandoned: { target: 'abandoned', actions: ['begin', 'leave'] }, ...orFail('abandoning') } },
    failed: {
      on: {
        retry: StoryStep.options.map((step) => ({ guard: { type: 'failedAt' as const, params: step }, ...to(step) })),
        abandon: to('abandoning'),
      },
    },
    completed: { tags: over },
    abandoned: { tags: over },
  },
});

export const storyLoop: KeptLoop<StoryState, StoryContext, StoryEvent, StoryEffect> = {
  ...loopOf<StoryState, StoryContext, StoryEvent, StoryEffect>(storyMachine),
  underWay({ state, context: { attempt } }) {
    const step = StoryStep.options.find((each) => stateOf[each] === `#story.${state}`);
    return [step === undefined ? null : todo[step](attempt)];
  },
};
