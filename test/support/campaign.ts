import type { Calendar } from '../../schemas/calendar.ts';
import type { CanonNode, Entity, Fact, FactObject, Recorded, Universe } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import { type Actor, noEffects } from '../../schemas/gate.ts';
import type { EntityId, MultiverseId, NodeId, UniverseId } from '../../schemas/ids.ts';
import type { Revision, StoryTime } from '../../schemas/time.ts';
import { digestOfText } from '../../src/domain/canonical-json.ts';
import type { CanonWrite, DecisionDraft } from '../../src/ports/canon-writer.ts';
import type { World } from '../../src/ports/world.ts';
import { plainEntity } from './entities.ts';

// A campaign as canon would hold it after years of play, made from a seed: relationships whose degrees follow a power law, people who move,
// so that long histories of closed intervals gather, events with those who took part, and one place to which a tenth of everything leads.

export interface CampaignOptions {
  world: World;
  universe: UniverseId;
  facts: number;
  factsPerCommit: number;
  /** In the words of the shipped vocabulary: people are in places, places in a place, and a tenth of everything is what people know of one town. */
  isSettled?: boolean;
}

export const keeper: Actor = { kind: 'agent', name: 'CanonKeeper', seat: null };

const types = ['character', 'character', 'character', 'location', 'object', 'faction'] as const;
const predicates = ['knows', 'ally_of', 'owns', 'member_of', 'enemy_of', 'kin_of'] as const;
const settledPredicates = ['acquainted_with', 'ally_of', 'owns', 'loves', 'enemy_of', 'trusts'] as const;
const eventKinds = ['battle', 'journey', 'theft', 'promise'] as const;
const factsPerEntity = 8;
const secondsPerFact = 600;

const plainCalendar: Calendar = {
  key: 'plain',
  name: 'Plain days',
  hoursPerDay: 24,
  minutesPerHour: 60,
  secondsPerMinute: 60,
  months: [{ name: 'Month', days: 30, outsideWeeks: false }],
  weekdays: [],
  epochWeekday: 0,
  epochYear: 1,
  hasYearZero: true,
  moons: [],
  eras: [],
};

export const universeNode = (id: UniverseId, introduced: Recorded): Universe => ({
  kind: 'universe',
  id,
  universe: id,
  introduced,
  multiverse: 'mul_00000000000000000000000000' as MultiverseId,
  name: 'Ashfall',
  description: null,
  genre: 'fantasy',
  tone: 'grim',
  techLevel: 'iron',
  calendar: plainCalendar,
  policyProfile: 'standard',
  forkedFrom: null,
});

interface Making {
  world: World;
  universe: UniverseId;
  entities: EntityId[];
  isSettled: boolean;
  /** Those of the entities that are places. */
  places: EntityId[];
  isPlace: Set<EntityId>;
  /** Where each character is, so that a move ends it. */
  whereabouts: Map<NodeId, Fact>;
  /** How old each was last said to be. */
  ages: Map<NodeId, Fact>;
  count: number;
}

