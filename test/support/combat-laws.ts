import { type Command, Entry, type Change } from '../../schemas/combat.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import { shareCount, speedOf } from '../../src/domain/combat/abilities.ts';
import { foldOf } from '../../src/domain/combat/evolve.ts';
import { type Fight, type Fighter, noFight } from '../../src/domain/combat/fight.ts';
import { checkedStep } from '../../src/domain/combat/replay.ts';
import { running } from '../../src/domain/combat/running.ts';
import { toCome } from '../../src/domain/combat/turns.ts';
import { type Seeded, seededFaces } from '../../src/domain/dice/seeded.ts';
import { atTable } from '../../src/domain/rules/acting/standing.ts';
import { maxOf } from '../../src/domain/rules/declared.ts';
import { after, begun, fighting, field, type Played, side, spot } from './combat.ts';

// What holds of every fight, however it was played. What does not hold is told.

/** Entries that say what somebody does of their own will. */
const deeds: ReadonlySet<Entry['kind']> = new Set(['deed', 'moves', 'flees', 'readies', 'surrenders', 'delays']);

const ofResources = (system: RuleSystem, before: Fight, now: Fight): string[] =>
  [...now.fighters].flatMap(([who, { standing }]) =>
    system.resources.flatMap(({ key, min }) => {
      const there = standing.resources[key] ?? NaN;
      const was = before.fighters.get(who)?.standing.resources[key] ?? 0;
      const most = Math.max(atTable(system, standing)[maxOf(key)] ?? 0, was);
      return there >= min && there <= most ? [] : [`${who} has ${there} of ${key}, ${min} to ${most}`];
    }),
  );

const ofFighter = (system: RuleSystem, now: Fight, [who, fighter]: [string, Fighter]): string[] => {
  const { at, spent, holding, standing } = fighter;
  const found: string[] = [];
  if (at.x < 0 || at.y < 0 || at.x > now.field.width || at.y > now.field.depth) found.push(`${who} is outside`);
  for (const [share, count] of Object.entries(spent))
    if (count > shareCount(system, share)) found.push(`${who} spent ${count} of ${share}`);
  if (new Set(fighter.once).size < fighter.once.length) found.push(`${who} did something twice that is done once`);
  if (new Set(standing.conditions.map(({ condition }) => condition)).size < standing.conditions.length)
    found.push(`${who} has a condition twice`);
  for (const { condition, until } of standing.conditions)
    if (until !== undefined && until.round < now.round) found.push(`${who} is ${condition} for too long`);
  if (holding !== null && new Set(holding.on).size < holding.on.length) found.push(`${who} holds up the same twice`);
  return found;
};

/** Those who had no turn in the round that is over, and should have had. */
const lostTurns = (system: RuleSystem, before: Fight, entry: Entry): string[] =>
  entry.kind === 'round' && before.round > 0 ? toCome(system, before).map((who) => `${who} lost a turn`) : [];

const ofTurns = (before: Fight, entry: Entry): string[] =>
  entry.changes.flatMap((change) => {
    if (change.kind !== 'turn') return [];
    if (before.turn !== null) return [`${change.who} has a turn within another`];
    return before.fighters.get(change.who)?.hadTurn === true ? [`${change.who} has a second turn`] : [];
  });

const ofCause = (before: Fight, entry: Entry): string[] => {
  const isFirst = entry.command > 0 && entry.command !== before.commands;
  return [
    ...(entry.because === '' ? ['without a cause'] : []),
    ...(entry.from !== null && entry.from >= entry.n ? ['its cause comes later'] : []),
    ...(isFirst && entry.asked === null ? ['nobody asked for it'] : []),
  ];
};

const ofDeeds = (system: RuleSystem, before: Fight, entry: Entry): string[] => {
  if (entry.who === null || !deeds.has(entry.kind)) return [];
  // What is done to several is one deed: what it did to one of them may have felled whoever does it.
  if (entry.kind === 'deed' && entry.from !== null) return [];
  const fighter = before.fighters.get(entry.who);
  if (fighter?.status !== 'up') return [`${entry.who} acts, and is ${fighter?.status ?? 'nobody'}`];
  const gone = entry.changes.find((change): change is Extract<Change, { kind: 'gone' }> => change.kind === 'gone');
  if (gone !== undefined && gone.metres > speedOf(system, fighter) + 0.02) return [`${entry.who} goes too far`];
  return [];
};

