import { describe, expect, it } from 'vitest';
import { Command, type Entry, type Fighting, type WrittenCommand } from '../../../../schemas/combat.ts';
import { decide } from '../../../../src/domain/combat/deciding.ts';
import { evolve, foldOf } from '../../../../src/domain/combat/evolve.ts';
import { toldOf } from '../../../../src/domain/combat/telling.ts';
import type { Fight } from '../../../../src/domain/combat/fight.ts';
import type { Beginning } from '../../../../src/domain/combat/begin.ts';
import { scriptedFaces } from '../../../../src/domain/dice/scripted.ts';
import { begun, field, fighting, type Played, side, spot, systemNamed } from '../../../support/combat.ts';
import { brokenLaws } from '../../../support/combat-laws.ts';

// Short fights with dice that are given, for each rule of fights.

interface Table {
  /** What comes of it, as it is told; a refusal is its code in `!`. */
  does(command: WrittenCommand, faces?: readonly number[]): string[];
  fight(): Fight;
  log(): readonly Entry[];
}

const tell = (entries: readonly Entry[], start: Fight): string[] => {
  let fight = start;
  return entries.flatMap((entry) => {
    fight = evolve(fight, entry);
    return toldOf(fight, entry).map(({ text }) => text);
  });
};

const table = (
  written: Pick<Beginning, 'fighters'> & Partial<Beginning>,
  faces: readonly number[],
  id = 'd20_fantasy',
): Table => {
  const system = systemNamed(id);
  const scripted = scriptedFaces(faces);
  let played: Played = begun(system, written, scripted);
  expect(scripted.left()).toEqual([]);
  return {
    fight: () => played.fight,
    log: () => played.log,
    does(command, dice = []) {
      const given = scriptedFaces(dice);
      const { entries, refusal } = decide(system, played.fight, { command: Command.parse(command), faces: given });
      if (refusal !== undefined) return [`!${refusal.code}`];
      expect(given.left()).toEqual([]);
      const told = tell(entries, played.fight);
      played = { log: [...played.log, ...entries], fight: foldOf(entries, played.fight) };
      expect(brokenLaws(system, played)).toEqual([]);
      return told;
    },
  };
};

const who = (
  template: string,
  key: string,
  at: Partial<Fighting> & Pick<Fighting, 'side' | 'at'>,
  id = 'd20_fantasy',
): Fighting => fighting(systemNamed(id), template, { key, ...at });

const warrior = (part: Partial<Fighting> = {}): Fighting => who('warrior', 'war', { side: 'a', at: spot(10), ...part });
const prowler = (part: Partial<Fighting> = {}): Fighting => who('prowler', 'pro', { side: 'b', at: spot(11), ...part });
const mender = (part: Partial<Fighting> = {}): Fighting =>
  who('mender', 'men', { side: 'a', at: spot(10, 21), ...part });
const weaver = (part: Partial<Fighting> = {}): Fighting =>
  who('spellweaver', 'wea', { side: 'a', at: spot(5), ...part });

const act = (by: string, action: string, ...targets: string[]): WrittenCommand => ({
  kind: 'act',
  who: by,
  action,
  targets,
});
const end = (by: string): WrittenCommand => ({ kind: 'end', who: by });
const statusOf = (at: Table, key: string) => at.fight().fighters.get(key)?.status;
const conditionsOf = (at: Table, key: string) =>
  at
    .fight()
    .fighters.get(key)
    ?.standing.conditions.map(({ condition }) => condition);

