import type { EntityId, SceneId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import type { SceneContext, StoryContext, TurnContext, TurnKind } from '../../../schemas/loops.ts';
import type { GmTurn, Resolution, SceneFraming, UserTurn } from '../../../schemas/narrative.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { Failure } from '../../../src/domain/failure.ts';
import type { Refused, Standing } from '../../../src/loops/loop.ts';
import type { Ran } from '../../../src/loops/runner.ts';
import type { SceneEvent, SceneState } from '../../../src/loops/scene.ts';
import type { StoryEvent, StoryState } from '../../../src/loops/story.ts';
import type { TurnEvent, TurnState } from '../../../src/loops/turn.ts';
import type { Person } from '../desk.ts';
import { sceneCycleOf, type ScenePlayer } from './scenes.ts';
import { storyCycleOf, type StoryPlayer } from './stories.ts';
import { type Table } from './table.ts';
import type { TurnPlayer } from './turns.ts';

// What doors are handed by whoever plays: the three loops of a story, each where it stands.

export type StoryStanding = Standing<StoryState, StoryContext>;
export type SceneStanding = Standing<SceneState, SceneContext>;
export type TurnStanding = Standing<TurnState, TurnContext>;

/** How a turn came out. */
export interface TurnView {
  state: TurnState;
  turn: UserTurn;
  resolution: Resolution | null;
  answer: GmTurn | null;
  /** With less than usual: which of it. */
  narration: TurnContext['narration'];
  waits: boolean;
  failure: TurnContext['failure'];
  /** Where the scene stands after it. */
  scene: SceneState;
}

export interface Players {
  table: Table;
  turns: TurnPlayer;
  scenes: ScenePlayer;
  stories: StoryPlayer;
  person: Person;
  signal: AbortSignal;
  /** Ends when everything does, and before what needs a worker that is not here. */
  running: <S extends Standing<string, unknown>>(
    rests?: (standing: S, next: string) => boolean,
  ) => {
    signal: AbortSignal;
    until: (standing: S, next: string) => boolean;
  };
}

/** What a person can ask of a loop; what else it answers to is told by whoever does its work. */
const askable = new Set<(StoryEvent | SceneEvent | TurnEvent)['type']>([
  ...(['pause', 'resume', 'end', 'abandon', 'next_scene', 'retry', 'move', 'commit', 'abort', 'finalise_now'] as const),
  ...(['cancel', 'skip_narration', 'withdraw', 'undo', 'redo', 'retell', 'leave_it'] as const),
]);

/** What is asked for does not fit where things stand. */
export const notNow = (what: string, { state, possible }: Pick<Refused<string>, 'state' | 'possible'>): Failure => {
  const choices = possible.filter((each) => (askable as ReadonlySet<string>).has(each)).map((each) => `\`${each}\``);
  const nothing = possible.length === 0 ? 'It is over.' : 'Something is under way there: look again when it is done.';
  return new Failure({
    kind: 'terminal',
    code: 'not_now',
    message: `\`${what}\` has no place while the ${state.replaceAll('.', ', ')}`,
    advice: choices.length === 0 ? nothing : `Possible are: ${choices.join(', ')}.`,
  });
};

const settled = <State extends string, Context>(
  what: string,
  noun: string,
  ran: Ran<State, Context> | Refused<State>,
): Standing<State, Context> => {
  if (!('refused' in ran)) return ran.standing;
  throw notNow(what, { state: `${noun} is \`${ran.state}\``, possible: ran.possible });
};

/** Canon has it as over; what it owes is paid when nobody waits. */
export const isOverInCanon = ({ state }: SceneStanding): boolean =>
  ['finalizing.summarising', 'finalizing.remembering', 'completed', 'aborted'].includes(state);

export const sendStory = async (
  { stories, running }: Players,
  { universe, story }: { universe: UniverseId; story: StoryId },
  event: StoryEvent,
): Promise<StoryStanding> => {
  const sent = await stories.send(universe, { id: storyCycleOf(story), event }, running());
  return settled(event.type, 'story', sent);
};

export const sendScene = async (
  { scenes, running }: Players,
  { universe, scene }: { universe: UniverseId; scene: SceneId },
  event: SceneEvent,
  rests: (standing: SceneStanding, next: string) => boolean = isOverInCanon,
): Promise<SceneStanding> => {
  const sent = await scenes.send(universe, { id: sceneCycleOf(scene), event }, running(rests));
  return settled(event.type, 'scene', sent);
};

/** What is decided in the middle of a scene, because much has gathered, is decided when nobody waits. */
export const restsBeforeDeciding = (standing: SceneStanding, next: string): boolean =>
  next === 'decide_pending' || isOverInCanon(standing);

// ── a turn ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Saying {
  text: string;
  kind: TurnKind;
  /** Whose words they are in the fiction. */
  as: EntityId | null;
  /** What they are said in place of. */
  replaces: UserTurn['id'] | null;
  /** Where it is said in structure. */
  meant?: Pick<UserTurn, 'intent' | 'fight'>;
}

export interface Spoken extends Pick<
  UserTurn,
  'universe' | 'id' | 'number' | 'storyTime' | 'mode' | 'replaces' | 'intent' | 'fight'
> {
  story: StoryId;
  scene: SceneId;
  text: string;
  as: EntityId | null;
}

export const turnSaid = ({ table, person }: Players, spoken: Spoken): UserTurn => ({
  ...spoken,
  ...{ speaker: person.name, seat: person.seat, at: table.at() },
});

export const freshTurn = (
  { universe, story, scene, clock }: SceneContext,
  { cycle, kind }: Pick<TurnContext, 'cycle' | 'kind'>,
): TurnContext => ({
  ...{ cycle, universe, story, scene, turn: derivedId('turn', cycle), kind, attempt: 1, way: 'usual', clock },
  ...{ resolution: null, proposals: [], critical: [], implied: [], gate: 'nothing', leaves: false },
  ...{ narration: 'none', told: null, answer: null, failure: null },
});

/** What was said, resolved and answered. */
export const turnView = async (
  { table: { narrative } }: Players,
  { state, context }: TurnStanding,
  scene: SceneState,
): Promise<TurnView> => {
  const { universe, turn, resolution, answer, narration, gate, failure } = context;
  const [said] = await narrative.get('turns.user', universe, [turn]);
  if (said === undefined)
    throw new Failure({
      kind: 'terminal',
      code: 'words_lost',
      message: 'what was said was not kept',
      advice: 'Say it again.',
    });
  const [rolled] = resolution === null ? [] : await narrative.get('resolutions', universe, [resolution]);
  const [told] = answer === null ? [] : await narrative.get('turns.gm', universe, [answer]);
  return {
    ...{ state, turn: said.document, resolution: rolled?.document ?? null, answer: told?.document ?? null },
    ...{ narration, waits: gate === 'waits', failure, scene },
  };
};

/** A scene as somebody wants it. */
export type FramingDraft = Pick<SceneFraming, 'title' | 'location' | 'participants' | 'storyTime'> &
  Partial<Pick<SceneFraming, 'sceneKind' | 'parent' | 'goals' | 'tension'>>;
