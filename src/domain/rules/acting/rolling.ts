import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import type { RollKind } from '../../../../schemas/rule-mechanic.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { parseRoll } from '../../dice/parse.ts';
import { type Faces, roll, type Rolled } from '../../dice/roll.ts';
import type { Attempt, Modifier, Succeeded } from '../attempt.ts';
import { comesTo } from '../expression.ts';
import { bonusOf } from '../bonus.ts';
import { diceOf, levelsOf, succeed } from '../mechanic.ts';
import { totalWords } from '../success-words.ts';
import { needsOther, noWay, unknownDifficulty } from './refusing.ts';
import { atTable, type Standing } from './standing.ts';
import { type Asked, type Reason, swayedBy, type Swayed } from './swayed.ts';

// One roll for somebody who tries something: with what, against what, and how well it went.
// R1. The best of the values that fit is what they try it with.
// R2. Of two who want the opposite both roll, and what it takes is what the other came to.

/** How it is done: at once, with all the time there is, or without trying. */
export type How = 'rolled' | 'unhurried' | 'passive';

export interface Trying {
  actor: Standing;
  other: Standing | null;
  /** From outside: help, a good plan, the light. */
  reasons: readonly Reason[];
  modifiers: readonly Modifier[];
  /** A step of the ladder, or a number. */
  difficulty: string | number | null;
  how: How;
}

export interface RolledFor {
  /** Who threw. */
  who: string;
  kind: RollKind;
  /** The value that it was tried with. */
  with: string;
  attempt: Attempt;
  swayed: Swayed;
  /** Null: it was decided without dice. */
  rolled: Rolled | null;
  level: SuccessLevel;
  succeeded: Succeeded | null;
  words: string;
  /** What the other rolled. */
  against: RolledFor | null;
}

const nameOfValue = ({ attributes, derived, skills }: RuleSystem, key: string): string =>
  [...attributes, ...derived, ...skills.list].find((each) => each.key === key)?.name.toLowerCase() ?? key;

const bestOf = (values: Readonly<Record<string, number>>, keys: readonly string[]): string => {
  let [best = ''] = keys;
  for (const key of keys) if ((values[key] ?? 0) > (values[best] ?? 0)) best = key;
  return best;
};

const onLadder = (system: RuleSystem, written: string): number => {
  const step = system.ladder.find(({ key }) => key === written);
  if (step === undefined) throw unknownDifficulty(system, written);
  return step.value;
};

/** What it takes, where nobody rolls against it. */
const difficultyOf = (system: RuleSystem, kind: RollKind, trying: Trying): number => {
  const { actor, other, difficulty } = trying;
  if (typeof difficulty === 'number') return difficulty;
  if (difficulty !== null) return onLadder(system, difficulty);
  const { against } = kind;
  switch (against.kind) {
    case 'ladder':
      return onLadder(system, against.usual);
    case 'other':
      if (other === null) throw needsOther(kind.name);
      return Math.floor(comesTo(against.value, atTable(system, other)));
    case 'cause':
      return Math.floor(comesTo(against.usual, atTable(system, other ?? actor)));
    case 'fixed':
      return Math.floor(comesTo(against.value, atTable(system, actor)));
    case 'opposed':
      return 0;
  }
};

/** What dice show where none are thrown. Null: dice are. */
const shownWithout = (system: RuleSystem, how: How, modifiers: readonly Modifier[]): number | null => {
  const { mechanic } = system;
  if (how === 'rolled') return null;
  if (mechanic.kind !== 'd20' && mechanic.kind !== 'fudge') throw noWay(how, system);
  const bonus = bonusOf(mechanic, modifiers);
  if (how === 'passive') {
    if (mechanic.passive === undefined) throw noWay(how, system);
    return Math.floor(comesTo(mechanic.passive, { bonus })) - bonus;
  }
  if (mechanic.unhurried === undefined) throw noWay(how, system);
  return mechanic.unhurried.shows;
};

interface Made {
  who: string;
  kind: RollKind;
  with: string;
  swayed: Swayed;
  attempt: Attempt;
  how: How;
}

const decided = ({ swayed: { outcome } }: Made): Pick<RolledFor, 'level' | 'words'> | null => {
  if (outcome === null) return null;
  const levels = { success: 'success', failure: 'failure', critical: 'critical_success' } as const;
  return { level: levels[outcome.is], words: `${outcome.is} without a roll: ${outcome.because}` };
};