const isQuiet = (entry: Entry): boolean => entry.kind === 'undone';

/** What does not hold of an entry and of the fight that it leads to. */
const brokenBy = (system: RuleSystem, before: Fight, { entry, now }: { entry: Entry; now: Fight }): string[] => [
  ...ofCause(before, entry),
  ...(before.over !== null && !isQuiet(entry) && before.entries > 0 ? ['it goes on after its end'] : []),
  ...(isQuiet(entry)
    ? []
    : [
        ...ofTurns(before, entry),
        ...lostTurns(system, before, entry),
        ...ofDeeds(system, before, entry),
        ...ofResources(system, before, now),
      ]),
  ...[...now.fighters].flatMap((each) => ofFighter(system, now, each)),
];

/** What of a fight anybody can see, without how it came about. */
const seenOf = ({ before: _before, entries: _entries, commands: _commands, ...rest }: Fight) => rest;

/** Everything that does not hold. The log is read as a file would have it. */
export const brokenLaws = (system: RuleSystem, { log, fight }: Played): string[] => {
  const found: string[] = [];
  let now = noFight;
  const kept = JSON.parse(JSON.stringify(log)) as Entry[];
  for (const entry of kept) {
    const before = now;
    now = checkedStep(before, entry);
    found.push(...brokenBy(system, before, { entry, now }).map((each) => `entry ${entry.n} (${entry.kind}): ${each}`));
  }
  if (JSON.stringify([...seenOf(now).fighters]) !== JSON.stringify([...fight.fighters]))
    found.push('the log tells of another fight');
  const { fighters: _, ...mine } = seenOf(now);
  const { fighters: __, ...theirs } = seenOf(fight);
  if (JSON.stringify(mine) !== JSON.stringify(theirs)) found.push('the log tells of another state of the fight');
  return found;
};

export const unreadable = ({ log }: Played): string[] =>
  log.flatMap(
    (entry) =>
      Entry.safeParse(JSON.parse(JSON.stringify(entry))).error?.issues.map(
        ({ message, path }) => `${path.join('.')}: ${message}`,
      ) ?? [],
  );

// ── agents without sense ─────────────────────────────────────────────────────────────────────────────────────────

const plain = { at: null, using: null, away: false, difficulty: null, reasons: [], modifiers: [] };

/** Something, mostly by whoever may: often enough it cannot be done. */
const anything = (system: RuleSystem, fight: Fight, chance: Seeded): Command => {
  const one = <T>(list: readonly T[]): T => list[chance.next(list.length) - 1] as T;
  const keys = [...fight.fighters.keys()];
  const anybody = one(keys);
  const who = chance.next(10) === 1 ? anybody : (fight.window?.waiting[0] ?? fight.turn ?? anybody);
  const at = fight.fighters.get(who)?.at ?? spot(0);
  const near = (value: number, most: number): number => Math.min(most, Math.max(-1, value + chance.next(13) - 7));
  const target = one(keys);
  if (fight.window !== null && chance.next(8) > 1) return { kind: chance.next(4) > 1 ? 'react' : 'pass', who };
  if (fight.turn === null && chance.next(4) > 1) return { kind: 'turn', who };
  switch (chance.next(16)) {
    case 1:
    case 2:
      return { kind: 'move', who, to: { x: near(at.x, 61), y: near(at.y, 41) } };
    case 3:
      return { kind: 'delay', who };
    case 4:
      return { kind: 'step_in', who: target };
    case 5: {
      const on = one(['comes_near', 'acts', 'attacks', 'falls'] as const);
      return {
        kind: 'ready',
        who,
        action: one(system.actions).key,
        using: null,
        trigger: { on, who: chance.next(2) === 1 ? null : target },
      };
    }
    case 6:
      return chance.next(3) === 1 ? { kind: 'flee', who } : { kind: 'end', who };
    case 7:
      return chance.next(6) === 1 ? { kind: 'surrender', who } : { kind: 'end', who };
    case 8:
      return { kind: 'undo', command: chance.next(3) === 1 ? fight.commands : null };
    case 9:
      return { kind: 'end', who };
    case 10: {
      const targets = keys.filter(() => chance.next(2) === 1);
      return { kind: 'act', who, action: one(system.actions).key, ...plain, targets };
    }
    case 11: {
      const action = one(system.actions.filter(({ reach }) => reach?.metres !== undefined).concat(system.actions));
      return { kind: 'act', who, action: action.key, ...plain, targets: [], at: { x: Math.abs(at.x - 2), y: at.y } };
    }
    default:
      return {
        kind: 'act',
        who,
        action: one(system.actions).key,
        ...plain,
        away: chance.next(4) === 1,
        targets: chance.next(5) === 1 ? [] : [target],
      };
  }
};

