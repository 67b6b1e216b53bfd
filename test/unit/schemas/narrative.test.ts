import { describe, expect, it } from 'vitest';
import { Resolution, SceneFraming } from '../../../schemas/narrative.ts';
import { framing, resolution } from '../../support/narrative.ts';
import { seededWorld } from '../../support/seeded-world.ts';

const world = seededWorld(1);
const place = { universe: world.newId('universe') };

const problemsOf = (fields: Partial<Resolution>): string[] =>
  (Resolution.safeParse(resolution(world, place, fields)).error?.issues ?? []).map(({ path }) => path.join('.'));

describe('a resolution', () => {
  it('is dice that fell for a character or for anybody else, or what an oracle, a clock or a thread says', () => {
    expect(problemsOf({})).toEqual([]);
    expect(problemsOf({ by: 'player', actor: world.newId('entity') })).toEqual([]);
    expect(problemsOf({ kind: 'oracle', level: null })).toEqual([]);
    expect(problemsOf({ kind: 'oracle', roll: null, level: null })).toEqual([]);
    expect(problemsOf({ kind: 'clock', roll: null, level: null })).toEqual([]);
    expect(problemsOf({ kind: 'thread', roll: null, level: null })).toEqual([]);
  });

  it('has dice if it was rolled for, and no success without', () => {
    expect(problemsOf({ roll: null })).toEqual(['roll']);
    expect(problemsOf({ kind: 'clock', level: null })).toEqual(['roll']);
    expect(problemsOf({ kind: 'thread', roll: null })).toEqual(['level']);
    expect(problemsOf({ kind: 'oracle' })).toEqual(['level']);
  });

  it('is never the doing of a player without a roll', () => {
    for (const kind of ['oracle', 'clock', 'thread'] as const)
      expect(problemsOf({ kind, by: 'player', roll: null, level: null })).toEqual(['by']);
  });
});

it('a scene is framed by the engine or by the GM, and by nobody else', () => {
  expect(SceneFraming.safeParse(framing(world, place)).success).toBe(true);
  expect(SceneFraming.safeParse({ ...framing(world, place), framedBy: 'player' }).success).toBe(false);
});
