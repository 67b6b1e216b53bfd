import { describe, expect, it } from 'vitest';
import type { CycleId, ProposalId, SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import { SceneContext, turnsBackMax } from '../../../schemas/loops.ts';
import {
  sceneAttemptsMax,
  type SceneEvent,
  sceneLoop,
  sceneMachine,
  type SceneState,
  turnsUndecidedMax,
} from '../../../src/loops/scene.ts';
import { effectsOf, walked, waysOf } from '../../support/loop-paths.ts';

const id = (prefix: string): string => `${prefix}_00000000000000000000000000`;
const fresh: SceneContext = {
  ...{ universe: id('uni') as UniverseId, story: id('sty') as StoryId, scene: id('scn') as SceneId },
  ...{
    turns: 0,
    begun: 0,
    current: null,
    played: [],
    undone: [],
    undecided: 0,
    waiting: [],
    clock: null,
    met: [],
    attempt: 1,
  },
  ...{ ending: null, failure: null },
};
const cycle = id('cyc') as CycleId;
const other = `cyc_${'7'.repeat(26)}` as CycleId;
const proposal = id('prp') as ProposalId;
const played: Partial<SceneContext> = { played: [cycle], turns: 1, begun: 1 };
const undone: Partial<SceneContext> = { undone: [cycle], begun: 1 };
const held = (part: Partial<SceneContext>): Partial<SceneContext> => ({ ...part, current: cycle });
const inTurn: Partial<SceneContext> = { current: cycle, begun: 1 };
const time = { second: 7, ordinal: 0 };
const last: Partial<SceneContext> = { attempt: sceneAttemptsMax };
const full: Partial<SceneContext> = { undecided: turnsUndecidedMax - 1, current: id('cyc') as CycleId, begun: 1 };
const failedAt = (step: NonNullable<SceneContext['failure']>['step']): Partial<SceneContext> => ({
  failure: { step, code: 'lost', words: null },
});

const turn = (part: Partial<Extract<SceneEvent, { type: 'turn_done' }>> = {}): SceneEvent => ({
  ...{ type: 'turn_done', cycle, clock: time, met: [], isGoalMet: false, leaves: false, proposals: [proposal] },
  ...part,
});
const now: SceneEvent = { type: 'failed_for_now', code: 'lost' };
const good: SceneEvent = { type: 'failed_for_good', code: 'gone' };
type Bare = Exclude<SceneEvent, { code: string } | { clock: unknown } | { cycle: CycleId }>['type'];
const begun: SceneEvent = { type: 'turn_begun', cycle };
const takenBack: SceneEvent = { type: 'turn_undone', cycle, clock: null, met: [] };
const again: SceneEvent = { type: 'turn_redone', cycle, clock: time, met: [0], proposals: [proposal] };
const taking: SceneEvent = { type: 'turn_taken_up', cycle };
const letGo: SceneEvent = { type: 'turn_let_go', cycle };
const passes: SceneEvent = { type: 'time_passes', clock: time };
const bare = (type: Bare): SceneEvent => ({ type });

const rows: readonly [SceneState, Partial<SceneContext>, SceneEvent, SceneState, string][] = [
  ['created', {}, bare('opened'), 'active', ''],
  ['created', {}, now, 'created', 'open_scene 2'],
  ['created', last, now, 'failed', ''],
  ['created', {}, good, 'failed', ''],

  ['active', {}, begun, 'active', ''],
  ['active', inTurn, turn(), 'active', ''],
  ['active', inTurn, letGo, 'active', ''],
  ['active', played, taking, 'active', ''],
  ['active', held(played), takenBack, 'active', ''],
  ['active', held(played), letGo, 'active', ''],
  ['active', undone, taking, 'active', ''],
  ['active', held(undone), again, 'active', ''],
  ['active', held(undone), letGo, 'active', ''],
  ['active', {}, passes, 'active', ''],
  ['active', full, turn(), 'active', 'decide_pending 1'],
  ['active', full, turn({ proposals: [] }), 'active', ''],
  ['active', full, turn({ isGoalMet: true }), 'finalizing.closing', 'narrate_closing goal_met 1'],
  ['active', inTurn, turn({ leaves: true }), 'finalizing.closing', 'narrate_closing moved 1'],
  ['active', {}, bare('commit'), 'active', 'decide_pending 1'],
  ['active', {}, bare('decided'), 'active', ''],
  ['active', {}, now, 'active', 'decide_pending 2'],
  ['active', last, now, 'active', ''],
  ['active', {}, good, 'active', ''],
  ['active', {}, bare('pause'), 'paused', ''],
  ['active', {}, bare('end'), 'finalizing.closing', 'narrate_closing asked 1'],
  ['active', {}, bare('move'), 'finalizing.closing', 'narrate_closing moved 1'],
  ['active', {}, bare('finalise_now'), 'finalizing.deciding', 'decide_all 1'],
  ['active', {}, bare('abort'), 'aborting', 'abort_scene 1'],

  ['paused', {}, bare('resume'), 'active', ''],
  ['paused', {}, bare('end'), 'finalizing.closing', 'narrate_closing asked 1'],
  ['paused', {}, bare('finalise_now'), 'finalizing.deciding', 'decide_all 1'],
  ['paused', {}, bare('abort'), 'aborting', 'abort_scene 1'],

  ['finalizing.closing', {}, bare('closing_narrated'), 'finalizing.deciding', 'decide_all 1'],
  ['finalizing.closing', {}, bare('finalise_now'), 'finalizing.deciding', 'decide_all 1'],
  ['finalizing.closing', { ending: 'moved' }, now, 'finalizing.closing', 'narrate_closing moved 2'],
  ['finalizing.closing', last, now, 'finalizing.deciding', 'decide_all 1'],
  ['finalizing.closing', {}, good, 'finalizing.deciding', 'decide_all 1'],

  ['finalizing.deciding', { ending: 'goal_met' }, bare('decided'), 'finalizing.marking', 'mark_completed goal_met 1'],
  ['finalizing.deciding', {}, now, 'finalizing.deciding', 'decide_all 2'],
  ['finalizing.deciding', last, now, 'failed', ''],
  ['finalizing.deciding', {}, good, 'failed', ''],

  ['finalizing.marking', {}, bare('marked'), 'finalizing.summarising', 'summarise 1'],
  ['finalizing.marking', {}, now, 'finalizing.marking', 'mark_completed asked 2'],
  ['finalizing.marking', last, now, 'failed', ''],
  ['finalizing.marking', {}, good, 'failed', ''],

  ['finalizing.summarising', {}, bare('summarised'), 'finalizing.remembering', 'remember 1'],
  ['finalizing.summarising', {}, now, 'finalizing.summarising', 'summarise 2'],
  ['finalizing.summarising', last, now, 'failed', ''],
  ['finalizing.summarising', {}, good, 'failed', ''],

  ['finalizing.remembering', {}, bare('remembered'), 'completed', ''],
  ['finalizing.remembering', {}, now, 'finalizing.remembering', 'remember 2'],
  ['finalizing.remembering', last, now, 'failed', ''],
  ['finalizing.remembering', {}, good, 'failed', ''],

  ['aborting', {}, bare('aborted'), 'aborted', ''],
  ['aborting', {}, bare('marked'), 'finalizing.summarising', 'summarise 1'],
  ['aborting', {}, now, 'aborting', 'abort_scene 2'],
  ['aborting', last, now, 'failed', ''],
  ['aborting', {}, good, 'failed', ''],

  ['failed', failedAt('created'), bare('retry'), 'created', 'open_scene 1'],
  ['failed', failedAt('deciding'), bare('retry'), 'finalizing.deciding', 'decide_all 1'],
  ['failed', failedAt('marking'), bare('retry'), 'finalizing.marking', 'mark_completed asked 1'],
  ['failed', failedAt('summarising'), bare('retry'), 'finalizing.summarising', 'summarise 1'],
  ['failed', failedAt('remembering'), bare('retry'), 'finalizing.remembering', 'remember 1'],
  ['failed', failedAt('aborting'), bare('retry'), 'aborting', 'abort_scene 1'],
  ['failed', failedAt('deciding'), bare('abort'), 'aborting', 'abort_scene 1'],
];

const plain: readonly Bare[] = [
  ...(['opened', 'commit', 'decided', 'pause', 'resume', 'end', 'move', 'abort', 'closing_narrated'] as const),
  ...(['marked', 'summarised', 'remembered', 'aborted', 'retry', 'finalise_now'] as const),
];
const events: readonly SceneEvent[] = [
  ...[
    begun,
    taking,
    letGo,
    takenBack,
    again,
    passes,
    turn(),
    turn({ proposals: [] }),
    turn({ isGoalMet: true }),
    turn({ leaves: true }),
    now,
    good,
  ],
  ...plain.map(bare),
];

const taken = (state: SceneState, part: Partial<SceneContext>, event: SceneEvent) => {
  const step = sceneLoop.step({ state, context: { ...fresh, ...part } }, event);
  if ('refused' in step) throw new Error(`refused ${step.refused}`);
  return step;
};

describe('a scene', () => {
  it('begins by becoming canon', () => {
    const { next, effects } = sceneLoop.begin(fresh);
    expect([next.state, effectsOf(effects)]).toEqual(['created', 'open_scene 1']);
  });

  it.each(rows)('%s %j, %j: %s, %s', (state, part, event, target, effects) => {
    const step = taken(state, part, event);
    expect([step.next.state, effectsOf(step.effects)]).toEqual([target, effects]);
    expect(SceneContext.parse(step.next.context)).toEqual(step.next.context);
  });

  it('counts turns, and those that wait to be decided until they are', () => {
    const one = taken('active', inTurn, turn()).next;
    const two = taken('active', { ...one.context, current: other }, turn({ cycle: other, proposals: [] })).next;
    expect(two.context).toMatchObject({ turns: 2, undecided: 1, waiting: [proposal] });
    expect(taken('active', two.context, bare('decided')).next.context).toMatchObject({
      ...{ turns: 2, undecided: 0, waiting: [] },
    });
    expect(taken('active', full, turn({ isGoalMet: true })).next.context).toMatchObject({
      turns: 1,
      ending: 'goal_met',
    });
  });

  it('has one turn under way, and neither ends, rests nor decides meanwhile', () => {
    const at = taken('active', {}, begun).next;
    expect(at.context).toMatchObject({ current: cycle, begun: 1 });
    const whole = (['end', 'move', 'commit', 'pause', 'finalise_now'] as const).map(bare);
    for (const event of [begun, taking, passes, ...whole])
      expect(sceneLoop.step(at, event)).toMatchObject({ refused: event.type });
    expect(taken('active', at.context, letGo).next.context).toMatchObject({ current: null, turns: 0 });
  });

  it('is told of nothing but the turn that it holds', () => {
    for (const part of [{}, played, undone, { ...played, current: other }, { ...undone, current: other }])
      for (const event of [turn(), letGo, takenBack, again])
        expect(sceneLoop.step({ state: 'active', context: { ...fresh, ...part } }, event)).toMatchObject({
          refused: event.type,
        });
    // What counts, or counted, is no news; what does not can neither be taken back nor played again.
    for (const [part, event] of [
      ...([
        [held(played), turn()],
        [held(played), again],
        [held(undone), turn()],
      ] as const),
      ...([
        [held(undone), takenBack],
        [inTurn, takenBack],
        [inTurn, again],
      ] as const),
    ])
      expect(sceneLoop.step({ state: 'active', context: { ...fresh, ...part } }, event)).toMatchObject({
        refused: event.type,
      });
  });

  it('takes up the last turn that counts, or the first that was taken back', () => {
    const [first, second, third, fourth] = ['1', '2', '3', '4'].map((digit) => `cyc_${digit.repeat(26)}` as CycleId);
    const two = { ...fresh, played: [first, second], undone: [third, fourth] } as SceneContext;
    for (const [one, isTaken] of [
      [first, false],
      [second, true],
      [third, true],
      [fourth, false],
    ] as const)
      expect('next' in sceneLoop.step({ state: 'active', context: two }, { ...taking, cycle: one as CycleId })).toBe(
        isTaken,
      );
    const busy = { ...two, current: cycle };
    expect(sceneLoop.step({ state: 'active', context: busy }, { ...taking, cycle: second as CycleId })).toMatchObject({
      refused: 'turn_taken_up',
    });
  });

  it('takes turns back from the last on, and plays them again until something new is said', () => {
    const ids = ['1', '2', '3'].map((digit) => `cyc_${digit.repeat(26)}` as CycleId);
    const three: SceneContext = { ...fresh, played: ids, turns: 3, begun: 3 };
    const [, second, third] = ids as [CycleId, CycleId, CycleId];
    const backTo = (from: SceneContext, one: CycleId) =>
      taken('active', { ...from, current: one }, { ...takenBack, cycle: one }).next.context;
    const back = backTo(backTo(three, third), second);
    expect(back).toMatchObject({ played: ids.slice(0, 1), undone: ids.slice(1), turns: 1, clock: null });
    const replayed = { ...again, cycle: second } as SceneEvent;
    const forth = taken('active', { ...back, current: second }, replayed).next.context;
    expect(forth).toMatchObject({ played: ids.slice(0, 2), undone: ids.slice(2), turns: 2, clock: time, met: [0] });
    const on = taken('active', taken('active', forth, begun).next.context, turn()).next.context;
    expect(on).toMatchObject({ played: [...ids.slice(0, 2), cycle], undone: [], turns: 3 });
    expect(sceneLoop.step({ state: 'active', context: on }, { ...taking, cycle: second })).toMatchObject({
      refused: 'turn_taken_up',
    });
    const many = Array.from({ length: turnsBackMax }, () => second);
    const full = taken('active', { ...three, played: many, current: cycle }, turn()).next.context;
    expect(full.played).toHaveLength(turnsBackMax);
  });

  it('cannot be aborted once canon has it as over', () => {
    for (const step of ['summarising', 'remembering'] as const)
      expect(
        sceneLoop.step({ state: 'failed', context: { ...fresh, ...failedAt(step) } }, bare('abort')),
      ).toMatchObject({
        refused: 'abort',
      });
    for (const state of ['finalizing.closing', 'finalizing.deciding', 'finalizing.summarising'] as const)
      expect(sceneLoop.step({ state, context: fresh }, bare('abort'))).toMatchObject({ refused: 'abort', state });
  });

  it('answers nothing when it is over', () => {
    for (const state of ['completed', 'aborted'] as const)
      for (const event of events)
        expect(sceneLoop.step({ state, context: fresh }, event)).toMatchObject({ refused: event.type, possible: [] });
    const states = [...new Set(rows.flatMap(([from, , , to]) => [from, to]))];
    expect(states.filter((state) => sceneLoop.isOver(state)).toSorted()).toEqual(['aborted', 'completed']);
  });

  it('takes every way that is written down, and stands where the machine stands', () => {
    const contexts = [fresh, { ...fresh, ...full }];
    // What the clock shows and what is met makes no difference to where it goes.
    const same = events.map((event) =>
      'clock' in event
        ? { ...event, clock: time, met: [], ...(event.type === 'turn_redone' ? { proposals: [] } : {}) }
        : event,
    ) as SceneEvent[];
    const stops = ({ begun: count, undone: back, played: on, waiting: waits }: SceneContext): boolean =>
      count >= 2 || back.length + on.length >= 2 || waits.length > 1;
    const { taken: ways, astray } = walked(sceneMachine, sceneLoop, { contexts, events: same, stops });
    expect(astray).toEqual([]);
    expect(waysOf(sceneMachine).filter((way) => !ways.has(way))).toEqual([]);
  });
});
