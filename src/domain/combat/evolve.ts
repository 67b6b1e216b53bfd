import type { Change, Entry } from '../../../schemas/combat.ts';
import type { Delta } from '../../../schemas/deltas.ts';
import { Failure } from '../failure.ts';
import { quoted } from '../quoted.ts';
import { changed } from '../rules/acting/standing.ts';
import { type Fight, type Fighter, fighterOf, noFight } from './fight.ts';

// From entries to a fight.
// E1. Neither rules nor chance are asked: what an entry changes stands in it.
// E2. An entry that does not follow those before it is damage, and is refused: nothing is built on it.
// E3. What is taken back leaves the fight as it was before; only the count of entries and commands goes on.

const damaged = ({ n }: Entry, message: string): Failure =>
  new Failure({ kind: 'terminal', code: 'damaged_log', message: `entry ${n}: ${message}` });

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;

const withFighter = (fight: Fight, who: string, part: Partial<Fighter>): Fight => {
  const fighters = new Map(fight.fighters);
  const before = fighters.get(who);
  if (before !== undefined) fighters.set(who, { ...before, ...part });
  return { ...fight, fighters };
};

const ofNumbers = (fight: Fight, { who, resource, by, to }: Of<'resource'>): string | null => {
  const before = fight.fighters.get(who)?.standing.resources[resource] ?? 0;
  return before + by === to ? null : `${before} and ${by} do not come to ${to}`;
};

const ofPlace = ({ fighters, field }: Fight, { who, from, to }: Of<'place'>): string | null => {
  const at = fighters.get(who)?.at;
  if (at?.x !== from.x || at.y !== from.y) return `${quoted(who)} was not there`;
  return to.x <= field.width && to.y <= field.depth ? null : `${quoted(who)} left the field`;
};

const ofEnd = ({ fighters }: Fight, { who, condition }: Of<'ends'>): string | null => {
  const has = fighters.get(who)?.standing.conditions.some((held) => held.condition === condition) ?? false;
  return has ? null : `${quoted(who)} is not ${quoted(condition)}`;
};

/** Numbers say what they were and what they are: both have to fit. */
const objectionTo = (fight: Fight, change: Change): string | null => {
  if ('who' in change && !fight.fighters.has(change.who)) return `nobody is ${quoted(change.who)}`;
  switch (change.kind) {
    case 'resource':
      return ofNumbers(fight, change);
    case 'ends':
      return ofEnd(fight, change);
    case 'place':
      return ofPlace(fight, change);
    case 'enters':
      return fight.fighters.has(change.fighter.key) ? `${quoted(change.fighter.key)} is there already` : null;
    case 'round':
      return change.round === fight.round + 1 ? null : `round ${change.round} does not follow ${fight.round}`;
    case 'opens':
      return fight.sides.length === 0 ? null : 'it has begun already';
    default:
      return null;
  }
};

/** What of a fighter is otherwise; null: nothing is. */
const partOf = (fighter: Fighter, change: Change): Partial<Fighter> | null => {
  switch (change.kind) {
    case 'place':
      return { at: change.to };
    case 'gone':
      return { gone: change.metres };
    case 'share':
      return { spent: { ...fighter.spent, [change.share]: change.spent } };
    case 'once':
      return { once: [...fighter.once, change.action] };
    case 'initiative':
      return { initiative: change.values };
    case 'readied':
      return { readied: change.readied };
    case 'holding':
      return { holding: change.holding };
    case 'dying':
      return { dying: { successes: change.successes, failures: change.failures } };
    case 'status':
      return { status: change.status };
    default:
      return null;
  }
};

const ofFighter = (fight: Fight, change: Change): Fight | null => {
  const fighter = 'who' in change ? fight.fighters.get(change.who) : undefined;
  const part = fighter === undefined ? null : partOf(fighter, change);
  return part === null || fighter === undefined ? null : withFighter(fight, fighter.standing.key, part);
};

