import { describe, expect, it } from 'vitest';
import { Character } from '../../../../schemas/character.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { systemOf } from '../../../../src/compose/rule-systems.ts';
import { standingOf } from '../../../../src/domain/characters/standing.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { act } from '../../../../src/domain/rules/acting/acting.ts';
import type { Standing } from '../../../../src/domain/rules/acting/standing.ts';
import { root } from '../../../support/monitor.ts';

const { system } = await systemOf('d20_fantasy', root);

const standing = (key: string, more: object, by: RuleSystem = system): Standing =>
  standingOf(by, Character.parse({ name: key, system: by.id, version: by.version, ...more }), key);

const does = (
  actor: Standing,
  other: Standing,
  { action, faces, by = system }: { action: string; faces: number[]; by?: RuleSystem },
) =>
  act(
    by,
    { actor, other, near: [], action, using: null, modifiers: [], reasons: [], difficulty: null, how: 'rolled' },
    scriptedFaces(faces),
  );

describe('what comes with a weapon', () => {
  const fang = {
    ...{ key: 'fang', name: 'Fang', about: 'f', kind: 'weapon' },
    weapon: {
      ...{ roll: 'd4', type: 'piercing', with: ['melee'], farthest: 'touch' },
      also: [{ roll: 'd6', type: 'poison' }],
    },
  };
  const snake = standing('snake', { own: [fang], belongings: [{ thing: 'fang', at: 'worn' }] });

  it('is suffered after it, each by its own type', () => {
    const hardy = { name: 'Hardy', about: 'h', effects: [{ kind: 'damage', is: 'resisted', types: ['poison'] }] };
    const { harms, deltas } = does(snake, standing('other', { features: [hardy] }), {
      action: 'attack',
      faces: [15, 2, 5],
    });
    expect(harms.map(({ damage }) => damage)).toEqual([2, 2]);
    expect(deltas).toMatchObject([
      { resource: 'hp', by: -2, to: 6 },
      { resource: 'hp', by: -2, to: 4 },
    ]);
  });

  it('takes no more than there is left', () => {
    const { deltas } = does(snake, standing('other', { resources: { hp: 3 } }), {
      action: 'attack',
      faces: [15, 2, 5],
    });
    expect(deltas).toMatchObject([
      { resource: 'hp', by: -2, to: 1 },
      { resource: 'hp', by: -1, to: 0 },
      { kind: 'condition', condition: 'dying' },
    ]);
  });
});

describe('who cannot have a condition', () => {
  it('does not get it, and is told to be spared', () => {
    const stone = { name: 'Stone', about: 's', effects: [{ kind: 'immune', conditions: ['prone'] }] };
    const { deltas, told } = does(standing('one', {}), standing('other', { features: [stone] }), {
      action: 'shove',
      faces: [2, 19],
    });
    expect(deltas).toEqual([]);
    expect(told).toEqual(['other cannot be prone']);
  });
});
