import type { Cycle, CycleStep, LoopName } from '../../schemas/cycle.ts';
import { stepsKeptMax, stepsPerTurnMax } from '../../schemas/cycle.ts';
import type { Envelope } from '../../schemas/event.ts';
import type { CycleId, SceneId, StoryId, UniverseId } from '../../schemas/ids.ts';
import { Failure } from '../domain/failure.ts';
import { type Upgrade, upgraded } from './upgrading.ts';
import type { DocumentVersion, JournalCollection, JournalStore, WriteOutcome } from '../ports/narrative-store.ts';

// Where loops stand, kept between two steps.
// J1. A step is kept before the next one is taken. Whoever comes later goes on from it.
// J2. Two who move one loop at the same time do not both: the later of them is told, and looks again.

export interface Kept {
  cycle: Cycle;
  version: DocumentVersion;
}

/** From where it stands to where it stands next, with what is told of it. */
export interface Move {
  next: Cycle;
  step: CycleStep;
  events: readonly Envelope[];
}

export interface Beginning {
  id: CycleId;
  universe: UniverseId;
  story: StoryId | null;
  scene: SceneId | null;
  loop: LoopName;
}

export const cycleMoved = (id: CycleId): Failure =>
  new Failure({
    kind: 'transient',
    code: 'cycle_moved',
    message: `\`${id}\` was moved on by somebody else at the same time`,
    advice: 'Look at it again: what you wanted may be done.',
  });

const firstVersion = 1 as DocumentVersion;

/** In which it lies. */
const collectionOf = (loop: LoopName): JournalCollection => (loop === 'story' ? 'stories' : 'cycles');

const tooLong = (id: CycleId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'cycle_too_long',
    message: `\`${id}\` has taken ${stepsPerTurnMax} steps, and that is the most`,
    advice: 'Something goes round in circles: `monitor manage recover` offers how to end it.',
  });

/** For whoever only looks where loops stand. */
export const journalReader = (store: Pick<JournalStore, 'get'>, upgrade: Upgrade = (cycle) => upgraded(cycle)) => ({
  async read(universe: UniverseId, { loop, id }: { loop: LoopName; id: CycleId }): Promise<Kept> {
    const [found] = await store.get(collectionOf(loop), universe, [id]);
    if (found === undefined)
      throw new Failure({
        kind: 'terminal',
        code: 'unknown_cycle',
        message: `nothing is known of \`${id}\``,
        advice: 'Look at the id, and at the universe.',
      });
    const { document, version } = found;
    return { cycle: upgrade(document), version };
  },
});

export const journalIn = (store: JournalStore, upgrade?: Upgrade) => {
  const settle = (outcome: WriteOutcome | undefined, kept: Kept): Kept => {
    if (outcome === 'conflict' || outcome === undefined) throw cycleMoved(kept.cycle.id);
    return kept;
  };
  return {
    ...journalReader(store, upgrade),
    async begin(cycle: Cycle, events: readonly Envelope[] = []): Promise<Kept> {
      const [outcome] = await store.insert(collectionOf(cycle.loop), [{ document: cycle, events }]);
      return settle(outcome, { cycle, version: firstVersion });
    },
    async move({ cycle: { steps, taken, loop }, version }: Kept, { next, step, events }: Move): Promise<Kept> {
      if (loop === 'turn' && taken >= stepsPerTurnMax) throw tooLong(next.id);
      const document: Cycle = { ...next, taken: taken + 1, steps: [...steps, step].slice(-stepsKeptMax) };
      const outcome = await store.replace(collectionOf(loop), { document, events, expected: version });
      return settle(outcome, { cycle: document, version: (version + 1) as DocumentVersion });
    },
  };
};
export type Journal = ReturnType<typeof journalIn>;
