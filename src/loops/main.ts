import { assign, setup } from 'xstate';
import type { StoryId } from '../../schemas/ids.ts';
import type { MainContext, SessionMode } from '../../schemas/loops.ts';
import { loopOf } from './loop.ts';

// What a person is doing at the table: one thing at a time.
// M1. A story that is left for something else is paused before that begins, and goes on where it was.
// M2. Leaving pauses what is played: nothing is lost by it.

export type MainEffect =
  | { kind: 'enter'; mode: SessionMode | null }
  | { kind: 'pause_story' | 'resume_story'; story: StoryId | null }
  | { kind: 'leave' };

export type MainEvent =
  | { type: 'choose'; mode: SessionMode }
  | { type: 'story_entered'; story: StoryId }
  | { type: 'story_over' }
  | { type: 'finished' }
  | { type: 'exit' };

export type MainState = 'idle' | 'executing' | 'suspended' | 'left';

const playing: readonly SessionMode[] = ['start_story', 'continue', 'copilot'];

const machine = setup({
  types: { context: {} as MainContext, events: {} as MainEvent, input: {} as MainContext },
  actions: {
    perform: (_, _effect: MainEffect) => undefined,
    choose: assign({ mode: ({ context, event }) => (event.type === 'choose' ? event.mode : context.mode) }),
    rest: assign({ mode: null }),
    goOn: assign({ mode: 'continue' }),
    play: assign({ story: ({ context, event }) => (event.type === 'story_entered' ? event.story : context.story) }),
    forget: assign({ story: null }),
  },
  guards: {
    isPlaying: ({ context }) => context.story !== null,
    isBeside: ({ event }) => event.type === 'choose' && !playing.includes(event.mode),
    /** Something else is chosen while a story is played. */
    leavesForAWhile: ({ context, event }) =>
      context.story !== null && event.type === 'choose' && !playing.includes(event.mode),
  },
});

type Params = { context: MainContext; event: MainEvent };

/** Asked for only where an event chooses, or a story is played. */
const enter = {
  type: 'perform',
  params: ({ context, event }: Params): MainEffect => ({
    kind: 'enter',
    mode: event.type === 'choose' ? event.mode : context.mode,
  }),
} as const;
const story = (kind: 'pause_story' | 'resume_story') =>
  ({ type: 'perform', params: ({ context }: Params): MainEffect => ({ kind, story: context.story }) }) as const;
const leave = { type: 'perform', params: { kind: 'leave' } } as const;

const entering = { target: 'executing', actions: ['choose', enter] } as const;
const leaving = { target: 'left', actions: leave } as const;

export const mainMachine = machine.createMachine({
  id: 'main',
  context: ({ input }) => input,
  initial: 'idle',
  states: {
    idle: { on: { choose: entering, exit: leaving } },
    executing: {
      on: {
        story_entered: { actions: 'play' },
        story_over: { target: 'idle', actions: ['forget', 'rest'] },
        choose: { guard: 'leavesForAWhile', target: 'suspended', actions: [story('pause_story'), 'choose', enter] },
        finished: [
          { guard: 'isPlaying', target: 'idle', actions: [story('pause_story'), 'forget', 'rest'] },
          { target: 'idle', actions: 'rest' },
        ],
        exit: [{ guard: 'isPlaying', target: 'left', actions: [story('pause_story'), leave] }, leaving],
      },
    },
    suspended: {
      on: {
        choose: { guard: 'isBeside', actions: ['choose', enter] },
        finished: { target: 'executing', actions: ['goOn', story('resume_story')] },
        exit: leaving,
      },
    },
    left: { type: 'final' },
  },
});

export const mainLoop = loopOf<MainState, MainContext, MainEvent, MainEffect>(mainMachine);
