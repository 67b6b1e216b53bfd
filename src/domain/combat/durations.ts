import type { Delta, Until } from '../../../schemas/deltas.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { effectsOn, type Held } from '../rules/acting/standing.ts';
import type { Change } from '../../../schemas/combat.ts';
import type { Desk } from './desk.ts';
import type { Fight } from './fight.ts';

// How long conditions last in a fight.
// D1. What lasts rounds, turns or seconds is over at a turn that is known from the start: nothing is counted down.
// D2. Whoever's turn it was to be over at has left or lies: then it is over with the round.

/** The round in which the next turn of somebody begins; the one that they make now is begun. */
const nextTurn = ({ fighters, round }: Fight, who: string): number =>
  fighters.get(who)?.hadTurn === true ? round + 1 : round;

/** The round in which their turn ends next. */
const thisTurn = (fight: Fight, who: string): number => (fight.turn === who ? fight.round : nextTurn(fight, who));

const roundsOf = ({ combat: { roundSeconds } }: RuleSystem, lasts: Held['lasts']): number | null => {
  if (lasts.kind === 'rounds') return lasts.count;
  if (lasts.kind === 'seconds') return Math.ceil(lasts.count / roundSeconds);
  return lasts.kind === 'save' ? (lasts.rounds ?? null) : null;
};

/** When it is over by itself. */
const untilOf = (
  system: RuleSystem,
  fight: Fight,
  { lasts, who, by }: { lasts: Held['lasts']; who: string; by: string },
): Until | undefined => {
  if (lasts.kind === 'turn')
    switch (lasts.until) {
      case 'next_turn_start':
        return { round: nextTurn(fight, by), whose: by, at: 'turn_start' };
      case 'turn_end':
        return { round: thisTurn(fight, who), whose: who, at: 'turn_end' };
      case 'next_turn_end':
        return { round: nextTurn(fight, who), whose: who, at: 'turn_end' };
    }
  const rounds = roundsOf(system, lasts);
  return rounds === null ? undefined : { round: fight.round + rounds, whose: by, at: 'turn_start' };
};

/** A condition with all that a fight knows of it. */
export const timed = (
  system: RuleSystem,
  fight: Fight,
  { delta, by, difficulty }: { delta: Delta; by: string; difficulty: number | null },
): Delta => {
  if (delta.kind !== 'condition') return delta;
  const until = untilOf(system, fight, { lasts: delta.lasts, who: delta.who, by });
  return { ...delta, by, ...(until && { until }), ...(difficulty === null ? {} : { difficulty }) };
};

const ending = ({ fighters }: Fight, isOver: (held: Held) => boolean, because: string): Change[] =>
  [...fighters].flatMap(([who, { standing }]) =>
    standing.conditions.flatMap((held) =>
      isOver(held) ? [{ kind: 'ends' as const, who, condition: held.condition, because }] : [],
    ),
  );

/** What ends when somebody's turn begins or ends. */
export const endAt = (desk: Desk, who: string, at: Until['at']): void => {
  const { round } = desk.fight();
  const isOver = ({ until }: Held): boolean => until?.whose === who && until.at === at && until.round <= round;
  const changes = ending(desk.fight(), isOver, 'its time is over');
  if (changes.length > 0) desk.put('ends', { because: 'its time is over', changes });
};

/** What was to end in this round, and had no turn to end at. */
export const endWithRound = (desk: Desk): void => {
  const { round } = desk.fight();
  const changes = ending(desk.fight(), ({ until }) => until !== undefined && until.round <= round, 'the round is over');
  if (changes.length > 0) desk.put('ends', { because: 'the round is over', changes });
};

/** A condition that comes to somebody by the rules of fights; none, where nothing of that kind can befall them. */
export const given = (
  { system, fight, fighter }: Desk,
  who: string,
  { condition, because }: { condition: string; because: string },
): Change[] => {
  const isImmune = effectsOn(system, fighter(who).standing).some(
    ({ effect }) => effect.kind === 'immune' && effect.conditions.includes(condition),
  );
  if (isImmune) return [];
  const lasts = system.conditions.find(({ key }) => key === condition)?.lasts ?? { kind: 'lasting' as const };
  const delta = { kind: 'condition' as const, who, condition, steps: 1, lasts, because };
  return [timed(system, fight(), { delta, by: who, difficulty: null })];
};
