import fc from 'fast-check';
import type { Visibility } from '../../schemas/canon.ts';
import type { EntityId, SceneId, StoryId, UniverseId } from '../../schemas/ids.ts';
import { indexKinds } from '../../schemas/narrative.ts';
import type { Audience } from '../../src/domain/audience.ts';
import type { IndexFilter, IndexScope } from '../../src/ports/indexing.ts';
import type { TextEntry } from '../../src/ports/text-index.ts';
import type { VectorEntry } from '../../src/ports/vector-index.ts';
import { storyTime } from './arbitraries/time.ts';

// Things to index, and who may find them.

type Id = { id: string };

export const scopeOf = (universe: UniverseId, fields: Partial<IndexScope> = {}): IndexScope => ({
  universe,
  kind: 'facts',
  story: null,
  scene: null,
  entities: [],
  storyTime: null,
  visibility: { level: 'public' },
  ...fields,
});

export const textEntry = (universe: UniverseId, fields: Partial<TextEntry> & Id): TextEntry => ({
  ...scopeOf(universe),
  title: '',
  text: '',
  ...fields,
});

export const vectorEntry = (universe: UniverseId, fields: Partial<VectorEntry> & Id): VectorEntry => ({
  ...scopeOf(universe),
  vector: Float32Array.of(1, 0, 0),
  ...fields,
});

/** Everything of a universe. */
export const everything = (universe: UniverseId): IndexFilter => ({
  universe,
  kinds: indexKinds,
  audience: { as: 'gm' },
});

/** The rule as the ports tell it, word by word. */
export const isFound = (filter: IndexFilter, entry: IndexScope): boolean => {
  const { audience } = filter;
  const { level } = entry.visibility;
  const isNamed =
    entry.visibility.level === 'known' && audience.as === 'entity' && entry.visibility.to.includes(audience.entity);
  const isPartys = level === 'party' && (audience.as === 'player' || (audience.as === 'entity' && audience.inParty));
  const seen = audience.as === 'gm' || level === 'public' || isPartys || isNamed;
  const time = entry.storyTime;
  const { until } = filter;
  const late =
    time !== null &&
    until !== undefined &&
    (time.second > until.second || (time.second === until.second && time.ordinal > until.ordinal));
  const about = filter.entities === undefined || filter.entities.some((entity) => entry.entities.includes(entity));
  return (
    seen &&
    !late &&
    about &&
    entry.universe === filter.universe &&
    filter.kinds.includes(entry.kind) &&
    (filter.story ?? entry.story) === entry.story &&
    (filter.scene ?? entry.scene) === entry.scene
  );
};

// ── arbitraries: few names, so that many meet ────────────────────────────────────────────────────────────────────

const few = <T extends string>(prefix: string) =>
  fc.constantFrom(...['a', 'b', 'c'].map((name) => `${prefix}_${name}` as T));
const entity = () => few<EntityId>('ent');
const story = () => few<StoryId>('sty');
const scene = () => few<SceneId>('scn');

const visibility = (): fc.Arbitrary<Visibility> =>
  fc.oneof(
    fc.constantFrom<Visibility>({ level: 'gm' }, { level: 'party' }, { level: 'public' }),
    fc.record({ level: fc.constant('known' as const), to: fc.uniqueArray(entity(), { minLength: 1, maxLength: 3 }) }),
  );

const audience = (): fc.Arbitrary<Audience> =>
  fc.oneof(
    fc.constantFrom<Audience>({ as: 'gm' }, { as: 'player' }),
    fc.record({ as: fc.constant('entity' as const), entity: entity(), inParty: fc.boolean() }),
  );

export const anyScope = (universe: UniverseId): fc.Arbitrary<IndexScope> =>
  fc.record({
    universe: fc.constant(universe),
    kind: fc.constantFrom(...indexKinds),
    story: fc.option(story()),
    scene: fc.option(scene()),
    entities: fc.uniqueArray(entity(), { maxLength: 3 }),
    storyTime: fc.option(storyTime()),
    visibility: visibility(),
  });

export const anyFilter = (universe: UniverseId): fc.Arbitrary<IndexFilter> =>
  fc.record(
    {
      universe: fc.constant(universe),
      kinds: fc.subarray([...indexKinds]),
      audience: audience(),
      story: story(),
      scene: scene(),
      entities: fc.uniqueArray(entity(), { maxLength: 2 }),
      until: storyTime(),
    },
    { requiredKeys: ['universe', 'kinds', 'audience'] },
  );
