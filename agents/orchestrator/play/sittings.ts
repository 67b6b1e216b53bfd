import type { StoryId, UniverseId } from '../../../schemas/ids.ts';
import type { Sitting } from '../../../schemas/narrative.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { Failure } from '../../../src/domain/failure.ts';
import type { DocumentVersion, NarrativeReader } from '../../../src/ports/narrative-store.ts';
import type { World } from '../../../src/ports/world.ts';
import { herald } from '../../contract.ts';
import type { Holder, Table } from './table.ts';

// One terminal plays a story at a time; a second one is told, and may watch.
// H1. Whoever sits down has the story until they get up, or until they have not been heard of for a while.
// H2. It keeps two people from talking at the same time, and no more: that nothing is lost if they do is the journal's part.

const sittingMs = 10 * 60_000;

const taken = ({ by, since }: Sitting): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'story_is_played',
    message: `\`${by}\` plays this story already, in another terminal, since ${since}`,
    advice: 'Watch it with `monitor events tail --follow`, or play on when they have left.',
  });

interface Watching {
  narrative: NarrativeReader;
  world: Pick<World, 'now'>;
  holder: Pick<Holder, 'isAlive'>;
  universe: UniverseId;
}

/** Who plays it at the moment, if anybody does. */
export const playedBy = async (
  { narrative, world, holder, universe }: Watching,
  story: StoryId,
): Promise<string | null> => {
  const [sitting] = await narrative.get('sessions', universe, [story]);
  if (sitting === undefined) return null;
  const { until, holder: who, by } = sitting.document;
  return until !== null && Date.parse(until) > world.now() && holder.isAlive(who) ? by : null;
};

export const sittings = ({ narrative, world, at }: Table, { id: holder, by, isAlive }: Holder) => {
  const held = new Map<StoryId, { document: Sitting; version: DocumentVersion }>();

  const event = ({ universe, story }: Sitting, type: 'session.begun.v1' | 'session.ended.v1') => {
    const origin = { universe, story, scene: null, actor: 'Orchestrator', causation: null, traceparent: null };
    return herald(world, { ...origin, cycle: derivedId('cycle', story) })(type, { story, by });
  };

  const isFree = ({ holder: other, until }: Sitting): boolean =>
    other === holder || until === null || Date.parse(until) <= world.now() || !isAlive(other);

  const put = async (
    document: Sitting,
    expected: DocumentVersion | null,
    type: Parameters<typeof event>[1] | null,
  ): Promise<void> => {
    const events = type === null ? [] : [event(document, type)];
    const outcome =
      expected === null
        ? (await narrative.insert('sessions', [{ document, events }]))[0]
        : await narrative.replace('sessions', { document, events, expected });
    if (outcome === 'conflict')
      throw taken((await narrative.get('sessions', document.universe, [document.id]))[0]?.document ?? document);
    held.set(document.story, { document, version: ((expected ?? 0) + 1) as DocumentVersion });
  };

  const untilWhen = (): string => new Date(world.now() + sittingMs).toISOString();

  /** And need not be heard of soon. */
  const isSitting = (story: StoryId): boolean =>
    Date.parse(held.get(story)?.document.until ?? '') - world.now() > sittingMs / 2;

  return {
    isSitting,
    /** Sits down, or goes on sitting. */
    async sit(universe: UniverseId, story: StoryId): Promise<void> {
      const mine = held.get(story);
      if (isSitting(story)) return;
      const [there] = await narrative.get('sessions', universe, [story]);
      if (there !== undefined && !isFree(there.document)) throw taken(there.document);
      const since = mine?.document.since ?? at();
      const document: Sitting = { universe, story, scene: null, id: story, holder, by, since, until: untilWhen() };
      await put(document, there?.version ?? null, mine === undefined ? 'session.begun.v1' : null);
    },
    /** Gets up. */
    async leave(story: StoryId): Promise<void> {
      const mine = held.get(story);
      if (mine === undefined) return;
      held.delete(story);
      const document: Sitting = { ...mine.document, until: null };
      await put(document, mine.version, 'session.ended.v1').catch((error: unknown) => {
        if (!(error instanceof Failure) || error.code !== 'story_is_played') throw error;
      });
      held.delete(story);
    },
    stories: (): readonly StoryId[] => [...held.keys()],
  };
};
