import type { SuccessLevel } from '../../../schemas/success-level.ts';
import type { Mechanic, Natural } from '../../../schemas/rule-mechanic.ts';
import type { Formula } from '../dice/formula.ts';
import { parseRoll } from '../dice/parse.ts';
import type { Rolled } from '../dice/roll.ts';
import { comesTo } from './expression.ts';
import type { Attempt, Edge, Succeeded } from './attempt.ts';
import { bonusOf } from './bonus.ts';
import { levelWords } from './success-words.ts';

// From dice to how well something went.
// M1. What is decided follows from what the dice came to, the modifiers and the difficulty, and from nothing else.
// M2. Every modifier has a reason, and the words name it.

export const fromBest: readonly SuccessLevel[] = [
  'critical_success',
  'success',
  'partial',
  'failure',
  'critical_failure',
];

/** What dice or cards show that makes a level of its own. */
const ownLevels = (mechanic: Mechanic): readonly { becomes?: SuccessLevel | undefined }[] => {
  if (mechanic.kind === 'narrative') return [];
  return mechanic.kind === 'cards' ? mechanic.special : mechanic.natural;
};

/** Those that something can have, from the best on. */
export const levelsOf = (mechanic: Mechanic): SuccessLevel[] => {
  const found = new Set<SuccessLevel>(mechanic.levels.map(({ level }) => level));
  for (const { becomes } of ownLevels(mechanic)) if (becomes !== undefined) found.add(becomes);
  if (hasTops(mechanic)) found.add('critical_success');
  return fromBest.filter((level) => found.has(level));
};

const hasTops = (mechanic: Mechanic): boolean =>
  mechanic.kind === 'pool' && mechanic.reads.by === 'highest' && mechanic.reads.critical !== undefined;

/** Whether something else is thrown with an advantage. */
export const hasEdges = (mechanic: Mechanic): boolean => {
  if ('edge' in mechanic) return mechanic.edge > 0;
  return (mechanic.kind === 'cards' ? mechanic.draws : mechanic.dice).advantage !== undefined;
};

const signOf: Readonly<Record<Edge, number>> = { none: 0, advantage: 1, disadvantage: -1 };

// ── what is thrown ───────────────────────────────────────────────────────────────────────────────────────────────

type Pool = Extract<Mechanic, { kind: 'pool' }>;

const poolCount = (pool: Pool, { modifiers, edge = 'none' }: Attempt): number =>
  Math.min(pool.most, bonusOf(pool, modifiers) + signOf[edge] * pool.edge);

const poolText = (pool: Pool, count: number): string => {
  const { sides, reads } = pool;
  if (reads.by === 'highest') return `${count}d${sides}kh1`;
  const explodes = reads.explodes === undefined ? '' : `e>=${reads.explodes}`;
  const subtracts = reads.subtracts === undefined ? '' : `f<=${reads.subtracts}`;
  return `${count}d${sides}${explodes}s>=${reads.from}${subtracts}`;
};

const diceText = (mechanic: Mechanic, attempt: Attempt): string => {
  if (mechanic.kind === 'narrative' || mechanic.kind === 'cards') return '0';
  if (mechanic.kind === 'pool') {
    const count = poolCount(mechanic, attempt);
    return count < 1 ? mechanic.none : poolText(mechanic, count);
  }
  const { edge = 'none' } = attempt;
  return (edge === 'none' ? undefined : mechanic.dice[edge]) ?? mechanic.dice.plain;
};

/** What has to be thrown for it. Where nothing is, it is a roll without dice; where cards are drawn, too. */
export const diceOf = (mechanic: Mechanic, attempt: Attempt): Formula => parseRoll(diceText(mechanic, attempt));

// ── what it comes to ─────────────────────────────────────────────────────────────────────────────────────────────

/** What counts of a throw. `tops`: how many dice of a pool show their highest face. */
export interface Shown {
  natural: number;
  tops: number;
}

const shownOf = (mechanic: Mechanic, attempt: Attempt, { total, thrown }: Rolled): Shown => {
  const [first] = thrown;
  const counts = mechanic.kind === 'pool' && first !== undefined && 'dice' in first && poolCount(mechanic, attempt) > 0;
  return { natural: total, tops: counts ? first.dice.filter(({ value }) => value === mechanic.sides).length : 0 };
};

interface Found {
  level: SuccessLevel;
  margin: number;
  total: number;
  target: number;
}

type Finds = (natural: number) => Found;

type Percentile = Extract<Mechanic, { kind: 'percentile' }>;

