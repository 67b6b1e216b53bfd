import { describe, expect, it } from 'vitest';
import type { StoryId } from '../../../schemas/ids.ts';
import { MainContext, SessionMode } from '../../../schemas/loops.ts';
import { type MainEvent, mainLoop, mainMachine, type MainState } from '../../../src/loops/main.ts';
import { effectsOf, walked, waysOf } from '../../support/loop-paths.ts';

const story = 'sty_00000000000000000000000000' as StoryId;
const fresh: MainContext = { mode: null, story: null };
const playing: MainContext = { mode: 'start_story', story };
const aside: MainContext = { mode: 'manage', story };

const choose = (mode: SessionMode): MainEvent => ({ type: 'choose', mode });
const entered: MainEvent = { type: 'story_entered', story };
const bare = (type: 'story_over' | 'finished' | 'exit'): MainEvent => ({ type });

const rows: readonly [MainState, MainContext, MainEvent, MainState, MainContext, string][] = [
  ['idle', fresh, choose('query'), 'executing', { mode: 'query', story: null }, 'enter query'],
  ['idle', fresh, choose('start_story'), 'executing', { mode: 'start_story', story: null }, 'enter start_story'],
  ['idle', fresh, bare('exit'), 'left', fresh, 'leave'],
  ['executing', { mode: 'start_story', story: null }, entered, 'executing', playing, ''],
  ['executing', playing, bare('story_over'), 'idle', fresh, ''],
  ['executing', playing, choose('manage'), 'suspended', aside, 'pause_story, enter manage'],
  ['executing', playing, bare('finished'), 'idle', fresh, 'pause_story'],
  ['executing', { mode: 'query', story: null }, bare('finished'), 'idle', fresh, ''],
  ['executing', playing, bare('exit'), 'left', playing, 'pause_story, leave'],
  ['executing', { mode: 'query', story: null }, bare('exit'), 'left', { mode: 'query', story: null }, 'leave'],
  ['suspended', aside, choose('query'), 'suspended', { mode: 'query', story }, 'enter query'],
  ['suspended', aside, bare('finished'), 'executing', { mode: 'continue', story }, 'resume_story'],
  ['suspended', aside, bare('exit'), 'left', aside, 'leave'],
];

const events: readonly MainEvent[] = [
  ...[entered, bare('story_over'), bare('finished'), bare('exit')],
  ...SessionMode.options.map(choose),
];

describe('what a person does at the table', () => {
  it('begins with nothing', () => {
    expect(mainLoop.begin(fresh)).toEqual({ next: { state: 'idle', context: fresh }, effects: [] });
  });

  it.each(rows)('%s %j, %j: %s %j, %s', (state, context, event, target, after, effects) => {
    const step = mainLoop.step({ state, context }, event);
    if ('refused' in step) throw new Error(`refused ${step.refused}`);
    expect([step.next.state, effectsOf(step.effects)]).toEqual([target, effects]);
    expect(MainContext.parse(step.next.context)).toEqual(after);
  });

  it('pauses and resumes the story that is played, and no other', () => {
    const step = mainLoop.step({ state: 'executing', context: playing }, choose('manage'));
    expect(step).toMatchObject({
      effects: [
        { kind: 'pause_story', story },
        { kind: 'enter', mode: 'manage' },
      ],
    });
    for (const mode of ['start_story', 'continue', 'copilot'] as const)
      for (const state of ['executing', 'suspended'] as const)
        expect(mainLoop.step({ state, context: playing }, choose(mode))).toMatchObject({ refused: 'choose', state });
  });

  it('answers nothing after it was left', () => {
    for (const event of events)
      expect(mainLoop.step({ state: 'left', context: fresh }, event)).toMatchObject({
        refused: event.type,
        possible: [],
      });
    expect((['idle', 'executing', 'suspended', 'left'] as const).filter((state) => mainLoop.isOver(state))).toEqual([
      'left',
    ]);
  });

  it('takes every way that is written down, and stands where the machine stands', () => {
    const { taken: ways, astray } = walked(mainMachine, mainLoop, { contexts: [fresh], events });
    expect(astray).toEqual([]);
    expect(waysOf(mainMachine).filter((way) => !ways.has(way))).toEqual([]);
  });
});
