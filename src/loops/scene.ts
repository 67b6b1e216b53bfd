import { assign, setup } from 'xstate';
import { type SceneContext, type SceneEnding, SceneStep } from '../../schemas/loops.ts';
import { loopOf } from './loop.ts';

// One scene, from its frame to what it leaves behind.
// S1. A scene ends once: narrated, decided, marked in canon as over; what it leaves in memory follows, and keeps nobody waiting.
// S2. Who decides can fail without anything being lost: the scene stays where it is, and after some tries a person looks at it.
// S3. What is owed after the end is done later where it cannot be done now, and the scene is over only when nothing is owed.
// S4. An aborted scene keeps what was said, and claims nothing of it.

export const sceneAttemptsMax = 5;
/** After so many turns what waits is decided in mid-scene. */
export const turnsUndecidedMax = 10;

export type SceneEffect =
  | { kind: 'open_scene'; attempt: number }
  | { kind: 'decide_pending'; attempt: number }
  | { kind: 'narrate_closing'; ending: SceneEnding; attempt: number }
  | { kind: 'decide_all'; attempt: number }
  | { kind: 'mark_completed'; ending: SceneEnding; attempt: number }
  | { kind: 'summarise'; attempt: number }
  | { kind: 'remember'; attempt: number }
  | { kind: 'abort_scene'; attempt: number };

export type SceneEvent =
  | { type: 'opened' }
  | { type: 'turn_done'; isGoalMet: boolean; leaves: boolean; proposals: number }
  | { type: 'commit' }
  | { type: 'decided' }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'end' }
  | { type: 'move' }
  | { type: 'abort' }
  | { type: 'closing_narrated' }
  | { type: 'marked' }
  | { type: 'summarised' }
  | { type: 'remembered' }
  | { type: 'aborted' }
  | { type: 'failed_for_now'; code: string }
  | { type: 'failed_for_good'; code: string }
  | { type: 'retry' }
  | { type: 'finalise_now' };

type EndStep = Exclude<SceneStep, 'created' | 'aborting'>;
export type SceneState =
  'created' | 'active' | 'paused' | `finalizing.${EndStep}` | 'aborting' | 'failed' | 'completed' | 'aborted';

/** Once it is marked as over in canon, it cannot be aborted any more. */
const over: readonly SceneStep[] = ['summarising', 'remembering'];

/** How it ends is told or not, and fails nothing. */
const steps = SceneStep.options.filter((step) => step !== 'closing');

const endingOf = ({ ending }: SceneContext): SceneEnding => ending ?? 'asked';

const todo: { readonly [Step in SceneStep]: (context: SceneContext) => SceneEffect } = {
  created: ({ attempt }) => ({ kind: 'open_scene', attempt }),
  closing: (context) => ({ kind: 'narrate_closing', ending: endingOf(context), attempt: context.attempt }),
  deciding: ({ attempt }) => ({ kind: 'decide_all', attempt }),
  marking: (context) => ({ kind: 'mark_completed', ending: endingOf(context), attempt: context.attempt }),
  summarising: ({ attempt }) => ({ kind: 'summarise', attempt }),
  remembering: ({ attempt }) => ({ kind: 'remember', attempt }),
  aborting: ({ attempt }) => ({ kind: 'abort_scene', attempt }),
};

const machine = setup({
  types: { context: {} as SceneContext, events: {} as SceneEvent, input: {} as SceneContext },
  actions: {
    perform: (_, _effect: SceneEffect) => undefined,
    begin: assign({ attempt: 1, failure: null }),
    again: assign({ attempt: ({ context }) => context.attempt + 1 }),
    count: assign(({ context, event }) =>
      event.type === 'turn_done'
        ? { turns: context.turns + 1, undecided: context.undecided + (event.proposals > 0 ? 1 : 0) }
        : {},
    ),
    settle: assign({ undecided: 0 }),
    endBy: assign((_, ending: SceneEnding) => ({ ending })),
    fail: assign(({ event }, step: SceneStep) => ({
      failure: { step, code: 'code' in event ? event.code : event.type },
    })),
  },
  guards: {
    hasTriesLeft: ({ context }) => context.attempt < sceneAttemptsMax,
    isGoalMet: ({ event }) => event.type === 'turn_done' && event.isGoalMet,
    leaves: ({ event }) => event.type === 'turn_done' && event.leaves,
    isMuchUndecided: ({ context, event }) =>
      event.type === 'turn_done' && context.undecided + (event.proposals > 0 ? 1 : 0) >= turnsUndecidedMax,
    failedAt: ({ context }, step: SceneStep) => context.failure?.step === step,
    isNotOver: ({ context: { failure } }) => failure === null || !over.includes(failure.step),
  },
});

