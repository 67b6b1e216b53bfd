import type { RuleAction } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { wornBy } from '../sheet.ts';
import type { Standing } from './standing.ts';

// What somebody means to do, from what they say.
// I1. The longest words that an action is known by decide, and of equally long ones the first that are said: `I hold the door and hit him` holds.
// I2. What nobody can tell is not guessed.

export interface Intent {
  action: RuleAction;
  /** To whom, by name. */
  other: string | null;
  /** With what of their gear, where they say so. */
  using: string | null;
}

/** Words alone, with blanks between and around them. */
const plain = (text: string): string =>
  ` ${text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

interface Said {
  at: number;
  length: number;
}

const saidIn = (text: string, words: string): Said | null => {
  const wanted = plain(words);
  const at = text.indexOf(wanted);
  return wanted.trim() === '' || at < 0 ? null : { at, length: wanted.length };
};

const better = (a: Said, b: Said): boolean => a.length > b.length || (a.length === b.length && a.at < b.at);

const bestSaid = (text: string, phrases: readonly string[]): Said | null => {
  let best: Said | null = null;
  for (const phrase of phrases) {
    const said = saidIn(text, phrase);
    if (said !== null && (best === null || better(said, best))) best = said;
  }
  return best;
};

const otherIn = (text: string, actor: Standing, others: readonly string[]): string | null => {
  let found: { name: string; said: Said } | null = null;
  for (const name of others) {
    const said = name === actor.name ? null : saidIn(text, name);
    if (said !== null && (found === null || better(said, found.said))) found = { name, said };
  }
  return found?.name ?? null;
};

/** `with my bow`: a thing is known by its name, or by the last word of it. */
const usingIn = (system: RuleSystem, text: string, actor: Standing): string | null => {
  let found: { key: string; said: Said } | null = null;
  for (const { key, name } of wornBy(system, actor.sheet)) {
    const said = bestSaid(text, [name, name.split(' ').at(-1) ?? name]);
    if (said !== null && (found === null || better(said, found.said))) found = { key, said };
  }
  return found?.key ?? null;
};

/** Null: it is no action that the system knows. */
export const intentOf = (
  system: RuleSystem,
  { actor, text, others }: { actor: Standing; text: string; others: readonly string[] },
): Intent | null => {
  const said = plain(text);
  let best: { action: RuleAction; said: Said } | null = null;
  for (const action of system.actions) {
    if (action.special && !actor.actions.includes(action.key)) continue;
    const found = bestSaid(said, [action.name, ...action.words]);
    if (found !== null && (best === null || better(found, best.said))) best = { action, said: found };
  }
  if (best === null) return null;
  return { action: best.action, other: otherIn(said, actor, others), using: usingIn(system, said, actor) };
};
