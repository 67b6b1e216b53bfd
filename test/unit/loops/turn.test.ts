import { describe, expect, it } from 'vitest';
import type { CycleId, ProposalId, ResolutionId, SceneId, StoryId, TurnId, UniverseId } from '../../../schemas/ids.ts';
import { TurnContext } from '../../../schemas/loops.ts';
import { turnAttemptsMax, type TurnEvent, turnLoop, turnMachine, type TurnState } from '../../../src/loops/turn.ts';
import { effectsOf, walked, waysOf } from '../../support/loop-paths.ts';

const id = (prefix: string): string => `${prefix}_00000000000000000000000000`;
const fresh: TurnContext = {
  ...{ cycle: id('cyc') as CycleId, universe: id('uni') as UniverseId, story: id('sty') as StoryId },
  ...{ scene: id('scn') as SceneId, turn: id('trn') as TurnId, kind: 'action', attempt: 1, way: 'usual' },
  ...{ resolution: null, proposals: [], critical: [], implied: [], gate: 'nothing' },
  ...{ clock: null, leaves: false, narration: 'none', told: null, answer: null, failure: null },
};
const last: Partial<TurnContext> = { attempt: turnAttemptsMax };
const less: Partial<TurnContext> = { ...last, way: 'fallback' };
const failedAt = (step: NonNullable<TurnContext['failure']>['step']): Partial<TurnContext> => ({
  failure: { step, code: 'lost', words: null },
});

const proposal = id('prp') as ProposalId;
const resolved: TurnEvent = {
  type: 'resolution_stored',
  resolution: id('res') as ResolutionId,
  clock: null,
  leaves: true,
};
const staged: TurnEvent = { type: 'proposals_staged', proposals: [proposal], critical: [] };
const critical: TurnEvent = { type: 'proposals_staged', proposals: [proposal], critical: [proposal] };
const told: TurnEvent = { type: 'narrated', told: id('trn') as TurnId, implied: [proposal] };
const answered: TurnEvent = { type: 'answer_stored', answer: id('trn') as TurnId };
const now: TurnEvent = { type: 'failed_for_now', code: 'lost' };
const good: TurnEvent = { type: 'failed_for_good', code: 'gone' };
type Bare = Exclude<
  TurnEvent['type'],
  'resolution_stored' | 'proposals_staged' | 'narrated' | 'answer_stored' | 'failed_for_now' | 'failed_for_good'
>;
const bare = (type: Bare) => ({ type }) as TurnEvent;
const wasDone: Partial<TurnContext> = { narration: 'usual', answer: id('trn') as TurnId };

