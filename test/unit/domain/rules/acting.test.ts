import { describe, expect, it } from 'vitest';
import type { Delta } from '../../../../schemas/deltas.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { systemOf } from '../../../../src/compose/rule-systems.ts';
import type { Faces } from '../../../../src/domain/dice/roll.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { type Acted, act, type Doing } from '../../../../src/domain/rules/acting/acting.ts';
import { resourceDeltas } from '../../../../src/domain/rules/acting/harm.ts';
import { intentOf } from '../../../../src/domain/rules/acting/intent.ts';
import { begins, changedTable, type Standing } from '../../../../src/domain/rules/acting/standing.ts';
import { sheetOf } from '../../../../src/domain/rules/sheet.ts';

// By the systems that ship, with dice that are given: a warrior and a prowler, a reporter and a doctor.

const systems = new Map<string, RuleSystem>();
for (const id of ['d20_fantasy', 'three_bands', 'percentile', 'fudge_ladder', 'narrative'])
  systems.set(id, (await systemOf(id, '.')).system);

const system = (id: string): RuleSystem => {
  const found = systems.get(id);
  if (found === undefined) throw new Error(`there is no system ${id}`);
  return found;
};

const who = (id: string, key: string, part: Partial<Standing> = {}): Standing => {
  const template = system(id).templates.find((each) => each.key === key);
  if (template === undefined) throw new Error(`there is no template ${key}`);
  return { ...begins(system(id), { key, name: key, sheet: sheetOf(template), actions: template.actions }), ...part };
};

const warrior = (part: Partial<Standing> = {}): Standing => who('d20_fantasy', 'warrior', part);
const prowler = (part: Partial<Standing> = {}): Standing => who('d20_fantasy', 'prowler', part);
const held = (condition: string, steps = 1): Standing['conditions'][number] => ({
  ...{ condition, steps },
  lasts: { kind: 'lasting' },
});

const plain = { using: null, near: [], reasons: [], modifiers: [], difficulty: null, how: 'rolled' } as const;
type Asked = Pick<Doing, 'actor' | 'action'> & Partial<Doing>;

const does = (asked: Asked, faces: readonly number[] | Faces = [], id = 'd20_fantasy'): Acted =>
  act(system(id), { ...plain, other: null, ...asked }, 'next' in faces ? faces : scriptedFaces(faces));

const noDice: Faces = {
  next: () => {
    throw new Error('a die was thrown');
  },
};

const told = ({ deltas }: Pick<Acted, 'deltas'>): string[] =>
  deltas.map((delta) => {
    if (delta.kind === 'resource') return `${delta.who} ${delta.resource} ${delta.by} to ${delta.to}`;
    return `${delta.who} ${delta.kind === 'ends' ? 'not ' : ''}${delta.condition}`;
  });

describe('a blow', () => {
  it('kills whoever is dead where others would be dying, and mending does not bring them back', () => {
    const nobody = prowler();
    const foe = { ...nobody, sheet: { ...nobody.sheet, instead: { dying: 'dead' } } };
    const { deltas } = does({ actor: warrior(), action: 'attack', other: foe }, [9, 6]);
    expect(told({ deltas })).toEqual(['prowler hp -9 to 0', 'prowler dead']);
    const dead = changedTable(new Map([[foe.key, foe]]), deltas).get(foe.key) ?? foe;
    const mended = resourceDeltas(system('d20_fantasy'), dead, { resource: 'hp', by: 5, because: 'a draught' });
    expect(told({ deltas: mended })).toEqual(['prowler hp 5 to 5']);
  });

  it.each([
    ['misses', [8], [], 'failure'],
    ['hits', [9, 6], ['prowler hp -9 to 0', 'prowler dying'], 'success'],
    ['hits, and leaves them standing', [9, 1], ['prowler hp -4 to 5'], 'success'],
    ['that could not be better throws its dice twice', [20, 1, 2], ['prowler hp -6 to 3'], 'critical_success'],
    ['that could not be worse misses, however good one is', [1], [], 'critical_failure'],
  ])('%s, with %j', (_, faces, deltas, level) => {
    const found = does({ actor: warrior(), other: prowler(), action: 'attack' }, faces);
    expect([told(found), found.level]).toEqual([deltas, level]);
  });

  it('is done with what is at hand, and with the best that one can with it', () => {
    const first = does({ actor: prowler(), other: warrior(), action: 'attack' }, [10]);
    expect(first.roll).toMatchObject({
      with: 'finesse',
      words: '10 + 5 (light weapons) = 15 against 18: failure by 3',
    });
    const shot = does({ actor: prowler(), other: warrior(), action: 'attack', using: 'short_bow' }, [15, 4]);
    expect([shot.roll?.with, told(shot)]).toEqual(['ranged', ['warrior hp -7 to 6']]);
  });

  it('takes from what goes first, and what is left from what comes after it', () => {
    const shielded = prowler({ resources: { ...prowler().resources, temporary_hp: 5 } });
    const found = does({ actor: warrior(), other: shielded, action: 'attack' }, [15, 4]);
    expect(told(found)).toEqual(['prowler temporary_hp -5 to 0', 'prowler hp -2 to 7']);
  });

  it('does less to who resists it, and says why', () => {
    const stone = prowler({ conditions: [held('petrified')] });
    const found = does({ actor: warrior(), other: stone, action: 'attack' }, [2, 15, 6]);
    expect(found.harms).toMatchObject([{ damage: 4, reasons: ['resisted (prowler is petrified)'] }]);
  });
});