describe('the order of turns', () => {
  it('goes by what initiative comes to, then by what ties go by, then as they came', () => {
    // 10 + 1, 8 + 3 + 2 (13), 11 + 0 (10): the prowler comes to more.
    const at = table({ fighters: [warrior(), prowler(), mender({ at: spot(20) })] }, [10, 8, 11]);
    expect(at.fight().order).toEqual(['pro', 'war', 'men']);
    expect(at.fight().turn).toBe('pro');
  });

  it('is the value itself where nothing is thrown', () => {
    const by = (template: string, key: string, of: string) =>
      who(template, key, { side: of, at: spot(10) }, 'percentile');
    const system = systemNamed('percentile');
    const [first, second] = system.templates.map(({ key }) => key);
    const at = table({ fighters: [by(first ?? '', 'one', 'a'), by(second ?? '', 'two', 'b')] }, [], 'percentile');
    const dex = (key: string) => at.fight().fighters.get(key)?.initiative[0] ?? 0;
    expect(dex(at.fight().order[0] ?? '')).toBeGreaterThanOrEqual(dex(at.fight().order[1] ?? ''));
  });

  it('passes over whoever is taken by surprise, for one turn', () => {
    const at = table({ fighters: [warrior(), prowler()], surprised: ['pro'] }, [1, 20]);
    expect(at.fight().turn).toBe('war');
    expect(conditionsOf(at, 'pro')).toEqual([]);
    expect(at.does(act('pro', 'attack', 'war'))).toEqual(['!not_their_turn']);
    at.does(end('war'));
    expect([at.fight().round, at.fight().turn]).toEqual([2, 'pro']);
  });

  it('lets somebody wait, and step in when another has had their turn, once', () => {
    const at = table({ fighters: [warrior(), prowler(), mender()] }, [20, 10, 1]);
    expect(at.does({ kind: 'delay', who: 'war' })).toContain('war: they wait');
    expect(at.fight().turn).toBe('pro');
    expect(at.does({ kind: 'step_in', who: 'war' })).toContain('war: they step in next');
    at.does(end('pro'));
    expect(at.fight().turn).toBe('war');
    expect(at.does({ kind: 'delay', who: 'war' })).toEqual(['!turn_begun']);
    at.does(end('war'));
    at.does(end('men'));
    expect([at.fight().round, at.fight().order]).toEqual([2, ['pro', 'war', 'men']]);
  });

  it('is for the story to say where nobody rolls for it, and nobody has two turns', () => {
    const one = (key: string, of: string): Fighting => who('wanderer', key, { side: of, at: spot(10) }, 'narrative');
    const at = table({ fighters: [one('w', 'a'), one('x', 'b')] }, [], 'narrative');
    expect(at.fight().turn).toBeNull();
    expect(at.does(end('w'))).toEqual(['!not_their_turn']);
    at.does({ kind: 'turn', who: 'w' });
    expect(at.does({ kind: 'turn', who: 'x' })).toEqual(['!not_their_turn']);
    at.does(end('w'));
    expect(at.does({ kind: 'turn', who: 'w' })).toEqual(['!turn_taken']);
    at.does({ kind: 'turn', who: 'x' });
    at.does(end('x'));
    expect(at.fight().round).toBe(2);
  });

  it('has no turns for those whom nobody plays where the system says so', () => {
    const one = (key: string, of: string): Fighting => who('bruiser', key, { side: of, at: spot(10) }, 'three_bands');
    const at = table(
      { fighters: [one('w', 'a'), one('x', 'b')], sides: [side('a'), side('b', { played: false })] },
      [],
      'three_bands',
    );
    expect(at.does({ kind: 'turn', who: 'x' })).toEqual(['!turn_taken']);
    at.does({ kind: 'turn', who: 'w' });
    at.does(end('w'));
    expect(at.fight().round).toBe(2);
  });
});

