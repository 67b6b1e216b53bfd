import type { EntityId, SceneId, StoryId } from '../../../schemas/ids.ts';
import type { Resolution, Roll } from '../../../schemas/narrative.ts';
import type { FightAsked } from '../../../schemas/structured-intent.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { rolledAgain } from '../../../src/domain/dice/again.ts';
import { rolledText } from '../../../src/domain/dice/telling.ts';
import { whyRolled } from '../../../src/domain/dice/why.ts';
import { evolve } from '../../../src/domain/combat/evolve.ts';
import { noFight } from '../../../src/domain/combat/fight.ts';
import { standingLines, type Told, toldOf } from '../../../src/domain/combat/telling.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { workingState } from '../../../src/domain/working/state.ts';
import { rulesFrom, type Shipped } from '../../rules-in-force.ts';
import { changesThatCount } from '../../working-changes.ts';
import type { Person, ReadingDesk } from '../desk.ts';
import { findEntity, nameBook } from '../naming.ts';
import { openPlay, type Play } from './play.ts';
import type { TurnView } from './playing.ts';
import type { PlayDesk } from './table.ts';

// What somebody does by the rules, from the console: a turn with its dice and numbers. Where nobody narrates, its narration is left out.

/** A roll as it fell, with the sentence that says why it came to what it did. */
export interface RollView {
  what: string;
  text: string;
  why: string;
}

export interface DeedView {
  state: TurnView['state'];
  /** Of the scene. */
  scene: TurnView['scene'];
  failure: TurnView['failure'];
  statement: string | null;
  answer: string | null;
  rule: Resolution['rule'] | null;
  level: Resolution['level'];
  rolls: readonly RollView[];
  judged: readonly string[];
  reasons: readonly string[];
}

export const rollView = (kept: Roll): RollView => {
  const rolled = rolledAgain(kept);
  return { what: kept.what ?? '', text: rolledText(rolled), why: whyRolled(rolled) };
};

/** What made it easier or harder; modifiers are in the words of the judgement. */
const reasonsIn = ({ judged = [] }: Resolution): string[] =>
  judged.flatMap(({ reasons }) => reasons.map(({ edge, because }) => `${edge}: ${because}`));

const unresolved = { statement: null, rule: null, level: null, rolls: [], judged: [], reasons: [] };

const resolvedView = (resolution: Resolution) => ({
  ...{ statement: resolution.statement, rule: resolution.rule ?? null, level: resolution.level },
  // What is reckoned without dice says nothing that the judgement does not.
  rolls: (resolution.rolls ?? []).filter(({ dice }) => dice.length > 0).map(rollView),
  judged: (resolution.judged ?? []).map(({ who, words }) => `${who}: ${words}`),
  reasons: reasonsIn(resolution),
});

const viewOf = ({ state, scene, failure, resolution, answer }: TurnView): DeedView => ({
  ...{ state, scene, failure, answer: answer?.text ?? null },
  ...(resolution === null ? unresolved : resolvedView(resolution)),
});

const sitDown = ({ play: tools, universe, holder }: PlayDesk, person: Person): Play =>
  openPlay({ tools, universe, person, holder: { ...holder, by: person.name }, makesDo: true });

const withPlay = async <T>(desk: PlayDesk, person: Person, work: (play: Play) => Promise<T>): Promise<T> => {
  const play = sitDown(desk, person);
  try {
    return await work(play);
  } finally {
    await play.leave();
  }
};

/** Who acts in the scene that is played, where nobody is named. */
const whoActs = async (desk: PlayDesk, play: Play, story: StoryId): Promise<EntityId | null> => {
  const { scene } = (await play.storyAt(story)).context;
  const [framing] = scene === null ? [] : await desk.narrative.get('scenes', desk.universe, [scene]);
  return framing?.document.participants[0] ?? null;
};

/** Where nobody narrates, it counts without. */
const toldOrNot = async (play: Play, story: StoryId, turn: TurnView): Promise<TurnView> =>
  turn.state === 'failed' && turn.failure?.step === 'narrated' ? play.choose(story, 'skip_narration') : turn;

/** `as`: by name; null: whoever is played, and nobody of their own for the GM. */
export const actInStory = (
  desk: PlayDesk,
  person: Person,
  { story, text, as, kind }: { story: StoryId; text: string; as: string | null; kind: 'action' | 'dialogue' },
): Promise<DeedView> =>
  withPlay(desk, person, async (play) => {
    await play.enter(story);
    const named = as === null ? null : (await findEntity(nameBook(desk), as)).id;
    const actor = named ?? (person.seat === 'gm' ? null : await whoActs(desk, play, story));
    const turn = await play.say(story, { text, kind, as: actor, replaces: null });
    return viewOf(await toldOrNot(play, story, turn));
  });