describe('what makes it easier or harder', () => {
  it('is told with its reason, and an advantage and a disadvantage leave neither', () => {
    const prone = prowler({ conditions: [held('prone')] });
    const easy = does({ actor: warrior(), other: prone, action: 'attack' }, [3, 18, 1]);
    expect(easy.roll?.swayed.reasons).toEqual([{ edge: 'advantage', because: 'prowler is prone' }]);
    const sick = warrior({ conditions: [held('poisoned')] });
    const even = does({ actor: sick, other: prone, action: 'attack' }, [18, 1]);
    expect(even.roll?.swayed).toMatchObject({ edge: 'none', reasons: [{}, {}] });
    const helped = { edge: 'advantage', because: 'a friend helps' } as const;
    expect(does({ actor: warrior(), action: 'search', reasons: [helped] }, [2, 19]).roll?.swayed.edge).toBe(
      'advantage',
    );
  });

  it('are dice too, which are thrown first', () => {
    const blessed = warrior({ conditions: [held('blessed')] });
    const found = does({ actor: blessed, other: prowler(), action: 'attack' }, [4, 5, 1]);
    expect(found.roll?.words).toBe('5 + 5 (heavy weapons) + 4 (warrior is blessed) = 14 against 14: success');
  });

  it('comes with conditions that come with others', () => {
    const out = prowler({ conditions: [held('dying')] });
    const found = does({ actor: warrior(), other: out, action: 'attack' }, [3, 4]);
    expect(found.roll).toMatchObject({
      ...{ level: 'critical_success', rolled: null },
      words: 'critical without a roll: prowler is unconscious',
    });
    expect(found.harms).toMatchObject([{ damage: 10 }]);
  });

  it('comes with each step of a condition, and not before it', () => {
    const tired = (steps: number) => warrior({ conditions: [held('exhausted', steps)] });
    expect(does({ actor: tired(2), other: prowler(), action: 'attack' }, [2]).roll?.swayed.edge).toBe('none');
    expect(does({ actor: tired(3), other: prowler(), action: 'attack' }, [2, 3]).roll?.swayed.edge).toBe(
      'disadvantage',
    );
    expect(() => does({ actor: tired(6), other: prowler(), action: 'attack' }, noDice)).toThrow('warrior cannot act');
  });
});

describe('of two who want the opposite', () => {
  it.each([
    ['whoever it is done to has it if they are equal', [10, 10], 'failure'],
    ['whoever comes to more has it', [10, 11], 'success'],
  ])('%s: %j', (_, faces, level) => {
    const found = does({ actor: warrior(), other: prowler(), action: 'shove' }, faces);
    expect([found.level, found.roll?.against?.words]).toEqual([level, '10 + 5 (acrobatics) = 15']);
    expect(told(found)).toEqual(level === 'success' ? ['prowler prone'] : []);
  });

  it('the better level has it, where a system says so', () => {
    const [reporter, doctor] = [who('percentile', 'reporter'), who('percentile', 'doctor')];
    const strike = (faces: readonly number[]) =>
      does({ actor: reporter, other: doctor, action: 'strike' }, faces, 'percentile').level;
    expect([strike([50, 20, 1]), strike([20, 20]), strike([90, 90])]).toEqual(['success', 'failure', 'failure']);
  });
});

describe('whoever it is aimed at', () => {
  it.each([
    ['is spared half of it', [9, 6, 4, 3], 'success', 6],
    ['has all of it', [7, 6, 4, 3], 'failure', 13],
  ])('throws for it, where an action says so, and %s', (_, faces, level, damage) => {
    const mage = who('d20_fantasy', 'spellweaver');
    const found = does({ actor: mage, other: prowler(), action: 'flame_burst' }, faces);
    expect(found.roll?.who).toBe('prowler');
    expect([found.roll?.with, found.level, found.harms[0]?.damage]).toEqual(['dex_save', level, damage]);
    expect(told(found)[0]).toBe('spellweaver slots_1 -1 to 1');
  });
});

describe('what is not thrown for', () => {
  it('is taken as it is, with all the time there is or without trying', () => {
    const search = (how: Doing['how']) => does({ actor: prowler(), action: 'search', how }, noDice).roll?.words;
    expect(search('passive')).toBe('10 + 3 (perception) = 13 against 15: failure by 2');
    expect(search('unhurried')).toBe('20 + 3 (perception) = 23 against 15: success by 8');
    const spot = { actor: who('percentile', 'reporter'), action: 'search', how: 'passive' } as const;
    expect(() => does(spot, noDice, 'percentile')).toThrow('knows nothing that is passive');
  });

  it('is as hard as is said: by a rung, by a number, or by who it is done to', () => {
    const search = (difficulty: string | number) =>
      does({ actor: prowler(), action: 'search', difficulty }, [10]).roll?.attempt.difficulty;
    expect([search('hard'), search(7)]).toEqual([20, 7]);
    expect(() => search('heavy')).toThrow('there is no difficulty `heavy`');
    expect(does({ actor: prowler(), other: warrior(), action: 'hide' }, [10]).roll?.attempt.difficulty).toBe(11);
  });
});

