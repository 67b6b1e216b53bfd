import type { Envelope } from '../../schemas/event.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { SceneId, StoryId, UniverseId } from '../../schemas/ids.ts';
import type { Memory, Resolution, SceneFraming, UserTurn } from '../../schemas/narrative.ts';
import type { WallTime } from '../../schemas/time.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import type { World } from '../../src/ports/world.ts';

// Things that are said, for tests that keep them.

export interface Place {
  universe: UniverseId;
  story?: StoryId | null;
  scene?: SceneId | null;
}

const at = '2026-01-01T00:00:00.000Z' as WallTime;

const placeOf = ({ universe, story = null, scene = null }: Place) => ({ universe, story, scene });

export const userTurn = (world: World, place: Place, fields: Partial<UserTurn> = {}): UserTurn => ({
  ...placeOf(place),
  id: world.newId('turn'),
  number: 0,
  speaker: 'Ada',
  as: null,
  seat: 'player',
  mode: 'action',
  text: 'I open the door.',
  storyTime: null,
  at,
  replaces: null,
  ...fields,
});

/** A blow that hits. */
export const resolution = (world: World, place: Place, fields: Partial<Resolution> = {}): Resolution => ({
  ...placeOf(place),
  id: world.newId('resolution'),
  number: 0,
  by: 'engine',
  kind: 'roll',
  actor: null,
  what: 'The orc strikes.',
  roll: { formula: '1d20+3', seed: 'seed-1', dice: [15], total: 18 },
  level: 'success',
  statement: 'The blow lands.',
  storyTime: null,
  at,
  ...fields,
});

export const framing = (
  world: World,
  { universe, story = null }: Pick<Place, 'universe' | 'story'>,
  fields: Partial<SceneFraming> = {},
): SceneFraming => ({
  universe,
  story,
  id: world.newId('scene'),
  title: 'At the gate',
  location: null,
  participants: [],
  framedBy: 'engine',
  storyTime: null,
  at,
  ...fields,
});

export const memory = (world: World, place: Place, fields: Partial<Memory> = {}): Memory => ({
  ...placeOf(place),
  id: world.newId('memory'),
  entity: world.newId('entity'),
  text: 'The door was open.',
  fact: null,
  about: [],
  valence: 0,
  importance: 0.5,
  strength: 1,
  created: null,
  lastAccessed: null,
  accessCount: 0,
  flagged: false,
  ...fields,
});

export const proposal = (world: World, place: Place): Proposal => {
  const draft = {
    ...placeOf(place),
    id: world.newId('proposal'),
    turn: null,
    intent: 'assert' as const,
    content: { type: 'retcon' as const, facts: [world.newId('fact')], cascade: 'flag' as const, reason: 'never so' },
    evidence: [],
    authority: 'gm' as const,
    confidence: 1,
    proposedBy: { kind: 'person' as const, name: 'Ada', seat: 'gm' as const },
    storyTime: null,
    dependsOn: [],
    proposedAt: at,
  };
  return { ...draft, digest: digestOf(draft) };
};

export const envelope = (world: World, universe: UniverseId, fields: Partial<Envelope> = {}): Envelope => ({
  id: world.newId('event'),
  type: 'turn.appended.v1',
  universe,
  story: null,
  scene: null,
  cycle: null,
  correlation: 'test',
  causation: null,
  actor: 'orchestrator',
  occurredAt: at,
  traceparent: null,
  payload: {},
  ...fields,
});
