import type { CycleId, UniverseId } from '../../../schemas/ids.ts';
import { type SceneContext, type TurnContext, turnsBackMax } from '../../../schemas/loops.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { everyItem } from '../../../src/ports/paging.ts';
import {
  notNow,
  type Players,
  type SceneStanding,
  sendScene,
  type TurnStanding,
  type TurnView,
  turnView,
} from './playing.ts';
import type { SettleTurn } from './settling.ts';
import { lastDecisions } from './waiting.ts';

// Turns are taken back from the last on, each with all that came of it, and can be played again as they were until something new is said.
// B1. What is canon is not taken back: the turns after it may be, and who asked is told.
// B2. The scene is told first which turn it is, then the turn is changed, then the scene is told what came of it. After a crash the turn goes on where it
//     stands, and somebody who was only slow and has not begun to change it by then does so no more.

const isCanonAlready = (cycle: CycleId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'turn_is_canon',
    message: `something of the turn \`${cycle}\` is canon already`,
    advice: 'Take it back from the GM’s seat: `monitor manage revert` or `retcon`.',
  });

interface Change {
  type: 'undo' | 'redo' | 'retell';
  to: 'withdrawn' | 'done';
}
const undoing: Change = { type: 'undo', to: 'withdrawn' };
const redoing: Change = { type: 'redo', to: 'done' };
const retelling: Change = { type: 'retell', to: 'done' };

export const takingBack = (players: Players, universe: UniverseId, settle: SettleTurn) => {
  const { table, turns, running } = players;

  /** Its numbers were put forward with those of others, and not refused. */
  const isFolded = async ({ story, scene, resolution }: TurnContext): Promise<boolean> => {
    if (resolution === null) return false;
    const listed = everyItem((page) => table.narrative.list('deltas', { universe, story, scene }, page));
    for await (const { document } of listed) {
      if (document.kind !== 'folded' || !document.resolutions.includes(resolution)) continue;
      const decided = await lastDecisions(table, universe, document.proposals);
      if (document.proposals.some((id) => decided.get(id)?.verdict !== 'rejected')) return true;
    }
    return false;
  };

  const assertNotCanon = async (cycle: CycleId): Promise<void> => {
    const { standing } = await turns.look(universe, cycle);
    const { proposals, implied } = standing.context;
    const decided = await lastDecisions(table, universe, [...proposals, ...implied]);
    if ([...decided.values()].some(({ verdict }) => verdict === 'accepted')) throw isCanonAlready(cycle);
    if (await isFolded(standing.context)) throw isCanonAlready(cycle);
  };

  /** It stays as it was before somebody wanted it otherwise, where that failed: it counts, or it does not. */
  const leave = async (cycle: CycleId, standing: TurnStanding): Promise<TurnStanding> => {
    if (standing.state !== 'failed') return standing;
    for (const type of ['leave_it', 'withdraw'] as const) {
      const sent = await turns.send(universe, { id: cycle, event: { type } }, running());
      if (!('refused' in sent)) return sent.standing;
    }
    return standing;
  };

  /** The scene holds it while it is changed: nobody plays on meanwhile. Whoever did so in place of somebody who seemed gone has told it to stay. */
  const changed = async (
    scene: SceneContext,
    cycle: CycleId,
    { type, to }: Change,
  ): Promise<{ turn: TurnStanding; scene: SceneStanding }> => {
    const { taken } = (await turns.look(universe, cycle)).cycle;
    await sendScene(players, scene, { type: 'turn_taken_up', cycle });
    const sent = await turns.send(universe, { id: cycle, event: { type }, taken }, running());
    const turn = 'refused' in sent ? (await turns.look(universe, cycle)).standing : await leave(cycle, sent.standing);
    const after = await settle(turn);
    if ('refused' in sent) throw notNow(type, { state: `turn is \`${sent.state}\``, possible: sent.possible });
    if (sent.standing.state === to) return { turn, scene: after };
    throw new Failure({
      kind: 'terminal',
      code: sent.standing.context.failure?.code ?? 'turn_failed',
      message: `the turn could not be changed: it is \`${turn.state}\``,
      advice: 'Nothing of it was lost. Try again, or look at `monitor manage recover`.',
    });
  };

  const nothingTo = (what: string): Failure =>
    new Failure({ kind: 'terminal', code: `nothing_to_${what}`, message: `there is no turn to ${what} in this scene` });

  return {
    /** Returns those that were taken back, the last first. */
    async undo(context: SceneContext, count: number): Promise<readonly CycleId[]> {
      if (context.played.length === 0) throw nothingTo('undo');
      const asked = Math.min(count, context.played.length, turnsBackMax);
      const done: CycleId[] = [];
      for (const cycle of context.played.toReversed().slice(0, asked)) {
        await assertNotCanon(cycle);
        await changed(context, cycle, undoing);
        done.push(cycle);
      }
      return done;
    },
    async redo(context: SceneContext): Promise<TurnView> {
      const [cycle] = context.undone;
      if (cycle === undefined) throw nothingTo('redo');
      const { turn, scene } = await changed(context, cycle, redoing);
      return turnView(players, turn, scene.state);
    },
    /** Tells the last turn anew, with the same dice. */
    async retell(context: SceneContext): Promise<TurnView> {
      const cycle = context.played.at(-1);
      if (cycle === undefined) throw nothingTo('retell');
      const { turn, scene } = await changed(context, cycle, retelling);
      return turnView(players, turn, scene.state);
    },
    /** Goes on with a turn that somebody who is gone, or seems so, had taken up. */
    async goOn(cycle: CycleId): Promise<void> {
      const { cycle: kept, standing } = await turns.look(universe, cycle);
      const rests = kept.todo === null && standing.state !== 'failed';
      const ran = rests
        ? await turns.send(universe, { id: cycle, event: { type: 'stay' } }, running())
        : await turns.resume(universe, cycle, running());
      await settle('refused' in ran ? standing : await leave(cycle, ran.standing));
    },
  };
};
