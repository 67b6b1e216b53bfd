import type { CycleId, UniverseId } from '../../../schemas/ids.ts';
import { type SceneContext, turnsBackMax } from '../../../schemas/loops.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { progressOf, turnsIn } from './goals.ts';
import {
  notNow,
  type Players,
  type SceneStanding,
  sendScene,
  type TurnStanding,
  type TurnView,
  turnView,
} from './playing.ts';
import { sceneCycleOf } from './scenes.ts';
import { framingOf } from './table.ts';
import { lastDecisions } from './waiting.ts';

// Turns are taken back from the last on, each with all that came of it, and can be played again as they were until something new is said.
// B1. What is canon is not taken back: the turns after it may be, and who asked is told.
// B2. The turn is taken back first, then the scene is told: after a crash in between the scene is told then, after one before that the turn goes on.

const isCanonAlready = (cycle: CycleId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'turn_is_canon',
    message: `something of the turn \`${cycle}\` is canon already`,
    advice: 'Take it back from the GM’s seat: `monitor manage revert` or `retcon`.',
  });

export const takingBack = (players: Players, universe: UniverseId) => {
  const { table, turns, scenes, running } = players;

  const assertNotCanon = async (cycle: CycleId): Promise<void> => {
    const { standing } = await turns.look(universe, cycle);
    const { proposals, implied } = standing.context;
    const decided = await lastDecisions(table, universe, [...proposals, ...implied]);
    if ([...decided.values()].some(({ verdict }) => verdict === 'accepted')) throw isCanonAlready(cycle);
  };

  /** Where the scene stands without, or again with, a turn. Somebody may have played on in it meanwhile. */
  const tell = async (
    context: SceneContext,
    type: 'turn_undone' | 'turn_redone',
    turn: TurnStanding,
  ): Promise<SceneStanding> => {
    const { cycle, proposals, implied } = turn.context;
    const { context: now } = (await scenes.look(universe, sceneCycleOf(context.scene))).standing;
    const played = type === 'turn_undone' ? now.played.filter((id) => id !== cycle) : [...now.played, cycle];
    const framing = await framingOf(table, universe, context.scene);
    const still = await turnsIn(table, universe, played);
    const { met } = await progressOf(table, framing, { turns: still, before: [] });
    const [said] = await table.narrative.get('turns.user', universe, [turn.context.turn]);
    const before = now.played.at(-1) === cycle ? (said?.document.storyTime ?? null) : now.clock;
    const event =
      type === 'turn_undone'
        ? { type, cycle, clock: before, met }
        : { type, cycle, clock: turn.context.clock, met, proposals: [...proposals, ...implied] };
    return sendScene(players, context, event);
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

  const moved = async (
    cycle: CycleId,
    type: 'undo' | 'redo' | 'retell',
    to: 'withdrawn' | 'done',
  ): Promise<TurnStanding> => {
    const sent = await turns.send(universe, { id: cycle, event: { type } }, running());
    if ('refused' in sent) throw notNow(type, { state: `turn is \`${sent.state}\``, possible: sent.possible });
    const { standing } = sent;
    if (standing.state === to) return standing;
    const left = await leave(cycle, standing);
    throw new Failure({
      kind: 'terminal',
      code: standing.context.failure?.code ?? 'turn_failed',
      message: `the turn could not be changed: it is \`${left.state}\``,
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
      let scene = context;
      for (const cycle of context.played.toReversed().slice(0, asked)) {
        await assertNotCanon(cycle);
        const turn = await moved(cycle, 'undo', 'withdrawn');
        scene = (await tell(scene, 'turn_undone', turn)).context;
        done.push(cycle);
      }
      return done;
    },
    async redo(context: SceneContext): Promise<TurnView> {
      const [cycle] = context.undone;
      if (cycle === undefined) throw nothingTo('redo');
      const turn = await moved(cycle, 'redo', 'done');
      const scene = await tell(context, 'turn_redone', turn);
      return turnView(players, turn, scene.state);
    },
    /** Tells the last turn anew, with the same dice. */
    async retell(context: SceneContext): Promise<TurnView> {
      const cycle = context.played.at(-1);
      if (cycle === undefined) throw nothingTo('retell');
      return turnView(players, await moved(cycle, 'retell', 'done'), 'active');
    },
    /** What a crash left of a turn that was to be taken back, played again or told anew, and between it and its scene. */
    async reconcile(context: SceneContext, { tells }: { tells: boolean }): Promise<void> {
      const ids = [...context.played, ...context.undone.slice(0, 1)];
      const found = await table.narrative.get('cycles', universe, ids);
      for (const { document } of found.toReversed()) {
        const { id, state, todo } = document;
        const counts = context.played.includes(id);
        if (todo === null && state === (counts ? 'done' : 'withdrawn')) continue;
        const turn = await leave(id, (await turns.resume(universe, id, running())).standing);
        // Somebody played on meanwhile, and has to choose first what becomes of their turn.
        if (!tells || context.current !== null) continue;
        if (turn.state === 'withdrawn' && counts) await tell(context, 'turn_undone', turn);
        if (turn.state === 'done' && !counts) await tell(context, 'turn_redone', turn);
      }
    },
  };
};
