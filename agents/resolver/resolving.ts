import type { Entry } from '../../schemas/combat.ts';
import type { Delta } from '../../schemas/deltas.ts';
import type { Resolution, UserTurn } from '../../schemas/narrative.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { Changed } from '../../schemas/working-state.ts';
import type { JobInput } from '../../schemas/workers.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import type { Fight } from '../../src/domain/combat/fight.ts';
import { seededFaces } from '../../src/domain/dice/seeded.ts';
import { type Failure, isFailure } from '../../src/domain/failure.ts';
import { type Acted, act } from '../../src/domain/rules/acting/acting.ts';
import { recorded } from '../../src/domain/rules/acting/recorded.ts';
import { deltaText } from '../../src/domain/rules/acting/telling.ts';
import { wordsOfLevel } from '../../src/domain/rules/success-words.ts';
import { addSeconds } from '../../src/domain/story-time.ts';
import { deltasIn, fought, isOn, linesOf, overWith, rollsIn } from './fighting.ts';
import { actorOf, type Intended, intendedBy } from './intending.ts';
import type { RulesHere } from '../rules-in-force.ts';
import type { Seat, Seats } from './seats.ts';

// What comes of a turn by the rules, as documents to be kept.
// R1. It follows from what was said, from how the scene stands, from the rules and from the seed, and from nothing else.
// R2. What cannot be done, or paid for, is told and changes nothing: no die is thrown for it.
// R3. What came of it is told in words of the rules' own: nothing that somebody said becomes evidence by it.

const statementMax = 2_000;
const lineMax = 500;
const turnSecondsMax = 60;
/** Refusals that an action may meet before a die is thrown. */
const refusals = new Set([
  ...['not_theirs', 'cannot_act', 'cannot_pay', 'needs_somebody', 'unarmed', 'unknown_difficulty', 'no_such_way'],
  'no_help',
]);

export interface Resolving {
  input: JobInput<'resolve'>;
  turn: UserTurn;
  rules: RulesHere;
  seats: Seats;
  /** The fight that is on, or was the last. */
  fight: Fight | null;
}

export interface Resolved {
  resolution: Resolution;
  /** Null: nothing changed. */
  changed: Changed | null;
}

