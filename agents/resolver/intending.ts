import type { StructuredIntent } from '../../schemas/structured-intent.ts';
import type { UserTurn } from '../../schemas/narrative.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import { intentOf } from '../../src/domain/rules/acting/intent.ts';
import type { Seat, Seats } from './seats.ts';

// Who does what to whom, from what somebody said: in structure, where they said it so, and otherwise from their words.
// I1. The GM speaks for whomever they name first; a player for whoever they play.

export interface Intended extends StructuredIntent {
  actor: Seat;
  other: Seat | null;
}

/** Where in a text one of the names is said; null: nowhere. */
const saidAt = (text: string, names: readonly string[]): number | null => {
  const plain = text.toLowerCase();
  const found = names.map((name) => plain.indexOf(name.toLowerCase())).filter((at) => at !== -1);
  return found.length === 0 ? null : Math.min(...found);
};

const firstNamed = (text: string, seats: readonly Seat[]): Seat | null => {
  let best: { seat: Seat; at: number } | null = null;
  for (const seat of seats) {
    const at = saidAt(text, seat.names);
    if (at !== null && (best === null || at < best.at)) best = { seat, at };
  }
  return best?.seat ?? null;
};

/** Null: nobody can be told to do it. */
export const actorOf = ({ as, seat, text }: UserTurn, seats: Seats): Seat | null => {
  if (as !== null) return seats.of(as) ?? null;
  if (seat === 'gm') return firstNamed(text, seats.all);
  const [first] = seats.framing.participants;
  return first === undefined ? null : (seats.of(first) ?? null);
};

/** Of several of one name the first who is still in it. */
const named = (seats: Seats, actor: Seat, name: string | null, system: RuleSystem): Seat | null => {
  if (name === null) return null;
  const such = seats.all.filter(({ id, names }) => id !== actor.id && names.includes(name));
  const isOut = ({ standing }: Seat): boolean =>
    standing.conditions.some(({ condition }) => system.combat.defeated.includes(condition));
  return such.find((seat) => !isOut(seat)) ?? such[0] ?? null;
};

/** Null: it is nothing that the rules know. */
export const intendedBy = (
  system: RuleSystem,
  { actor, turn, seats }: { actor: Seat; turn: UserTurn; seats: Seats },
): Intended | null => {
  if (turn.intent !== undefined) {
    const [target] = turn.intent.targets;
    return { ...turn.intent, actor, other: target === undefined ? null : (seats.of(target) ?? null) };
  }
  const others = seats.all
    .filter(({ id }) => id !== actor.id)
    .flatMap(({ names: [name, ...aliases] }) => (name === undefined ? [] : [{ name, aliases }]));
  const found = intentOf(system, { actor: actor.standing, text: turn.text, others });
  if (found === null) return null;
  const other = named(seats, actor, found.other, system);
  return {
    ...{ action: found.action.key, using: found.using, actor, other, how: found.how, reasons: [] },
    // How hard something is, is for the GM to say.
    difficulty: turn.seat === 'gm' ? found.difficulty : null,
    helpers: [],
    targets: other === null ? [] : [other.id],
  };
};