describe('a turn', () => {
  it('has so many shares and no more, and so many metres', () => {
    const at = table({ fighters: [warrior(), prowler({ at: spot(30) })] }, [20, 1]);
    expect(at.does(act('war', 'dodge'))).toContain('war is dodging');
    expect(at.does(act('war', 'dash'))).toEqual(['!share_spent']);
    expect(at.does({ kind: 'move', who: 'war', to: spot(16) })).toContain('war goes 6 m, to 16/20');
    expect(at.does({ kind: 'move', who: 'war', to: spot(19.5) })).toEqual(['!too_far']);
    expect(at.does({ kind: 'move', who: 'war', to: spot(99) })).toEqual(['!outside_field']);
    expect(at.does({ kind: 'move', who: 'war', to: spot(19) })).toContain('war goes 3 m, to 19/20');
    expect(at.does({ kind: 'move', who: 'war', to: spot(18) })).toEqual(['!share_spent']);
  });

  it.each([
    ['somebody who is not there', act('war', 'attack', 'nobody'), 'unknown_target'],
    ['somebody out of range', act('war', 'attack', 'pro'), 'out_of_range'],
    ['something that nobody knows', act('war', 'fly'), 'unknown_action'],
    ['what they have not learnt', act('war', 'flame_burst', 'pro'), 'not_theirs'],
    ['a deed of somebody unknown', act('nobody', 'dodge'), 'unknown_fighter'],
    ['a chance that is not there', { kind: 'react', who: 'war' } as const, 'no_chance'],
    ['what is done by nothing', { kind: 'undo' } as const, 'nothing_to_undo'],
    ['a place where they are', { kind: 'move', who: 'war', to: spot(10) } as const, 'nothing_happens'],
  ])('refuses %s, and nothing is changed', (_, command, code) => {
    const at = table({ fighters: [warrior(), prowler({ at: spot(30) })] }, [20, 1]);
    const before = at.fight();
    expect(at.does(command)).toEqual([`!${code}`]);
    expect(at.fight()).toBe(before);
  });

  it('refuses what cannot be paid, and what is aimed through a hedge', () => {
    const resources = { ...mender().resources, slots_1: 0, hp: 5 };
    const screens = [{ name: 'Hedge', from: spot(12, 0), to: spot(12, 40) }];
    const at = table(
      { fighters: [mender({ resources }), weaver(), prowler({ at: spot(14) })], field: field({ screens }) },
      [20, 10, 1],
    );
    expect(at.does(act('men', 'mending_word', 'men'))).toEqual(['!cannot_pay']);
    at.does(end('men'));
    expect(at.does(act('wea', 'ember_dart', 'pro'))).toEqual(['!no_line']);
  });

  it('takes the bow from afar, and not from near', () => {
    const at = table({ fighters: [prowler({ at: spot(30) }), warrior()] }, [20, 1]);
    expect(at.does({ kind: 'act', who: 'pro', action: 'attack', targets: ['war'], using: 'short_sword' })).toEqual([
      '!out_of_range',
    ]);
    expect(at.does(act('pro', 'attack', 'war'), [15, 4]).join()).toContain('ranged weapons');
    const near = table({ fighters: [prowler(), warrior()] }, [20, 1]);
    expect(near.does({ kind: 'act', who: 'pro', action: 'attack', targets: ['war'], using: 'short_bow' })).toEqual([
      '!too_near',
    ]);
  });
});

describe('cover', () => {
  const places = [{ name: 'Wall', at: spot(20), radius: 2, cover: 'half' }];

  it('makes whoever stands in it harder to hit from afar, and not from near', () => {
    const at = table({ fighters: [prowler(), warrior({ at: spot(20) })], field: field({ places }) }, [20, 1]);
    expect(at.does(act('pro', 'attack', 'war'), [14])).toContain(
      'attack: 1d20 (14), 14 + 5 (light weapons) - 2 (war: half cover) = 17 against 18: failure by 1',
    );
    const near = table(
      { fighters: [prowler({ at: spot(21) }), warrior({ at: spot(20) })], field: field({ places }) },
      [20, 1],
    );
    expect(near.does(act('pro', 'attack', 'war'), [14, 1])[1]).toContain('= 19 against 18: success');
  });
});

