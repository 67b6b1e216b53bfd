import { constantOf } from '../dice/arithmetic.ts';
import { roll, type Faces } from '../dice/roll.ts';
import { numberText } from '../dice/telling.ts';
import { Failure } from '../failure.ts';
import { nearest } from '../nearest.ts';
import { quoted } from '../quoted.ts';
import { type Entry, type Library, type Piece, type Table, tableId } from './table.ts';

// Draws from a table.
// D1. Every die, table and entry is in the record, in the order in which they came: with the same faces the same is drawn.
// D2. What comes once and was drawn does not come again while the caller remembers it. Nothing is kept here.
// D3. Where a roll comes to what is used up, the next entry counts that is left, and after the last the first.
// D4. A draw that fails uses nothing up.

/** An entry that comes once, and came. Known by its words, so that a table may be edited meanwhile. */
export interface UsedUp {
  table: string;
  text: string;
}

export interface DiceThrown {
  kind: 'dice';
  dice: string;
  faces: readonly number[];
  total: number;
}

export interface Drawn {
  kind: 'table';
  table: string;
  name: string;
  /** As it was rolled, and what fell. No faces: only one entry was left. */
  dice: string;
  faces: readonly number[];
  total: number;
  /** The entry that the roll came to, if it was used up. */
  passed: string | null;
  /** As it was written. */
  entry: string;
  tags: readonly string[];
  /** What its text asked for, in order. */
  within: readonly (Drawn | DiceThrown)[];
  text: string;
}

export interface Draw {
  drawn: Drawn;
  /** What was used up before, and now. */
  used: readonly UsedUp[];
  /** Every die, as they fell. */
  faces: readonly number[];
}

interface Drawing {
  library: Library;
  from: Faces;
  used: UsedUp[];
}

const unknown = (library: Library, id: string): Failure => {
  const near = nearest(id, library.keys());
  return new Failure({
    ...{ kind: 'terminal', code: 'unknown_table', message: `there is no table ${quoted(id)}` },
    advice: near === undefined ? '`monitor table list` shows them.' : `Did you mean \`${near}\`?`,
  });
};

/** By its id, or by its name in any letters; of several with one name the first. */
export const tableIn = (library: Library, written: string): Table => {
  const id = tableId(written);
  const table = library.get(id) ?? library.values().find(({ name }) => id !== '' && tableId(name) === id);
  if (table === undefined) throw unknown(library, id === '' ? written : id);
  return table;
};

const usedUp = ({ id, name }: Table): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'table_used_up',
    message: `everything in the table \`${name}\` (${id}) came once, and is used up`,
    advice: 'Add entries to it, or begin anew.',
  });

interface Landed {
  dice: string;
  faces: readonly number[];
  total: number;
  passed: Entry | null;
  entry: Entry;
}

/** The place of a weight among those that are left. */
const byWeight = (table: Table, left: readonly Entry[], from: Faces): Landed => {
  const sides = left.reduce((sum, { weight }) => sum + weight, 0);
  const face = left.length === 1 ? 1 : from.next(sides);
  let before = 0;
  const entry = left.find(({ weight }) => (before += weight) >= face);
  if (entry === undefined) throw usedUp(table);
  return { dice: `d${sides}`, faces: left.length === 1 ? [] : [face], total: face, passed: null, entry };
};

const standsAt =
  (total: number) =>
  ({ spans }: Entry): boolean =>
    spans.some(({ from, to }) => total >= from && total <= to);

const byRoll = (table: Table, left: readonly Entry[], from: Faces): Landed => {
  const { dice, entries } = table;
  if (dice === null) return byWeight(table, left, from);
  const { total, faces } = roll(dice, from);
  const at = entries.findIndex(standsAt(total));
  const inTurn = [...entries.slice(at), ...entries.slice(0, at)];
  const entry = inTurn.find((each) => left.includes(each));
  const [hit] = inTurn;
  if (entry === undefined || hit === undefined) throw usedUp(table);
  return { dice: dice.text, faces, total, passed: hit === entry ? null : hit, entry };
};

const thrown = (piece: Extract<Piece, { kind: 'dice' }>, { from }: Drawing): DiceThrown => {
  const { formula } = piece;
  const constant = constantOf(formula.root);
  const { total, faces } = constant === null ? roll(formula, from) : { total: constant, faces: [] };
  return { kind: 'dice', dice: formula.text, faces, total };
};

const isUsed = (used: readonly UsedUp[], { id }: Table, { once, text }: Entry): boolean =>
  once && used.some((each) => each.table === id && each.text === text);

const drawn = (drawing: Drawing, table: Table): Drawn => {
  const { id } = table;
  const left = table.entries.filter((entry) => !isUsed(drawing.used, table, entry));
  if (left.length === 0) throw usedUp(table);
  const { dice, faces, total, passed, entry } = byRoll(table, left, drawing.from);
  if (entry.once) drawing.used.push({ table: id, text: entry.text });
  const within: (Drawn | DiceThrown)[] = [];
  const said = entry.pieces.map((piece) => {
    if (piece.kind === 'words') return piece.words;
    const found = piece.kind === 'dice' ? thrown(piece, drawing) : drawn(drawing, tableIn(drawing.library, piece.id));
    within.push(found);
    return found.kind === 'dice' ? numberText(found.total) : found.text;
  });
  return {
    ...{ kind: 'table', table: id, name: table.name, dice, faces, total, passed: passed?.text ?? null },
    ...{ entry: entry.text, tags: entry.tags, within, text: said.join('') },
  };
};

/** From a library without problems it ends: nothing in it leads round in circles. */
export const draw = (
  library: Library,
  id: string,
  { from, used = [] }: { from: Faces; used?: readonly UsedUp[] },
): Draw => {
  const faces: number[] = [];
  const noted: Faces = {
    next(sides) {
      const face = from.next(sides);
      faces.push(face);
      return face;
    },
  };
  const drawing: Drawing = { library, from: noted, used: [...used] };
  return { drawn: drawn(drawing, tableIn(library, id)), used: drawing.used, faces };
};
