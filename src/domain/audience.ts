import type { Visibility } from '../../schemas/canon.ts';
import type { EntityId } from '../../schemas/ids.ts';

/**
 * Who reads. `gm` sees everything. `player`: what is public or the party's. An entity: what is public, or what it is named as knowing; the party's
 * too if it belongs to it.
 */
export type Audience = { as: 'gm' } | { as: 'player' } | { as: 'entity'; entity: EntityId; inParty: boolean };

/** What is known to some is known to them alone: neither the party nor a player's seat is told for one member's sake. */
export const maySee = (visibility: Visibility, audience: Audience): boolean => {
  if (audience.as === 'gm') return true;
  switch (visibility.level) {
    case 'gm':
      return false;
    case 'public':
      return true;
    case 'party':
      return audience.as === 'player' || audience.inParty;
    case 'known':
      return audience.as === 'entity' && visibility.to.includes(audience.entity);
  }
};
