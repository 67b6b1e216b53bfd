import { assign, setup } from 'xstate';
import type { ProposalId, ResolutionId, TurnId } from '../../schemas/ids.ts';
import { type TurnContext, TurnStep, type Way } from '../../schemas/loops.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { type FailedEvent, type KeptLoop, loopOf, over, whyOf } from './loop.ts';

// One turn, from a person's words to the answer. Each state is the step that is under way.
// T1. What was said is kept before anything else is done with it. What was rolled is kept before it is shown.
// T2. A step that fails for a while is tried again, and then done with less if it can be. Where nothing is left, a person chooses.
// T3. A question takes no time and changes nothing: it is neither resolved nor staged.
// T4. Whatever the gate refuses or cannot be asked, the story is told on: what waits is decided later.
// T5. Who changes their mind before anything was rolled has said nothing. Afterwards only the narration can be cut short.
// T6. A turn that is done can be taken back, and then counts again: with the same words, the same dice and the same narration, and claims of its own.
//     What became canon by it cannot be taken back that way: whoever withdraws it refuses.
// T7. Whoever was about to change it is told that it was moved on, once it was told to stay.

export const turnAttemptsMax = 3;

export type TurnEffect =
  | { kind: 'append_turn'; attempt: number }
  | { kind: 'assemble_context'; way: Way; attempt: number }
  | { kind: 'resolve'; way: Way; attempt: number }
  | { kind: 'stage'; attempt: number }
  | { kind: 'decide_critical'; attempt: number }
  | { kind: 'narrate'; way: Way; attempt: number }
  | { kind: 'store_answer'; attempt: number }
  | { kind: 'withdraw_turn'; attempt: number };

export type TurnEvent =
  | { type: 'appended' }
  | { type: 'context_ready' }
  | { type: 'resolution_stored'; resolution: ResolutionId; clock: StoryTime | null; leaves: boolean }
  | { type: 'proposals_staged'; proposals: ProposalId[]; critical: ProposalId[] }
  | { type: 'decided' }
  | { type: 'narrated'; told: TurnId; implied: ProposalId[] }
  | { type: 'answer_stored'; answer: TurnId | null }
  | { type: 'withdrawn' }
  | FailedEvent
  | { type: 'cancel' }
  | { type: 'retry' }
  | { type: 'skip_narration' }
  | { type: 'withdraw' }
  | { type: 'undo' }
  | { type: 'redo' }
  | { type: 'retell' }
  | { type: 'leave_it' }
  | { type: 'stay' };

export type TurnState = TurnStep | 'failed' | 'done' | 'withdrawn';

const todo: { readonly [Step in TurnStep]: (context: TurnContext) => TurnEffect } = {
  received: ({ attempt }) => ({ kind: 'append_turn', attempt }),
  context: ({ way, attempt }) => ({ kind: 'assemble_context', way, attempt }),
  resolved: ({ way, attempt }) => ({ kind: 'resolve', way, attempt }),
  staged: ({ attempt }) => ({ kind: 'stage', attempt }),
  gated: ({ attempt }) => ({ kind: 'decide_critical', attempt }),
  narrated: ({ way, attempt }) => ({ kind: 'narrate', way, attempt }),
  persisted: ({ attempt }) => ({ kind: 'store_answer', attempt }),
  withdrawing: ({ attempt }) => ({ kind: 'withdraw_turn', attempt }),
};

const machine = setup({
  types: { context: {} as TurnContext, events: {} as TurnEvent, input: {} as TurnContext },
  actions: {
    perform: (_, _effect: TurnEffect) => undefined,
    begin: assign({ attempt: 1, way: 'usual', failure: null }),
    again: assign({ attempt: ({ context }) => context.attempt + 1 }),
    otherwise: assign({ attempt: 1, way: 'fallback' }),
    keepResolution: assign({
      resolution: ({ context, event }) => (event.type === 'resolution_stored' ? event.resolution : context.resolution),
      clock: ({ context, event }) => (event.type === 'resolution_stored' ? event.clock : context.clock),
      leaves: ({ context, event }) => (event.type === 'resolution_stored' ? event.leaves : context.leaves),
    }),
    keepProposals: assign({
      proposals: ({ context, event }) => (event.type === 'proposals_staged' ? event.proposals : context.proposals),
      critical: ({ context, event }) => (event.type === 'proposals_staged' ? event.critical : context.critical),
    }),
    keepGate: assign((_, gate: TurnContext['gate']) => ({ gate })),
    keepTold: assign({
      narration: ({ context }) => context.way,
      told: ({ context, event }) => (event.type === 'narrated' ? event.told : context.told),
      implied: ({ context, event }) => (event.type === 'narrated' ? event.implied : context.implied),
    }),
    untell: assign({ narration: 'skipped', told: null }),
    let: assign({ proposals: [], critical: [], implied: [], gate: 'nothing' }),
    keepAnswer: assign({
      answer: ({ context, event }) => (event.type === 'answer_stored' ? event.answer : context.answer),
    }),
    fail: assign(({ event }, step: TurnStep) => ({
      failure: { step, ...whyOf(event) },
    })),
  },
  guards: {
    isQuestion: ({ context }) => context.kind === 'question',
    hasTriesLeft: ({ context }) => context.attempt < turnAttemptsMax,
    isUsual: ({ context }) => context.way === 'usual',
    failedAt: ({ context }, step: TurnStep) => context.failure?.step === step,
    isCritical: ({ event }) => event.type === 'proposals_staged' && event.critical.length > 0,
    /** It was done before. */
    wasDone: ({ context }) => context.narration !== 'none',
    isNothingToStage: ({ context }) => context.narration !== 'none' && context.kind === 'question',
    /** It was to be taken back before it was told, and is canon already. */
    cannotGo: ({ context: { failure, answer } }) => failure?.step === 'withdrawing' && answer === null,
    /** It failed at something beyond what it is. */
    stillCounts: ({ context }) =>
      context.answer !== null && ['narrated', 'persisted', 'withdrawing'].includes(context.failure?.step ?? ''),
  },
});

