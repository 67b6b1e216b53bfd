import { assign, setup } from 'xstate';
import type { ProposalId, ResolutionId, TurnId } from '../../schemas/ids.ts';
import { type TurnContext, TurnStep, type Way } from '../../schemas/loops.ts';
import { loopOf } from './loop.ts';

// One turn, from a person's words to the answer. Each state is the step that is under way.
// T1. What was said is kept before anything else is done with it. What was rolled is kept before it is shown.
// T2. A step that fails for a while is tried again, and then done with less if it can be. Where nothing is left, a person chooses.
// T3. A question takes no time and changes nothing: it is neither resolved nor staged.
// T4. Whatever the gate refuses or cannot be asked, the story is told on: what waits is decided later.
// T5. Who changes their mind before anything was rolled has said nothing. Afterwards only the narration can be cut short.

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
  | { type: 'resolution_stored'; resolution: ResolutionId }
  | { type: 'proposals_staged'; proposals: ProposalId[]; critical: ProposalId[] }
  | { type: 'decided' }
  | { type: 'narrated' }
  | { type: 'answer_stored'; answer: TurnId }
  | { type: 'withdrawn' }
  | { type: 'failed_for_now'; code: string }
  | { type: 'failed_for_good'; code: string }
  | { type: 'cancel' }
  | { type: 'retry' }
  | { type: 'skip_narration' }
  | { type: 'withdraw' };

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
    }),
    keepProposals: assign({
      proposals: ({ context, event }) => (event.type === 'proposals_staged' ? event.proposals : context.proposals),
      critical: ({ context, event }) => (event.type === 'proposals_staged' ? event.critical : context.critical),
    }),
    keepGate: assign((_, gate: TurnContext['gate']) => ({ gate })),
    keepNarration: assign((_, narration: TurnContext['narration']) => ({ narration })),
    keepWay: assign({ narration: ({ context }) => context.way }),
    keepAnswer: assign({
      answer: ({ context, event }) => (event.type === 'answer_stored' ? event.answer : context.answer),
    }),
    fail: assign(({ event }, step: TurnStep) => ({
      failure: { step, code: 'code' in event ? event.code : event.type },
    })),
  },
  guards: {
    isQuestion: ({ context }) => context.kind === 'question',
    hasTriesLeft: ({ context }) => context.attempt < turnAttemptsMax,
    isUsual: ({ context }) => context.way === 'usual',
    failedAt: ({ context }, step: TurnStep) => context.failure?.step === step,
    isCritical: ({ event }) => event.type === 'proposals_staged' && event.critical.length > 0,
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
const untold = {
  target: 'persisted',
  actions: [{ type: 'keepNarration', params: 'skipped' }, 'begin', work('persisted')],
} as const;
const waiting = {
  target: 'narrated',
  actions: [{ type: 'keepGate', params: 'waits' }, 'begin', work('narrated')],
} as const;

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
          { target: 'narrated', actions: ['keepProposals', 'begin', work('narrated')] },
        ],
        ...orFail('staged'),
      },
    },
    gated: {
      on: {
        decided: {
          target: 'narrated',
          actions: [{ type: 'keepGate', params: 'decided' }, 'begin', work('narrated')],
        },
        failed_for_now: [again('gated'), waiting],
        failed_for_good: waiting,
      },
    },
    narrated: {
      on: {
        narrated: { target: 'persisted', actions: ['keepWay', 'begin', work('persisted')] },
        cancel: untold,
        ...orLess('narrated'),
      },
    },
    persisted: {
      on: { answer_stored: { target: 'done', actions: 'keepAnswer' }, ...orFail('persisted') },
    },
    withdrawing: { on: { withdrawn: { target: 'withdrawn', actions: 'begin' }, ...orFail('withdrawing') } },
    failed: {
      on: {
        retry: steps.map((step) => ({ guard: { type: 'failedAt' as const, params: step }, ...toWork(step) })),
        skip_narration: { guard: { type: 'failedAt', params: 'narrated' }, ...untold },
        withdraw: withdrawing,
      },
    },
    done: { type: 'final' },
    withdrawn: { type: 'final' },
  },
});

export const turnLoop = loopOf<TurnState, TurnContext, TurnEvent, TurnEffect>(turnMachine);