describe('whoever leaves the reach of a foe', () => {
  const away: WrittenCommand = { kind: 'move', who: 'war', to: spot(4) };

  it('stands still until the foe has struck or let it go, and goes on then', () => {
    const at = table({ fighters: [warrior(), prowler()] }, [20, 1]);
    expect(at.does(away).at(-1)).toBe('war: they leave the reach of a foe; pro may act');
    expect(at.does(end('war'))).toEqual(['!chance_open']);
    expect(at.does({ kind: 'react', who: 'war' })).toEqual(['!no_chance']);
    const told = at.does({ kind: 'react', who: 'pro' }, [15, 2]);
    expect(told).toContain('war: hp -5, now 8');
    expect(at.fight().fighters.get('war')?.at).toEqual(spot(4));
    expect(at.fight().fighters.get('pro')?.spent).toEqual({ reaction: 1 });
  });

  it('is struck at by nobody who has no reaction left, or where they disengage', () => {
    const at = table({ fighters: [warrior(), prowler()] }, [20, 1]);
    at.does(act('war', 'disengage'));
    expect(at.does(away)).toEqual(['war: they go', 'war goes 6 m, to 4/20']);
  });

  it('goes no farther where the blow fells them', () => {
    const resources = { ...warrior().resources, hp: 2 };
    const at = table({ fighters: [warrior({ resources }), prowler(), mender({ at: spot(2) })] }, [20, 1, 2]);
    at.does(away);
    expect(at.does({ kind: 'react', who: 'pro' }, [15, 2])).toContain('war: out of it');
    expect(at.fight().fighters.get('war')?.at.x).toBeGreaterThan(9);
    expect(at.fight().turn).not.toBe('war');
  });
});

describe('what somebody waits for', () => {
  it('is done when the moment comes, and takes the reaction', () => {
    const at = table({ fighters: [warrior(), prowler({ at: spot(18) })] }, [20, 1]);
    at.does({ kind: 'ready', who: 'war', action: 'attack', trigger: { on: 'comes_near' } });
    at.does(end('war'));
    expect(at.does({ kind: 'move', who: 'pro', to: spot(11) }).at(-1)).toBe(
      'pro: that is what they waited for; war may act',
    );
    const told = at.does({ kind: 'react', who: 'war' }, [15, 1]);
    expect(told).toContain('pro: hp -4, now 5');
    expect(at.fight().fighters.get('war')).toMatchObject({ readied: null, spent: { action: 1, reaction: 1 } });
    expect(conditionsOf(at, 'war')).toEqual([]);
  });

  it('lapses when their next turn begins', () => {
    const at = table({ fighters: [warrior(), prowler({ at: spot(18) })] }, [20, 1]);
    at.does({ kind: 'ready', who: 'war', action: 'attack', trigger: { on: 'comes_near' } });
    at.does(end('war'));
    expect(at.does(end('pro'))).toContain('war: the moment did not come');
    expect(at.fight().fighters.get('war')?.readied).toBeNull();
  });
});

describe('what somebody holds up', () => {
  it('is over for all of them when they are hurt and let go of it', () => {
    const at = table({ fighters: [mender({ at: spot(10, 20.5) }), warrior(), prowler()] }, [20, 1, 10]);
    at.does(act('men', 'benediction', 'men', 'war'));
    expect([conditionsOf(at, 'men'), conditionsOf(at, 'war')]).toEqual([['blessed'], ['blessed']]);
    at.does(end('men'));
    // 16 + 5 hits; 4 + 3 hurts; a bonus of 2 and 1 + 1 is less than 10.
    const told = at.does(act('pro', 'attack', 'men'), [16, 4, 2, 1]);
    expect(told).toContain('men: hurt, and lets go of it');
    expect([conditionsOf(at, 'men'), conditionsOf(at, 'war')]).toEqual([[], []]);
    expect(at.fight().fighters.get('men')?.holding).toBeNull();
  });

  it('is over without a roll when they fall', () => {
    const resources = { ...mender().resources, hp: 1 };
    const at = table({ fighters: [mender({ at: spot(10, 20.5), resources }), warrior(), prowler()] }, [20, 1, 10]);
    at.does(act('men', 'benediction', 'war'));
    at.does(end('men'));
    expect(at.does(act('pro', 'attack', 'men'), [18, 4])).toContain('men: out of it');
    expect([statusOf(at, 'men'), conditionsOf(at, 'war')]).toEqual(['down', []]);
  });
});

