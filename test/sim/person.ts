import type { Person as Seated } from '../../agents/orchestrator/desk.ts';
import type { TurnView } from '../../agents/orchestrator/play/playing.ts';
import { type Cycle } from '../../schemas/cycle.ts';
import { sceneCycleOf } from '../../agents/orchestrator/play/scenes.ts';
import { storyCycleOf } from '../../agents/orchestrator/play/stories.ts';
import type { CycleId, EntityId, SceneId, StoryId } from '../../schemas/ids.ts';
import { SceneContext, StoryContext, type TurnContext, type TurnKind } from '../../schemas/loops.ts';
import type { SceneGoal } from '../../schemas/narrative.ts';
import { listAll } from '../conformance/narrative-store/tools.ts';
import { attempt, type Outcome } from './attempt.ts';
import type { Chance } from './chance.ts';
import { choiceFor } from './choosing.ts';
import type { Ledger } from './ledger.ts';
import type { Process, Table } from './table.ts';

// Somebody at a table: says things and changes their mind, leaves and comes back, and goes on after whatever befell them as people do, by looking where
// things stand.

const verbs = { attack: 10, kill: 2, search: 6, wait: 4, leave: 1, ponder: 2, ghost: 0.3 };
const moves = {
  ...{
    say: 50,
    cut: 3,
    aside: 2,
    undo: 8,
    redo: 6,
    retell: 4,
    edit: 4,
    commit: 3,
    pause: 2,
    time: 2,
    end: 4,
    move: 1,
    abort: 0.7,
  },
  ...{ finalise: 0.4, rest: 2, abandon: 0.3, leave: 4, interrupt: 2, vanish: 1 },
};
type Move = keyof typeof moves;
const turnChoices = {
  narrated: ['retry', 'skip_narration', 'withdraw'],
  withdrawing: ['retry', 'skip_narration', 'leave_it'],
  other: ['retry', 'withdraw'],
} as const;

const thinkMs = [50, 20_000] as const;
const storiesMax = 2;
/** How often somebody looks at what another plays. */
const nosiness = 0.08;
/** How often somebody goes on after trouble as if nothing had been. */
const carelessness = 0.15;

interface Where {
  story: StoryId;
  storyState: string;
  scene: SceneId | null;
  sceneState: string | null;
  turn: { state: string; step: string } | null;
}

export interface Guest {
  seated: Seated;
  table: Table;
  chance: Chance;
  told: Ledger;
}

/** Where things stand, as anybody can read it. */
export const whereIs = async ({ stores, ground }: Table, story: StoryId): Promise<Where | null> => {
  const { universe } = ground;
  const one = async (collection: 'stories' | 'cycles', id: CycleId | null): Promise<Cycle | undefined> =>
    id === null ? undefined : (await stores.narrative.get(collection, universe, [id]))[0]?.document;
  const found = await one('stories', storyCycleOf(story));
  if (found === undefined) return null;
  const { scene } = StoryContext.parse(found.context);
  const at = await one('cycles', scene === null ? null : sceneCycleOf(scene));
  const current = at === undefined ? null : SceneContext.parse(at.context).current;
  const turn = await one('cycles', current);
  const failure = (turn?.context as TurnContext | undefined)?.failure ?? null;
  return {
    ...{ story, storyState: found.state, scene, sceneState: at?.state ?? null },
    turn: current === null ? null : { state: turn?.state ?? 'lost', step: failure?.step ?? '' },
  };
};

