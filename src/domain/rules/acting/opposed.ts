import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { withCard } from '../cards.ts';
import { levelsOf } from '../mechanic.ts';
import { levelWords, totalWords } from '../success-words.ts';
import type { RolledFor } from './tried.ts';

// Who has it, of two who want the opposite.
// O1. By totals what the other came to is how hard it is; by levels both try the same, and the better level has it.
// O2. Of two who came to the same, whoever the system says has it.

const worseFirst: readonly SuccessLevel[] = ['critical_failure', 'failure', 'partial', 'success', 'critical_success'];

export const qualityOf = (level: SuccessLevel): number => worseFirst.indexOf(level);

const named = ({ drawn }: RolledFor, words: string): string => (drawn === null ? words : withCard(drawn.name, words));

/** What a roll came to, whatever it was thrown against. */
export const totalOf = ({ mechanic }: RuleSystem, roll: RolledFor): string =>
  roll.succeeded === null ? roll.words : named(roll, totalWords(mechanic, roll.attempt, roll.succeeded));

/** Null: it is levels that are compared, or the other was decided without dice. */
export const totalAgainst = ({ mechanic }: RuleSystem, theirs: RolledFor): number | null =>
  mechanic.opposed.by === 'total' ? (theirs.succeeded?.total ?? null) : null;

/** The level of whoever has it not, as the system knows one. */
const notHad = ({ mechanic }: RuleSystem): SuccessLevel =>
  levelsOf(mechanic).includes('failure') ? 'failure' : 'critical_failure';

const had = ({ mechanic }: RuleSystem): SuccessLevel =>
  levelsOf(mechanic).includes('success') ? 'success' : 'critical_success';

const tieWords = {
  active: 'a tie goes to whoever tries it',
  passive: 'a tie goes to whoever stands against it',
  nobody: 'a tie is nobody’s',
} as const;

/** What a tie makes of a level: what is had at a price may stay so. */
const tied = (system: RuleSystem, level: SuccessLevel): SuccessLevel => {
  const partial = qualityOf('partial');
  if (system.mechanic.opposed.tie === 'active') return qualityOf(level) >= partial ? level : had(system);
  return qualityOf(level) <= partial ? level : notHad(system);
};

const byTotal = (system: RuleSystem, mine: RolledFor, theirs: RolledFor): RolledFor => {
  const { mechanic } = system;
  // What was thrown against nothing: what it came to is all that counts.
  const against = { ...theirs, words: totalOf(system, theirs) };
  const { succeeded } = mine;
  if (succeeded === null || succeeded.isNatural || succeeded.total !== theirs.succeeded?.total)
    return { ...mine, against };
  const level = tied(system, succeeded.level);
  if (level === succeeded.level) return { ...mine, against };
  const sum = named(mine, levelWords(mechanic, mine.attempt, { ...succeeded, level }));
  const words = `${sum}; ${tieWords[mechanic.opposed.tie]}`;
  return { ...mine, level, words, succeeded: { ...succeeded, level, words }, against };
};

const byLevel = (system: RuleSystem, mine: RolledFor, theirs: RolledFor): RolledFor => {
  const { tie } = system.mechanic.opposed;
  const by = qualityOf(mine.level) - qualityOf(theirs.level);
  if (by > 0 || (by === 0 && tie === 'active')) return { ...mine, against: theirs };
  const level = notHad(system);
  const why = by < 0 ? 'the other did better' : tieWords[tie];
  const isWorse = qualityOf(level) < qualityOf(mine.level);
  return { ...mine, against: theirs, ...(isWorse ? { level, words: `${mine.words}; ${why}` } : {}) };
};

/** What comes of the one roll against the other. */
export const settled = (system: RuleSystem, mine: RolledFor, theirs: RolledFor): RolledFor =>
  totalAgainst(system, theirs) === null ? byLevel(system, mine, theirs) : byTotal(system, mine, theirs);