describe('what cannot be done is refused before a die is thrown', () => {
  const spent = warrior({ resources: { ...warrior().resources, second_wind: 0 } });
  it.each<[string, Asked, string]>([
    [
      'cannot_act',
      { actor: warrior({ conditions: [held('stunned')] }), action: 'dash' },
      'Why: warrior is incapacitated.',
    ],
    ['cannot_act', { actor: warrior({ conditions: [held('dead')] }), action: 'opportunity' }, 'dead'],
    ['cannot_pay', { actor: spent, action: 'second_wind_action' }, ''],
    ['not_theirs', { actor: prowler(), action: 'second_wind_action' }, ''],
    ['unknown_action', { actor: prowler(), action: 'atack' }, 'Did you mean `attack`?'],
    ['unarmed', { actor: warrior(), other: prowler(), action: 'attack', using: 'torch' }, ''],
    ['needs_somebody', { actor: warrior(), action: 'attack' }, 'Say to whom.'],
  ])('%s', (code, asked, advice) => {
    expect(() => does(asked, noDice)).toThrow(expect.objectContaining({ code }));
    if (advice !== '')
      expect(() => does(asked, noDice)).toThrow(expect.objectContaining({ advice: expect.stringContaining(advice) }));
  });
});

describe('what comes of it', () => {
  it('is paid for, mends no more than was lost, and brings back who was down', () => {
    const down = warrior({ resources: { ...warrior().resources, hp: 0 }, conditions: [] });
    const mended = does({ actor: down, action: 'second_wind_action' }, [4]);
    expect(told(mended)).toEqual(['warrior second_wind -1 to 0', 'warrior hp 5 to 5']);
    const nearly = warrior({ resources: { ...warrior().resources, hp: 12 } });
    expect(told(does({ actor: nearly, action: 'second_wind_action' }, [10]))).toEqual([
      ...['warrior second_wind -1 to 0', 'warrior hp 1 to 13'],
    ]);
    const shadow = who('three_bands', 'shadow', { conditions: [held('down')] });
    const hurt = { ...shadow, resources: { ...shadow.resources, harm: 6 } };
    const patched = does(
      { actor: who('three_bands', 'bruiser'), other: hurt, action: 'patch_up' },
      [5, 4],
      'three_bands',
    );
    expect(told(patched)).toEqual(['bruiser supplies -1 to 3', 'shadow harm -1 to 5', 'shadow not down']);
  });

  it('holds of whoever it is meant for, and of oneself where nobody is named', () => {
    expect(told(does({ actor: warrior(), action: 'dodge' }))).toEqual(['warrior dodging']);
    expect(told(does({ actor: warrior(), other: prowler(), action: 'help' }))).toEqual(['prowler helped']);
    expect(told(does({ actor: warrior({ conditions: [held('prone')] }), action: 'stand_up' }))).toEqual([
      'warrior not prone',
    ]);
  });

  it('is all in its deltas: whoever has them has it', () => {
    const table = new Map([warrior(), prowler()].map((each) => [each.key, each]));
    const { deltas } = does({ actor: warrior(), other: prowler(), action: 'attack' }, [15, 6]);
    const after = changedTable(table, deltas);
    expect(after.get('prowler')).toMatchObject({ resources: { hp: 0 }, conditions: [{ condition: 'dying' }] });
    expect(after.get('warrior')).toEqual(warrior());
    const nobody: Delta = { kind: 'ends', who: 'nobody', condition: 'prone', because: '' };
    expect(changedTable(after, [nobody])).toEqual(after);
  });
});

describe('with what somebody does it', () => {
  it.each([
    ['I shoot the warrior with my bow', 'short_bow'],
    ['I stab with the dagger, not the short sword', 'dagger'],
    ['I stab him', null],
    ['I swing the great axe', null],
  ])('%s', (text, using) => {
    expect(intentOf(system('d20_fantasy'), { actor: prowler(), text, others: [] })?.using ?? null).toBe(using);
  });
});

describe('what somebody means to do', () => {
  it.each([
    ['I attack the prowler!', 'attack', 'prowler'],
    ['With a cry she STRIKES — no, strike the Prowler', 'attack', 'prowler'],
    ['I look for traps', 'search', null],
    ['I get up and run', 'stand_up', null],
    ['I catch my breath, second wind', 'second_wind_action', null],
    ['I heal the prowler', null, null],
    ['I sing', null, null],
    ['', null, null],
    ['the warrior strikes', 'attack', null],
    ['the prowler strikes', null, null],
  ])('%s', (text, action, other) => {
    const found = intentOf(system('d20_fantasy'), { actor: warrior(), text, others: ['warrior', 'prowler'] });
    expect([found?.action.key ?? null, found?.other ?? null]).toEqual([action, other]);
  });
});
