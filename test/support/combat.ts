import type { Command, Entry, Field, Fighting, Side, Spot } from '../../schemas/combat.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import { shippedSystems, systemOf } from '../../src/compose/rule-systems.ts';
import { begin, type Beginning } from '../../src/domain/combat/begin.ts';
import { decide } from '../../src/domain/combat/deciding.ts';
import { foldOf } from '../../src/domain/combat/evolve.ts';
import type { Fight } from '../../src/domain/combat/fight.ts';
import type { Faces } from '../../src/domain/dice/roll.ts';
import { begins } from '../../src/domain/rules/acting/standing.ts';
import { sheetOf } from '../../src/domain/rules/sheet.ts';

// Fights between templates of the systems that ship.

const systems: RuleSystem[] = [];
for (const id of await shippedSystems()) systems.push((await systemOf(id, '.')).system);

export const systemNamed = (id: string): RuleSystem => {
  const found = systems.find((each) => each.id === id);
  if (found === undefined) throw new Error(`there is no system ${id}`);
  return found;
};

/** One who fights; `key` is what they are called too. */
export const fighting = (
  system: RuleSystem,
  template: string,
  { key, side, at, ...more }: Pick<Fighting, 'key' | 'side' | 'at'> & Partial<Fighting>,
): Fighting => {
  const found = system.templates.find((each) => each.key === template);
  if (found === undefined) throw new Error(`there is no template ${template}`);
  const standing = begins(system, { key, name: key, sheet: sheetOf(found), actions: found.actions });
  const { name, sheet, actions, resources } = standing;
  return {
    ...{ key, name, side, at, fights: null, conditions: [], actions: [...actions], resources: { ...resources } },
    sheet: { ...sheet, gear: [...sheet.gear], effects: [...sheet.effects], own: undefined, instead: undefined },
    ...more,
  };
};

export const field = (part: Partial<Field> = {}): Field => ({ width: 60, depth: 40, places: [], screens: [], ...part });

export const spot = (x: number, y = 20): Spot => ({ x, y });

export const side = (key: string, part: Partial<Side> = {}): Side => ({ key, name: key, played: true, ...part });

const twoSides = [side('a'), side('b')];

type Written = Pick<Beginning, 'fighters'> & Partial<Beginning>;

/** A fight with its log. */
export interface Played {
  fight: Fight;
  log: readonly Entry[];
}

export const begun = (system: RuleSystem, written: Written, faces: Faces): Played => {
  const whole = { revision: system.id, sides: twoSides, field: field(), surprised: [], coming: [], ...written };
  const log = begin(system, whole, faces);
  return { log, fight: foldOf(log) };
};

/** What comes of it; the code of why it was refused. */
export const after = (
  system: RuleSystem,
  { fight, log }: Played,
  { command, faces }: { command: Command; faces: Faces },
): Played | string => {
  const { entries, refusal } = decide(system, fight, { command, faces });
  if (refusal !== undefined) return refusal.code;
  return { fight: foldOf(entries, fight), log: [...log, ...entries] };
};
