import type { RuleId, SceneId, StoryId } from '../../schemas/ids.ts';
import type { RuleChange, RuleSystem } from '../../schemas/rule-system.ts';
import type { RuleInForce } from '../../schemas/rules-in-force.ts';
import { Failure } from '../../src/domain/failure.ts';
import { withHouse } from '../../src/domain/rules/house-system.ts';
import { revisionOf } from '../../src/domain/rules/revision.ts';
import { inForce, type RulesPlace, rulesFrom, rulesSaid, type Shipped } from '../rules-in-force.ts';
import type { Desk, Person, ReadingDesk } from './desk.ts';
import { assertWritten } from './play/table.ts';

// By which rules a universe is played, and what its house does otherwise.
// R1. What is said is kept beside what was said before, so that a resolution can always name what it was made by.
// R2. What could not be played by is not said: the house's changes fit the system, with those that hold already.

const nobodyYet: ReadonlySet<RuleId> = new Set();

interface Where {
  story: StoryId | null;
  scene: SceneId | null;
}

export interface RulesView {
  system: Pick<RuleSystem, 'id' | 'title'>;
  revision: string;
  /** Nobody said so: it is what is played by where nothing is said. */
  isUsual: boolean;
  house: readonly { id: RuleId; key: string; scope: RuleChange['scope']; because: string; by: string }[];
}

const placeOf = ({ universe }: ReadingDesk, { story, scene }: Where): RulesPlace => ({ universe, story, scene });

export const rulesInForce = async (desk: ReadingDesk, where: Where, shipped: Shipped): Promise<RulesView> => {
  const place = placeOf(desk, where);
  const { system, revision } = await rulesFrom({ narrative: desk.narrative, shipped })(place, nobodyYet);
  const held = inForce(await rulesSaid(desk.narrative, desk.universe), place, nobodyYet);
  return {
    ...{ system: { id: system.id, title: system.title }, revision, isUsual: held.system === null },
    house: held.house.map(({ id, rule, by }) => ({
      ...{ id, key: rule.id, scope: rule.scope, because: rule.because, by },
    })),
  };
};

/** The system that a universe is played by, with what its house changes everywhere. */
export const rulesHere = async (desk: ReadingDesk, shipped: Shipped): Promise<RuleSystem> =>
  (await rulesFrom({ narrative: desk.narrative, shipped })(placeOf(desk, { story: null, scene: null }), nobodyYet))
    .system;

const kept = async (desk: Desk, said: readonly RuleInForce[]): Promise<void> => {
  const written = await desk.notes.insert(
    'rules',
    said.map((document) => ({ document, events: [] })),
  );
  assertWritten(written, 'a rule');
};

const saidBy = ({ universe, world }: Desk, { name }: Person, { story, scene }: Where) => ({
  ...{ universe, story, scene, id: world.newId('rule'), by: name, at: new Date(world.now()).toISOString() },
});

/** `document`: of a system of one's own. */
export const playBy = async (
  desk: Desk,
  person: Person,
  { system, isShipped, where }: { system: RuleSystem; isShipped: boolean; where: Where },
): Promise<void> =>
  kept(desk, [
    {
      ...{ ...saidBy(desk, person, where), kind: 'system', system: system.id },
      ...{ document: isShipped ? null : system, revision: revisionOf(system) },
    },
  ]);

const misfit = (problem: string): Failure =>
  new Failure({
    ...{ kind: 'terminal', code: 'bad_rules', message: `that does not fit what is played by here: ${problem}` },
    advice: 'Look at `monitor rules in-force`, and say it otherwise. Nothing was changed.',
  });

/** For a rule of each scope: for which places it holds. */
const whereFor = ({ scope }: RuleChange, { story, scene }: Where): Where => {
  if (scope === 'universe') return { story: null, scene: null };
  if (story === null) throw misfit(`a rule for a ${scope} needs a story: name it with \`--story\``);
  if (scope === 'story') return { story, scene: null };
  if (scene === null) throw misfit(`a rule for a ${scope} needs a scene, and none is played in that story`);
  return { story, scene };
};

export const sayHouse = async (
  desk: Desk,
  person: Person,
  { rules, where, shipped }: { rules: readonly RuleChange[]; where: Where; shipped: Shipped },
): Promise<void> => {
  const place = placeOf(desk, where);
  const held = inForce(await rulesSaid(desk.narrative, desk.universe), place, nobodyYet);
  const plain = held.system?.document ?? (await shipped(held.system?.system ?? 'narrative'));
  if (plain === null) throw misfit('the system itself is not there');
  const found = withHouse(plain, [...held.house.map(({ rule }) => rule), ...rules]);
  if ('problem' in found) throw misfit(found.problem);
  await kept(
    desk,
    rules.map((rule) => ({ ...saidBy(desk, person, whereFor(rule, where)), kind: 'house', rule })),
  );
};

/** By its own key, or by the id under which it was said. */
export const liftRule = async (
  desk: Desk,
  person: Person,
  { written, where }: { written: string; where: Where },
): Promise<void> => {
  const { house } = inForce(await rulesSaid(desk.narrative, desk.universe), placeOf(desk, where), nobodyYet);
  const found = house.filter(({ id, rule }) => id === written || rule.id === written);
  if (found.length === 0)
    throw new Failure({
      ...{ kind: 'terminal', code: 'unknown_rule', message: `no rule of the house here is \`${written}\`` },
      advice: '`monitor rules in-force` lists them. Nothing was changed.',
    });
  await kept(
    desk,
    found.map(({ id, story, scene }) => ({ ...saidBy(desk, person, { story, scene }), kind: 'lifted', rule: id })),
  );
};
