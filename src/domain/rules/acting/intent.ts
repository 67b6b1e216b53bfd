import type { RuleAction } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { thingOf } from '../sheet.ts';
import { type Known, type Targets, targetsIn } from './intent-targets.ts';
import { before, isDenied, isFormOf, placesOf, type Said, saidIn, wordsOf } from './intent-words.ts';
import type { How } from './rolling.ts';
import type { Standing } from './standing.ts';

// What somebody means to do, from what they say.
// I1. What is known by most words decides, and of equals what is said first: `I hold the door and hit him` holds.
// I2. What is denied is not done, nor what is said of others, or in quotes: `I don't attack`, `if he runs`, `the sword that hit him`.
// I3. What nobody can tell is not guessed. Where rules tell nothing, or several things as well, a suggestion may decide; it names an action that there is, and none that was denied.

export type { Known } from './intent-targets.ts';

/** From outside: a model, a table's memory. It only ever advises. */
export interface Suggestion {
  /** The key of an action. */
  action: string;
  /** By name. */
  others?: readonly string[];
  using?: string | null;
}

export interface Intent {
  action: RuleAction;
  /** To whom, by name. */
  other: string | null;
  /** All of them, where several are meant. */
  others: readonly string[];
  /** With what of their gear, where they say so. */
  using: string | null;
  how: How;
  /** A rung of the ladder, where they say so. */
  difficulty: string | null;
  /** How it was found, and by which words. */
  found: 'words' | 'suggestion';
  said: string;
  /** Keys of actions that it might have been as well. */
  mightBe: readonly string[];
  /** Who else might have been meant. */
  mightBeTo: readonly string[];
}

export interface Saying {
  actor: Standing;
  text: string;
  /** Those that can be spoken of, by name or by more than that. */
  others: readonly (string | Known)[];
  /** Who was spoken of last. */
  last?: string | null;
  suggestion?: Suggestion | null;
}

interface Candidate {
  action: RuleAction;
  at: number;
  length: number;
}

/** `I try to strike`: what is tried is what counts. */
const beginnings = new Set(['try', 'tries', 'trying', 'attempt', 'begin', 'start']);
/** Whoever is told to do something does it themselves. */
const tellings = ['tell', 'ask', 'order', 'beg', 'urge', 'let', 'make', 'watch', 'see', 'want', 'convince', 'expect'];

const candidatesIn = ({ actions }: RuleSystem, actor: Standing, said: Said): Candidate[] =>
  actions.flatMap((action) => {
    if (action.special && !actor.actions.includes(action.key)) return [];
    return [action.name, ...action.words].flatMap((phrase) => {
      const words = wordsOf(phrase);
      return placesOf(said, words, true).map((at) => ({ action, at, length: words.length }));
    });
  });

/** Somebody else does it: their name stands right before it, or they are told to. */
const isOfOthers = (said: Said, { at }: Candidate, others: readonly Known[]): boolean => {
  const words = before(said, at);
  const names = new Set(others.flatMap(({ name, aliases }) => [name, ...aliases].flatMap(wordsOf)));
  const last = words.findLastIndex((word) => names.has(word));
  if (last === -1) return false;
  const between = words.slice(last + 1);
  if (between.some((word) => word === 'i' || word === 'we')) return false;
  const isTold = words.slice(0, last).some((word) => tellings.some((each) => isFormOf(word, each)));
  const isInflected = said.words[at]?.word.endsWith('s') === true;
  return (isTold && between.includes('to')) || (between.length === 0 && isInflected);
};

const best = (candidates: readonly Candidate[]): Candidate | null => {
  let found: Candidate | null = null;
  for (const each of candidates)
    if (found === null || each.length > found.length || (each.length === found.length && each.at < found.at))
      found = each;
  return found;
};

/** A word of an action that only begins another is not what is meant. */
const withoutBeginnings = (said: Said, candidates: readonly Candidate[]): readonly Candidate[] => {
  const kept = candidates.filter(
    ({ at, length }) =>
      !(beginnings.has(said.words[at]?.word ?? '') && said.words[at + length]?.word === 'to') ||
      !candidates.some((each) => each.at > at),
  );
  return kept.length === 0 ? candidates : kept;
};

interface Mentioned {
  key: string;
  length: number;
  /** After `with`: it is said what for. */
  isWith: boolean;
}

const thingsIn = (system: RuleSystem, said: Said, { sheet }: Standing): Mentioned[] =>
  sheet.gear.flatMap((key) => {
    const name = wordsOf(thingOf(system, sheet, key)?.name ?? key);
    return [name, name.slice(-1)].flatMap((words) =>
      placesOf(said, words).flatMap((at): Mentioned[] => {
        const isWith = before(said, at).some((word) => ['with', 'using', 'by'].includes(word));
        return isDenied(said, at) ? [] : [{ key, length: words.length, isWith }];
      }),
    );
  });

/** `with my bow`: a thing is known by its name, or by the last word of it. */
const usingIn = (system: RuleSystem, said: Said, actor: Standing): string | null => {
  const [first] = thingsIn(system, said, actor).toSorted(
    (a, b) => Number(b.isWith) - Number(a.isWith) || b.length - a.length,
  );
  return first?.key ?? null;
};

