import type { Faces } from '../../src/domain/dice/roll.ts';
import { builtTable } from '../../src/domain/tables/build.ts';
import { libraryProblems } from '../../src/domain/tables/library.ts';
import type { Library, Table } from '../../src/domain/tables/table.ts';
import { WrittenTable } from '../../schemas/tables.ts';

type Loose = Record<string, unknown>;

/** A table of these entries; wrong ones throw. */
export const tableOf = (id: string, entries: readonly (string | Loose)[], more: Loose = {}): Table => {
  const { table, problems } = builtTable(WrittenTable.parse({ id, name: id, entries, ...more }));
  if (table === null) throw new Error(problems.map(({ message }) => message).join('; '));
  return table;
};

/** Tables that draw from each other; what is wrong throws. */
export const libraryOf = (...tables: readonly Table[]): Library => {
  const library = new Map(tables.map((table) => [table.id, table]));
  const problems = libraryProblems(library);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
  return library;
};

/** Everything that a draw, or whatever else throws dice, can come to, by every way in which the dice can fall. */
const everyWay = <T>(throwIt: (from: Faces) => T): { chance: number; found: T }[] => {
  const ways: { chance: number; found: T }[] = [];
  const open: number[][] = [[]];
  for (let begun = open.pop(); begun !== undefined; begun = open.pop()) {
    const given = begun;
    let at = 0;
    let chance = 1;
    const found = throwIt({
      next(sides) {
        if (typeof sides !== 'number') throw new Error('a die with numbers is needed');
        chance /= sides;
        // The first way through a die opens the others.
        if (at === given.length) {
          for (let face = 2; face <= sides; face++) open.push([...given.slice(0, at), face]);
          given.push(1);
        }
        return given[at++] ?? 1;
      },
    });
    ways.push({ chance, found });
  }
  return ways;
};

/** Of each outcome, the chance of it. */
export const chancesOf = <T>(throwIt: (from: Faces) => T): Map<T, number> => {
  const chances = new Map<T, number>();
  for (const { chance, found } of everyWay(throwIt)) chances.set(found, (chances.get(found) ?? 0) + chance);
  return chances;
};
