import type { TurnView } from '../../agents/orchestrator/play/playing.ts';
import type { CycleId, SceneId, TurnId } from '../../schemas/ids.ts';
import { derivedId } from '../../src/domain/derived-id.ts';

// What people were told of their turns. What they were told has to be so, whatever happened since.

/** `unsure`: somebody wanted it otherwise and was not told what came of it. */
export type Standing = 'counts' | 'is taken back' | 'unsure';

export interface Told {
  turn: TurnId;
  scene: SceneId;
  text: string;
  answer: TurnId | null;
  standing: Standing;
}

export const ledger = () => {
  const told = new Map<TurnId, Told>();
  /** When somebody last wanted a turn, or those of a scene, otherwise. */
  const changed = new Map<TurnId | SceneId, number>();
  let moment = 0;
  const put = (turn: TurnId, standing: Standing): void => {
    changed.set(turn, ++moment);
    const known = told.get(turn);
    if (known !== undefined) told.set(turn, { ...known, standing });
  };
  return {
    now: (): number => moment,
    /** They were told that it is done. `since`: when they asked for it; what another wanted of it meanwhile may have come after it was. */
    done({ turn: { id: turn, scene, text }, answer, state }: TurnView, since: number): void {
      if (state !== 'done' || scene === null) return;
      const isSure = Math.max(changed.get(turn) ?? 0, changed.get(scene) ?? 0) <= since;
      told.set(turn, { turn, scene, text, answer: answer?.id ?? null, standing: isSure ? 'counts' : 'unsure' });
    },
    takenBack(cycles: readonly CycleId[]): void {
      for (const cycle of cycles) put(derivedId('turn', cycle), 'is taken back');
    },
    /** They wanted the turns of a scene otherwise. */
    doubt(scene: SceneId | null): void {
      if (scene !== null) changed.set(scene, ++moment);
      for (const each of told.values()) if (each.scene === scene) put(each.turn, 'unsure');
    },
    all: (): readonly Told[] => [...told.values()],
  };
};
export type Ledger = ReturnType<typeof ledger>;
