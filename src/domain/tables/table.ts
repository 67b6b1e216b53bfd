import { type Formula } from '../dice/formula.ts';
import { parseRoll } from '../dice/parse.ts';
import { Failure, isFailure } from '../failure.ts';
import { quoted } from '../quoted.ts';

// What a table is once it was checked.
// T1. Whatever its roll comes to, one entry stands there, and every entry stands at something that it can come to.
// T2. A table that another one draws from is there, and nothing leads round in circles.

const piecesMax = 12;

/** What an entry's text is made of. */
export type Piece =
  | { kind: 'words'; words: string }
  | { kind: 'dice'; formula: Formula }
  /** By its id. */
  | { kind: 'table'; id: string };

export interface Entry {
  /** Of which rolls it is, both included. */
  spans: readonly Span[];
  weight: number;
  /** As it was written. */
  text: string;
  pieces: readonly Piece[];
  once: boolean;
  tags: readonly string[];
}

export interface Span {
  from: number;
  to: number;
}

export interface Table {
  id: string;
  name: string;
  about: string;
  tags: readonly string[];
  /** Null: a die with as many sides as all weights come to. */
  dice: Formula | null;
  entries: readonly Entry[];
}

export type Library = ReadonlyMap<string, Table>;

/** What people call a table, as its id: `[[Tavern names]]` is `tavern_names`. */
export const tableId = (written: string): string =>
  written
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+/, '')
    .replace(/_+$/, '')
    .slice(0, idCharsMax);
const idCharsMax = 64;

const bad = (message: string): Failure => new Failure({ kind: 'terminal', code: 'bad_table', message });

const pieceOf = (written: string): Piece => {
  const inner = written.slice(2, -2).trim();
  if (written.startsWith('{{')) return { kind: 'dice', formula: diceIn(inner) };
  const id = tableId(inner);
  if (id === '') throw bad(`${quoted(written)} names no table`);
  return { kind: 'table', id };
};

const diceIn = (written: string): Formula => {
  const formula = parseRoll(written);
  if (formula.check !== null) throw bad(`${quoted(written)} holds or not: a text needs a number`);
  return formula;
};

/** Braces of a group may stand right before those that close the dice. */
const marked = /\[\[[^[\]]*\]\]|\{\{.*?\}\}(?!\})/g;

/** Throws what is wrong with it. */
export const piecesOf = (text: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let next = 0;
  const words = (to: number): void => {
    const said = text.slice(next, to);
    if (/\[\[|\]\]|\{\{|\}\}/.test(said)) throw bad(`${quoted(said)}: \`[[\` and \`{{\` need their other half`);
    if (said !== '') pieces.push({ kind: 'words', words: said });
  };
  for (const found of text.matchAll(marked)) {
    words(found.index);
    pieces.push(pieceOf(found[0]));
    next = found.index + found[0].length;
  }
  words(text.length);
  if (pieces.length > piecesMax) throw bad(`a text has ${piecesMax} parts at most`);
  return pieces;
};

/** What went wrong, in words; what is no failure of ours goes on. */
export const wordsOfFailure = (thrown: unknown): string => {
  if (!isFailure(thrown)) throw thrown;
  return thrown.advice === undefined ? thrown.message : `${thrown.message}; ${thrown.advice}`;
};