/** Some of the templates, close enough to each other that something happens. */
const someFight = (system: RuleSystem, seed: string, count: number): Played => {
  const chance = seededFaces(`${seed} who`);
  const one = <T>(list: readonly T[]): T => list[chance.next(list.length) - 1] as T;
  const fighters = Array.from({ length: count }, (_, at) =>
    fighting(system, one(system.templates).key, {
      key: `f${at + 1}`,
      side: at % 2 === 0 ? 'a' : 'b',
      at: spot(24 + chance.next(8), 14 + chance.next(8)),
    }),
  );
  const sides = [side('a', { played: chance.next(2) === 1 }), side('b', { played: chance.next(3) === 1 })];
  const late = fighting(system, one(system.templates).key, { key: 'late', side: 'b', at: spot(1) });
  const surprised =
    chance.next(3) === 1 ? fighters.filter(({ side: theirs }) => theirs === 'b').map(({ key }) => key) : [];
  const [cover] = system.combat.cover;
  const places = cover === undefined ? [] : [{ name: 'Wall', at: spot(28, 18), radius: 3, cover: cover.key }];
  const screens = chance.next(2) === 1 ? [{ name: 'Hedge', from: spot(30, 15), to: spot(30, 25) }] : [];
  const coming = chance.next(3) === 1 ? [{ fighter: late, round: 2 }] : [];
  return begun(
    system,
    { fighters, sides, surprised, coming, field: field({ places, screens }) },
    seededFaces(`${seed} begin`),
  );
};

/** What was refused, and how often. */
export type Refused = Map<string, number>;

/** A fight by agents without sense. */
export const wildFight = (
  system: RuleSystem,
  seed: string,
  { commands, refused }: { commands: number; refused: Refused },
): Played => {
  const faces = seededFaces(`${seed} dice`);
  const chance = seededFaces(`${seed} will`);
  let played = someFight(system, seed, 2 + chance.next(4));
  for (let at = 0; at < commands; at++) {
    const command = anything(system, played.fight, chance);
    const used = faces.used();
    const next = after(system, played, { command, faces });
    if (typeof next === 'string') {
      refused.set(next, (refused.get(next) ?? 0) + 1);
      if (faces.used() !== used && next !== 'cannot_act')
        throw new Error(`dice fell for what is refused: ${next}, ${JSON.stringify(command)}`);
      continue;
    }
    if (command.kind !== 'undo') assertUndone(system, played, next);
    played = next;
  }
  return played;
};

/** What is taken back leaves the fight as it was. */
const assertUndone = (system: RuleSystem, before: Played, now: Played): void => {
  const undone = after(system, now, { command: { kind: 'undo', command: null }, faces: seededFaces('none') });
  if (typeof undone === 'string') throw new Error(`it cannot be taken back: ${undone}`);
  const [mine, theirs] = [seenOf(undone.fight), seenOf(before.fight)];
  for (const key of Object.keys(mine) as (keyof typeof mine)[])
    if (mine[key] !== theirs[key]) throw new Error(`what is taken back leaves another ${key}`);
};

/** Each entry of a fight brings about the state that the whole of the log up to it does. */
export const isSameFromAnywhere = ({ log }: Played, at: number): boolean => {
  const whole = foldOf(log);
  const parts = foldOf(log.slice(at), foldOf(log.slice(0, at)));
  return JSON.stringify([...whole.fighters]) === JSON.stringify([...parts.fighters]) && whole.last === parts.last;
};

/** A fight by tactics, to its end or until so many rounds are over. */
export const soundFight = (system: RuleSystem, seed: string, count: number): Played => {
  const start = someFight(system, seed, count);
  const log = [...start.log];
  let { fight } = start;
  const how = { system, faces: seededFaces(`${seed} dice`), chance: seededFaces(`${seed} choice`), roundsMost: 40 };
  for (const step of running(fight, how)) {
    log.push(...step.entries);
    fight = step.fight;
  }
  return { log, fight };
};
