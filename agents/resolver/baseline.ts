import type { Fact } from '../../schemas/canon.ts';
import type { EntityId, UniverseId } from '../../schemas/ids.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { addSeconds, isBefore } from '../../src/domain/story-time.ts';
import type { Held } from '../../src/domain/rules/acting/standing.ts';
import type { Numbers } from '../../src/domain/working/state.ts';
import type { ResolverTools } from './tools.ts';

// How somebody stands as far as canon knows: what earlier scenes have left them with.

/** Predicates by which canon keeps what rules count, each for its unit. */
export const countedBy = { resource: 'has_left', condition: 'under_condition' } as const;
/** What canon holds of whoever died, whatever a system calls that. */
const deathsMark = { event: 'death', predicate: 'vital', value: 'dead' } as const;
const factsMax = 256;

type Condition = RuleSystem['conditions'][number];

const numberIn = ({ object }: Fact): { number: number; unit: string | null } | null =>
  object?.kind === 'number' ? { number: object.number, unit: object.unit } : null;

const textIn = ({ object }: Fact): string | null => (object?.kind === 'text' ? object.text : null);

/** What lasts for so many seconds is over after them. */
const isOver = ({ lasts }: Condition, { valid: { from } }: Fact, clock: StoryTime | null): boolean => {
  if (lasts.kind !== 'seconds' || from === null || clock === null) return false;
  const end = addSeconds(from, lasts.count);
  return end !== undefined && !isBefore(clock, end);
};

/** What a condition is told by, beside the word for all that are counted. */
const markOf = ({ tells }: Condition): { predicate: string; value: string } | null => {
  if (tells === undefined) return null;
  if ('predicate' in tells) return { predicate: tells.predicate, value: tells.value };
  return tells.event === deathsMark.event ? deathsMark : null;
};

const predicatesOf = ({ resources, conditions }: RuleSystem): string[] => [
  ...new Set([
    countedBy.resource,
    countedBy.condition,
    ...resources.flatMap(({ tells }) => tells?.predicate ?? []),
    ...conditions.flatMap((condition) => markOf(condition)?.predicate ?? []),
  ]),
];

/** `clock`: when the scene began; null: nobody knows, and then it is what canon holds now. */
export const baselineOf = async (
  { canon }: Pick<ResolverTools, 'canon'>,
  { system, universe, clock }: { system: RuleSystem; universe: UniverseId; clock: StoryTime | null },
  id: EntityId,
): Promise<Pick<Numbers, 'resources' | 'conditions'>> => {
  const page = { max: factsMax, after: null };
  const facts: Fact[] = [];
  for (const predicate of predicatesOf(system)) {
    const query = { node: { id, side: 'subject' as const }, predicate };
    const { items } = await canon.listFacts(universe, query, page, { asOf: clock });
    facts.push(...items.filter(({ status, valid }) => clock !== null || (status === 'canon' && valid.to === null)));
  }
  const of = (predicate: string): Fact[] => facts.filter((fact) => fact.predicate === predicate);
  const resources: Record<string, number> = {};
  for (const { key, tells } of system.resources) {
    const unit = tells?.unit ?? key;
    for (const fact of of(tells?.predicate ?? countedBy.resource)) {
      const found = numberIn(fact);
      if (found?.unit === unit) resources[key] = found.number;
    }
  }
  const conditions = system.conditions.flatMap((condition): Held[] => {
    const { key, lasts, steps: most } = condition;
    const mark = markOf(condition);
    if (mark !== null)
      return of(mark.predicate).some((fact) => textIn(fact) === mark.value)
        ? [{ condition: key, steps: 1, lasts }]
        : [];
    const counted = of(countedBy.condition).findLast((fact) => numberIn(fact)?.unit === key);
    const steps = Math.min(most, counted === undefined ? 0 : (numberIn(counted)?.number ?? 0));
    return counted === undefined || steps < 1 || isOver(condition, counted, clock)
      ? []
      : [{ condition: key, steps, lasts }];
  });
  return { resources, conditions };
};