const ofTurns = (fight: Fight, change: Change): Fight | null => {
  switch (change.kind) {
    case 'round': {
      const rested = [...fight.fighters].map(
        ([key, fighter]) => [key, { ...fighter, hadTurn: false, waits: null }] as const,
      );
      return { ...fight, round: change.round, turn: null, fighters: new Map(rested) };
    }
    // Whoever comes back to a turn that they put off has of it what there was.
    case 'turn': {
      const isBack = fight.fighters.get(change.who)?.waits !== null;
      const fresh = isBack ? {} : { spent: {}, gone: 0, once: [] };
      return { ...withFighter(fight, change.who, { ...fresh, hadTurn: true }), turn: change.who };
    }
    case 'turn_over':
      return { ...fight, turn: null };
    // Whoever puts it off has not had it.
    case 'waits':
      return change.how === 'delays'
        ? { ...withFighter(fight, change.who, { waits: 'delays', hadTurn: false }), turn: null }
        : withFighter(fight, change.who, { waits: 'steps_in' });
    case 'order':
      return { ...fight, order: change.order };
    default:
      return null;
  }
};

const entered = (fight: Fight, { fighter }: Of<'enters'>): Fight => ({
  ...fight,
  fighters: new Map(fight.fighters).set(fighter.key, fighterOf(fighter)),
  order: [...fight.order, fighter.key],
  coming: fight.coming.filter((each) => each.fighter.key !== fighter.key),
});

const ofStanding = (fight: Fight, delta: Delta): Fight => {
  const fighter = fight.fighters.get(delta.who);
  return fighter === undefined ? fight : withFighter(fight, delta.who, { standing: changed(fighter.standing, delta) });
};

const ofFight = (fight: Fight, change: Change): Fight | null => {
  switch (change.kind) {
    case 'opens':
      return { ...fight, system: change.system, field: change.field, sides: change.sides };
    case 'enters':
      return entered(fight, change);
    case 'coming':
      return { ...fight, coming: [...fight.coming, { fighter: change.fighter, round: change.round }] };
    case 'tested':
      return { ...fight, tested: [...fight.tested, `${change.of} ${change.on}`] };
    case 'window':
      return { ...fight, window: change.window };
    case 'over':
      return { ...fight, over: { side: change.side, because: change.because }, turn: null, window: null };
    case 'resource':
    case 'condition':
    case 'ends':
      return ofStanding(fight, change);
    default:
      return null;
  }
};

/** As it was before the command that is taken back. */
const takenBack = (fight: Fight, entry: Entry, command: number): Fight => {
  if (fight.before === null || fight.last !== command) throw damaged(entry, `command ${command} is not the last`);
  return { ...fight.before, entries: fight.entries, commands: fight.commands };
};

const applied = (fight: Fight, entry: Entry, change: Change): Fight => {
  const objection = objectionTo(fight, change);
  if (objection !== null) throw damaged(entry, objection);
  if (change.kind === 'undone') return takenBack(fight, entry, change.command);
  return ofFighter(fight, change) ?? ofTurns(fight, change) ?? ofFight(fight, change) ?? fight;
};

/** The entry as it follows: the first of a command keeps the fight as it was. */
const following = (fight: Fight, entry: Entry): Fight => {
  const { n, command } = entry;
  if (n !== fight.entries + 1) throw damaged(entry, `it does not follow entry ${fight.entries}`);
  if (command === fight.commands) return { ...fight, entries: n };
  if (command !== fight.commands + 1) throw damaged(entry, `command ${command} does not follow ${fight.commands}`);
  const counted = { ...fight, entries: n, commands: command };
  return entry.kind === 'undone' ? counted : { ...counted, last: command, before: fight };
};

/** The fight after an entry. */
export const evolve = (fight: Fight, entry: Entry): Fight => {
  let after = following(fight, entry);
  for (const change of entry.changes) after = applied(after, entry, change);
  return after;
};

/** What a log comes to. */
export const foldOf = (entries: Iterable<Entry>, from: Fight = noFight): Fight => {
  let fight = from;
  for (const entry of entries) fight = evolve(fight, entry);
  return fight;
};
