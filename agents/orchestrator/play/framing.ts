import type { Visibility } from '../../../schemas/canon.ts';
import type { EntityId, NodeId, ProposalId, SceneId, StoryId, ThreadId, UniverseId } from '../../../schemas/ids.ts';
import type { SceneFraming } from '../../../schemas/narrative.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { assertScene } from './asked.ts';
import type { FramingDraft, Players } from './playing.ts';
import { framingTurnOf, framingWords, proposalsOf, stage, type Claimed } from './staging.ts';
import { storyCycleOf } from './stories.ts';
import { assertWritten } from './table.ts';

// How scenes are framed, and stories outlined, before anything of them is played.
// B1. What is written under ids that whoever asks gives is found when they ask again: it is not written a second time, and stays as it was.

/** A question that a story is about. */
export interface ThreadPlan {
  title: string;
  question: string | null;
  visibility: Visibility;
}

export interface StoryPlan {
  title: string;
  premise: string | null;
  threads?: readonly ThreadPlan[];
  /** What it is to be known by, for whoever may have to ask twice. */
  story?: StoryId;
}

const unknown = (ids: readonly NodeId[]): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'unknown_node',
    message: `canon does not know ${ids.map((id) => `\`${id}\``).join(', ')}`,
    advice: 'Whoever takes part in a scene, and where it is, has to be canon first: `monitor propose`.',
  });

/** What is put forward for the outline of a story. */
export const outlineOf = (story: StoryId, threads: number): ProposalId[] =>
  proposalsOf({ cycle: storyCycleOf(story), what: 'outline' }, threads);

/** A thread of its outline, by its place there. */
export const outlinedThread = (story: StoryId, place: number): ThreadId => derivedId('thread', story, String(place));

export const framing = ({ table, person }: Players, universe: UniverseId) => {
  const { canon, narrative } = table;

  const assertKnown = async ({ location, participants }: FramingDraft): Promise<void> => {
    const asked: EntityId[] = [...(location === null ? [] : [location]), ...participants];
    const known = new Set((await canon.nodes(universe, asked)).map(({ id }) => id));
    const missing = asked.filter((id) => !known.has(id));
    if (missing.length > 0) throw unknown(missing);
  };

  const frame = async (story: StoryId, id: SceneId, draft: FramingDraft): Promise<SceneFraming> => {
    const [there] = await narrative.get('scenes', universe, [id]);
    if (there !== undefined) return there.document;
    const [said] = await narrative.get('turns.user', universe, [framingTurnOf(id)]);
    const framed: SceneFraming = {
      ...{ universe, story, id, ...draft, at: said?.document.at ?? table.at() },
      framedBy: person.seat === 'gm' ? 'gm' : 'engine',
    };
    assertScene(framed);
    await assertKnown(draft);
    if (framed.framedBy === 'gm')
      assertWritten(
        await narrative.insert('turns.user', [{ document: framingWords(framed, person.name), events: [] }]),
        'a framing',
      );
    assertWritten(await narrative.insert('scenes', [{ document: framed, events: [] }]), 'a scene');
    return framed;
  };

  /** Puts forward what a story is about, to be decided when there is the story. */
  const outline = async (story: StoryId, framed: SceneFraming, threads: readonly ThreadPlan[]): Promise<void> => {
    const claims = threads.map((thread, place): Claimed => ({
      intent: 'assert',
      content: {
        type: 'thread',
        thread: { ...thread, id: outlinedThread(story, place), story, status: 'open', clues: [] },
      },
    }));
    const putting = { universe, story, scene: null, cycle: storyCycleOf(story), what: 'outline' };
    await stage(table, { ...putting, framing: framed, clock: framed.storyTime }, claims);
  };

  return { frame, outline };
};

/** The first scene of a story that whoever asks gave an id. */
export const firstSceneOf = (story: StoryId): SceneId => derivedId('scene', story, 'first');
