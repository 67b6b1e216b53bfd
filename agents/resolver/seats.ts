import type { CanonNode, Entity } from '../../schemas/canon.ts';
import type { Tactics } from '../../schemas/character.ts';
import type { EntityId, SceneId, UniverseId } from '../../schemas/ids.ts';
import type { SceneFraming } from '../../schemas/narrative.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import type { KeptSheet } from '../../schemas/sheets.ts';
import type { Met } from '../../schemas/working-state.ts';
import { foeStanding, standingOf } from '../../src/domain/characters/standing.ts';
import { begins, type Standing } from '../../src/domain/rules/acting/standing.ts';
import type { WorkingState } from '../../src/domain/working/state.ts';
import { baselineOf } from './baseline.ts';
import type { RulesHere } from '../rules-in-force.ts';
import type { ResolverTools } from './tools.ts';

// Those who have to do with a scene: who was there when it was framed, whoever canon has come there since, and whose numbers have changed.
// S1. Who has no sheet for the rules that are played by is as anybody is by them.

/** Those beyond are not looked at. */
const seatsMax = 64;
const presentMax = 64;

export interface Seat {
  id: EntityId;
  names: readonly string[];
  standing: Standing;
  /** How they fight where nobody plays them. */
  fights: Tactics | null;
  /** They have to do with it for the first time. */
  met: Met | null;
}

export interface Seats {
  all: readonly Seat[];
  framing: SceneFraming;
  of(id: string): Seat | undefined;
}

export const framingIn = async (
  { narrative }: Pick<ResolverTools, 'narrative'>,
  universe: UniverseId,
  scene: SceneId,
): Promise<SceneFraming | null> => {
  const [found] = await narrative.get('scenes', universe, [scene]);
  return found?.document ?? null;
};

const present = async (
  { canon }: ResolverTools,
  { universe, location, storyTime }: SceneFraming,
): Promise<EntityId[]> => {
  if (location === null) return [];
  const query = { node: { id: location, side: 'object' as const }, predicate: 'located_in' };
  const { items } = await canon.listFacts(universe, query, { max: presentMax, after: null }, { asOf: storyTime });
  return items.filter(({ valid }) => valid.to === null).map(({ subject }) => subject as EntityId);
};

const nobody = { attributes: {}, skills: {}, gear: [], effects: [] };

const sheetStanding = (system: RuleSystem, { of }: KeptSheet, id: EntityId): Standing | null => {
  if (of.kind === 'character') return of.character.system === system.id ? standingOf(system, of.character, id) : null;
  return of.system === system.id ? foeStanding(system, of.foe, id) : null;
};

const plainStanding = (system: RuleSystem, { id, name }: Entity): Standing =>
  begins(system, { key: id, name, sheet: nobody, actions: [] });

/** What follows from what they carry is reckoned anew each time. */
const withBurden = (
  { encumbrance }: RuleSystem,
  base: Standing,
  held: Standing['conditions'],
): Standing['conditions'] => {
  const heavy = encumbrance?.condition;
  const others = held.filter(({ condition }) => condition !== heavy);
  return [...others, ...base.conditions.filter(({ condition }) => condition === heavy)];
};

export interface Sitting {
  rules: RulesHere;
  framing: SceneFraming;
  working: WorkingState;
  /** Whose words they are. */
  as: EntityId | null;
}

interface Known {
  id: EntityId;
  node: CanonNode | undefined;
  sheet: KeptSheet | undefined;
}

/** Null: it is nobody who could do anything. */
const seatOf = async (
  tools: ResolverTools,
  { rules: { system }, framing, working }: Sitting,
  { id, node, sheet }: Known,
): Promise<Seat | null> => {
  if (node?.kind !== 'entity' || !['character', 'object'].includes(node.type)) return null;
  const { universe, storyTime: clock } = framing;
  const base = (sheet === undefined ? null : sheetStanding(system, sheet, id)) ?? plainStanding(system, node);
  const there = working.now.get(id);
  const known = there ?? (await baselineOf(tools, { system, universe, clock }, id));
  const isKnown = (condition: string): boolean => known.conditions.some((each) => each.condition === condition);
  const beforehand = there === undefined ? base.conditions.filter(({ condition }) => !isKnown(condition)) : [];
  const resources = { ...base.resources, ...known.resources };
  const conditions = withBurden(system, base, [...beforehand, ...known.conditions]);
  return {
    ...{ id, names: [node.name, ...node.aliases], standing: { ...base, name: node.name, resources, conditions } },
    fights: sheet?.of.kind === 'foe' ? sheet.of.foe.fights : null,
    met: there === undefined ? { who: id, name: node.name, resources, conditions: [...conditions] } : null,
  };
};

export const seatsAt = async (tools: ResolverTools, sitting: Sitting): Promise<Seats> => {
  const { canon, narrative } = tools;
  const { framing, working, as } = sitting;
  const { universe } = framing;
  const asked = [
    ...[...(as === null ? [] : [as]), ...framing.participants, ...working.now.keys()],
    ...(await present(tools, framing)),
  ];
  const ids = [...new Set(asked)].slice(0, seatsMax);
  const nodes = new Map((await canon.nodes(universe, ids)).map((node) => [node.id, node]));
  const sheets = new Map((await narrative.get('sheets', universe, ids)).map(({ document }) => [document.id, document]));
  const all: Seat[] = [];
  for (const id of ids) {
    const seat = await seatOf(tools, sitting, { id, node: nodes.get(id), sheet: sheets.get(id) });
    if (seat !== null) all.push(seat);
  }
  return { all, framing, of: (id) => all.find((seat) => seat.id === id) };
};
