import type { RuleId, SceneId, StoryId, UniverseId } from '../schemas/ids.ts';
import type { RuleChange, RuleSystem } from '../schemas/rule-system.ts';
import type { RuleInForce } from '../schemas/rules-in-force.ts';
import { Failure } from '../src/domain/failure.ts';
import { withHouse } from '../src/domain/rules/house-system.ts';
import { revisionOf } from '../src/domain/rules/revision.ts';
import type { NarrativeReader } from '../src/ports/narrative-store.ts';
import { everyItem } from '../src/ports/paging.ts';

// By which rules something is resolved: the system that was said last, for as narrow a scope as it was said for, with what the house changes in it.
// R1. Who never said any plays by the narrative one.
// R2. What the house says has to fit the system that it changes, or nothing is resolved by it.

/** Where nothing was said. */
const usualSystem = 'narrative';
const saidMax = 1_000;
const keptMax = 16;

export interface RulesHere {
  system: RuleSystem;
  revision: string;
  /** Rules of the house that changed something. */
  house: readonly RuleId[];
  /** Those of them that hold for one roll. */
  once: readonly RuleId[];
}

/** Where something is played; null: anywhere in the universe. */
export interface RulesPlace {
  universe: UniverseId;
  story: StoryId | null;
  scene: SceneId | null;
}

type Of<K extends RuleInForce['kind']> = Extract<RuleInForce, { kind: K }>;

const unusable = (message: string): Failure =>
  new Failure({
    ...{ kind: 'terminal', code: 'unknown_rules', message },
    advice: '`monitor rules use` says by which rules is played; `monitor rules check` tells what is wrong with a file.',
  });

const isHere = ({ story, scene }: RuleInForce, place: RulesPlace): boolean =>
  (story === null || story === place.story) && (scene === null || scene === place.scene);

const widthOf = ({ story, scene }: RuleInForce): number => (scene !== null ? 0 : story !== null ? 1 : 2);

/** What holds at a place, of everything that was ever said. */
export const inForce = (
  said: readonly RuleInForce[],
  place: RulesPlace,
  usedUp: ReadonlySet<RuleId>,
): { system: Of<'system'> | null; house: Of<'house'>[] } => {
  const here = said.filter((each) => isHere(each, place));
  const lifted = new Set(here.flatMap((each) => (each.kind === 'lifted' ? [each.rule] : [])));
  const systems = here.filter((each) => each.kind === 'system');
  const narrowest = Math.min(...systems.map(widthOf));
  return {
    system: systems.findLast((each) => widthOf(each) === narrowest) ?? null,
    house: here.filter(
      (each) => each.kind === 'house' && !lifted.has(each.id) && !usedUp.has(each.id),
    ) as Of<'house'>[],
  };
};

const changed = (system: RuleSystem, rules: readonly RuleChange[]): RuleSystem => {
  const found = withHouse(system, rules);
  if ('system' in found) return found.system;
  throw unusable(`a rule of the house does not fit: ${found.problem}`);
};

/** A rule system that ships, by its id. Null: there is none. */
export type Shipped = (id: string) => Promise<RuleSystem | null>;

/** Everything that was ever said, in its order. */
export const rulesSaid = async (narrative: NarrativeReader, universe: UniverseId): Promise<RuleInForce[]> => {
  const said: RuleInForce[] = [];
  for await (const { document } of everyItem((page) => narrative.list('rules', { universe }, page))) {
    said.push(document);
    if (said.length > saidMax) throw unusable(`more than ${saidMax} rules were said in this universe`);
  }
  return said;
};

export const rulesFrom = ({ narrative, shipped }: { narrative: NarrativeReader; shipped: Shipped }) => {
  /** What a system is with what the house changes in it, worked out once: both are kept for good. */
  const known = new Map<string, { system: RuleSystem; revision: string }>();

  const own = async (said: Of<'system'> | null): Promise<RuleSystem> => {
    if (said !== null && said.document !== null) return said.document;
    const id = said?.system ?? usualSystem;
    const system = await shipped(id);
    if (system === null) throw unusable(`there is no rule system \`${id}\``);
    return system;
  };

  const workedOut = async (said: Of<'system'> | null, house: readonly Of<'house'>[]) => {
    const key = [said?.id ?? '', ...house.map(({ id }) => id)].join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const plain = await own(said);
    const system =
      house.length === 0
        ? plain
        : changed(
            plain,
            house.map(({ rule }) => rule),
          );
    const made = { system, revision: revisionOf(system) };
    const [oldest] = known.keys();
    if (known.size >= keptMax && oldest !== undefined) known.delete(oldest);
    known.set(key, made);
    return made;
  };

  return async (place: RulesPlace, usedUp: ReadonlySet<RuleId>): Promise<RulesHere> => {
    const { system, house } = inForce(await rulesSaid(narrative, place.universe), place, usedUp);
    return {
      ...(await workedOut(system, house)),
      house: house.map(({ id }) => id),
      once: house.flatMap(({ id, rule }) => (rule.scope === 'once' ? [id] : [])),
    };
  };
};