interface Found {
  kind: 'roll' | 'deed';
  what: string;
  statement: string;
  level: Resolution['level'];
  deltas: readonly Delta[];
  seconds: number;
  leaves: boolean;
  acted: Acted | null;
  /** What happened in a fight. */
  entries: readonly Entry[];
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

const leaving = /\b(?:leave|leaves|depart|departs|exit|walk away|walk out|ride off|ride away|set out|go away)\b/i;
const staying = /\b(?:not|never|don't|won't|cannot|can't)\b[^.;]*\b(?:leave|depart|exit|walk|ride|set|go)\b/i;

const isLeaving = (text: string): boolean => leaving.test(text) && !staying.test(text);

const secondsOf = ({ mechanic, combat }: RuleSystem, how: Intended['how']): number => {
  const unhurried = 'unhurried' in mechanic ? mechanic.unhurried?.seconds : undefined;
  return how === 'unhurried' && unhurried !== undefined ? unhurried : Math.min(combat.roundSeconds, turnSecondsMax);
};

const nothing = { kind: 'deed', level: null, deltas: [], leaves: false, acted: null, entries: [] } as const;

/** Without numbers: it is for the story to tell. */
const told = ({ turn, rules }: Resolving, actor: Seat | null): Found => {
  const name = actor?.standing.name ?? 'Somebody';
  const isSpoken = turn.mode === 'dialogue';
  const leaves = !isSpoken && isLeaving(turn.text);
  const does = isSpoken ? 'speaks' : leaves ? 'leaves' : 'does what the rules have no roll for';
  return {
    ...nothing,
    ...{ what: cut(turn.text.replaceAll(/\s+/g, ' ').trim(), lineMax), statement: `${name} ${does}.`, leaves },
    seconds: secondsOf(rules.system, 'rolled'),
  };
};

const sentences = (parts: readonly string[]): string =>
  cut(parts.map((part) => `${part.replace(/\.$/, '')}.`).join(' '), statementMax);

const choiceText = (who: string, count: number, of: readonly string[]): string =>
  `${who} chooses ${count}: ${of.join('; ')}`;

const toldOf = (seats: Seats, system: RuleSystem, { actor }: Intended, acted: Acted): string => {
  const { action, level, deltas, harms, roll } = acted;
  const who = (key: string): string => seats.of(key)?.standing.name ?? key;
  const words = roll === null ? '' : `: ${wordsOfLevel(system.mechanic, level)}`;
  return sentences([
    `${actor.standing.name}, ${action.name.toLowerCase()}${words}`,
    ...harms.map(({ who: whom, damage }) => `${damage} harm to ${who(whom)}`),
    ...deltas.map((delta) => deltaText(system, delta, who(delta.who))),
    ...acted.told,
    ...acted.choices.map(({ by, count, of }) =>
      choiceText(by === 'actor' ? actor.standing.name : 'Whoever tells', count, of),
    ),
  ]);
};

const refused = (resolving: Resolving, { actor, action, how }: Intended, why: Failure): Found => ({
  ...nothing,
  ...{ what: action, seconds: secondsOf(resolving.rules.system, how) },
  statement: sentences([`${actor.standing.name} cannot do it: ${why.message.replaceAll('`', '')}`]),
});

const done = (resolving: Resolving, intended: Intended): Found => {
  const { rules, seats, input } = resolving;
  const { system } = rules;
  const { actor, other, action, using, how, difficulty, reasons } = intended;
  const helpers = intended.helpers.flatMap((id) => seats.of(id)?.standing ?? []);
  const near = seats.all.filter(({ id }) => id !== actor.id).map(({ standing }) => standing);
  try {
    const acted = act(
      system,
      {
        ...{ action, using, how, difficulty, reasons, modifiers: [], near, helpers },
        ...{ actor: actor.standing, other: other?.standing ?? null },
      },
      seededFaces(input.seed),
    );
    const hasRoll = recorded(acted, { seed: input.seed, nameOf: (key) => key }).rolls.length > 0;
    return {
      ...{ kind: hasRoll ? 'roll' : 'deed', what: acted.action.name, level: hasRoll ? acted.level : null },
      ...{ deltas: acted.deltas, seconds: secondsOf(system, how), leaves: false, acted, entries: [] },
      statement: toldOf(seats, system, intended, acted),
    };
  } catch (error) {
    if (!isFailure(error) || !refusals.has(error.code)) throw error;
    return refused(resolving, intended, error);
  }
};

const inFight = (resolving: Resolving, actor: Seat, intended: Intended | null): Found | null => {
  const { turn, rules, seats, input, fight } = resolving;
  const { system, revision } = rules;
  const asked = turn.fight ?? null;
  const moving = { system, revision, seats, actor, seed: input.seed, text: turn.text, intended };
  const found = fought({ ...moving, fight, asked });
  if (found === null) return null;
  const { entries } = found;
  const rounds = Math.max(1, found.fight.round - (asked === null ? (fight?.round ?? 0) : 0));
  return {
    ...{ kind: entries.some(({ rolls }) => rolls.length > 0) ? 'roll' : 'deed', level: null, leaves: false },
    ...{
      what: asked === null ? (intended?.action ?? cut(turn.text, lineMax)) : 'A fight begins',
      acted: null,
      entries,
    },
    ...{ statement: sentences(linesOf(fight, entries)), deltas: [...deltasIn(entries), ...overWith(found.fight)] },
    seconds: rounds * system.combat.roundSeconds,
  };
};

/** What a fight refuses, like what nobody can make out, is told and takes no turn. */
const foughtOrTold = (resolving: Resolving, actor: Seat, intended: Intended | null): Found => {
  try {
    return inFight(resolving, actor, intended) ?? told(resolving, actor);
  } catch (error) {
    if (!isFailure(error)) throw error;
    const statement = sentences([`${actor.standing.name} cannot do it: ${error.message.replaceAll('`', '')}`]);
    return { ...nothing, what: cut(resolving.turn.text, lineMax), statement, seconds: 0 };
  }
};

const find = (resolving: Resolving, actor: Seat | null): Found => {
  const { turn, rules, seats, input } = resolving;
  if (actor === null || input.way === 'fallback' || turn.mode !== 'action') return told(resolving, actor);
  const intended = intendedBy(rules.system, { actor, turn, seats });
  if (turn.fight !== undefined || isOn(resolving.fight)) return foughtOrTold(resolving, actor, intended);
  return intended === null ? told(resolving, actor) : done(resolving, intended);
};

const after = (clock: StoryTime | null, seconds: number): StoryTime | null =>
  clock === null ? null : (addSeconds(clock, Math.max(1, seconds)) ?? clock);

/** Null: nothing changed. */
const changeOf = ({ input, turn, rules, seats }: Resolving, found: Found, actor: Seat | null): Changed | null => {
  const { universe, story, scene, cycle, resolution, clock } = input;
  const deltas = [...found.deltas];
  const usedUp = found.acted === null ? [] : rules.once;
  if (found.deltas.length === 0 && found.entries.length === 0 && usedUp.length === 0) return null;
  const touched = new Set([actor?.id, ...found.deltas.map(({ who }) => who)]);
  const met = seats.all.flatMap((seat) => (seat.met !== null && touched.has(seat.id) ? [seat.met] : []));
  return {
    // Who was slow and comes to something else writes another.
    id: derivedId('change', resolution, digestOf({ deltas, met, fight: found.entries })),
    ...{ universe, story, scene, kind: 'changed', resolution, turn: turn.id, cycle, met, deltas, usedUp: [...usedUp] },
    ...(found.entries.length === 0 ? {} : { fight: [...found.entries] }),
    ...{ storyTime: after(clock, found.seconds), at: turn.at },
  };
};

const recordOf = (
  { acted, entries }: Found,
  { input, seats }: Resolving,
): Pick<Resolution, 'roll' | 'rolls' | 'judged'> => {
  const nameOf = (key: string): string => seats.of(key)?.standing.name ?? key;
  if (acted === null) {
    const fallen = rollsIn(entries, input.seed, nameOf);
    return { roll: fallen[0] ?? null, rolls: fallen, judged: [] };
  }
  const { rolls, judged } = recorded(acted, { seed: input.seed, nameOf });
  return { roll: rolls[judged.at(-1)?.roll ?? 0] ?? null, rolls: [...rolls], judged: [...judged] };
};

export const resolved = (resolving: Resolving): Resolved => {
  const { input, turn, rules, seats } = resolving;
  const { universe, story, scene, resolution: id, clock, number } = input;
  const actor = actorOf(turn, seats);
  const found = find(resolving, actor);
  const changed = changeOf(resolving, found, actor);
  const resolution: Resolution = {
    ...{ universe, story, scene, id, number: number + 1, kind: found.kind, actor: actor?.id ?? null },
    ...{ by: turn.seat === 'player' ? 'player' : 'engine', what: found.what, level: found.level },
    ...{ statement: found.statement, storyTime: clock, ends: after(clock, found.seconds), leaves: found.leaves },
    ...recordOf(found, resolving),
    rule: { system: rules.revision, action: found.acted?.action.key ?? null, house: [...rules.house] },
    ...{ change: changed?.id ?? null, at: turn.at },
  };
  return { resolution, changed };
};
