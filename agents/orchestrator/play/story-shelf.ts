import type { Cycle } from '../../../schemas/cycle.ts';
import { idPrefixes, type StoryId } from '../../../schemas/ids.ts';
import { SceneContext, type StoryContext } from '../../../schemas/loops.ts';
import type { SceneFraming } from '../../../schemas/narrative.ts';
import type { StoryTime, WallTime } from '../../../schemas/time.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { printTime } from '../../../src/domain/calendar-print.ts';
import { normaliseName } from '../../../src/domain/names.ts';
import { nearest } from '../../../src/domain/nearest.ts';
import { quoted } from '../../../src/domain/quoted.ts';
import type { World } from '../../../src/ports/world.ts';
import type { Person, ReadingDesk } from '../desk.ts';
import { cast } from './cast.ts';
import { everyStory, type Present } from './looking.ts';
import { sceneCycleOf } from './scenes.ts';
import { playedBy } from './sittings.ts';
import type { Holder } from './table.ts';

// Which stories there are, those first that can be gone on with.

/** Enough to see who plays what, and what is in the middle. */
export interface WatchDesk extends ReadingDesk {
  world: Pick<World, 'now'>;
  holder: Pick<Holder, 'isAlive'>;
  workers: Present;
}

/** A story with where its loop stands. */
export interface Shelved {
  cycle: Cycle;
  context: StoryContext;
}

const storiesMax = 10_000;
const partCharsMin = 4;
const alikeToldMax = 5;

export interface ShelfEntry {
  story: StoryId;
  title: string;
  /** Of its loop. */
  state: string;
  /** Nobody can go on with it any more. */
  isOver: boolean;
  scenes: number;
  /** Where it stands: its last scene. Null: it has none that can be read. */
  last: { title: string; place: string | null; when: string | null } | null;
  lastPlayed: WallTime;
  playedBy: string | null;
}

/** Blows within one second are of no account to whoever reads where a story stands. */
export const momentText = ({ about }: Pick<ReadingDesk, 'about'>, { second }: StoryTime): string =>
  printTime(about.calendar, { second, ordinal: 0 });

/** How far a scene got, and when it was last played. */
export const sceneStanding = async (
  { narrative, universe }: Pick<ReadingDesk, 'narrative' | 'universe'>,
  framing: SceneFraming,
): Promise<{ cycle: Cycle; context: SceneContext } | null> => {
  const [found] = await narrative.get('cycles', universe, [sceneCycleOf(framing.id)]);
  const context = SceneContext.safeParse(found?.document.context);
  return found === undefined || !context.success ? null : { cycle: found.document, context: context.data };
};

/** Where a scene stands, and when it came there. */
const lastOf = async (desk: WatchDesk, seat: Person['seat'], framing: SceneFraming) => {
  const { title, location, storyTime } = framing;
  const standing = await sceneStanding(desk, framing);
  const clock = standing?.context.clock ?? storyTime;
  const place = location === null ? null : await cast(desk, seat).name(location);
  const last = { title, place, when: clock === null ? null : momentText(desk, clock) };
  return { last, ...(standing === null ? {} : { at: standing.cycle.at }) };
};

const entryOf = async (desk: WatchDesk, seat: Person['seat'], { cycle, context }: Shelved): Promise<ShelfEntry> => {
  const { story, title, scenes, last: scene } = context;
  const [framing] = scene === null ? [] : await desk.narrative.get('scenes', desk.universe, [scene]);
  const { last = null, at = cycle.at } = framing === undefined ? {} : await lastOf(desk, seat, framing.document);
  return {
    ...{ story, title, state: cycle.state, isOver: cycle.isOver, scenes, last },
    lastPlayed: at > cycle.at ? at : cycle.at,
    playedBy: await playedBy(desk, story),
  };
};

/** Stories whose context can be read; the rest is what `manage recover` lists. */
async function* readable(desk: ReadingDesk): AsyncGenerator<Shelved> {
  let looked = 0;
  for await (const { cycle, context } of everyStory(desk, desk.universe)) {
    if (context !== null) yield { cycle, context };
    if (++looked === storiesMax) return;
  }
}

const rank = ({ isOver }: ShelfEntry): number => (isOver ? 1 : 0);

/** Those first that are not over, and of them those that were played last. */
export const storyShelf = async (
  desk: WatchDesk,
  seat: Person['seat'],
  { max }: { max: number },
): Promise<{ stories: readonly ShelfEntry[]; count: number }> => {
  const entries: ShelfEntry[] = [];
  for await (const each of readable(desk)) entries.push(await entryOf(desk, seat, each));
  const sorted = entries.toSorted(
    (a, b) => rank(a) - rank(b) || (a.lastPlayed === b.lastPlayed ? 0 : a.lastPlayed > b.lastPlayed ? -1 : 1),
  );
  return { stories: sorted.slice(0, max), count: entries.length };
};

// ── which one is meant ───────────────────────────────────────────────────────────────────────────────────────────

const unknownStory = (message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code: 'unknown_story', message, advice: `${advice} Nothing was changed.` });

const ambiguousStory = (message: string, meant: readonly Shelved[]): Failure => {
  const told = meant.slice(0, alikeToldMax).map(({ context: { story, title } }) => `\`${story}\` (${title})`);
  return new Failure({
    kind: 'terminal',
    code: 'ambiguous_story',
    message: `${message}: ${told.join(', ')}${meant.length > told.length ? ', …' : ''}`,
    advice: 'Name one by its id, or by a part of it. Nothing was changed.',
  });
};

const isCalled = ({ story, title }: StoryContext, written: string): boolean => {
  const part = written.replace(/^…/u, '').replace(new RegExp(`^${idPrefixes.story}_`), '');
  const isPart =
    part.length >= partCharsMin && (story.endsWith(part) || story.startsWith(`${idPrefixes.story}_${part}`));
  return isPart || normaliseName(title) === normaliseName(written);
};

/** By title, id or a part of it; without a word, the only one that is not over. */
export const findStory = async (desk: ReadingDesk, written: string | null): Promise<Shelved> => {
  const known: Shelved[] = [];
  for await (const each of readable(desk)) known.push(each);
  const called = known.filter(({ context }) => written === null || isCalled(context, written));
  const open = called.filter(({ cycle }) => !cycle.isOver);
  const meant = open.length > 0 || written === null ? open : called;
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  const what = written === null ? 'which story? It' : quoted(written);
  if (only !== undefined) throw ambiguousStory(`${what} may be any of ${meant.length}`, meant);
  if (written === null) throw unknownStory('no story is under way', '`monitor story start` begins one.');
  const near = nearest(
    written,
    known.map(({ context }) => context.title),
  );
  throw unknownStory(
    `there is no story ${quoted(written)}`,
    near === undefined ? '`monitor story list` lists them.' : `Did you mean ${quoted(near)}?`,
  );
};
