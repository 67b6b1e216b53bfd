import type { Command, Entry, Fallen, Fighting, Side, Spot } from '../../schemas/combat.ts';
import { Delta } from '../../schemas/deltas.ts';
import type { EntityId } from '../../schemas/ids.ts';
import type { Roll } from '../../schemas/narrative.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import type { FightAsked } from '../../schemas/structured-intent.ts';
import { metresLeft } from '../../src/domain/combat/abilities.ts';
import { begin } from '../../src/domain/combat/begin.ts';
import { decide } from '../../src/domain/combat/deciding.ts';
import { evolve, foldOf } from '../../src/domain/combat/evolve.ts';
import { along, apart, inField, touchOf } from '../../src/domain/combat/field.ts';
import { type Fight, noFight } from '../../src/domain/combat/fight.ts';
import { running } from '../../src/domain/combat/running.ts';
import { toldOf } from '../../src/domain/combat/telling.ts';
import { parseRoll } from '../../src/domain/dice/parse.ts';
import { roll } from '../../src/domain/dice/roll.ts';
import { seededFaces } from '../../src/domain/dice/seeded.ts';
import type { Held } from '../../src/domain/rules/acting/standing.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { Intended } from './intending.ts';
import type { Seat, Seats } from './seats.ts';

// A fight in a scene: one turn of the story is one of whoever is played, and of everybody else until it is theirs again.
// F1. What happens are entries of its log, kept with the turn: with the turns that count, the log alone rebuilds the fight.
// F2. All dice of a turn fall from its one seed, one after the other. What others choose has chance of its own.
// F3. What cannot be done is refused by name, and nothing has happened.

const field = { width: 60, depth: 40, places: [], screens: [] };
const middle = 20;
const between = 2;
const step = 0.1;

export interface Fought {
  entries: readonly Entry[];
  /** After them. */
  fight: Fight;
}

export const isOn = (fight: Fight | null): fight is Fight => fight !== null && fight.over === null;

// ── how it begins ────────────────────────────────────────────────────────────────────────────────────────────────

const spotOf = (side: 'ours' | 'theirs', place: number, metres: number): Spot => ({
  x: side === 'ours' ? middle : middle + metres,
  y: middle + (place % 2 === 0 ? 1 : -1) * Math.ceil(place / 2) * between,
});

const fightingOf = ({ standing, fights }: Seat, side: 'ours' | 'theirs', at: Spot): Fighting => {
  const { key, name, sheet, actions, resources, conditions } = standing;
  const { attributes, skills, gear, effects, own, instead } = sheet;
  return {
    ...{ key, name, side, at, fights, actions: [...actions], resources: { ...resources } },
    sheet: {
      ...{ attributes: { ...attributes }, skills: { ...skills }, gear: [...gear], effects: [...effects] },
      ...(own === undefined ? {} : { own: [...own] }),
      ...(instead === undefined ? {} : { instead: { ...instead } }),
    },
    conditions: conditions.map(({ condition, steps, lasts }) => ({ condition, steps, lasts })),
  };
};

const nobodyThere = (id: EntityId): Failure =>
  new Failure({ kind: 'terminal', code: 'unknown_fighter', message: `nobody here is \`${id}\`` });

const alreadyOn = (): Failure =>
  new Failure({
    ...{ kind: 'terminal', code: 'fight_is_on', message: 'a fight is on already' },
    advice: 'End it first: `flee` and `surrender` do.',
  });

const sides: readonly Side[] = [
  { key: 'ours', name: 'Ours', played: true },
  { key: 'theirs', name: 'Theirs', played: false },
];

const begun = (
  asked: FightAsked,
  { seats, actor, system, revision }: Table,
  faces: ReturnType<typeof seededFaces>,
): Fought => {
  const seatOf = (id: EntityId): Seat => {
    const seat = seats.of(id);
    if (seat === undefined) throw nobodyThere(id);
    return seat;
  };
  const lined = (some: readonly Seat[], side: 'ours' | 'theirs'): Fighting[] =>
    some.map((seat, place) => fightingOf(seat, side, spotOf(side, place, asked.metres)));
  const ours = lined([actor, ...asked.with.filter((id) => id !== actor.id).map(seatOf)], 'ours');
  const theirs = lined(asked.against.map(seatOf), 'theirs');
  const caught = asked.surprised === null ? [] : asked.surprised === 'ours' ? ours : theirs;
  const entries = begin(
    system,
    { revision, sides, field, fighters: [...ours, ...theirs], surprised: caught.map(({ key }) => key), coming: [] },
    faces,
  );
  return { entries, fight: foldOf(entries) };
};

// ── what is done ─────────────────────────────────────────────────────────────────────────────────────────────────

const ways: readonly (readonly [RegExp, 'flee' | 'surrender' | 'end'])[] = [
  [/\b(?:flee|run away|run for it)\b/i, 'flee'],
  [/\b(?:surrender|give up|yield)\b/i, 'surrender'],
  [/\b(?:wait|pass|do nothing|end (?:my|the) turn)\b/i, 'end'],
];

const commandOf = (who: string, text: string, intended: Intended | null): Command | null => {
  if (intended !== null)
    return {
      ...{ kind: 'act', who, action: intended.action, targets: [...intended.targets], at: null, away: false },
      ...{ using: intended.using, difficulty: intended.difficulty, reasons: intended.reasons, modifiers: [] },
    };
  const way = ways.find(([words]) => words.test(text))?.[1];
  return way === undefined ? null : { kind: way, who };
};

