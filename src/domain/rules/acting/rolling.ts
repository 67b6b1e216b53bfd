import type { RollKind } from '../../../../schemas/rule-mechanic.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { parseRoll } from '../../dice/parse.ts';
import { type Faces, roll } from '../../dice/roll.ts';
import { comesTo } from '../expression.ts';
import type { Attempt } from '../attempt.ts';
import { bonusOf } from '../bonus.ts';
import { withDeck } from '../cards.ts';
import { succeed } from '../mechanic.ts';
import { throwFor, type Thrown } from '../throwing.ts';
import { assertHelp, helpedBy } from './helping.ts';
import { settled, totalAgainst } from './opposed.ts';
import { needsOther, noWay, unknownDifficulty } from './refusing.ts';
import { atTable, bestOf } from './standing.ts';
import { type Asked, swayedBy, type Swayed } from './swayed.ts';
import type { Helped, How, RolledFor, Trying } from './tried.ts';

// One roll for somebody who tries something: with what, against what, and how well it went.
// R1. The best of the values that fit is what they try it with.
// R2. Of two who want the opposite both roll, and what it takes is what the other came to.
// R3. What is no way of doing it is refused before a die is thrown, and so is help that nobody can give.

export type { How, RolledFor, Trying } from './tried.ts';

const nameOfValue = ({ attributes, derived, skills }: RuleSystem, key: string): string =>
  [...attributes, ...derived, ...skills.list].find((each) => each.key === key)?.name.toLowerCase() ?? key;

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

/** What dice show where none are thrown. Null: dice are. Refused where the system does not know of it. */
const wayOf = (system: RuleSystem, how: How): ((bonus: number) => number) | null => {
  const { mechanic } = system;
  if (how === 'rolled') return null;
  if (mechanic.kind !== 'd20' && mechanic.kind !== 'fudge' && mechanic.kind !== 'cards') throw noWay(how, system);
  const { passive, unhurried } = mechanic;
  if (how === 'unhurried') {
    if (unhurried === undefined) throw noWay(how, system);
    return () => unhurried.shows;
  }
  if (passive === undefined) throw noWay(how, system);
  return (bonus) => Math.floor(comesTo(passive, { bonus })) - bonus;
};

interface Made {
  asked: Asked;
  kind: RollKind;
  trying: Trying;
  helps: readonly Helped[];
  difficulty: number;
}

const decided = ({ outcome }: Swayed): Pick<RolledFor, 'level' | 'words'> | null => {
  if (outcome === null) return null;
  const levels = { success: 'success', failure: 'failure', critical: 'critical_success' } as const;
  return { level: levels[outcome.is], words: `${outcome.is} without a roll: ${outcome.because}` };
};

const attemptOf = (
  system: RuleSystem,
  { asked, trying, helps, difficulty }: Made,
  faces: Faces,
): Pick<RolledFor, 'attempt' | 'swayed'> => {
  const swayed = swayedBy(system, asked, {
    faces,
    extra: [...trying.reasons, ...helps.flatMap(({ reasons }) => reasons)],
  });
  const own = { by: atTable(system, asked.actor)[asked.with] ?? 0, because: nameOfValue(system, asked.with) };
  const helped = helps.flatMap(({ modifiers }) => modifiers);
  const modifiers = [...(own.by === 0 ? [] : [own]), ...swayed.modifiers, ...helped, ...trying.modifiers];
  return { attempt: { modifiers, difficulty, edge: swayed.edge, on: asked.roll, with: asked.with }, swayed };
};

/** Without dice it is as if they had shown something. */
const thrownFor = (system: RuleSystem, { attempt, how }: { attempt: Attempt; how: How }, faces: Faces): Thrown => {
  const shows = wayOf(system, how);
  if (shows === null) return throwFor(system.mechanic, attempt, faces);
  const rolled = roll(parseRoll(String(shows(bonusOf(system.mechanic, attempt.modifiers)))), faces);
  return { attempt, rolled, drawn: null, succeeded: succeed(system.mechanic, { ...attempt, roll: rolled }) };
};

