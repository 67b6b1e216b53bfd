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

/** Whoever was there before stays as they were met. */
const meet = (met: Map<EntityId, Numbers>, now: Map<EntityId, Numbers>, { met: some }: Changed): void => {
  for (const each of some) {
    if (met.has(each.who)) continue;
    met.set(each.who, numbersOf(each));
    now.set(each.who, numbersOf(each));
  }
};

const change = (now: Map<EntityId, Numbers>, { deltas }: Changed): void => {
  for (const delta of deltas) {
    const who = delta.who as EntityId;
    const numbers = now.get(who);
    if (numbers !== undefined) now.set(who, numbersAfter(numbers, delta));
  }
};

/** One that begins anew takes the place of the one before. */
const fightAfter = (fight: Fight | null, { fight: entries = [] }: Changed): Fight | null => {
  const [first] = entries;
  if (first === undefined) return fight;
  return foldOf(entries, first.n === 1 ? noFight : (fight ?? noFight));
};

/** Of changes that count, from the earliest on. */
export const workingState = (changes: readonly WorkingChange[]): WorkingState => {
  const met = new Map<EntityId, Numbers>();
  const now = new Map<EntityId, Numbers>();
  const folded = new Set(changes.flatMap((each) => (isFolded(each) ? each.resolutions : [])));
  const counted = changes.filter((each) => each.kind === 'changed');
  const usedUp = new Set(counted.flatMap((each) => each.usedUp));
  let fight: Fight | null = null;
  for (const each of counted) {
    meet(met, now, each);
    change(now, each);
    fight = fightAfter(fight, each);
  }
  return { now, met, changes: counted, folded, usedUp, fight };
};
