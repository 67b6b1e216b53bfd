import type { Delta } from '../../../schemas/deltas.ts';
import type { EntityId, ResolutionId, RuleId } from '../../../schemas/ids.ts';
import type { Changed, Folded, Met, WorkingChange } from '../../../schemas/working-state.ts';
import { foldOf } from '../combat/evolve.ts';
import { type Fight, noFight } from '../combat/fight.ts';
import type { Held } from '../rules/acting/standing.ts';

// How a scene stands: what those who have to do with it had when they were first met, and all that has changed since.
// W1. It is the fold of the changes that count, in their order, and of nothing else.

/** Somebody's numbers, without the sheet that they go with. */
export interface Numbers {
  name: string;
  resources: Readonly<Record<string, number>>;
  conditions: readonly Held[];
}

export interface WorkingState {
  now: ReadonlyMap<EntityId, Numbers>;
  /** As they were met. */
  met: ReadonlyMap<EntityId, Numbers>;
  /** Whose changes are in it, in their order. */
  changes: readonly Changed[];
  /** Those that were put forward to canon. */
  folded: ReadonlySet<ResolutionId>;
  /** Rules of the house that were used up. */
  usedUp: ReadonlySet<RuleId>;
  /** The fight that is on, or was the last; null: there was none. */
  fight: Fight | null;
}

const numbersAfter = (numbers: Numbers, delta: Delta): Numbers => {
  switch (delta.kind) {
    case 'resource': {
      const before = numbers.resources[delta.resource] ?? 0;
      return { ...numbers, resources: { ...numbers.resources, [delta.resource]: before + delta.by } };
    }
    case 'condition': {
      const { condition, steps, lasts } = delta;
      const others = numbers.conditions.filter((held) => held.condition !== condition);
      return { ...numbers, conditions: [...others, { condition, steps, lasts }] };
    }
    case 'ends':
      return { ...numbers, conditions: numbers.conditions.filter(({ condition }) => condition !== delta.condition) };
  }
};

const numbersOf = ({ name, resources, conditions }: Met): Numbers => ({ name, resources, conditions });

const isFolded = (change: WorkingChange): change is Folded => change.kind === 'folded';

/** Of changes that count, from the earliest on. */
export const workingState = (changes: readonly WorkingChange[]): WorkingState => {
  const met = new Map<EntityId, Numbers>();
  const now = new Map<EntityId, Numbers>();
  const counted: Changed[] = [];
  const folded = new Set<ResolutionId>();
  const usedUp = new Set<RuleId>();
  let fight: Fight | null = null;
  for (const change of changes) {
    if (isFolded(change)) {
      for (const id of change.resolutions) folded.add(id);
      continue;
    }
    counted.push(change);
    const [first] = change.fight ?? [];
    if (first !== undefined) fight = foldOf(change.fight ?? [], first.n === 1 ? noFight : (fight ?? noFight));
    for (const rule of change.usedUp) usedUp.add(rule);
    for (const each of change.met) {
      if (met.has(each.who)) continue;
      met.set(each.who, numbersOf(each));
      now.set(each.who, numbersOf(each));
    }
    for (const delta of change.deltas) {
      const who = delta.who as EntityId;
      const numbers = now.get(who);
      if (numbers !== undefined) now.set(who, numbersAfter(numbers, delta));
    }
  }
  return { now, met, changes: counted, folded, usedUp, fight };
};
