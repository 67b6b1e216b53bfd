import type { CycleId } from '../../../schemas/ids.ts';
import type { SceneContext } from '../../../schemas/loops.ts';
import type { SceneEvent } from '../../../src/loops/scene.ts';
import { progressOf, turnsIn } from './goals.ts';
import { type Players, restsBeforeDeciding, type SceneStanding, sendScene, type TurnStanding } from './playing.ts';
import { sceneCycleOf } from './scenes.ts';
import { framingOf, type Table } from './table.ts';

// What a turn that came to rest means for its scene.
// S1. The turn comes to rest first, then the scene is told: after a crash in between it is told by whoever comes next.
// S2. The scene is told once, whoever does it: what it does not wait for any more was settled by somebody else.

/** It counted before, or was taken back: the scene holds it for whoever changes that. */
export const isTakenUp = ({ current, played, undone }: SceneContext): boolean =>
  current !== null && (played.includes(current) || undone.includes(current));

const metBy = async (
  table: Table,
  { universe, scene }: SceneContext,
  played: readonly CycleId[],
): Promise<number[]> => {
  const turns = await turnsIn(table, universe, played);
  return (await progressOf(table, await framingOf(table, universe, scene), { turns, before: [] })).met;
};

const doneBy = async (table: Table, scene: SceneContext, turn: TurnStanding): Promise<SceneEvent> => {
  const { cycle, clock, leaves, proposals, implied } = turn.context;
  const framing = await framingOf(table, scene.universe, scene.scene);
  const progress = await progressOf(table, framing, { turns: [turn.context], before: scene.met });
  return { type: 'turn_done', cycle, clock, leaves, proposals: [...proposals, ...implied], ...progress };
};

const undoneBy = async (table: Table, scene: SceneContext, { context }: TurnStanding): Promise<SceneEvent> => {
  const { cycle, turn, universe } = context;
  const met = await metBy(
    table,
    scene,
    scene.played.filter((id) => id !== cycle),
  );
  const [said] = await table.narrative.get('turns.user', universe, [turn]);
  const clock = scene.played.at(-1) === cycle ? (said?.document.storyTime ?? null) : scene.clock;
  return { type: 'turn_undone', cycle, clock, met };
};

const redoneBy = async (table: Table, scene: SceneContext, { context }: TurnStanding): Promise<SceneEvent> => {
  const { cycle, clock, proposals, implied } = context;
  const met = await metBy(table, scene, [...scene.played, cycle]);
  return { type: 'turn_redone', cycle, clock, met, proposals: [...proposals, ...implied] };
};

/** Null: it has not come to rest. */
const eventFor = async (table: Table, scene: SceneContext, turn: TurnStanding): Promise<SceneEvent | null> => {
  const { cycle } = turn.context;
  const counted = scene.played.includes(cycle);
  if (turn.state === 'withdrawn') return counted ? undoneBy(table, scene, turn) : { type: 'turn_let_go', cycle };
  if (turn.state !== 'done') return null;
  if (counted) return { type: 'turn_let_go', cycle };
  return scene.undone.includes(cycle) ? redoneBy(table, scene, turn) : doneBy(table, scene, turn);
};

export type SettleTurn = (turn: TurnStanding) => Promise<SceneStanding>;

/** `afterwards`: what follows where the scene ended by it. */
export const settling =
  (players: Players, afterwards: (standing: SceneStanding) => Promise<SceneStanding>): SettleTurn =>
  async (turn) => {
    const { universe, scene: id, cycle } = turn.context;
    const { standing: scene } = await players.scenes.look(universe, sceneCycleOf(id));
    if (scene.context.current !== cycle) return scene;
    const event = await eventFor(players.table, scene.context, turn);
    if (event === null) return scene;
    return afterwards(await sendScene(players, turn.context, event, restsBeforeDeciding));
  };