const hardness = new Set(['is', 'be', 'looks', 'seems', 'difficulty', 'at']);
const degrees = new Set(['a', 'an', 'the', 'rather', 'quite', 'just', 'going', 'to']);

/** `it is hard`: a rung of the ladder, the longest that is said. */
const difficultyIn = ({ ladder }: RuleSystem, said: Said): string | null => {
  let found: { key: string; length: number } | null = null;
  for (const { key, name } of ladder)
    for (const words of [wordsOf(name), wordsOf(key.replaceAll('_', ' '))])
      for (const at of placesOf(said, words)) {
        const lead = before(said, at)
          .filter((word) => !degrees.has(word))
          .at(-1);
        if (lead === undefined || !hardness.has(lead) || isDenied(said, at)) continue;
        if (found === null || words.length > found.length) found = { key, length: words.length };
      }
  return found?.key ?? null;
};

const unhurriedWords = [
  ...[
    'my time',
    'her time',
    'his time',
    'our time',
    'your time',
    'all the time',
    'without haste',
    'no hurry',
    'unhurried',
  ],
  'at leisure',
].map(wordsOf);

/** With all the time there is: where the system knows of it, and nobody stands against it. */
const howIn = ({ mechanic, rolls }: RuleSystem, said: Said, { roll }: RuleAction): How => {
  const against = rolls.find(({ key }) => key === roll?.kind)?.against.kind;
  const isKnown = 'unhurried' in mechanic && mechanic.unhurried !== undefined;
  if (!isKnown || (against !== 'ladder' && against !== 'fixed')) return 'rolled';
  return unhurriedWords.some((words) => placesOf(said, words).length > 0) ? 'unhurried' : 'rolled';
};

const known = (actor: Standing, others: Saying['others']): Known[] =>
  others
    .map((each) => (typeof each === 'string' ? { name: each, aliases: [] } : each))
    .filter(({ name }) => name !== actor.name);

interface Found {
  action: RuleAction;
  at: number;
  said: string;
  found: Intent['found'];
  mightBe: readonly string[];
}

const keysOf = (candidates: readonly Candidate[]): string[] => [...new Set(candidates.map(({ action }) => action.key))];

/** What was denied can't be suggested, nor what is not theirs to do. */
const suggested = (
  { actions }: RuleSystem,
  { actor, suggestion }: Saying,
  denied: readonly string[],
): RuleAction | null => {
  const action = actions.find(({ key }) => key === suggestion?.action);
  if (action === undefined || denied.includes(action.key)) return null;
  return action.special && !actor.actions.includes(action.key) ? null : action;
};

const foundIn = (system: RuleSystem, saying: Saying, said: Said): Found | null => {
  const others = known(saying.actor, saying.others);
  const all = candidatesIn(system, saying.actor, said);
  const isSaid = ({ at }: Candidate): boolean => !isDenied(said, at) && !said.aside.has(said.words[at]?.clause ?? -1);
  const meant = withoutBeginnings(
    said,
    all.filter((each) => isSaid(each) && !isOfOthers(said, each, others)),
  );
  const first = best(meant);
  const advised = suggested(system, saying, keysOf(all.filter((each) => isDenied(said, each.at))));
  if (first === null)
    return advised === null ? null : { action: advised, at: -1, said: '', found: 'suggestion', mightBe: [] };
  const equals = meant.filter(({ length }) => length === first.length);
  const chosen = equals.find(({ action }) => action.key === advised?.key) ?? first;
  const words = said.words.slice(chosen.at, chosen.at + chosen.length).map(({ word }) => word);
  return {
    ...{ action: chosen.action, at: chosen.at, said: words.join(' ') },
    found: chosen === first ? 'words' : 'suggestion',
    mightBe: keysOf(meant).filter((key) => key !== chosen.action.key),
  };
};

/** Who is named goes before who is suggested. */
const advisedTargets = (targets: Targets, others: readonly Known[], suggestion: Suggestion | null): Targets => {
  if (targets.meant.length > 0) return targets;
  const names = others.map(({ name }) => name);
  const meant = (suggestion?.others ?? []).filter((name) => names.includes(name));
  return { meant, mightBe: targets.mightBe.filter((name) => !meant.includes(name)) };
};

/** Null: it is no action that the system knows. */
export const intentOf = (system: RuleSystem, saying: Saying): Intent | null => {
  const { actor, text, last = null, suggestion = null } = saying;
  const said = saidIn(text);
  const found = foundIn(system, saying, said);
  if (found === null) return null;
  const { at, ...plain } = found;
  const others = known(actor, saying.others);
  const { meant, mightBe } = advisedTargets(targetsIn(said, { others, at, last }), others, suggestion);
  const things = suggestion?.using ?? null;
  const advised = things !== null && actor.sheet.gear.includes(things) ? things : null;
  return {
    ...{ ...plain, other: meant[0] ?? null, others: meant, mightBeTo: mightBe },
    ...{ using: usingIn(system, said, actor) ?? advised, how: howIn(system, said, found.action) },
    difficulty: difficultyIn(system, said),
  };
};
