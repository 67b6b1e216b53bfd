import type { Command, Entry } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Faces } from '../dice/roll.ts';
import { decide } from './deciding.ts';
import { foldOf } from './evolve.ts';
import type { Fight } from './fight.ts';
import { chosenBy } from './tactics.ts';

// A fight by tactics, to its end.
// R1. It ends: after so many rounds nobody wins it, and that is said.

const roundsMax = 100;
/** Of one turn: whoever still wants more has had enough. */
const commandsPerTurnMax = 12;

export interface Running {
  system: RuleSystem;
  /** Of what is done. */
  faces: Faces;
  /** Of what is chosen. */
  chance: Faces;
  roundsMost?: number;
}

export interface Step {
  fight: Fight;
  entries: readonly Entry[];
}

/** Turns in which more was asked for than anybody needs: told by who had it, and in which round. */
interface Patience {
  turn: string;
  asked: number;
}

const nextCommand = (
  fight: Fight,
  { system, chance, roundsMost = roundsMax }: Running,
  patience: Patience,
): Command | null => {
  if (fight.round > roundsMost) return { kind: 'stop', because: `nobody has won after ${roundsMost} rounds` };
  const turn = `${fight.round} ${fight.turn ?? ''}`;
  patience.asked = patience.turn === turn ? patience.asked + 1 : 0;
  patience.turn = turn;
  if (patience.asked > commandsPerTurnMax && fight.turn !== null && fight.window === null)
    return { kind: 'end', who: fight.turn };
  return chosenBy(system, fight, chance);
};

/** Command by command. `until`: as long as somebody else does not have to be asked. */
export function* running(start: Fight, how: Running, until: (fight: Fight) => boolean = () => false): Generator<Step> {
  let fight = start;
  const patience: Patience = { turn: '', asked: 0 };
  while (fight.over === null && !until(fight)) {
    const command = nextCommand(fight, how, patience);
    if (command === null) return;
    const { system, faces } = how;
    const { entries, refusal } = decide(system, fight, { command, faces });
    // What tactics choose can be done; where it cannot, that is a mistake of ours and not of whoever plays.
    if (refusal !== undefined)
      throw new Error(`tactics asked for \`${JSON.stringify(command)}\`, and that is refused: ${refusal.message}`, {
        cause: refusal,
      });
    fight = foldOf(entries, fight);
    yield { fight, entries };
  }
}
