import type { Entity } from '../../schemas/canon.ts';

/** Somebody of whom nothing is known but what is said here. */
export const plainEntity = (
  known: Pick<Entity, 'id' | 'universe' | 'introduced' | 'name'> & Partial<Entity>,
): Entity => ({
  ...{ kind: 'entity', form: 'instance', type: 'character', aliases: [], description: null, properties: {}, tags: [] },
  ...{ derivesFrom: null, visibility: { level: 'public' }, authority: 'gm', status: 'canon', mergedInto: null },
  ...known,
});
