import type { Change, Command, Entry, EntryKind, Fallen } from '../../../schemas/combat.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { writtenAgain } from '../dice/telling.ts';
import type { Faces, Rolled } from '../dice/roll.ts';
import { Failure } from '../failure.ts';
import { evolve } from './evolve.ts';
import { type Fight, type Fighter, fighterIn } from './fight.ts';

// Where entries are made, one after the other: each is made with the fight as those before it left it.

/** What an entry says; what is left out is nothing. */
interface Noted {
  who?: string | null;
  because: string;
  /** The entry that led to it. */
  from?: number | null;
  rolls?: readonly Fallen[];
  changes?: readonly Change[];
  told?: readonly string[];
}

export interface Desk {
  readonly system: RuleSystem;
  readonly faces: Faces;
  fight(): Fight;
  fighter(who: string): Fighter;
  /** The number of the entry. */
  put(kind: EntryKind, noted: Noted): number;
  entries: readonly Entry[];
}

export const deskOf = (
  system: RuleSystem,
  start: Fight,
  { faces, asked, command }: { faces: Faces; asked: Command | null; command: number },
): Desk => {
  const entries: Entry[] = [];
  let fight = start;
  return {
    ...{ system, faces, entries },
    fight: () => fight,
    fighter: (who) => fighterIn(fight, who),
    put(kind, { who = null, because, from = null, rolls = [], changes = [], told = [] }) {
      const entry: Entry = {
        ...{ n: fight.entries + 1, command, round: fight.round, turn: fight.turn, kind, who, because, from },
        asked: entries.length === 0 ? asked : null,
        ...{ rolls: [...rolls], changes: [...changes], told: [...told] },
      };
      entries.push(entry);
      fight = evolve(fight, entry);
      return entry.n;
    },
  };
};

/** Dice as the log keeps them. */
export const fallenOf = (rolled: Rolled, about: { who: string; for: string; words: string }): Fallen => ({
  ...about,
  formula: writtenAgain(rolled.formula),
  faces: [...rolled.faces],
  total: rolled.total,
});

export const refuse = (code: string, message: string, advice?: string): never => {
  throw new Failure({ kind: 'terminal', code, message, ...(advice === undefined ? {} : { advice }) });
};
