import type { Beginning, OutlinedThread } from '../../../schemas/beginning.ts';
import type { EntityType } from '../../../schemas/canon.ts';
import type { Cycle } from '../../../schemas/cycle.ts';
import type { EntityId, ProposalId, StoryId } from '../../../schemas/ids.ts';
import type { NodeType } from '../../../schemas/vocabulary.ts';
import { digestOf } from '../../../src/domain/canonical-json.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { Failure, isFailure } from '../../../src/domain/failure.ts';
import { quoted } from '../../../src/domain/quoted.ts';
import type { World } from '../../../src/ports/world.ts';
import type { Person } from '../desk.ts';
import { drafted } from '../drafting.ts';
import { type Drafting, predicateRule, unreadable, validOf } from '../draft-values.ts';
import { findEntity } from '../naming.ts';
import { beginDrafting, type Line, putForward, type Told } from '../proposing.ts';
import { outlineOf } from './framing.ts';
import type { Finding } from './looking.ts';
import { type Play, openPlay } from './play.ts';
import type { FramingDraft, StoryStanding } from './playing.ts';
import { storyCycleOf } from './stories.ts';
import type { PlayDesk } from './table.ts';
import { lastDecisions } from './waiting.ts';

// Begins a story as somebody wrote it down, and creates what it needs.
// S1. What cannot be read is refused before anything is written.
// S2. Who is played and where it begins come to be on the person's word; where the gate does not accept that at once, the story is not begun.
// S3. Every id follows from what was asked, and by whom: whoever asks again, after a crash or by mistake, comes to what there is. What is over can be begun anew.

export interface Begun {
  /** Null: it was not begun. */
  story: StoryId | null;
  title: string;
  /** Of the story. */
  state: StoryStanding['state'] | null;
  failure: StoryStanding['context']['failure'];
  /** It was not there before. */
  isNew: boolean;
  /** What had to be proposed for it, and what became of that. */
  proposals: readonly Told[];
  /** Threads that are none of its questions, since the gate or a person refused them. */
  refused: readonly { title: string; proposal: ProposalId }[];
}

/** So often the same story can be begun anew when it is over. */
const timesMax = 100;

const tooOften = (title: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'begun_too_often',
    message: `${quoted(title)} was begun ${timesMax} times in just these words`,
    advice: 'Give it another title. Nothing was changed.',
  });

interface Found {
  story: StoryId;
  there: Cycle | null;
}

/** The one that these words began and that is not over, or the next. */
const storyFor = async ({ universe, narrative }: PlayDesk, person: Person, asked: Beginning): Promise<Found> => {
  const words = digestOf({ asked, person });
  for (let time = 0; time < timesMax; time++) {
    const story = derivedId('story', universe, words, String(time));
    const [found] = await narrative.get('stories', universe, [storyCycleOf(story)]);
    if (found?.document.isOver !== true) return { story, there: found?.document ?? null };
  }
  throw tooOften(asked.title);
};

// ── what is missing ──────────────────────────────────────────────────────────────────────────────────────────────

interface Wanted {
  name: string;
  /** What it is, if it has to be created. */
  type: EntityType;
  /** What it may be. */
  types: readonly NodeType[];
  as: string;
}

/** Canon's vocabulary says who can be somewhere, and where. */
const whereabouts = (drafting: Drafting): { who: readonly NodeType[]; where: readonly NodeType[] } => {
  const rule = predicateRule(drafting, 'located_in');
  const where = rule?.object.kind === 'node' ? rule.object.types : [];
  return { who: rule?.subject ?? [], where };
};

const wrongType = ({ name, as, types }: Wanted, is: string): Failure =>
  unreadable('wrong_type', `${quoted(name)} is a ${is}, and can't be ${as}`, `That can be: ${types.join(', ')}.`);

/** Null: canon does not know the name. */
const find = async ({ book }: Drafting, wanted: Wanted): Promise<EntityId | null> => {
  try {
    const named = await book.find(wanted.name, wanted.types);
    if (wanted.types.length > 0 && !wanted.types.includes(named.type)) throw wrongType(wanted, named.type);
    return (await findEntity(book, named.id)).id;
  } catch (error) {
    if (isFailure(error) && error.code === 'unknown_name' && !/^ent_[0-9a-z]{26}$/.test(wanted.name)) return null;
    throw error;
  }
};

/** Makes what is made for a part of a story under ids that follow from it, and as of when it was first made. */
const steady = async (
  { narrative, world, universe }: PlayDesk,
  { story, part }: { story: StoryId; part: string },
): Promise<World> => {
  const newId: World['newId'] = (kind) => derivedId(kind, story, part);
  const [said] = await narrative.get('turns.user', universe, [newId('turn')]);
  const now = said === undefined ? world.now() : Date.parse(said.document.at);
  return { now: () => now, random: () => world.random(), newId, sleep: (ms, signal) => world.sleep(ms, signal) };
};

interface Cast {
  character: EntityId;
  place: EntityId | null;
  others: readonly EntityId[];
  lines: readonly Line[];
}