const made = (system: RuleSystem, how: Made, faces: Faces): RolledFor => {
  const { asked, kind, helps, trying } = how;
  const { attempt, swayed } = attemptOf(system, how, faces);
  const plain = { who: asked.actor.key, kind, with: asked.with, attempt, swayed, helps, against: null };
  const found = decided(swayed);
  if (found !== null) return { ...plain, ...found, rolled: null, drawn: null, succeeded: null };
  const thrown = thrownFor(system, { attempt, how: trying.how }, faces);
  const { level, words } = thrown.succeeded;
  return { ...plain, ...thrown, level, words };
};

const kindOf = ({ rolls }: RuleSystem, key: string): RollKind => {
  const kind = rolls.find((each) => each.key === key);
  if (kind === undefined) throw new Error(`the system was not checked: there is no roll \`${key}\``);
  return kind;
};

/** What is neither hard nor easy. */
export const usualOf = (system: RuleSystem): number => {
  for (const { against } of system.rolls) if (against.kind === 'ladder') return onLadder(system, against.usual);
  return 0;
};

const isOpposed = ({ against }: RollKind, { difficulty }: Pick<Trying, 'difficulty'>): boolean =>
  against.kind === 'opposed' && difficulty === null;

/** What the other comes to, where somebody tries what they don't want; null: nobody stands against it. */
export const opponentsRoll = (
  system: RuleSystem,
  { roll: key, trying }: { roll: string; trying: Pick<Trying, 'actor' | 'other' | 'difficulty'> },
  faces: Faces,
): RolledFor | null => {
  const kind = kindOf(system, key);
  const { against } = kind;
  if (against.kind !== 'opposed' || !isOpposed(kind, trying)) return null;
  const { actor, other } = trying;
  if (other === null) throw needsOther(kind.name);
  // A total counts by itself.
  const difficulty = system.mechanic.opposed.by === 'total' ? 0 : usualOf(system);
  const plain: Trying = { actor: other, other: actor, reasons: [], modifiers: [], difficulty, how: 'rolled' };
  return rolledFor(system, { roll: against.roll, keys: against.with, trying: plain }, faces);
};

export interface Asking {
  roll: string;
  /** With the best of these values. */
  keys: readonly string[];
  trying: Trying;
  /** What stands against it was thrown already. */
  theirs?: RolledFor | null;
}

/** Refused where it is no way of doing it, where nobody knows how hard it is, or where somebody can't help with it. */
export const assertCanTry = (system: RuleSystem, { roll: key, keys, trying }: Asking): void => {
  wayOf(system, trying.how);
  plainDifficulty(system, { roll: key, trying });
  assertHelp(system, { keys, trying });
};

/** How hard it is by itself: nothing where somebody rolls against it. */
const plainDifficulty = (system: RuleSystem, { roll: key, trying }: Pick<Asking, 'roll' | 'trying'>): number => {
  const kind = kindOf(system, key);
  if (!isOpposed(kind, trying)) return difficultyOf(system, kind, trying);
  if (trying.other === null) throw needsOther(kind.name);
  return 0;
};

export const rolledFor = (system: RuleSystem, asking: Asking, from: Faces): RolledFor => {
  assertCanTry(system, asking);
  const faces = withDeck(system.mechanic, from);
  const { roll: key, keys, trying } = asking;
  const { actor, other } = trying;
  const asked: Asked = { roll: key, with: bestOf(atTable(system, actor), keys), actor, other };
  const helps = helpedBy(system, { keys, trying }, (helping) =>
    rolledFor(system, { roll: key, keys, trying: helping }, faces),
  );
  const theirs = asking.theirs ?? opponentsRoll(system, { roll: key, trying }, faces);
  const plain = plainDifficulty(system, asking);
  const difficulty = theirs === null ? plain : (totalAgainst(system, theirs) ?? usualOf(system));
  const mine = made(system, { asked, kind: kindOf(system, key), trying, helps, difficulty }, faces);
  return theirs === null ? mine : settled(system, mine, theirs);
};