describe('an area', () => {
  it('strikes all who stand in it, friend and foe, each by a roll of their own, and is paid for once', () => {
    const at = table({ fighters: [weaver(), warrior(), prowler()] }, [20, 1, 2]);
    const told = at.does({ kind: 'act', who: 'wea', action: 'flame_burst', at: spot(10) }, [3, 1, 2, 3, 20, 2, 2, 2]);
    expect(told).toContain('war: hp -6, now 7');
    expect(told).toContain('pro: hp -3, now 6');
    expect(at.fight().fighters.get('wea')).toMatchObject({
      spent: { action: 1 },
      standing: { resources: { slots_1: 1 } },
    });
    expect(at.does({ kind: 'act', who: 'wea', action: 'ember_dart', at: spot(10) })).toEqual(['!no_area']);
  });
});

describe('between life and death', () => {
  const dying = (failures: readonly number[]): Table => {
    const at = table(
      { fighters: [prowler(), warrior({ resources: { ...warrior().resources, hp: 1 } }), mender()] },
      [20, 10, 1],
    );
    at.does(act('pro', 'attack', 'war'), [18, 1]);
    at.does(end('pro'), failures);
    return at;
  };

  it('three failures are death, and the dead have no turns', () => {
    const at = dying([2]);
    for (const face of [3, 4]) {
      at.does(end('men'));
      at.does(end('pro'), [face]);
    }
    expect(statusOf(at, 'war')).toBe('dead');
    expect(at.does(act('war', 'attack', 'pro'))).toEqual(['!out_of_fight']);
  });

  it('three successes are rest, and a blow is death again', () => {
    const at = dying([12]);
    for (const face of [13, 14]) {
      at.does(end('men'));
      at.does(end('pro'), [face]);
    }
    expect([statusOf(at, 'war'), conditionsOf(at, 'war')]).toEqual(['down', ['stable']]);
    at.does(end('men'));
    // Whoever strikes at somebody who lies there strikes true: two dice, and two failures.
    at.does(act('pro', 'attack', 'war'), [3, 4]);
    expect(conditionsOf(at, 'war')).toEqual(['dying']);
    expect(at.fight().fighters.get('war')?.dying.failures).toBe(2);
  });

  it('a natural twenty brings them round', () => {
    const at = dying([20]);
    expect([statusOf(at, 'war'), at.fight().fighters.get('war')?.standing.resources['hp']]).toEqual(['up', 1]);
  });

  it('who is mended stands again', () => {
    const at = dying([12]);
    expect(at.does(act('men', 'mending_word', 'war'), [2])).toContain('war: on their feet again');
    expect([statusOf(at, 'war'), conditionsOf(at, 'war')]).toEqual(['up', []]);
    expect(at.fight().fighters.get('war')?.dying).toEqual({ successes: 0, failures: 0 });
  });
});

describe('morale', () => {
  it('is tested when half of a side is out of it, once, and of nobody who is played', () => {
    const fighters = [
      warrior(),
      prowler({ resources: { ...prowler().resources, hp: 1 } }),
      prowler({ key: 'two', at: spot(30) }),
    ];
    const at = table({ fighters, sides: [side('a'), side('b', { played: false })] }, [20, 5, 1]);
    const told = at.does(act('war', 'attack', 'pro'), [15, 1, 3]);
    expect(told).toContain('two: half of them are out of it');
    expect(conditionsOf(at, 'two')).toEqual(['routed']);
    expect(at.fight().tested).toContain('b half_fallen');
    const played = table({ fighters }, [20, 5, 1]);
    expect(played.does(act('war', 'attack', 'pro'), [15, 1]).join()).not.toContain('half');
  });
});