const pick = <T>(world: World, list: readonly T[]): T => {
  const item = list[Math.floor(world.random() * list.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};

const placeIn = (making: Making): EntityId => someone({ ...making, entities: making.places });

/** Few are met often, most seldom: the square of chance leans to the front of the list. */
const someone = ({ world, entities }: Making): EntityId => {
  const item = entities[Math.floor(world.random() ** 2 * entities.length)];
  if (item === undefined) throw new Error('nobody is there yet');
  return item;
};

const newEntity = ({ world, universe, entities, places, isPlace }: Making, introduced: Recorded): Entity => {
  const id = world.newId('entity');
  entities.push(id);
  const type = entities.length === 1 ? 'location' : pick(world, types);
  if (type === 'location') {
    places.push(id);
    isPlace.add(id);
  }
  return plainEntity({ id, universe, introduced, type, name: `Somebody ${entities.length}` });
};

const momentOf = (making: Making): StoryTime => ({ second: making.count * secondsPerFact, ordinal: 0 });

const newFact = (
  making: Making,
  introduced: Recorded,
  part: Pick<Fact, 'kind' | 'subject' | 'predicate' | 'object' | 'event'>,
): Fact => {
  const from = momentOf(making);
  making.count++;
  const isInstant = part.kind === 'event';
  return {
    id: making.world.newId('fact'),
    universe: making.universe,
    ...part,
    statement: `In the ${making.count}th hour of the telling, this is how it stood between the two of them.`,
    valid: { from, to: isInstant ? { second: from.second, ordinal: 1 } : null },
    heldUntil: isInstant ? null : from,
    status: 'canon',
    locked: false,
    authority: 'gm',
    confidence: 1,
    visibility: { level: 'public' },
    derivesFrom: [],
    replaces: [],
    introduced,
    withdrawn: null,
  };
};

const node = (id: EntityId): FactObject => ({ kind: 'node', id });

/** A place that is in another already, or is the first of all, stays where it is. */
const placesIn = (making: Making, introduced: Recorded, subject: EntityId): Fact[] => {
  const { whereabouts, places } = making;
  const [town] = places;
  if (town === undefined || subject === town || whereabouts.has(subject)) return [];
  const fact = newFact(making, introduced, {
    ...{ kind: 'relationship', subject, predicate: 'part_of', object: node(town), event: null },
  });
  whereabouts.set(subject, fact);
  return [fact];
};

/** The fact, and the end of the one before it of which there is one at a time. */
const inPlaceOf = (standing: Map<NodeId, Fact>, fact: Fact): Fact[] => {
  const former = standing.get(fact.subject);
  standing.set(fact.subject, fact);
  if (former === undefined) return [fact];
  const { from } = former.valid;
  return [fact, { ...former, status: 'ended', valid: { from, to: fact.valid.from }, heldUntil: null }];
};

const nextFacts = (making: Making, introduced: Recorded): Fact[] => {
  const { world, entities, whereabouts, ages } = making;
  const chance = world.random();
  const subject = someone(making);
  const [town = subject] = entities;
  if (chance < 0.1) {
    const predicate = making.isSettled ? 'knows_of' : 'member_of';
    const part = { kind: 'relationship', subject, predicate, object: node(town), event: null } as const;
    return [newFact(making, introduced, part)];
  }
  if (making.isSettled && chance < 0.4 && making.isPlace.has(subject)) return placesIn(making, introduced, subject);
  if (chance < 0.4) {
    const place = making.isSettled ? placeIn(making) : someone(making);
    const moved = { kind: 'relationship', subject, predicate: 'located_in', object: node(place), event: null } as const;
    const fact = newFact(making, introduced, moved);
    return inPlaceOf(whereabouts, fact);
  }
  if (chance < 0.55) {
    const participants = [
      { role: 'agent', node: subject },
      { role: 'patient', node: someone(making) },
    ] as const;
    const event = { participants: [...participants], severity: 'minor' as const, causedBy: [] };
    return [
      newFact(making, introduced, { kind: 'event', subject, predicate: pick(world, eventKinds), object: null, event }),
    ];
  }
  if (chance < 0.7) {
    const object: FactObject = { kind: 'number', number: Math.floor(world.random() * 100), unit: 'years' };
    const predicate = making.isSettled ? 'age_years' : 'age';
    return inPlaceOf(ages, newFact(making, introduced, { kind: 'state', subject, predicate, object, event: null }));
  }
  const predicate = pick(world, making.isSettled ? settledPredicates : predicates);
  const part = { kind: 'relationship', subject, predicate, event: null } as const;
  return [newFact(making, introduced, { ...part, object: node(someone(making)) })];
};

/** What a fact of one commit replaces must stand in it once, in its last state. */
const lastStates = (facts: readonly Fact[]): Fact[] => [...new Map(facts.map((fact) => [fact.id, fact])).values()];

const decisionFor = (making: Making, write: Pick<CanonWrite, 'facts' | 'commit'>): DecisionDraft => {
  const proposal = making.world.newId('proposal');
  return {
    id: making.world.newId('decision'),
    universe: making.universe,
    proposal,
    proposalDigest: digestOfText(proposal),
    verdict: 'accepted',
    reasons: [],
    authority: 'gm',
    confidence: 1,
    threshold: 0.7,
    effects: { ...noEffects, introduced: write.facts.slice(0, 1).map(({ id }) => id) },
    policy: 'standard-1',
    commit: write.commit?.id ?? null,
    by: keeper,
    at: new Date(making.world.now()).toISOString(),
  };
};

/** The commits of a campaign, one after the other; each follows the one before. */
export function* campaign({
  world,
  universe,
  facts,
  factsPerCommit,
  isSettled = false,
}: CampaignOptions): Generator<CanonWrite> {
  const making: Making = {
    world,
    universe,
    isSettled,
    entities: [],
    places: [],
    isPlace: new Set(),
    whereabouts: new Map(),
    ages: new Map(),
    count: 0,
  };
  for (let base = 0; making.count < facts; base++) {
    const id = world.newId('commit');
    const introduced: Recorded = { revision: (base + 1) as Revision, commit: id };
    const nodes: CanonNode[] = base === 0 ? [universeNode(universe, introduced)] : [];
    const wanted = Math.min(factsPerCommit, facts - making.count);
    for (let i = 0; i < Math.max(3, Math.ceil(wanted / factsPerEntity)); i++) nodes.push(newEntity(making, introduced));

    const put: Fact[] = [];
    for (const upto = making.count + wanted; making.count < upto;) put.push(...nextFacts(making, introduced));
    const states = lastStates(put);
    const turn = world.newId('turn');
    const evidence: Evidence = {
      id: world.newId('evidence'),
      universe,
      home: universe,
      kind: 'turn',
      ref: turn,
      quote: null,
    };
    const supports = states
      .filter((fact) => fact.introduced.commit === id)
      .map((fact): Support => ({
        universe,
        target: fact.id,
        evidence: evidence.id,
        authority: 'gm',
        sufficient: true,
        status: 'standing',
        proposal: null,
        commit: id,
        revision: introduced.revision,
      }));
    const commit = {
      id,
      universe,
      proposals: [],
      policy: 'standard-1',
      by: keeper,
      reason: null,
      at: new Date(world.now()).toISOString(),
    };
    const write = {
      universe,
      base: base as Revision,
      commit,
      containers: [],
      nodes,
      facts: states,
      evidence: [evidence],
      supports,
      outbox: [],
    };
    yield { ...write, decisions: [decisionFor(making, write)] };
  }
}
