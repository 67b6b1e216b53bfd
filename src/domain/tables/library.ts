import { nearest } from '../nearest.ts';
import { numberMax } from '../dice/formula.ts';
import type { TableProblem } from './build.ts';
import type { Entry, Library, Table } from './table.ts';

// Tables that draw from each other, checked as a whole before anybody draws.

/** A table within a table within a table. */
const tableDepthMax = 8;
/** Draws that one may come to, itself and all that it leads to. */
const drawsMax = 200;
const drawnCharsMax = 10_000;

/** A number with a sign and a fraction. */
const numberCharsMax = String(-numberMax).length + 20;

export interface LibraryProblem extends TableProblem {
  table: string;
}

/** How much may come of one draw. */
interface Reach {
  depth: number;
  draws: number;
  chars: number;
}

interface Walk {
  tables: Library;
  known: Map<string, Reach>;
  problems: LibraryProblem[];
}

const nothing: Reach = { depth: 0, draws: 0, chars: 0 };

const reachOfEntry = (walk: Walk, { pieces }: Entry, way: readonly string[]): Reach => {
  let reach = nothing;
  for (const piece of pieces) {
    if (piece.kind === 'table') {
      const { depth, draws, chars } = reachOf(walk, piece.id, way);
      reach = { depth: Math.max(reach.depth, depth), draws: reach.draws + draws, chars: reach.chars + chars };
    } else {
      const chars = piece.kind === 'words' ? piece.words.length : numberCharsMax;
      reach = { ...reach, chars: reach.chars + chars };
    }
  }
  return reach;
};

const reachOf = (walk: Walk, id: string, way: readonly string[]): Reach => {
  const known = walk.known.get(id);
  const table = walk.tables.get(id);
  if (known !== undefined) return known;
  if (table === undefined) return nothing;
  let most = nothing;
  for (const [index, entry] of table.entries.entries()) {
    const problem = refused(walk, entry, [...way, id]);
    if (problem !== null) walk.problems.push({ table: id, entry: index, message: problem });
    const reach = problem === null ? reachOfEntry(walk, entry, [...way, id]) : nothing;
    most = {
      depth: Math.max(most.depth, reach.depth),
      draws: Math.max(most.draws, reach.draws),
      chars: Math.max(most.chars, reach.chars),
    };
  }
  const reach = { depth: most.depth + 1, draws: most.draws + 1, chars: most.chars };
  walk.known.set(id, reach);
  tooMuch(walk, id, reach);
  return reach;
};

/** What an entry names that can't be drawn from: what is not there, and what leads back to here. */
const refused = ({ tables }: Walk, { pieces }: Entry, way: readonly string[]): string | null => {
  for (const piece of pieces) {
    if (piece.kind !== 'table') continue;
    if (!tables.has(piece.id)) {
      const near = nearest(piece.id, tables.keys());
      return `there is no table \`${piece.id}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`;
    }
    const from = way.indexOf(piece.id);
    if (from >= 0) return `it goes round in circles: ${[...way.slice(from), piece.id].join(' > ')}`;
    if (way.length > depthLookedAtMax) return `more than ${depthLookedAtMax} tables lie within each other`;
  }
  return null;
};
/** Beyond this nobody looks any further, and what is allowed is less. */
const depthLookedAtMax = 64;

const tooMuch = ({ problems }: Walk, table: string, { depth, draws, chars }: Reach): void => {
  const add = (message: string): void => void problems.push({ table, entry: null, message });
  if (depth > tableDepthMax) add(`${depth} tables lie within each other, and ${tableDepthMax} may`);
  if (draws > drawsMax) add(`one draw may bring ${draws} in all, and ${drawsMax} is the most`);
  if (chars > drawnCharsMax) add(`what comes of it may be ${chars} characters long, and ${drawnCharsMax} is the most`);
};

/** What is wrong with what tables say of each other. */
export const libraryProblems = (tables: ReadonlyMap<string, Table>): readonly LibraryProblem[] => {
  const walk: Walk = { tables, known: new Map(), problems: [] };
  for (const id of tables.keys()) reachOf(walk, id, []);
  return walk.problems;
};