type Params = { context: SceneContext };
const work = (step: SceneStep) => ({ type: 'perform', params: ({ context }: Params) => todo[step](context) }) as const;
const decide = {
  type: 'perform',
  params: ({ context: { attempt } }: Params): SceneEffect => ({ kind: 'decide_pending', attempt }),
} as const;

const stateOf = (step: SceneStep) =>
  step === 'created' || step === 'aborting' ? (`#scene.${step}` as const) : (`#scene.finalizing.${step}` as const);
const to = (step: SceneStep) => ({ target: stateOf(step), reenter: true, actions: ['begin', work(step)] }) as const;
const ending = (by: SceneEnding) =>
  ({ target: stateOf('closing'), actions: [{ type: 'endBy', params: by }, 'begin', work('closing')] }) as const;
const again = (step: SceneStep) =>
  ({ guard: 'hasTriesLeft', target: stateOf(step), reenter: true, actions: ['again', work(step)] }) as const;
const fail = (step: SceneStep) => ({ target: '#scene.failed', actions: { type: 'fail', params: step } }) as const;
const orFail = (step: SceneStep) =>
  ({ failed_for_now: [again(step), fail(step)], failed_for_good: fail(step) }) as const;

const aborting = to('aborting');
const untold = {
  target: stateOf('deciding'),
  actions: [{ type: 'endBy', params: 'asked' }, 'begin', work('deciding')],
} as const;

export const sceneMachine = machine.createMachine({
  id: 'scene',
  context: ({ input }) => input,
  entry: work('created'),
  initial: 'created',
  states: {
    created: { on: { opened: { target: 'active', actions: 'begin' }, ...orFail('created') } },
    active: {
      on: {
        turn_done: [
          { guard: 'isGoalMet', ...ending('goal_met'), actions: ['count', ...ending('goal_met').actions] },
          { guard: 'leaves', ...ending('moved'), actions: ['count', ...ending('moved').actions] },
          { guard: 'isMuchUndecided', actions: ['count', decide] },
          { actions: 'count' },
        ],
        commit: { actions: decide },
        decided: { actions: ['settle', 'begin'] },
        // What cannot be decided now is decided later, at the end at the latest.
        failed_for_now: [{ guard: 'hasTriesLeft', actions: ['again', decide] }, { actions: 'begin' }],
        failed_for_good: { actions: 'begin' },
        pause: 'paused',
        end: ending('asked'),
        move: ending('moved'),
        finalise_now: untold,
        abort: aborting,
      },
    },
    paused: {
      on: {
        resume: 'active',
        end: ending('asked'),
        finalise_now: untold,
        abort: aborting,
      },
    },
    finalizing: {
      initial: 'closing',
      states: {
        closing: {
          on: {
            closing_narrated: to('deciding'),
            finalise_now: to('deciding'),
            // Nobody has to hear how it ended for it to end.
            failed_for_now: [again('closing'), to('deciding')],
            failed_for_good: to('deciding'),
          },
        },
        deciding: {
          on: { decided: { ...to('marking'), actions: ['settle', ...to('marking').actions] }, ...orFail('deciding') },
        },
        marking: { on: { marked: to('summarising'), ...orFail('marking') } },
        summarising: { on: { summarised: to('remembering'), ...orFail('summarising') } },
        remembering: { on: { remembered: { target: '#scene.completed', actions: 'begin' }, ...orFail('remembering') } },
      },
    },
    aborting: { on: { aborted: { target: 'aborted', actions: 'begin' }, ...orFail('aborting') } },
    failed: {
      on: {
        retry: steps.map((step) => ({ guard: { type: 'failedAt' as const, params: step }, ...to(step) })),
        abort: { guard: 'isNotOver', ...aborting },
      },
    },
    completed: { type: 'final' },
    aborted: { type: 'final' },
  },
});

export const sceneLoop = loopOf<SceneState, SceneContext, SceneEvent, SceneEffect>(sceneMachine);