const rows: readonly [TurnState, Partial<TurnContext>, TurnEvent, TurnState, string][] = [
  ['received', {}, bare('appended'), 'context', 'assemble_context 1'],
  ['received', {}, bare('cancel'), 'withdrawing', 'withdraw_turn 1'],
  ['received', {}, now, 'received', 'append_turn 2'],
  ['received', last, now, 'failed', ''],
  ['received', {}, good, 'failed', ''],

  ['context', {}, bare('context_ready'), 'resolved', 'resolve 1'],
  ['context', { kind: 'question' }, bare('context_ready'), 'narrated', 'narrate 1'],
  ['context', {}, bare('cancel'), 'withdrawing', 'withdraw_turn 1'],
  ['context', {}, now, 'context', 'assemble_context 2'],
  ['context', last, now, 'context', 'assemble_context otherwise 1'],
  ['context', less, now, 'failed', ''],
  ['context', {}, good, 'context', 'assemble_context otherwise 1'],
  ['context', less, good, 'failed', ''],

  ['resolved', {}, resolved, 'staged', 'stage 1'],
  ['resolved', {}, now, 'resolved', 'resolve 2'],
  ['resolved', last, now, 'resolved', 'resolve otherwise 1'],
  ['resolved', less, now, 'failed', ''],
  ['resolved', {}, good, 'resolved', 'resolve otherwise 1'],
  ['resolved', less, good, 'failed', ''],

  ['staged', {}, critical, 'gated', 'decide_critical 1'],
  ['staged', {}, staged, 'narrated', 'narrate 1'],
  ['staged', {}, now, 'staged', 'stage 2'],
  ['staged', last, now, 'failed', ''],
  ['staged', {}, good, 'failed', ''],

  ['gated', {}, bare('decided'), 'narrated', 'narrate 1'],
  ['gated', {}, now, 'gated', 'decide_critical 2'],
  ['gated', last, now, 'narrated', 'narrate 1'],
  ['gated', {}, good, 'narrated', 'narrate 1'],

  ['narrated', {}, told, 'persisted', 'store_answer 1'],
  ['narrated', {}, bare('cancel'), 'persisted', 'store_answer 1'],
  ['narrated', {}, now, 'narrated', 'narrate 2'],
  ['narrated', last, now, 'narrated', 'narrate otherwise 1'],
  ['narrated', less, now, 'failed', ''],
  ['narrated', {}, good, 'narrated', 'narrate otherwise 1'],
  ['narrated', less, good, 'failed', ''],

  ['persisted', {}, answered, 'done', ''],
  ['persisted', {}, now, 'persisted', 'store_answer 2'],
  ['persisted', last, now, 'failed', ''],
  ['persisted', {}, good, 'failed', ''],

  ['withdrawing', {}, bare('withdrawn'), 'withdrawn', ''],
  ['withdrawing', {}, now, 'withdrawing', 'withdraw_turn 2'],
  ['withdrawing', last, now, 'failed', ''],
  ['withdrawing', {}, good, 'failed', ''],

  ['failed', failedAt('withdrawing'), bare('retry'), 'withdrawing', 'withdraw_turn 1'],
  ['failed', failedAt('received'), bare('retry'), 'received', 'append_turn 1'],
  ['failed', failedAt('context'), bare('retry'), 'context', 'assemble_context 1'],
  ['failed', failedAt('resolved'), bare('retry'), 'resolved', 'resolve 1'],
  ['failed', failedAt('staged'), bare('retry'), 'staged', 'stage 1'],
  ['failed', failedAt('narrated'), bare('retry'), 'narrated', 'narrate 1'],
  ['failed', failedAt('persisted'), bare('retry'), 'persisted', 'store_answer 1'],
  ['failed', failedAt('narrated'), bare('skip_narration'), 'persisted', 'store_answer 1'],
  ['failed', failedAt('staged'), bare('withdraw'), 'withdrawing', 'withdraw_turn 1'],
  ['failed', failedAt('withdrawing'), bare('skip_narration'), 'persisted', 'store_answer 1'],
  ['failed', { ...wasDone, ...failedAt('withdrawing') }, bare('leave_it'), 'done', ''],
  ['failed', { ...wasDone, ...failedAt('narrated') }, bare('leave_it'), 'done', ''],

  ['done', wasDone, bare('undo'), 'withdrawing', 'withdraw_turn 1'],
  ['done', wasDone, bare('retell'), 'narrated', 'narrate 1'],
  ['done', wasDone, bare('stay'), 'done', ''],
  ['withdrawn', wasDone, bare('stay'), 'withdrawn', ''],
  ['withdrawn', wasDone, bare('redo'), 'staged', 'stage 1'],
  ['withdrawn', { ...wasDone, kind: 'question' }, bare('redo'), 'done', ''],
  ['staged', wasDone, staged, 'done', ''],
  ['staged', wasDone, critical, 'gated', 'decide_critical 1'],
  ['gated', wasDone, bare('decided'), 'done', ''],
  ['gated', wasDone, good, 'done', ''],
  ['gated', { ...wasDone, ...last }, now, 'done', ''],
];

const events: readonly TurnEvent[] = [
  ...[resolved, staged, critical, told, answered, now, good],
  ...(
    [
      'appended',
      'context_ready',
      'decided',
      'cancel',
      'retry',
      'skip_narration',
      'withdraw',
      'withdrawn',
      'undo',
      'redo',
      'retell',
      'leave_it',
      'stay',
    ] as const
  ).map(bare),
];

const taken = (state: TurnState, part: Partial<TurnContext>, event: TurnEvent) => {
  const step = turnLoop.step({ state, context: { ...fresh, ...part } }, event);
  if ('refused' in step) throw new Error(`refused ${step.refused}`);
  return step;
};

