import type { Fact } from '../../schemas/canon.ts';
import type { Cascade } from '../../schemas/gate.ts';
import type { FactId } from '../../schemas/ids.ts';
import type { Court } from './candidate.ts';
import { isEffectOf } from './effects.ts';

// What goes, or is in doubt, when facts go.
// W1. What an event brought about falls with it. What else derives from a fact falls only if the cascade says so.
// W2. Whatever somebody else's word carries stands.
// W3. What a withdrawn event was the cause of is looked at by a person: it may have had another cause.

export interface Fallen {
  facts: readonly Fact[];
  /** In doubt: a person has to look at them. */
  flagged: readonly Fact[];
}

export const fallenWith = (court: Court, gone: readonly Fact[], cascade: Cascade = 'flag'): Fallen => {
  const { overlay } = court;
  const fallen = new Map<FactId, Fact>();
  const flagged = new Map<FactId, Fact>();
  const asked = new Set(gone.map(({ id }) => id));
  const waiting = [...gone];
  for (const base of waiting)
    for (const fact of overlay.restingOn(base.id)) {
      if (asked.has(fact.id) || fallen.has(fact.id) || overlay.undoing.standsAlone.has(fact.id)) continue;
      const derives = fact.derivesFrom.includes(base.id);
      if (derives && (cascade === 'propagate' || isEffectOf(court, fact, base))) {
        fallen.set(fact.id, fact);
        waiting.push(fact); // an array hands out what is added while it is walked
      } else if (cascade !== 'none') flagged.set(fact.id, fact);
    }
  return { facts: [...fallen.values()], flagged: [...flagged.values()].filter(({ id }) => !fallen.has(id)) };
};
