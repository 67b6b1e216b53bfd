import { assign, setup } from 'xstate';
import type { CycleId, ProposalId } from '../../schemas/ids.ts';
import { type SceneContext, type SceneEnding, SceneStep, turnsBackMax, waitingMax } from '../../schemas/loops.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { type FailedEvent, type KeptLoop, loopOf, whyOf } from './loop.ts';

// One scene, from its frame to what it leaves behind.
// S1. A scene ends once: narrated, decided, marked in canon as over; what it leaves in memory follows, and keeps nobody waiting.
// S2. Who decides can fail without anything being lost: the scene stays where it is, and after some tries a person looks at it.
// S3. What is owed after the end is done later where it cannot be done now, and the scene is over only when nothing is owed.
// S4. An aborted scene keeps what was said, and claims nothing of it.
// S5. One turn is under way at a time, and the scene knows which before it begins, or is taken back, played again or told anew. What it does not know of
//     changes nothing. Whoever plays on gives up what was taken back.

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
  | { type: 'turn_begun'; cycle: CycleId }
  | { type: 'turn_taken_up'; cycle: CycleId }
  | {
      type: 'turn_done';
      cycle: CycleId;
      clock: StoryTime | null;
      met: number[];
      isGoalMet: boolean;
      leaves: boolean;
      proposals: ProposalId[];
    }
  | { type: 'turn_let_go'; cycle: CycleId }
  | { type: 'turn_undone'; cycle: CycleId; clock: StoryTime | null; met: number[] }
  | { type: 'turn_redone'; cycle: CycleId; clock: StoryTime | null; met: number[]; proposals: ProposalId[] }
  | { type: 'time_passes'; clock: StoryTime }
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
  | FailedEvent
  | { type: 'retry' }
  | { type: 'finalise_now' };

type EndStep = Exclude<SceneStep, 'created' | 'aborting'>;
export type SceneState =
  'created' | 'active' | 'paused' | `finalizing.${EndStep}` | 'aborting' | 'failed' | 'completed' | 'aborted';

/** Once it is marked as over in canon, it cannot be aborted any more. */
const over: readonly SceneStep[] = ['summarising', 'remembering'];

/** How it ends is told or not, and fails nothing. */
const steps = SceneStep.options.filter((step) => step !== 'closing');

export const endingOf = ({ ending }: SceneContext): SceneEnding => ending ?? 'asked';

const todo: { readonly [Step in SceneStep]: (context: SceneContext) => SceneEffect } = {
  created: ({ attempt }) => ({ kind: 'open_scene', attempt }),
  closing: (context) => ({ kind: 'narrate_closing', ending: endingOf(context), attempt: context.attempt }),
  deciding: ({ attempt }) => ({ kind: 'decide_all', attempt }),
  marking: (context) => ({ kind: 'mark_completed', ending: endingOf(context), attempt: context.attempt }),
  summarising: ({ attempt }) => ({ kind: 'summarise', attempt }),
  remembering: ({ attempt }) => ({ kind: 'remember', attempt }),
  aborting: ({ attempt }) => ({ kind: 'abort_scene', attempt }),
};

/** Of the turn that the scene waits for. */
const isIts = ({ current }: SceneContext, event: SceneEvent): boolean => 'cycle' in event && current === event.cycle;

type TurnDone = Extract<SceneEvent, { type: 'turn_done' }>;
const isNew = (context: SceneContext, event: SceneEvent): event is TurnDone =>
  isIts(context, event) && event.type === 'turn_done' && ![...context.played, ...context.undone].includes(event.cycle);