const made = (system: RuleSystem, how: Made, faces: Faces): RolledFor => {
  const { kind, swayed, attempt } = how;
  const plain = { who: how.who, kind, with: how.with, attempt, swayed, against: null };
  const found = decided(how);
  if (found !== null) return { ...plain, ...found, rolled: null, succeeded: null };
  const shown = shownWithout(system, how.how, attempt.modifiers);
  const formula = shown === null ? diceOf(system.mechanic, attempt) : parseRoll(String(shown));
  const rolled = roll(formula, faces);
  const succeeded = succeed(system.mechanic, { ...attempt, roll: rolled });
  return { ...plain, rolled, succeeded, level: succeeded.level, words: succeeded.words };
};

const attemptOf = (
  system: RuleSystem,
  asked: Asked,
  { trying, difficulty, faces }: { trying: Pick<Trying, 'reasons' | 'modifiers'>; difficulty: number; faces: Faces },
): Pick<Made, 'attempt' | 'swayed' | 'with'> => {
  const swayed = swayedBy(system, asked, { faces, extra: trying.reasons });
  const own = { by: atTable(system, asked.actor)[asked.with] ?? 0, because: nameOfValue(system, asked.with) };
  const modifiers = [...(own.by === 0 ? [] : [own]), ...swayed.modifiers, ...trying.modifiers];
  return { attempt: { modifiers, difficulty, edge: swayed.edge, on: asked.roll }, swayed, with: asked.with };
};

const kindOf = ({ rolls }: RuleSystem, key: string): RollKind => {
  const kind = rolls.find((each) => each.key === key);
  if (kind === undefined) throw new Error(`the system was not checked: there is no roll \`${key}\``);
  return kind;
};

/** What is neither hard nor easy. */
const usualOf = (system: RuleSystem): number => {
  for (const { against } of system.rolls) if (against.kind === 'ladder') return onLadder(system, against.usual);
  return 0;
};

/** Of two who came to the same. */
const tieTo = ({ mechanic }: RuleSystem): number => (mechanic.opposed.tie === 'active' ? 0 : 1);

const worseFirst: readonly SuccessLevel[] = ['critical_failure', 'failure', 'partial', 'success', 'critical_success'];

/** Whose level is better: the other's counts against it. */
const byLevel = (system: RuleSystem, mine: RolledFor, theirs: RolledFor): RolledFor => {
  const by = worseFirst.indexOf(mine.level) - worseFirst.indexOf(theirs.level);
  const wins = by > 0 || (by === 0 && tieTo(system) === 0);
  const fails: SuccessLevel = levelsOf(system.mechanic).includes('failure') ? 'failure' : 'critical_failure';
  return { ...mine, against: theirs, ...(wins ? {} : { level: fails }) };
};

/** Against which nothing was tried: what it came to is what counts. */
const onlyTotal = ({ mechanic }: RuleSystem, theirs: RolledFor): RolledFor =>
  theirs.succeeded === null ? theirs : { ...theirs, words: totalWords(mechanic, theirs.attempt, theirs.succeeded) };

/** Tries it. `keys`: with the best of these values. */
export const rolledFor = (
  system: RuleSystem,
  { roll: key, keys, trying }: { roll: string; keys: readonly string[]; trying: Trying },
  faces: Faces,
): RolledFor => {
  const kind = kindOf(system, key);
  const { actor, other, how } = trying;
  const asked: Asked = { roll: key, with: bestOf(atTable(system, actor), keys), actor, other };
  const { against } = kind;
  if (against.kind !== 'opposed' || trying.difficulty !== null) {
    const difficulty = difficultyOf(system, kind, trying);
    return made(
      system,
      { who: actor.key, kind, how, ...attemptOf(system, asked, { trying, difficulty, faces }) },
      faces,
    );
  }
  if (other === null) throw needsOther(kind.name);
  const usual = system.mechanic.opposed.by === 'total' ? 0 : usualOf(system);
  const plain: Trying = { actor: other, other: actor, reasons: [], modifiers: [], difficulty: usual, how: 'rolled' };
  const theirs = rolledFor(system, { roll: against.roll, keys: against.with, trying: plain }, faces);
  const total = system.mechanic.opposed.by === 'total' ? theirs.succeeded?.total : undefined;
  const difficulty = total === undefined ? usual : total + tieTo(system);
  const mine = made(
    system,
    { who: actor.key, kind, how, ...attemptOf(system, asked, { trying, difficulty, faces }) },
    faces,
  );
  return total === undefined ? byLevel(system, mine, theirs) : { ...mine, against: onlyTotal(system, theirs) };
};
