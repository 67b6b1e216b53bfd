import type { EntityId } from '../../schemas/ids.ts';
import type { KeptSheet } from '../../schemas/sheets.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { Desk, Person } from './desk.ts';
import { findEntity, nameBook } from './naming.ts';

// What those whom canon knows are by the rules. A sheet is kept for somebody of canon; who has none is as anybody is.

const ifNobody = 'Propose them first: `monitor propose --entity NAME --type character`.';

const changedMeanwhile = (): Failure =>
  new Failure({
    ...{ kind: 'transient', code: 'sheet_moved', message: 'somebody changed the sheet at the same time' },
    advice: 'Look at it, and try again.',
  });

export interface SheetKept {
  id: EntityId;
  name: string;
  /** They had one before. */
  isChanged: boolean;
}

/** `as`: by name or id. */
export const keepSheet = async (
  desk: Desk,
  { name: by }: Person,
  { of, as }: { of: KeptSheet['of']; as: string },
): Promise<SheetKept> => {
  const { universe, narrative, notes, world } = desk;
  const { id, name } = await findEntity(nameBook(desk, { ifNobody }), as);
  const [there] = await narrative.get('sheets', universe, [id]);
  const at = new Date(world.now()).toISOString();
  const next = { document: { universe, story: null, scene: null, id, of, by, at }, events: [] };
  const outcome =
    there === undefined
      ? (await notes.insert('sheets', [next]))[0]
      : await notes.replace('sheets', { ...next, expected: there.version });
  if (outcome === 'conflict') throw changedMeanwhile();
  return { id, name, isChanged: there !== undefined };
};