const machine = setup({
  types: { context: {} as SceneContext, events: {} as SceneEvent, input: {} as SceneContext },
  actions: {
    perform: (_, _effect: SceneEffect) => undefined,
    begin: assign({ attempt: 1, failure: null }),
    again: assign({ attempt: ({ context }) => context.attempt + 1 }),
    enter: assign(({ context, event }) =>
      event.type === 'turn_begun' ? { current: event.cycle, begun: context.begun + 1 } : {},
    ),
    count: assign(({ context, event }) =>
      event.type === 'turn_done'
        ? { turns: context.turns + 1, undecided: context.undecided + (event.proposals.length > 0 ? 1 : 0) }
        : {},
    ),
    /** What is taken back stays among them: it is decided already by then. */
    keepWaiting: assign(({ context: { waiting }, event }) =>
      'proposals' in event ? { waiting: [...waiting, ...event.proposals].slice(-waitingMax) } : {},
    ),
    /** It counts from now on, and what was taken back before it was said never will again. */
    keepTurn: assign(({ context: { current, played } }) => ({
      ...{ current: null, undone: [] },
      played: [...played, ...(current === null ? [] : [current])].slice(-turnsBackMax),
    })),
    takeUp: assign(({ event }) => (event.type === 'turn_taken_up' ? { current: event.cycle } : {})),
    letGo: assign({ current: null }),
    undo: assign(({ context: { played, undone, turns }, event }) =>
      event.type === 'turn_undone'
        ? {
            ...{ played: played.filter((id) => id !== event.cycle), turns: Math.max(0, turns - 1) },
            undone: [event.cycle, ...undone].slice(0, turnsBackMax),
          }
        : {},
    ),
    redo: assign(({ context: { played, undone, turns }, event }) =>
      event.type === 'turn_redone'
        ? {
            ...{ played: [...played, event.cycle].slice(-turnsBackMax), turns: turns + 1 },
            undone: undone.filter((id) => id !== event.cycle),
          }
        : {},
    ),
    tellTime: assign(({ context, event }) => ({
      clock: 'clock' in event ? event.clock : context.clock,
      met: 'met' in event ? event.met : context.met,
    })),
    settle: assign({ undecided: 0, waiting: [] }),
    endBy: assign((_, ending: SceneEnding) => ({ ending })),
    fail: assign(({ event }, step: SceneStep) => ({
      failure: { step, ...whyOf(event) },
    })),
  },
  guards: {
    hasTriesLeft: ({ context }) => context.attempt < sceneAttemptsMax,
    isIdle: ({ context }) => context.current === null,
    /** The last that counts, or the first that was taken back. */
    isNext: ({ context: { current, played, undone }, event }) =>
      current === null && event.type === 'turn_taken_up' && [played.at(-1), undone[0]].includes(event.cycle),
    isIts: ({ context, event }) => isIts(context, event),
    canUndo: ({ context, event }) =>
      isIts(context, event) && event.type === 'turn_undone' && context.played.includes(event.cycle),
    canRedo: ({ context, event }) =>
      isIts(context, event) && event.type === 'turn_redone' && context.undone.includes(event.cycle),
    isNew: ({ context, event }) => isNew(context, event),
    isGoalMet: ({ context, event }) => isNew(context, event) && event.isGoalMet,
    leaves: ({ context, event }) => isNew(context, event) && event.leaves,
    isMuchUndecided: ({ context, event }) =>
      isNew(context, event) && context.undecided + (event.proposals.length > 0 ? 1 : 0) >= turnsUndecidedMax,
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

/** What a turn that is done does to the scene, whatever comes next. */
const done = ['count', 'keepWaiting', 'keepTurn', 'tellTime'] as const;
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
        turn_begun: { guard: 'isIdle', actions: 'enter' },
        turn_taken_up: { guard: 'isNext', actions: 'takeUp' },
        turn_done: [
          { guard: 'isGoalMet', ...ending('goal_met'), actions: [...done, ...ending('goal_met').actions] },
          { guard: 'leaves', ...ending('moved'), actions: [...done, ...ending('moved').actions] },
          { guard: 'isMuchUndecided', actions: [...done, decide] },
          { guard: 'isNew', actions: done },
        ],
        turn_let_go: { guard: 'isIts', actions: 'letGo' },
        turn_undone: { guard: 'canUndo', actions: ['undo', 'tellTime', 'letGo'] },
        turn_redone: { guard: 'canRedo', actions: ['redo', 'keepWaiting', 'tellTime', 'letGo'] },
        time_passes: { guard: 'isIdle', actions: 'tellTime' },
        commit: { guard: 'isIdle', actions: decide },
        decided: { actions: ['settle', 'begin'] },
        // What cannot be decided now is decided later, at the end at the latest.
        failed_for_now: [{ guard: 'hasTriesLeft', actions: ['again', decide] }, { actions: 'begin' }],
        failed_for_good: { actions: 'begin' },
        pause: { guard: 'isIdle', target: 'paused' },
        end: { guard: 'isIdle', ...ending('asked') },
        move: { guard: 'isIdle', ...ending('moved') },
        finalise_now: { guard: 'isIdle', ...untold },
        // Whoever breaks it off waits for no turn: nothing of it is decided any more.
        abort: aborting,
      },
    },
    paused: {
      on: {
        resume: 'active',
        end: { guard: 'isIdle', ...ending('asked') },
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
    aborting: {
      // Whoever finds that canon has it as over already goes on from there.
      on: { aborted: { target: 'aborted', actions: 'begin' }, marked: to('summarising'), ...orFail('aborting') },
    },
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

const stepOf = (state: SceneState): SceneStep | undefined =>
  SceneStep.options.find((step) => state === step || state === `finalizing.${step}`);

export const sceneLoop: KeptLoop<SceneState, SceneContext, SceneEvent, SceneEffect> = {
  ...loopOf<SceneState, SceneContext, SceneEvent, SceneEffect>(sceneMachine),
  underWay({ state, context }) {
    const step = stepOf(state);
    if (step !== undefined) return [todo[step](context)];
    return state === 'active' ? [null, decide.params({ context })] : [null];
  },
};