describe('a turn', () => {
  it('begins with what was said, and by keeping it', () => {
    const { next, effects } = turnLoop.begin(fresh);
    expect([next.state, effectsOf(effects)]).toEqual(['received', 'append_turn 1']);
  });

  it.each(rows)('%s %j, %j: %s, %s', (state, part, event, target, effects) => {
    const step = taken(state, part, event);
    expect([step.next.state, effectsOf(step.effects)]).toEqual([target, effects]);
    expect(TurnContext.parse(step.next.context)).toEqual(step.next.context);
  });

  it('refuses by name what a state has no answer to, and says what it would answer', () => {
    expect(turnLoop.step({ state: 'resolved', context: fresh }, bare('cancel'))).toEqual({
      ...{ refused: 'cancel', state: 'resolved' },
      possible: ['failed_for_good', 'failed_for_now', 'resolution_stored'],
    });
    const kept = { done: ['retell', 'stay', 'undo'], withdrawn: ['redo', 'stay'] } as const;
    for (const state of ['done', 'withdrawn'] as const)
      for (const event of events.filter(({ type }) => !(kept[state] as readonly string[]).includes(type)))
        expect(turnLoop.step({ state, context: fresh }, event)).toMatchObject({ refused: event.type, state });
    // What was never told cannot come back, and what failed on its way is no turn to be left as it is.
    expect(turnLoop.step({ state: 'withdrawn', context: fresh }, bare('redo'))).toMatchObject({ refused: 'redo' });
    const staged = { ...fresh, ...wasDone, ...failedAt('staged') };
    expect(turnLoop.step({ state: 'failed', context: staged }, bare('leave_it'))).toMatchObject({
      refused: 'leave_it',
    });
    const skip = turnLoop.step(
      { state: 'failed', context: { ...fresh, ...failedAt('staged') } },
      bare('skip_narration'),
    );
    expect(skip).toMatchObject({ refused: 'skip_narration' });
  });

  it('keeps what came of each step, and in which way', () => {
    expect(taken('resolved', {}, resolved).next.context).toMatchObject({ resolution: id('res'), leaves: true });
    expect(taken('staged', {}, critical).next.context).toMatchObject({ proposals: [proposal], critical: [proposal] });
    expect(taken('gated', {}, bare('decided')).next.context.gate).toBe('decided');
    expect(taken('gated', {}, good).next.context.gate).toBe('waits');
    expect(taken('narrated', {}, told).next.context).toMatchObject({
      narration: 'usual',
      told: id('trn'),
      implied: [proposal],
    });
    expect(
      taken('withdrawing', { proposals: [proposal], implied: [proposal] }, bare('withdrawn')).next.context,
    ).toMatchObject({
      ...{ proposals: [], critical: [], implied: [], gate: 'nothing' },
    });
    expect(taken('narrated', less, told).next.context).toMatchObject({
      narration: 'fallback',
      way: 'usual',
    });
    expect(taken('narrated', { told: id('trn') as TurnId }, bare('cancel')).next.context).toMatchObject({
      ...{ narration: 'skipped', told: null },
    });
    expect(taken('persisted', {}, answered).next.context.answer).toBe(id('trn'));
    expect(taken('persisted', last, now).next.context.failure).toEqual({
      ...{ step: 'persisted', code: 'lost', words: null },
    });
    expect(taken('failed', failedAt('context'), bare('retry')).next.context.failure).toBeNull();
  });

  it('is over when it is done or withdrawn, and at no other time', () => {
    const states: readonly TurnState[] = [...new Set(rows.flatMap(([from, , , to]) => [from, to]))];
    expect(states.filter((state) => turnLoop.isOver(state)).toSorted()).toEqual(['done', 'withdrawn']);
  });

  it('takes every way that is written down, and stands where the machine stands', () => {
    const contexts = (['action', 'question'] as const).map((kind) => ({ ...fresh, kind }));
    const { taken: ways, astray, count } = walked(turnMachine, turnLoop, { contexts, events });
    expect(astray).toEqual([]);
    expect(count).toBeGreaterThan(50);
    expect(waysOf(turnMachine).filter((way) => !ways.has(way))).toEqual([]);
  });
});