describe('the end', () => {
  it('comes when one side alone stands; then nothing can be asked for but to take it back', () => {
    const at = table({ fighters: [warrior(), prowler({ resources: { ...prowler().resources, hp: 1 } })] }, [20, 1]);
    expect(at.does(act('war', 'attack', 'pro'), [15, 1])).toContain('nobody stands but a');
    expect(at.fight().over?.side).toBe('a');
    expect(at.does(end('war'))).toEqual(['!over']);
    at.does({ kind: 'undo' });
    expect([at.fight().over, at.fight().turn]).toEqual([null, 'war']);
  });

  it('waits for those who come in later', () => {
    const coming = [{ fighter: prowler({ key: 'two', at: spot(50) }), round: 2 }];
    const at = table(
      { fighters: [warrior(), prowler({ resources: { ...prowler().resources, hp: 1 } })], coming },
      [20, 1],
    );
    at.does(act('war', 'attack', 'pro'), [15, 1]);
    expect(at.fight().over).toBeNull();
    at.does(end('war'), [7, 9]);
    expect([at.fight().round, at.fight().order.includes('two')]).toEqual([2, true]);
    expect(at.does({ kind: 'join', fighters: [prowler({ key: 'two' })] })).toEqual(['!there_already']);
    expect(at.does({ kind: 'join', fighters: [prowler({ key: 'three', side: 'c' })] })).toEqual(['!unknown_side']);
  });

  it('comes by flight over the edge, and by giving up', () => {
    const at = table({ fighters: [warrior({ at: spot(3) }), prowler({ at: spot(30) })] }, [20, 1]);
    expect(at.does({ kind: 'flee', who: 'war' })).toContain('war: they leave the field');
    expect([statusOf(at, 'war'), at.fight().over?.side]).toEqual(['fled', 'b']);
    const other = table({ fighters: [warrior(), prowler()] }, [20, 1]);
    other.does({ kind: 'surrender', who: 'war' });
    expect([statusOf(other, 'war'), other.fight().over?.side]).toEqual(['surrendered', 'b']);
  });
});

describe('what is taken back', () => {
  it('leaves the fight as it was, is told, and is taken back once', () => {
    const at = table({ fighters: [warrior(), prowler({ at: spot(30) })] }, [20, 1]);
    const before = at.fight();
    at.does(act('war', 'dodge'));
    expect(at.does({ kind: 'undo', command: 1 })).toEqual(['command 1 is taken back']);
    expect(at.fight().fighters).toBe(before.fighters);
    expect(at.does({ kind: 'undo', command: 1 })).toEqual(['!nothing_to_undo']);
    at.does(act('war', 'dodge'));
    expect(at.does({ kind: 'undo', command: 1 })).toEqual(['!already_undone']);
    expect(at.does({ kind: 'undo', command: 9 })).toEqual(['!unknown_command']);
    expect(at.log().filter(({ kind }) => kind === 'deed')).toHaveLength(2);
  });
});

describe('conditions', () => {
  it('last as long as they say, and are shaken off at the end of a turn', () => {
    const conditions = [
      { condition: 'burning', steps: 1, lasts: { kind: 'save' as const, roll: 'save', with: 'dex_save' } },
    ];
    const at = table({ fighters: [warrior({ conditions }), prowler({ at: spot(30) })] }, [20, 1, 3]);
    expect(at.fight().fighters.get('war')?.standing.resources['hp']).toBe(10);
    expect(at.does(end('war'), [14])).toContain('war: no longer burning');
    expect(conditionsOf(at, 'war')).toEqual([]);
  });

  it('of a hand that is lent end when whoever lent it has their turn again', () => {
    const at = table({ fighters: [mender({ at: spot(10, 20.5) }), warrior(), prowler({ at: spot(30) })] }, [20, 10, 1]);
    at.does(act('men', 'help', 'war'));
    at.does(end('men'));
    expect(conditionsOf(at, 'war')).toEqual(['helped']);
    at.does(end('war'));
    at.does(end('pro'));
    expect(conditionsOf(at, 'war')).toEqual([]);
  });
});