/** It comes to blows: whoever is played, with some, against others. Names are those of canon. */
export const fightInStory = (
  desk: PlayDesk,
  person: Person,
  { story, against, allies, as, ...rest }: FightWanted,
): Promise<DeedView> =>
  withPlay(desk, person, async (play) => {
    await play.enter(story);
    const book = nameBook(desk);
    const idOf = async (name: string): Promise<EntityId> => (await findEntity(book, name)).id;
    const actor = as === null ? await whoActs(desk, play, story) : await idOf(as);
    const fight = {
      against: await Promise.all(against.map(idOf)),
      with: await Promise.all(allies.map(idOf)),
      ...rest,
    };
    const text = `It comes to blows with ${against.join(', ')}.`;
    const turn = await play.say(story, { text, kind: 'action', as: actor, replaces: null, meant: { fight } });
    return viewOf(await toldOrNot(play, story, turn));
  });

export interface FightWanted extends Pick<FightAsked, 'surprised' | 'metres'> {
  story: StoryId;
  against: readonly string[];
  allies: readonly string[];
  as: string | null;
}

/** A round of the fight that is on in the scene, or was the last, out of its log; and how everybody stands. */
export const roundsInStory = async (
  desk: ReadingDesk,
  { story, scene, round }: { story: StoryId; scene: SceneId | null; round: number | null },
): Promise<{ round: number; rounds: number; told: readonly Told[]; stands: readonly string[] }> => {
  if (scene === null) throw noScene();
  const changes = await changesThatCount(desk, { universe: desk.universe, story, scene });
  const all = changes.flatMap((change) => (change.kind === 'changed' ? (change.fight ?? []) : []));
  const entries = all.slice(all.findLastIndex(({ n }) => n === 1));
  if (entries.length === 0 || all.length === 0)
    throw new Failure({ kind: 'terminal', code: 'no_fight', message: 'there was no fight in this scene' });
  const rounds = entries.at(-1)?.round ?? 0;
  // A round in which nobody has done anything yet is not what is meant.
  const asked = round ?? entries.findLast(({ kind }) => kind !== 'round' && kind !== 'turn')?.round ?? rounds;
  let fight = noFight;
  const told: Told[] = [];
  for (const entry of entries) {
    if (entry.round > asked) break;
    fight = evolve(fight, entry);
    if (entry.round === asked) told.push(...toldOf(fight, entry));
  }
  return { round: asked, rounds, told, stands: standingLines(fight) };
};

export const takeBackInStory = (
  desk: PlayDesk,
  person: Person,
  { story, what, count }: { story: StoryId; what: 'undo' | 'redo'; count: number },
): Promise<{ turns: number }> =>
  withPlay(desk, person, async (play) => {
    await play.enter(story);
    if (what === 'undo') return { turns: (await play.undo(story, count)).length };
    await play.redo(story);
    return { turns: 1 };
  });

/** What waits in the scene that is played is decided, and numbers that changed become canon. */
export const commitInStory = (desk: PlayDesk, person: Person, story: StoryId): Promise<{ scene: string }> =>
  withPlay(desk, person, async (play) => {
    await play.enter(story);
    const { state } = await play.toScene(story, 'commit');
    await play.idle();
    return { scene: state };
  });

/** How it came to what the last turn that counts came to. Null: nothing was resolved. */
export const whyInStory = (desk: PlayDesk, person: Person, story: StoryId): Promise<DeedView | null> =>
  withPlay(desk, person, async (play) => {
    await play.enter(story);
    const last = (await play.played(story)).findLast(({ resolution }) => resolution !== null);
    return last === undefined ? null : viewOf(last);
  });

// ── how things stand ─────────────────────────────────────────────────────────────────────────────────────────────

export interface StandingView {
  system: string;
  who: readonly {
    id: EntityId;
    name: string;
    resources: readonly { name: string; value: number; was: number }[];
    conditions: readonly string[];
  }[];
}

const noScene = (): Failure =>
  new Failure({
    ...{ kind: 'terminal', code: 'no_scene', message: 'no scene is played in that story' },
    advice: '`monitor story show` says how it stands.',
  });

const nameIn = (list: readonly { key: string; name: string }[], key: string): string =>
  list.find((each) => each.key === key)?.name.toLowerCase() ?? key;

type Numbers = Readonly<Record<string, number>>;

const resourcesOf = ({ resources }: RuleSystem, now: Numbers, then: Numbers) =>
  Object.entries(now).map(([key, value]) => ({ name: nameIn(resources, key), value, was: then[key] ?? value }));

/** The numbers of those to whom anything happened in the scene that is played. */
export const standingInStory = async (
  desk: ReadingDesk,
  { story, scene, shipped }: { story: StoryId; scene: SceneId | null; shipped: Shipped },
): Promise<StandingView> => {
  if (scene === null) throw noScene();
  const { universe, narrative } = desk;
  const working = workingState(await changesThatCount(desk, { universe, story, scene }));
  const { system } = await rulesFrom({ narrative, shipped })({ universe, story, scene }, working.usedUp);
  return {
    system: system.title,
    who: [...working.now].map(([id, { name, resources, conditions }]) => ({
      ...{ id, name, resources: resourcesOf(system, resources, working.met.get(id)?.resources ?? {}) },
      conditions: conditions.map(
        ({ condition, steps }) => `${nameIn(system.conditions, condition)}${steps > 1 ? ` (${steps})` : ''}`,
      ),
    })),
  };
};
