import type { Tactics } from '../../../schemas/character.ts';
import type { Field, Fighting, Holding, Readied, Side, Spot, Status, Window } from '../../../schemas/combat.ts';
import type { Standing } from '../rules/acting/standing.ts';

// A fight at a moment. It is what its log comes to, and nothing else is known of it.

export interface Fighter {
  side: string;
  standing: Standing;
  at: Spot;
  status: Status;
  /** How they fight where nobody plays them. */
  fights: Tactics | null;
  /** What initiative came to, and what ties go by. */
  initiative: readonly number[];
  /** In the turn that is made now, or was the last: shares of it, metres, and what is done once. */
  spent: Readonly<Record<string, number>>;
  gone: number;
  once: readonly string[];
  /** In this round. */
  hadTurn: boolean;
  waits: 'delays' | 'steps_in' | null;
  readied: Readied | null;
  holding: Holding | null;
  dying: { successes: number; failures: number };
}

export interface Fight {
  /** How many there are so far. */
  entries: number;
  commands: number;
  /** The command that brought it to this; 0: none yet. */
  last: number;
  /** As it was before that. */
  before: Fight | null;
  /** The revision of the rules. */
  system: string;
  field: Field;
  sides: readonly Side[];
  /** 0: it has not begun. */
  round: number;
  turn: string | null;
  /** By initiative; without it, as they came. */
  order: readonly string[];
  fighters: ReadonlyMap<string, Fighter>;
  coming: readonly { fighter: Fighting; round: number }[];
  /** Whose morale was tested, and on what. */
  tested: readonly string[];
  window: Window | null;
  over: { side: string | null; because: string } | null;
}

export const noFight: Fight = {
  ...{ entries: 0, commands: 0, last: 0, before: null, system: '', round: 0, turn: null, window: null, over: null },
  field: { width: 1, depth: 1, places: [], screens: [] },
  ...{ sides: [], order: [], fighters: new Map(), coming: [], tested: [] },
};

/** As they enter. */
export const fighterOf = ({ side, at, fights, ...rest }: Fighting): Fighter => ({
  ...{ side, at, fights, status: 'up', initiative: [], spent: {}, gone: 0, once: [], hadTurn: false, waits: null },
  ...{ readied: null, holding: null, dying: { successes: 0, failures: 0 } },
  standing: rest,
});

export const fighterIn = ({ fighters }: Fight, who: string): Fighter => {
  const found = fighters.get(who);
  if (found === undefined) throw new Error(`nobody in the fight is \`${who}\``);
  return found;
};

export const nameIn = ({ fighters }: Fight, who: string): string => fighters.get(who)?.standing.name ?? who;

export const isUp = ({ status }: Fighter): boolean => status === 'up';

/** Those on the field, dead or alive. */
export const isThere = ({ status }: Fighter): boolean => status !== 'fled' && status !== 'surrendered';

export const foesOf = ({ fighters }: Fight, { side }: Fighter): Fighter[] =>
  [...fighters.values()].filter((each) => each.side !== side && isUp(each));