/** As near to somebody as one can come. */
const approach = (system: RuleSystem, fight: Fight, who: string, target: string | undefined): Command | null => {
  const by = fight.fighters.get(who);
  const to = target === undefined ? undefined : fight.fighters.get(target);
  if (by === undefined || to === undefined) return null;
  const metres = Math.min(metresLeft(system, by) - step, apart(by.at, to.at) - touchOf(system) + step);
  return metres <= step ? null : { kind: 'move', who, to: inField(fight.field, along(by.at, to.at, metres)) };
};

interface Table {
  system: RuleSystem;
  revision: string;
  seats: Seats;
  actor: Seat;
}

const acting = (system: RuleSystem, start: Fight, faces: ReturnType<typeof seededFaces>) => {
  let fight = start;
  const entries: Entry[] = [];
  const take = (more: readonly Entry[]): void => {
    entries.push(...more);
    fight = foldOf(more, fight);
  };
  const tries = (command: Command): Failure | null => {
    const decided = decide(system, fight, { command, faces });
    if (decided.refusal !== undefined) return decided.refusal;
    take(decided.entries);
    return null;
  };
  return { tries, take, now: (): Fought => ({ entries, fight }) };
};

const isFar = ({ code }: Failure): boolean => code === 'out_of_range' || code === 'too_far';

export interface Moving extends Table {
  seed: string;
  text: string;
  intended: Intended | null;
  /** How it stands; null: none is fought. */
  fight: Fight | null;
  /** A fight is to begin. */
  asked: FightAsked | null;
}

/** Who is too far away comes nearer first; whoever does not come near enough has come nearer, and that was their turn. */
const carriedOut = (table: ReturnType<typeof acting>, { system, actor, intended }: Moving, command: Command): void => {
  const refusal = table.tries(command);
  if (refusal === null) return;
  const nearer = isFar(refusal) ? approach(system, table.now().fight, actor.standing.key, intended?.targets[0]) : null;
  if (nearer === null || table.tries(nearer) !== null) throw refusal;
  table.tries(command);
};

const mayChoose =
  (who: string) =>
  ({ window, turn }: Fight): boolean =>
    window === null && turn === who;

/** One turn of whoever is played. False: nobody can tell what is meant. */
const took = (table: ReturnType<typeof acting>, moving: Moving): boolean => {
  const who = moving.actor.standing.key;
  const command = commandOf(who, moving.text, moving.intended);
  if (command === null) return false;
  carriedOut(table, moving, command);
  if (mayChoose(who)(table.now().fight)) table.tries({ kind: 'end', who });
  return true;
};

/** Null: nobody can tell what is meant. Throws what refuses it. */
export const fought = (moving: Moving): Fought | null => {
  const { system, actor, seed, asked } = moving;
  const faces = seededFaces(seed);
  if (asked !== null && isOn(moving.fight)) throw alreadyOn();
  const first = asked === null ? null : begun(asked, moving, faces);
  const table = acting(system, first?.fight ?? moving.fight ?? noFight, faces);
  if (first === null && !took(table, moving)) return null;
  const how = { system, faces, chance: seededFaces(`${seed} tactics`) };
  for (const { entries } of running(table.now().fight, how, mayChoose(actor.standing.key))) table.take(entries);
  const { entries, fight } = table.now();
  return { entries: [...(first?.entries ?? []), ...entries], fight };
};

// ── as it is kept ────────────────────────────────────────────────────────────────────────────────────────────────

/** Every die of it from its place in the seed, thrown again to see that it fell so. */
export const rollsIn = (entries: readonly Entry[], seed: string, nameOf: (key: string) => string): Roll[] => {
  const faces = seededFaces(seed);
  return entries.flatMap(({ rolls }) => rolls.map((fallen) => kept(fallen, { seed, faces, nameOf })));
};

const kept = (
  { who, for: what, formula, faces: dice, total }: Fallen,
  { seed, faces, nameOf }: { seed: string; faces: ReturnType<typeof seededFaces>; nameOf: (key: string) => string },
): Roll => {
  const counter = faces.used();
  const again = roll(parseRoll(formula), faces);
  if (again.total !== total) throw new Error(`\`${formula}\` was not thrown where the log has it`);
  return { formula, seed, dice: [...dice], total, counter, what: `${nameOf(who)}: ${what}` };
};

/** Changes of numbers, in their order. */
export const deltasIn = (entries: readonly Entry[]): Delta[] =>
  entries.flatMap(({ changes }) => changes.flatMap((change) => Delta.safeParse(change).data ?? []));

const passing = new Set<Held['lasts']['kind']>(['rounds', 'turn', 'save']);

/** What is counted in turns is over with the fight. */
export const overWith = ({ over, fighters }: Fight): Delta[] => {
  if (over === null) return [];
  const because = 'the fight is over';
  return [...fighters].flatMap(([who, { standing }]) =>
    standing.conditions.flatMap(({ condition, lasts }): Delta[] =>
      passing.has(lasts.kind) ? [{ kind: 'ends', who, condition, because }] : [],
    ),
  );
};

/** What happened, in a line each. */
export const linesOf = (start: Fight | null, entries: readonly Entry[]): string[] => {
  let fight = entries[0]?.n === 1 || start === null ? noFight : start;
  return entries.flatMap((entry) => {
    fight = evolve(fight, entry);
    const told = toldOf(fight, entry);
    const below = told.flatMap(({ depth, text }) => (depth === 2 ? [text] : []));
    const more = below.length === 0 ? '' : ` (${below.join('; ')})`;
    return told.flatMap(({ depth, text }) => (depth === 1 ? [`${text}${more}`] : []));
  });
};
