import type { Mechanic } from '../../../schemas/rule-mechanic.ts';
import { type Faces, roll, type Rolled } from '../dice/roll.ts';
import type { Attempt, Succeeded } from './attempt.ts';
import { drawnFor, type Drawn, succeedByCard } from './cards.ts';
import { diceOf, succeed } from './mechanic.ts';

// What somebody tries, thrown or drawn for as the system has it.

export interface Thrown {
  /** With what the card adds that was drawn. */
  attempt: Attempt;
  /** Null: it was drawn for. */
  rolled: Rolled | null;
  /** Null: it was thrown for. */
  drawn: Drawn | null;
  succeeded: Succeeded;
}

export const throwFor = (mechanic: Mechanic, attempt: Attempt, faces: Faces): Thrown => {
  if (mechanic.kind === 'cards') {
    const { card, ...drawn } = drawnFor(mechanic, attempt, faces);
    return { ...succeedByCard(mechanic, attempt, card), rolled: null, drawn };
  }
  const rolled = roll(diceOf(mechanic, attempt), faces);
  return { attempt, rolled, drawn: null, succeeded: succeed(mechanic, { ...attempt, roll: rolled }) };
};