const work = (step: TurnStep) =>
  ({ type: 'perform', params: ({ context }: { context: TurnContext }) => todo[step](context) }) as const;

const toWork = (step: TurnStep) => ({ target: step, reenter: true, actions: ['begin', work(step)] }) as const;
const again = (step: TurnStep) =>
  ({ guard: 'hasTriesLeft', target: step, reenter: true, actions: ['again', work(step)] }) as const;
const withLess = (step: TurnStep) =>
  ({ guard: 'isUsual', target: step, reenter: true, actions: ['otherwise', work(step)] }) as const;
const fail = (step: TurnStep) => ({ target: 'failed', actions: { type: 'fail', params: step } }) as const;

/** Steps after which nothing else can be tried. */
const orFail = (step: TurnStep) =>
  ({ failed_for_now: [again(step), fail(step)], failed_for_good: fail(step) }) as const;

/** Steps that can be done with less. */
const orLess = (step: TurnStep) =>
  ({
    failed_for_now: [again(step), withLess(step), fail(step)],
    failed_for_good: [withLess(step), fail(step)],
  }) as const;

const withdrawing = toWork('withdrawing');
const untold = { target: 'persisted', actions: ['untell', 'begin', work('persisted')] } as const;

/** On from the gate: what was told before is not told again. */
const gatedAs = (params: TurnContext['gate']) => {
  const keep = { type: 'keepGate', params } as const;
  return [
    { guard: 'wasDone', target: 'done', actions: [keep, 'begin'] },
    { target: 'narrated', actions: [keep, 'begin', work('narrated')] },
  ] as const;
};

/** The gate never fails a turn. */
const steps = TurnStep.options.filter((step) => step !== 'gated');

export const turnMachine = machine.createMachine({
  id: 'turn',
  context: ({ input }) => input,
  entry: work('received'),
  initial: 'received',
  states: {
    received: { on: { appended: toWork('context'), cancel: withdrawing, ...orFail('received') } },
    context: {
      on: {
        context_ready: [{ guard: 'isQuestion', ...toWork('narrated') }, toWork('resolved')],
        cancel: withdrawing,
        ...orLess('context'),
      },
    },
    resolved: {
      on: {
        resolution_stored: { target: 'staged', actions: ['keepResolution', 'begin', work('staged')] },
        ...orLess('resolved'),
      },
    },
    staged: {
      on: {
        proposals_staged: [
          { guard: 'isCritical', target: 'gated', actions: ['keepProposals', 'begin', work('gated')] },
          { guard: 'wasDone', target: 'done', actions: ['keepProposals', 'begin'] },
          { target: 'narrated', actions: ['keepProposals', 'begin', work('narrated')] },
        ],
        ...orFail('staged'),
      },
    },
    gated: {
      on: {
        decided: gatedAs('decided'),
        failed_for_now: [again('gated'), ...gatedAs('waits')],
        failed_for_good: gatedAs('waits'),
      },
    },
    narrated: {
      on: {
        narrated: { target: 'persisted', actions: ['keepTold', 'begin', work('persisted')] },
        cancel: untold,
        ...orLess('narrated'),
      },
    },
    persisted: {
      on: { answer_stored: { target: 'done', actions: ['keepAnswer', 'begin'] }, ...orFail('persisted') },
    },
    withdrawing: { on: { withdrawn: { target: 'withdrawn', actions: ['let', 'begin'] }, ...orFail('withdrawing') } },
    failed: {
      on: {
        retry: steps.map((step) => ({ guard: { type: 'failedAt' as const, params: step }, ...toWork(step) })),
        // What cannot be taken back any more counts, told or not.
        skip_narration: [
          { guard: { type: 'failedAt', params: 'narrated' }, ...untold },
          { guard: 'cannotGo', ...untold },
        ],
        withdraw: withdrawing,
        leave_it: { guard: 'stillCounts', target: 'done', actions: 'begin' },
      },
    },
    done: {
      tags: over,
      on: { undo: withdrawing, retell: toWork('narrated'), stay: { actions: 'begin' } },
    },
    withdrawn: {
      tags: over,
      on: {
        redo: [
          { guard: 'isNothingToStage', target: 'done', actions: 'begin' },
          { guard: 'wasDone', ...toWork('staged') },
        ],
        stay: { actions: 'begin' },
      },
    },
  },
});

const isStep = (state: TurnState): state is TurnStep => Object.hasOwn(todo, state);

export const turnLoop: KeptLoop<TurnState, TurnContext, TurnEvent, TurnEffect> = {
  ...loopOf<TurnState, TurnContext, TurnEvent, TurnEffect>(turnMachine),
  underWay: ({ state, context }) => [isStep(state) ? todo[state](context) : null],
};
