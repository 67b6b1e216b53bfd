import type { CycleId, StoryId, UniverseId } from '../../../schemas/ids.ts';
import type { SceneContext } from '../../../schemas/loops.ts';
import type { UserTurn } from '../../../schemas/narrative.ts';
import { Failure } from '../../../src/domain/failure.ts';
import type { Refused } from '../../../src/loops/loop.ts';
import type { Ran } from '../../../src/loops/runner.ts';
import type { TurnEvent, TurnState } from '../../../src/loops/turn.ts';
import type { TurnContext } from '../../../schemas/loops.ts';
import { assertSayable } from './asked.ts';
import {
  freshTurn,
  notNow,
  type Players,
  type Saying,
  type SceneStanding,
  sendScene,
  turnSaid,
  type TurnStanding,
  type TurnView,
  turnView,
} from './playing.ts';
import { settling } from './settling.ts';
import { assertWritten } from './table.ts';

// What people say, and what it comes to.
// X1. Who interrupts a turn takes it back if nothing was rolled yet. Afterwards only its narration is cut short, and it counts.

/** Where it is said. */
export interface PlayPlace {
  universe: UniverseId;
  sit: (story: StoryId) => Promise<void>;
  playedIn: (story: StoryId, what: string) => Promise<SceneStanding>;
  idleScene: (story: StoryId, what: string) => Promise<SceneContext>;
  /** After something that may have ended the scene. */
  afterwards: (standing: SceneStanding) => Promise<SceneStanding>;
}

/** How to go on with a turn that failed. */
export type TurnChoice = 'retry' | 'skip_narration' | 'withdraw' | 'leave_it';

type Told = Ran<TurnState, TurnContext> | Refused<TurnState>;

export const underWay = (cycle: CycleId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'turn_under_way',
    message: `the turn before is not done: \`${cycle}\``,
    advice: 'Try it again, go on without the narration, or take it back (`monitor manage recover`).',
  });

export const speaking = (players: Players, place: PlayPlace) => {
  const { table, turns, running } = players;
  const { universe, sit, playedIn, idleScene, afterwards } = place;

  const settleTurn = settling(players, afterwards);

  const tell = (cycle: CycleId, type: Extract<TurnEvent, { type: string }>['type']): Promise<Told> =>
    turns.send(universe, { id: cycle, event: { type } as TurnEvent }, running());

  /** As far as it can be taken back or cut short. */
  const interrupted = async (cycle: CycleId): Promise<TurnStanding> => {
    const sent = await tell(cycle, 'cancel');
    if (!('refused' in sent)) return sent.standing;
    const isTelling = ({ state }: TurnStanding): boolean => state === 'narrated';
    const { standing } = await turns.resume(universe, cycle, running(isTelling));
    if (!isTelling(standing)) return standing;
    const cut = await tell(cycle, 'cancel');
    return 'refused' in cut ? standing : cut.standing;
  };

  /** The turn under way does not keep a scene from ending: it is taken back, or counts as it is. */
  const clear = async ({ current }: SceneContext): Promise<void> => {
    if (current === null) return;
    for (const type of ['leave_it', 'withdraw', 'skip_narration'] as const) {
      const sent = await tell(current, type);
      if ('refused' in sent || sent.standing.state === 'failed') continue;
      await settleTurn(sent.standing);
      return;
    }
    throw underWay(current);
  };

  /** `signal`: of this turn alone. */
  const say = async (
    story: StoryId,
    { text, kind, as, replaces, meant = {} }: Saying,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<TurnView> => {
    assertSayable(text);
    await sit(story);
    const scene = await idleScene(story, 'say');
    const cycle = table.world.newId('cycle');
    const context = freshTurn(scene, { cycle, kind });
    const spoken = { universe, story, scene: scene.scene, id: context.turn, number: 2 * scene.begun, text, as };
    await sendScene(players, scene, { type: 'turn_begun', cycle });
    turns.hear(turnSaid(players, { ...spoken, ...meant, storyTime: scene.clock, mode: kind, replaces }));
    const beginning = { id: cycle, universe, story, scene: scene.scene };
    const rules = running<TurnStanding>();
    const until = signal === undefined ? rules : { ...rules, signal: AbortSignal.any([rules.signal, signal]) };
    const { standing } = await turns.begin(beginning, context, until).catch(async (error: unknown) => {
      if (signal?.aborted !== true || rules.signal.aborted) throw error;
      return { standing: await interrupted(cycle) };
    });
    return turnView(players, standing, (await settleTurn(standing)).state);
  };

  /** Words that are no turn: they take no time, and nothing follows from them. */
  const aside = async (story: StoryId, text: string): Promise<UserTurn> => {
    assertSayable(text);
    await sit(story);
    const { context } = await playedIn(story, 'aside');
    const { scene, clock, begun } = context;
    const place = { universe, story, scene, id: table.world.newId('turn'), number: 2 * begun };
    const turn = turnSaid(players, {
      ...place,
      storyTime: clock,
      mode: 'out_of_character',
      replaces: null,
      text,
      as: null,
    });
    assertWritten(await table.narrative.insert('turns.user', [{ document: turn, events: [] }]), 'a turn');
    return turn;
  };

  /** How to go on with a turn that failed. */
  const choose = async (story: StoryId, what: TurnChoice): Promise<TurnView> => {
    await sit(story);
    const { context, state } = await playedIn(story, what);
    if (context.current === null) throw notNow(what, { state: `scene is \`${state}\` with no turn`, possible: [] });
    const sent = await turns.send(universe, { id: context.current, event: { type: what } }, running());
    if ('refused' in sent) throw notNow(what, { state: `turn is \`${sent.state}\``, possible: sent.possible });
    return turnView(players, sent.standing, (await settleTurn(sent.standing)).state);
  };

  return { settleTurn, clear, say, aside, choose };
};