export const person = ({ seated, table, chance, told }: Guest) => {
  const { watch, time, ground } = table;
  let process: Process | null = null;
  let said = 0;
  const entered = new Set<StoryId>();

  const here = (): Process => (process ??= table.sitDown(seated));
  const gone = (): void => {
    process?.life.end();
    process = null;
    entered.clear();
  };

  const tried = async <T>(what: string, does: (at: Process) => Promise<T>): Promise<Outcome<T>> => {
    const at = here();
    const outcome = await attempt(table, at, { what, does: () => does(at) });
    if (outcome.kind === 'died' || outcome.kind === 'interrupted') gone();
    return outcome;
  };

  /** On a story; after trouble they look at it anew, if they are careful. */
  const on = async <T>(story: StoryId, what: string, does: (at: Process) => Promise<T>): Promise<Outcome<T>> => {
    const outcome = await tried(what, does);
    if (outcome.kind === 'failed' && !chance.happens(carelessness)) entered.delete(story);
    return outcome;
  };

  const isMine = ({ context }: Pick<Cycle, 'context'>): boolean =>
    StoryContext.parse(context).title.startsWith(seated.name);

  const stories = async (): Promise<{ story: StoryId; isMine: boolean; isOver: boolean }[]> => {
    const all = await listAll(table.stores.narrative, 'stories', { universe: ground.universe });
    return all.map(({ document }) => ({
      ...{ story: document.story as StoryId, isMine: isMine(document), isOver: document.isOver },
    }));
  };

  // ── what they say ──

  const words = (): { text: string; kind: TurnKind } => {
    const verb = chance.drawn(verbs);
    const mark = `${seated.name} ${++said}`;
    const whom = chance.one(['orc', 'troll']);
    switch (verb) {
      case 'attack':
      case 'kill':
        return { text: `I ${verb} as ${mark} the ${whom}`, kind: 'action' };
      case 'ghost':
        return { text: `I attack as ${mark} the ghost`, kind: 'action' };
      case 'ponder':
        return { text: `I ponder as ${mark}`, kind: chance.one(['question', 'dialogue']) };
      case 'search':
      case 'wait':
      case 'leave':
        return { text: `I ${verb} as ${mark}`, kind: 'action' };
    }
  };

  const saying = () => ({ ...words(), as: ground.names.get('hero') as EntityId });

  /** `since`: when they asked. */
  const heard = (outcome: Outcome<TurnView>, { scene, since }: { scene: SceneId | null; since: number }): void => {
    if (outcome.kind === 'done') {
      told.done(outcome.value, since);
      const { resolution, answer } = outcome.value;
      if (resolution !== null) watch.rolled(resolution, 'shown');
      if (seated.seat === 'player' && answer !== null) watch.shown(answer, 'as the answer');
    } else told.doubt(scene);
  };

  /** What they say is no news to those whose turn is not touched by it. */
  const says = async ({ story }: Where): Promise<void> => {
    const since = told.now();
    const outcome = await on(story, 'say', ({ play }) => play.say(story, { ...saying(), replaces: null }));
    if (outcome.kind === 'done') heard(outcome, { scene: null, since });
  };

  /** They change their mind, or have heard enough, while their turn is under way. */
  const saysAndCutsShort = async ({ story }: Where): Promise<void> => {
    const mind = new AbortController();
    const changes = time.sleep(chance.whole(0, 400)).then(() => mind.abort(new Error('they changed their mind')));
    const { signal } = mind;
    const since = told.now();
    const outcome = await on(story, 'cut', ({ play }) => play.say(story, { ...saying(), replaces: null }, { signal }));
    if (outcome.kind === 'done') heard(outcome, { scene: null, since });
    await changes;
  };

  const saysAndIsInterrupted = async (where: Where): Promise<void> => {
    const at = here();
    const inMs = chance.whole(0, 400);
    void time.sleep(inMs).then(() => at.interrupt.abort(new Error('they had enough')));
    await says(where);
    await time.sleep(inMs);
    gone();
  };

  // ── where they play ──

  const framing = (where: Where | null) => {
    const [orc, hero] = [ground.names.get('orc') as EntityId, ground.names.get('hero') as EntityId];
    const goals: SceneGoal[] = [
      { kind: 'claim', subject: orc, predicate: 'vital', object: { kind: 'text', text: 'dead' } },
      { kind: 'happening', event: 'search', participants: [{ role: 'agent', node: hero }] },
      { kind: 'left' },
    ];
    const there = ['hero', 'orc', 'troll', ...(chance.happens(0.3) ? ['lurker'] : [])];
    return {
      title: chance.one(['In the ruin', 'By the fire']),
      location: ground.names.get(chance.one(['ruin', 'hall'])) as EntityId,
      participants: there.map((name) => ground.names.get(name) as EntityId),
      storyTime: chance.happens(0.1) ? null : { second: (where === null ? 100 : 10_000) * (1 + said), ordinal: 0 },
      goals: chance.happens(0.4) ? [chance.one(goals)] : [],
    };
  };

  const begins = async (count: number): Promise<void> => {
    const plan = { title: `${seated.name} tells tale ${count + 1}`, premise: null };
    const outcome = await tried('start', ({ play }) => play.start(plan, framing(null)));
    if (outcome.kind === 'done') entered.add(outcome.value.context.story);
  };

  const enters = async (story: StoryId): Promise<void> => {
    const outcome = await tried('enter', ({ play }) => play.enter(story));
    if (outcome.kind !== 'done') return;
    entered.add(story);
    for (const finding of outcome.value) {
      const choice = chance.happens(0.8) ? choiceFor(finding, chance) : null;
      if (choice !== null) await on(story, choice.what, ({ play }) => choice.does(play, story));
    }
  };

  // ── what they do ──

  const untold = ({ scene }: Where, outcome: Outcome<unknown>): void => {
    if (outcome.kind !== 'done') told.doubt(scene);
  };

  const deeds: Readonly<Record<Move, (where: Where) => Promise<unknown>>> = {
    say: says,
    interrupt: saysAndIsInterrupted,
    cut: saysAndCutsShort,
    aside: ({ story }) => on(story, 'aside', ({ play }) => play.aside(story, `hm, ${seated.name} ${++said}`)),
    async undo(where) {
      const { story } = where;
      const outcome = await on(story, 'undo', ({ play }) => play.undo(story, chance.whole(1, 3)));
      if (outcome.kind === 'done') told.takenBack(outcome.value);
      untold(where, outcome);
    },
    async redo({ story, scene }) {
      const since = told.now();
      heard(await on(story, 'redo', ({ play }) => play.redo(story)), { scene, since });
    },
    async retell({ story, scene }) {
      const since = told.now();
      heard(await on(story, 'retell', ({ play }) => play.retell(story)), { scene, since });
    },
    async edit({ story, scene }) {
      told.doubt(scene);
      const outcome = await on(story, 'edit', ({ play }) => play.edit(story, saying()));
      told.doubt(scene);
      heard(outcome, { scene, since: told.now() });
    },
    ...{ commit: toScene('commit'), pause: toScene('pause'), end: toScene('end'), move: toScene('move') },
    ...{ abort: toScene('abort'), finalise: toScene('finalise_now') },
    ...{ rest: toStory('pause'), abandon: toStory('abandon') },
    time: ({ story }) =>
      on(story, 'time', ({ play }) => play.setTime(story, { second: 1_000_000 + 100 * ++said, ordinal: 0 })),
    async leave() {
      await tried('leave', ({ play }) => play.leave());
      gone();
    },
    vanish: async () => gone(),
  };

  function toScene(what: 'commit' | 'pause' | 'resume' | 'end' | 'move' | 'abort' | 'retry' | 'finalise_now') {
    return ({ story }: Where): Promise<unknown> => on(story, what, ({ play }) => play.toScene(story, what));
  }
  function toStory(what: 'pause' | 'end' | 'abandon' | 'retry') {
    return async ({ story }: Where): Promise<void> => {
      await on(story, what, ({ play }) => play.toStory(story, what));
      if (what === 'pause') entered.delete(story);
    };
  }

  const betweenScenes = async (where: Where): Promise<unknown> => {
    const { story } = where;
    const what = chance.drawn({ next: 6, end: 3, pause: 1 });
    if (what !== 'next') return toStory(what)(where);
    return on(story, 'next', ({ play }) => play.nextScene(story, framing(where)));
  };

  const inScene = async (where: Where): Promise<unknown> => {
    const { story, sceneState, turn } = where;
    if (sceneState === 'paused') return toScene(chance.one(['resume', 'resume', 'end']))(where);
    if (sceneState === 'failed') return toScene(chance.one(['retry', 'retry', 'abort']))(where);
    if (sceneState !== 'active' && !chance.happens(carelessness)) return entered.delete(story);
    if (turn === null || chance.happens(carelessness)) return deeds[chance.drawn(moves)](where);
    if (turn.state !== 'failed') return entered.delete(story);
    const choice = chance.one(
      turnChoices[turn.step === 'narrated' || turn.step === 'withdrawing' ? turn.step : 'other'],
    );
    const since = told.now();
    const outcome = await on(story, choice, ({ play }) => play.choose(story, choice));
    if (outcome.kind === 'done') heard(outcome, { scene: null, since });
    return undefined;
  };

  const goesOn = async (story: StoryId): Promise<unknown> => {
    const where = await whereIs(table, story);
    if (where === null) return entered.delete(story);
    if (!entered.has(story)) return enters(story);
    if (where.storyState === 'active.playing') return inScene(where);
    if (where.storyState === 'active.between') return betweenScenes(where);
    if (where.storyState === 'failed') return toStory(chance.one(['retry', 'retry', 'abandon']))(where);
    return entered.delete(story);
  };

  const acts = async (): Promise<void> => {
    const all = await stories();
    const open = all.filter((each) => !each.isOver);
    const wanted = open.filter(
      (each) => each.isMine !== chance.happens(table.sabotage.isCrowded === true ? 0.5 : nosiness),
    );
    const [mine] = wanted;
    const count = all.filter((each) => each.isMine).length;
    if (mine !== undefined) await goesOn(mine.story);
    else if (count < storiesMax) await begins(count);
    else if (open[0] !== undefined) await goesOn(open[0].story);
  };

  return {
    async live(deedsMax: number): Promise<void> {
      for (let deed = 0; deed < deedsMax; deed++) {
        await time.sleep(chance.whole(...thinkMs));
        await acts();
      }
    },
    /** Once nothing befalls anybody any more. */
    async getUp(): Promise<void> {
      if (process === null) return;
      await tried('leave', ({ play }) => play.leave());
      gone();
    },
  };
};
