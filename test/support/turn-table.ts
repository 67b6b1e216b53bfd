import type { CycleId, ProposalId, ResolutionId, SceneId, StoryId, TurnId, UniverseId } from '../../schemas/ids.ts';
import { TurnContext } from '../../schemas/loops.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import { journalIn } from '../../src/loops/journal.ts';
import type { JournalStore } from '../../src/ports/narrative-store.ts';
import { type Doing, type Done, runner } from '../../src/loops/runner.ts';
import { type TurnEffect, type TurnEvent, turnLoop } from '../../src/loops/turn.ts';
import type { Upgrade } from '../../src/loops/upgrading.ts';
import type { World } from '../../src/ports/world.ts';

// A turn that is played by workers who do as a script says, and keep what they made as real ones do: under an id that follows from the cycle and the
// step, so that doing it again makes no second.

const id = (prefix: string): string => `${prefix}_00000000000000000000000000`;

export const cycle = id('cyc') as CycleId;
export const universe = id('uni') as UniverseId;

export const turnAt = (kind: TurnContext['kind'] = 'action'): TurnContext => ({
  ...{ cycle, universe, story: id('sty') as StoryId, scene: id('scn') as SceneId, turn: id('trn') as TurnId, kind },
  ...{ attempt: 1, way: 'usual', resolution: null, proposals: [], critical: [], implied: [] },
  ...{ gate: 'nothing', clock: null, leaves: false, narration: 'none', told: null, answer: null, failure: null },
});

/** What workers made, and how often each die was rolled. */
export interface Made {
  kept: Map<string, string>;
  rolls: number[];
}

export const madeNothing = (): Made => ({ kept: new Map(), rolls: [] });

/** What a worker does instead, if anything. */
export type Script = (effect: TurnEffect, doing: Doing<TurnContext>) => Promise<Done<TurnEvent> | null>;

const usual: Script = () => Promise.resolve(null);

/** Does a work, and perhaps not all of it. */
export type Around = <T>(work: () => Promise<T>) => Promise<T>;

export interface TurnTable {
  store: JournalStore;
  world: World;
  made: Made;
  script?: Script;
  around?: Around;
  /** Whether the blow kills, so that the gate is asked at once. */
  isCritical?: boolean;
  /** What makes of an earlier version's cycles this one's. */
  upgrade?: Upgrade;
}

const limitMs = 1_000;

const unbroken: Around = (work) => work();

export const turnRunner = (table: TurnTable) => {
  const { store, world, made, script = usual, around = unbroken, isCritical = true, upgrade } = table;
  const once = (key: string, make: () => string): string => {
    const found = made.kept.get(key) ?? make();
    made.kept.set(key, found);
    return found;
  };
  const eventOf = (effect: TurnEffect, { step }: Doing<TurnContext>): Done<TurnEvent> => {
    const idOf = (kind: 'turn' | 'resolution' | 'proposal'): string => derivedId(kind, cycle, String(step));
    switch (effect.kind) {
      case 'append_turn':
        return { event: { type: 'appended' }, output: once(`turn ${step}`, () => idOf('turn')) };
      case 'assemble_context':
        return { event: { type: 'context_ready' }, output: null };
      case 'resolve': {
        const resolution = idOf('resolution') as ResolutionId;
        once(resolution, () => {
          const die = 1 + Math.floor(world.random() * 20);
          made.rolls.push(die);
          return String(die);
        });
        return { event: { type: 'resolution_stored', resolution, clock: null, leaves: false }, output: resolution };
      }
      case 'stage': {
        const proposals = [idOf('proposal') as ProposalId];
        for (const proposal of proposals) once(proposal, () => 'the orc is dead');
        return { event: { type: 'proposals_staged', proposals, critical: isCritical ? proposals : [] }, output: null };
      }
      case 'decide_critical':
        return { event: { type: 'decided' }, output: once(`decision ${step}`, () => 'accepted') };
      case 'narrate':
        return {
          event: { type: 'narrated', told: idOf('turn') as TurnId, implied: [] },
          output: once(`prose ${step}`, () => 'It falls.'),
        };
      case 'store_answer': {
        const answer = idOf('turn') as TurnId;
        return { event: { type: 'answer_stored', answer }, output: once(answer, () => 'It falls.') };
      }
      case 'withdraw_turn':
        return { event: { type: 'withdrawn' }, output: once('withdrawn', () => 'yes') };
    }
  };
  return runner({
    ...{ loop: turnLoop, context: TurnContext, journal: journalIn(store, upgrade), world, limitMs: () => limitMs },
    announce: () => [],
    perform: (effect, doing) => around(async () => (await script(effect, doing)) ?? eventOf(effect, doing)),
  });
};

export const beginning = {
  ...{ id: cycle, universe, story: id('sty') as StoryId, scene: id('scn') as SceneId },
};
