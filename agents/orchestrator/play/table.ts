import { createHash } from 'node:crypto';
import type { CycleId, SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import type { SceneFraming } from '../../../schemas/narrative.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { journalIn } from '../../../src/loops/journal.ts';
import type { Doing } from '../../../src/loops/runner.ts';
import type { CanonReader } from '../../../src/ports/canon-reader.ts';
import type {
  JournalStore,
  NarrativeReader,
  NarrativeWriter,
  WriteOutcome,
} from '../../../src/ports/narrative-store.ts';
import type { World } from '../../../src/ports/world.ts';
import type { Call, Workers } from '../../contract.ts';
import type { Desk } from '../desk.ts';
import { type Asking, dispatcher } from '../dispatcher.ts';

// What the loops are played with: canon to read, the narrative to write down what people say, the journal, and the workers that are asked for everything
// else. Nothing of a story is kept here from one step to the next that could not be found again.

export interface PlayTools {
  canon: CanonReader;
  narrative: NarrativeReader & NarrativeWriter<'turns.user' | 'scenes' | 'proposals' | 'sessions'>;
  journal: JournalStore;
  workers: Workers;
  world: World;
  /** Whether canon is asked at once about what says this, in the middle of a scene. */
  isCritical: (predicate: string) => boolean;
  /** Sends on what waits to be told. */
  relay: (signal?: AbortSignal) => Promise<void>;
  /** For who waits: what is narrated, piece by piece. */
  say?: Call['say'];
  /** How much is told to a narrator. */
  tokensMax?: number;
}

/** A desk at which stories can be gone on with. */
export interface PlayDesk extends Desk {
  play: PlayTools;
  holder: Holder;
  /** As it was found. */
  behind: Behind;
}

/** What follows from what was committed, and has not been done yet. */
export interface Behind {
  /** That the narrative has no copy of. */
  decisions: number;
  /** That are not in the log; no more are counted than the stores hand out at once. */
  events: number;
}

/** Who sits down, as others can tell. */
export interface Holder {
  /** Which process, in words that no other has. */
  id: string;
  by: string;
  /** Whether somebody who sits there may still come back. */
  isAlive: (holder: string) => boolean;
}

export const tokensMaxDefault = 8_000;

const hexOf = (text: string, chars: number): string => createHash('sha256').update(text).digest('hex').slice(0, chars);

/** One trace a cycle, one span a step. */
const traceOf = (cycle: CycleId, step: number): string => `00-${hexOf(cycle, 32)}-${hexOf(`${cycle} ${step}`, 16)}-01`;

export const seedOf = (cycle: CycleId): string => hexOf(`dice ${cycle}`, 32);

interface Place {
  universe: UniverseId;
  story: StoryId | null;
  scene: SceneId | null;
}

/** What a step asks in the name of. */
export const askingOf = <C>(
  { universe, story, scene }: Place,
  { cycle, step, attempt, tell, signal }: Doing<C>,
): Asking => ({
  ...{ universe, story, scene, cycle, step, attempt, tell, signal, traceparent: traceOf(cycle, step) },
});

export const tableOf = (tools: PlayTools) => ({
  ...tools,
  ask: dispatcher(tools.workers, tools.world),
  steps: journalIn(tools.journal),
  at: (): string => new Date(tools.world.now()).toISOString(),
});
export type Table = ReturnType<typeof tableOf>;

/** For what is written under ids that follow from what it is. */
export const assertWritten = (outcomes: readonly WriteOutcome[], what: string): void => {
  if (outcomes.includes('conflict'))
    throw new Failure({
      kind: 'terminal',
      code: 'id_taken',
      message: `${what} is in the narrative already, with other content`,
    });
};

export const framingOf = async (
  { narrative }: Pick<Table, 'narrative'>,
  universe: UniverseId,
  scene: SceneId,
): Promise<SceneFraming> => {
  const [found] = await narrative.get('scenes', universe, [scene]);
  if (found !== undefined) return found.document;
  throw new Failure({ kind: 'terminal', code: 'unknown_scene', message: `there is no scene \`${scene}\` here` });
};
