import type { RuleAction } from '../../../../schemas/rule-play.ts';
import type { Mechanic } from '../../../../schemas/rule-mechanic.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import type { Faces } from '../../dice/roll.ts';
import type { Attempt } from '../attempt.ts';
import { bonusOf } from '../bonus.ts';
import { chancesOf, type LevelChances } from '../chances.ts';
import { askingOf, type Doing } from './acting.ts';
import { rolledFor } from './rolling.ts';

// What is likely to come of something before it is done.
// F1. No die is thrown: where others would throw against it, they are taken to come to the middle.

/** As dice fall in the middle. */
export const middle: Faces = { next: (sides) => (sides === 'fudge' ? 0 : Math.ceil(sides / 2)) };

interface Known {
  chances: (attempt: Attempt) => LevelChances;
  found: Map<string, LevelChances['levels']>;
}

/** The same is asked again and again: what counts of an attempt is its bonus, its difficulty, its edge and its kind. */
const known = new WeakMap<Mechanic, Known>();

const rememberedMax = 5_000;

const levelsFor = (mechanic: Mechanic, attempt: Attempt): LevelChances['levels'] => {
  const { chances, found }: Known = known.get(mechanic) ?? { chances: chancesOf(mechanic), found: new Map() };
  if (found.size > rememberedMax) found.clear();
  known.set(mechanic, { chances, found });
  const key = `${bonusOf(mechanic, attempt.modifiers)} ${attempt.difficulty} ${attempt.edge ?? ''} ${attempt.on ?? ''}`;
  const levels = found.get(key) ?? chances(attempt).levels;
  found.set(key, levels);
  return levels;
};

/** How likely each level is. */
export const foreseen = (
  system: RuleSystem,
  doing: Doing,
  { action, weapon }: { action: RuleAction; weapon: RuleSystem['gear'][number] | null },
): ReadonlyMap<SuccessLevel, number> => {
  const asking = askingOf(system, doing, { action, weapon });
  if (asking === null) return new Map([['success', 1]]);
  const roll = rolledFor(system, asking, middle);
  const isSure = [roll, roll.against].some((each) => each !== null && each.swayed.outcome !== null);
  if (isSure) return new Map([[roll.level, 1]]);
  return levelsFor(system.mechanic, roll.attempt);
};
