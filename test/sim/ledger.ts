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
  const put = (turn: TurnId, standing: Standing): void => {
    const known = told.get(turn);
    if (known !== undefined) told.set(turn, { ...known, standing });
  };
  return {
    /** They were told that it is done. */
    done({ turn: { id: turn, scene, text }, answer, state }: TurnView): void {
      if (state !== 'done' || scene === null) return;
      told.set(turn, { turn, scene, text, answer: answer?.id ?? null, standing: 'counts' });
    },
    takenBack(cycles: readonly CycleId[]): void {
      for (const cycle of cycles) put(derivedId('turn', cycle), 'is taken back');
    },
    /** They wanted the turns of a scene otherwise. */
    doubt(scene: SceneId | null): void {
      for (const each of told.values()) if (each.scene === scene) put(each.turn, 'unsure');
    },
    all: (): readonly Told[] => [...told.values()],
  };
};
export type Ledger = ReturnType<typeof ledger>;
