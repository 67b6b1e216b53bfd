import type { EntityId, ResolutionId } from '../../schemas/ids.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { Changed } from '../../schemas/working-state.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import type { Held } from '../../src/domain/rules/acting/standing.ts';
import type { Numbers, WorkingState } from '../../src/domain/working/state.ts';
import { countedBy } from './baseline.ts';
import { claimOf, type Claimed } from './claiming.ts';

// What a scene has changed in numbers, as facts to put forward.
// F1. For each number one fact of its new value, with every change of it that was not put forward before as its evidence, each once.
// F2. What has come back to what canon holds is not told.
// F3. Conditions that end with the scene, or sooner, are not told at all: canon is of what lasts.

export interface Fold {
  claimed: Claimed;
  /** Whose changes are in it. */
  evidence: readonly ResolutionId[];
  storyTime: StoryTime | null;
}

export interface Folding {
  system: RuleSystem;
  working: WorkingState;
  /** From which ids follow. */
  salt: string;
}

interface Counted {
  who: EntityId;
  name: string;
  predicate: string;
  unit: string;
  value: number;
  statement: string;
  /** Whether a change is of this number. */
  isOf: (delta: Changed['deltas'][number]) => boolean;
}

const passing = new Set<Held['lasts']['kind']>(['scene', 'rounds', 'turn', 'save']);

const stepsOf = ({ conditions }: Numbers, key: string): number => {
  const held = conditions.find(({ condition }) => condition === key);
  return held === undefined || passing.has(held.lasts.kind) ? 0 : held.steps;
};

const resourceNumbers = ({ resources }: RuleSystem, who: EntityId, now: Numbers): Counted[] =>
  resources.map(({ key, name, tells }) => {
    const value = now.resources[key] ?? 0;
    return {
      ...{ who, name: now.name, predicate: tells?.predicate ?? countedBy.resource, unit: tells?.unit ?? key, value },
      statement: `${now.name} has ${value} ${name.toLowerCase()}.`,
      isOf: (delta) => delta.kind === 'resource' && delta.who === who && delta.resource === key,
    };
  });

const conditionNumbers = ({ conditions }: RuleSystem, who: EntityId, now: Numbers): Counted[] =>
  conditions.flatMap(({ key, name, tells }): Counted[] => {
    if (tells !== undefined) return [];
    const value = stepsOf(now, key);
    const is = value === 0 ? `is ${name.toLowerCase()} no longer` : `is ${name.toLowerCase()}`;
    return [
      {
        ...{ who, name: now.name, predicate: countedBy.condition, unit: key, value },
        statement: `${now.name} ${is}${value > 1 ? ` (${value})` : ''}.`,
        isOf: (delta) =>
          (delta.kind === 'condition' || delta.kind === 'ends') && delta.who === who && delta.condition === key,
      },
    ];
  });

const numbersOf = (system: RuleSystem, who: EntityId, now: Numbers): Counted[] => [
  ...resourceNumbers(system, who, now),
  ...conditionNumbers(system, who, now),
];

export const folded = ({ system, working, salt }: Folding): Fold[] => {
  const { now, met, changes, folded: done } = working;
  return [...now].flatMap(([who, numbers]): Fold[] => {
    const then = new Map(
      numbersOf(system, who, met.get(who) ?? numbers).map((each) => [`${each.predicate} ${each.unit}`, each.value]),
    );
    return numbersOf(system, who, numbers).flatMap((number): Fold[] => {
      const { predicate, unit, value, statement, isOf } = number;
      const of = changes.filter(({ deltas }) => deltas.some(isOf));
      const fresh = of.filter(({ resolution }) => !done.has(resolution));
      const last = fresh.at(-1);
      const wasTold = of.length > fresh.length;
      if (last === undefined || (!wasTold && then.get(`${predicate} ${unit}`) === value)) return [];
      const fact = derivedId('fact', last.resolution, salt, predicate, unit, who);
      return [
        {
          claimed: {
            ...{ id: derivedId('proposal', last.resolution, salt, predicate, unit, who), intent: 'change' },
            content: {
              type: 'state_change',
              claim: {
                ...claimOf(fact, { subject: who, predicate, statement, from: last.storyTime }),
                object: { kind: 'number', number: value, unit },
              },
            },
          },
          ...{ evidence: fresh.map(({ resolution }) => resolution), storyTime: last.storyTime },
        },
      ];
    });
  });
};
