import type { SuccessLevel } from '../../../../schemas/narrative.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Faces } from '../../dice/roll.ts';
import { type RolledFor, rolledFor, type Trying } from './rolling.ts';

// Several try one thing together, or each for themselves against all the others.

export interface GroupRolled {
  rolls: readonly RolledFor[];
  succeeds: boolean;
}

const succeeds = (level: SuccessLevel): boolean => level === 'success' || level === 'critical_success';

/** The first of them leads. */
export const groupRolledFor = (
  system: RuleSystem,
  { roll, keys, trying }: { roll: string; keys: readonly string[]; trying: readonly Trying[] },
  faces: Faces,
): GroupRolled => {
  const { group } = system.mechanic;
  const some = group === 'leader' ? trying.slice(0, 1) : trying;
  const rolls = some.map((each) => rolledFor(system, { roll, keys, trying: each }, faces));
  const count = rolls.filter(({ level }) => succeeds(level)).length;
  const needed = { half: rolls.length / 2, one: 1, all: rolls.length, leader: 1 }[group];
  return { rolls, succeeds: rolls.length > 0 && count >= needed };
};