const castOf = async (
  { desk, drafting, story }: { desk: PlayDesk; drafting: Drafting; story: StoryId },
  { character, scene }: Beginning,
): Promise<Cast> => {
  const { who, where } = whereabouts(drafting);
  const lines: Line[] = [];
  const findOrMake = async (wanted: Wanted, part: string): Promise<EntityId> => {
    const known = await find(drafting, wanted);
    if (known !== null) return known;
    const world = await steady(desk, { story, part });
    const draft = { entity: wanted.name, type: wanted.type };
    lines.push({
      line: lines.length + 1,
      drafted: await drafted({ ...drafting, desk: { ...desk, world } }, draft),
    });
    return derivedId('entity', story, part);
  };
  await drafting.book.open([character, ...(scene.place === null ? [] : [scene.place]), ...scene.others]);
  const others: EntityId[] = [];
  for (const name of scene.others) {
    const other = await find(drafting, { name, type: 'character', types: who, as: 'in a scene' });
    others.push(other ?? (await findEntity(drafting.book, name)).id); // unknown: it says who may be meant
  }
  const played = { name: character, type: 'character', types: ['character'], as: 'who is played' } as const;
  const scenery = { type: 'location', types: where, as: 'where a scene is' } as const;
  return {
    character: await findOrMake(played, 'character'),
    place: scene.place === null ? null : await findOrMake({ ...scenery, name: scene.place }, 'place'),
    ...{ others, lines },
  };
};

// ── beginning ────────────────────────────────────────────────────────────────────────────────────────────────────

const threadsOf = (threads: readonly OutlinedThread[], { seat }: Person) =>
  threads.map(({ title, question, visibility = seat === 'gm' ? 'gm' : 'party' }) => ({
    ...{ title, question, visibility: { level: visibility } },
  }));

const framingOf = (
  { title, kind, goals }: Beginning['scene'],
  { character, place, others }: Cast,
  storyTime: FramingDraft['storyTime'],
): FramingDraft => ({
  ...{ title, location: place, participants: [...new Set([character, ...others])], storyTime },
  ...(kind === 'present' ? {} : { sceneKind: kind }),
  ...(goals.length === 0 ? {} : { goals: goals.map((text) => ({ kind: 'words' as const, text })) }),
});

const isBeginning = ({ state, context: { failure } }: StoryStanding): boolean =>
  state === 'planned' ||
  state === 'active.opening' ||
  (state === 'failed' && (failure?.step === 'planned' || failure?.step === 'opening'));

/** What was begun before and has not come as far as its first scene goes on. */
const goOn = async (play: Play, story: StoryId): Promise<StoryStanding> => {
  const standing = await play.storyAt(story);
  if (!isBeginning(standing)) return standing;
  if (standing.state === 'failed') return play.toStory(story, 'retry');
  await play.mend(story);
  return play.storyAt(story);
};

const refusedOf = async (
  { canon, universe }: PlayDesk,
  { story, threads }: { story: StoryId; threads: Beginning['threads'] },
): Promise<Begun['refused']> => {
  const proposals = outlineOf(story, threads.length);
  const last = await lastDecisions({ canon }, universe, proposals);
  return proposals.flatMap((proposal, place) =>
    last.get(proposal)?.verdict === 'rejected' ? [{ title: threads[place]?.title ?? '', proposal }] : [],
  );
};

interface Telling {
  desk: PlayDesk;
  threads: Beginning['threads'];
  isNew: boolean;
}

const told = async (
  { state, context: { story, title, failure } }: StoryStanding,
  { desk, threads, isNew }: Telling,
): Promise<Begun> => ({
  ...{ story, title, state, failure, isNew, proposals: [] },
  refused: await refusedOf(desk, { story, threads }),
});

const sitDown = ({ play: tools, universe, holder }: PlayDesk, person: Person): Play =>
  openPlay({ tools, universe, person, holder: { ...holder, by: person.name } });

export const beginStory = async (desk: PlayDesk, person: Person, asked: Beginning): Promise<Begun> => {
  const { story, there } = await storyFor(desk, person, asked);
  const play = sitDown(desk, person);
  try {
    if (there !== null) return await told(await goOn(play, story), { desk, threads: asked.threads, isNew: false });
    const drafting = beginDrafting(desk, person);
    const { when } = asked.scene;
    const storyTime = when === null ? null : validOf(drafting, { from: when }).from;
    const cast = await castOf({ desk, drafting, story }, asked);
    const forwarding = { waits: false, reason: null, isConfirmed: false };
    const proposals = cast.lines.length === 0 ? [] : await putForward(desk, cast.lines, forwarding);
    if (proposals.some(({ verdict }) => verdict !== 'accepted'))
      return { story: null, title: asked.title, state: null, failure: null, isNew: false, proposals, refused: [] };
    const { title, premise } = asked;
    const plan = { title, premise, story, threads: threadsOf(asked.threads, person) };
    const standing = await play.start(plan, framingOf(asked.scene, cast, storyTime));
    return { ...(await told(standing, { desk, threads: asked.threads, isNew: true })), proposals };
  } finally {
    await play.leave();
  }
};

/** Goes on with one that was left: what a crash cut off in it first. */
export const resumeStory = async (
  desk: PlayDesk,
  person: Person,
  story: StoryId,
): Promise<{ state: StoryStanding['state']; unfinished: readonly Finding[] }> => {
  const play = sitDown(desk, person);
  try {
    const unfinished = await play.enter(story);
    return { state: (await play.storyAt(story)).state, unfinished };
  } finally {
    await play.leave();
  }
};

/** Pauses it, or gives it up. */
export const leaveStory = async (
  desk: PlayDesk,
  person: Person,
  { story, how }: { story: StoryId; how: 'pause' | 'abandon' },
): Promise<StoryStanding> => {
  const play = sitDown(desk, person);
  try {
    return await play.toStory(story, how);
  } finally {
    await play.leave();
  }
};