const percentile = (mechanic: Percentile, bonus: number, difficulty: number): Finds => {
  const { targets, levels } = mechanic;
  const asked = Math.floor(comesTo(mechanic.target, { bonus, difficulty }));
  const target = Math.min(targets.max, Math.max(targets.min, asked));
  const ceilings = levels.map(({ level, upTo }) => ({
    level,
    upTo: upTo === undefined ? Infinity : comesTo(upTo, { bonus, difficulty, target }),
  }));
  return (natural) => ({
    level: ceilings.find(({ upTo }) => natural <= upTo)?.level ?? 'failure',
    ...{ margin: target - natural, total: natural, target },
  });
};

const cut = (levels: Exclude<Mechanic, Percentile>['levels'], reached: number): SuccessLevel =>
  levels.find(({ from }) => reached >= (from ?? -Infinity))?.level ?? 'failure';

const bandTarget = ({ levels }: Extract<Mechanic, { kind: 'bands' }>): number =>
  levels.find(({ level }) => level === 'success')?.from ?? 0;

const margins =
  ({ levels }: Exclude<Mechanic, Percentile>, added: number, difficulty: number): Finds =>
  (natural) => {
    const total = natural + added;
    const margin = total - difficulty;
    return { level: cut(levels, margin), margin, total, target: difficulty };
  };

const findsOf = (mechanic: Mechanic, { modifiers, difficulty, edge = 'none' }: Attempt): Finds => {
  const bonus = bonusOf(mechanic, modifiers);
  switch (mechanic.kind) {
    case 'percentile':
      return percentile(mechanic, bonus, difficulty);
    case 'bands': {
      const target = bandTarget(mechanic);
      return (natural) => {
        const total = natural + bonus - difficulty;
        return { level: cut(mechanic.levels, total), margin: total - target, total, target };
      };
    }
    case 'narrative':
      return margins(mechanic, bonus + signOf[edge] * mechanic.edge, difficulty);
    // What is added to a pool are dice.
    case 'pool':
      return margins(mechanic, 0, difficulty);
    case 'd20':
    case 'fudge':
    case 'cards':
      return margins(mechanic, bonus, difficulty);
  }
};

export const shifted = (levels: readonly SuccessLevel[], level: SuccessLevel, by: number): SuccessLevel => {
  const at = levels.indexOf(level) - by;
  return levels[Math.max(0, Math.min(levels.length - 1, at))] ?? level;
};

const isMeant = ({ shows, on: kinds }: Natural, natural: number, on: string | undefined): boolean =>
  shows.includes(natural) && (kinds === undefined || (on !== undefined && kinds.includes(on)));

/** The level that what is natural makes of it; null: none. */
const naturally = (
  mechanic: Mechanic,
  { natural, tops }: Shown,
  { level, on }: { level: SuccessLevel; on?: string | undefined },
) => {
  if (mechanic.kind === 'narrative' || mechanic.kind === 'cards') return null;
  if (mechanic.kind === 'pool' && mechanic.reads.by === 'highest' && tops >= (mechanic.reads.critical ?? Infinity))
    return 'critical_success';
  const rule = mechanic.natural.find((each) => isMeant(each, natural, on));
  if (rule === undefined) return null;
  return rule.becomes ?? shifted(levelsOf(mechanic), level, rule.shifts ?? 0);
};

/** How well each throw goes. What does not depend on the throw is reckoned once. */
export const judgeOf = (mechanic: Mechanic, attempt: Attempt) => {
  const finds = findsOf(mechanic, attempt);
  return (shown: Shown): Found & { isNatural: boolean } => {
    const found = finds(shown.natural);
    const level = naturally(mechanic, shown, { level: found.level, on: attempt.on });
    return { ...found, level: level ?? found.level, isNatural: level !== null };
  };
};

const degreesOf = (mechanic: Mechanic, margin: number): number =>
  mechanic.kind === 'bands' ? 0 : Math.trunc(margin / mechanic.degree) + 0; // never -0

/** What was found, with its degrees and in words. */
export const succeedWith = (
  mechanic: Mechanic,
  attempt: Attempt,
  found: Omit<Succeeded, 'words' | 'degrees'>,
): Succeeded => {
  const plain = { ...found, degrees: degreesOf(mechanic, found.margin) };
  return { ...plain, words: levelWords(mechanic, attempt, plain) };
};

/** How well something went. */
export const succeed = (mechanic: Mechanic, attempt: Attempt & { roll: Rolled }): Succeeded => {
  const shown = shownOf(mechanic, attempt, attempt.roll);
  return succeedWith(mechanic, attempt, { ...judgeOf(mechanic, attempt)(shown), natural: shown.natural });
};
