import type { Party, PlotThread, SceneKind, SceneMarker } from '../../../schemas/canon.ts';
import type { Proposal } from '../../../schemas/gate.ts';
import {
  NodeId,
  type EntityId,
  type FactId,
  type ProposalId,
  type SceneId,
  type StoryId,
} from '../../../schemas/ids.ts';
import type { StoryContext } from '../../../schemas/loops.ts';
import type { SceneFraming } from '../../../schemas/narrative.ts';
import type { StoryTime, Validity } from '../../../schemas/time.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { isFailure } from '../../../src/domain/failure.ts';
import { idsPerReadMax } from '../../../src/ports/canon-reader.ts';
import { type Cursor, everyItem, type Page } from '../../../src/ports/paging.ts';
import type { Person } from '../desk.ts';
import { plainOf } from '../proposal-words.ts';
import { nodesNamed } from '../queue.ts';
import { type NodeView, teller, whenText } from '../telling.ts';
import { type Cast, cast } from './cast.ts';
import { outlinedThread } from './framing.ts';
import { type Finding, looking, unreadable } from './looking.ts';
import { playedBy } from './sittings.ts';
import { momentText, sceneStanding, type Shelved, type WatchDesk } from './story-shelf.ts';
import { lastDecisions } from './waiting.ts';

// A story as it stands, for one seat.
// V2. A player's seat is shown no thread, clue, place or person that it may not know of, and of what waits only what players put forward.

const scenesShownMax = 200;
const waitingShownMax = 50;
const waitingLookedThroughMax = 5_000;
const nodesLookedThroughMax = 5_000;
const namesMax = 500;

export interface SceneView {
  id: SceneId;
  title: string;
  kind: SceneKind;
  /** In canon; `framed`: not there yet. */
  status: SceneMarker['status'] | 'framed';
  ending: string | null;
  when: string | null;
  span: Validity;
  place: string | null;
  who: readonly NodeView[];
}

/** Who may know of something: a level, or names. */
export type Knowers = 'gm' | 'party' | 'public' | readonly string[];

export interface ThreadView {
  id: PlotThread['id'];
  title: string;
  question: string | null;
  status: PlotThread['status'];
  knownTo: Knowers;
  clues: readonly { id: FactId; statement: string; knownTo: Knowers }[];
}

export interface StoryView {
  story: StoryId;
  title: string;
  premise: string | null;
  state: string;
  failure: StoryContext['failure'];
  playedBy: string | null;
  seat: Person['seat'];
  /** What time it is in it. */
  clock: StoryTime | null;
  when: string | null;
  /** The last of them, from the earliest on. */
  scenes: readonly SceneView[];
  hasEarlierScenes: boolean;
  threads: readonly ThreadView[];
  parties: readonly { id: Party['id']; name: string; members: readonly NodeView[] }[];
  /** Who is with whom. Null: nobody knows where. */
  whereabouts: readonly { place: NodeView | null; who: readonly NodeView[] }[];
  /** For review. */
  waits: { items: readonly { id: ProposalId; says: string }[]; count: number; isCut: boolean };
  /** What is owed, failed, or was cut off. */
  unfinished: readonly Finding[];
  recap: string | null;
}

interface Looking {
  desk: WatchDesk;
  seat: Person['seat'];
  seen: Cast;
}

const whenIn = ({ about: { calendar } }: WatchDesk, span: Validity): string | null =>
  span.from === null && span.to === null ? null : whenText(calendar, span);

// ── scenes ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface Told {
  framing: SceneFraming;
  marker: SceneMarker | undefined;
}

const scenesOf = async ({ desk }: Looking, story: StoryId): Promise<{ told: Told[]; isCut: boolean }> => {
  const { narrative, canon, universe } = desk;
  const query = { universe, story, order: 'newest' } as const;
  const { items, next } = await narrative.list('scenes', query, { max: scenesShownMax, after: null });
  const framings = items.map(({ document }) => document).toReversed();
  const markers = new Map<string, SceneMarker>();
  const ids = framings.map(({ id }) => id);
  for (const node of await canon.nodes(universe, ids)) if (node.kind === 'scene') markers.set(node.id, node);
  return { told: framings.map((framing) => ({ framing, marker: markers.get(framing.id) })), isCut: next !== null };
};

const sceneView = async ({ desk, seen }: Looking, { framing, marker }: Told): Promise<SceneView> => {
  const { id, title, location, participants, storyTime } = framing;
  const span = marker?.span ?? { from: storyTime, to: null };
  const standing = await sceneStanding(desk, framing);
  return {
    ...{ id, title, kind: framing.sceneKind ?? 'present', status: marker?.status ?? 'framed' },
    ...{ ending: standing?.context.ending ?? null, span, when: whenIn(desk, span) },
    place: location === null ? null : await seen.name(location),
    who: await seen.named(participants),
  };
};

// ── threads ──────────────────────────────────────────────────────────────────────────────────────────────────────

const knowersOf = async ({ seen }: Looking, { visibility }: Pick<PlotThread, 'visibility'>): Promise<Knowers> =>
  visibility.level === 'known' ? (await seen.named(visibility.to)).map(({ name }) => name) : visibility.level;

const threadView = async (looking: Looking, thread: PlotThread): Promise<ThreadView> => {
  const { desk, seen } = looking;
  const { id, title, question, status } = thread;
  const facts = await desk.canon.facts(desk.universe, thread.clues.slice(0, idsPerReadMax));
  const clues = [];
  for (const fact of facts)
    if (fact.status !== 'retconned' && seen.sees(fact.visibility))
      clues.push({ id: fact.id, statement: fact.statement, knownTo: await knowersOf(looking, fact) });
  return { id, title, question, status, knownTo: await knowersOf(looking, thread), clues };
};

/** In the order of the outline, then as they came up. */
const threadsOf = async (looking: Looking, { story, outline }: StoryContext): Promise<ThreadView[]> => {
  const { desk, seen } = looking;
  const places = new Map(Array.from({ length: outline }, (_, place) => [outlinedThread(story, place), place]));
  const threads: PlotThread[] = [];
  let looked = 0;
  for await (const node of everyItem((page) => desk.canon.listNodes(desk.universe, { kind: 'thread' }, page))) {
    if (++looked > nodesLookedThroughMax) break;
    if (node.kind === 'thread' && node.story === story && seen.sees(node.visibility)) threads.push(node);
  }
  const placeOf = ({ id }: PlotThread): number => places.get(id) ?? outline;
  const views: ThreadView[] = [];
  for (const thread of threads.toSorted((a, b) => placeOf(a) - placeOf(b)))
    views.push(await threadView(looking, thread));
  return views;
};

// ── who is where ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Parties of the story, and those of no story to which somebody of it belongs. */
const partiesOf = async (
  { desk }: Looking,
  { story, cast: known }: { story: StoryId; cast: ReadonlySet<EntityId> },
): Promise<Party[]> => {
  const found: Party[] = [];
  let looked = 0;
  for await (const node of everyItem((page) => desk.canon.listNodes(desk.universe, { kind: 'party' }, page))) {
    if (++looked > nodesLookedThroughMax) break;
    if (node.kind !== 'party') continue;
    if (node.story === story || (node.story === null && node.members.some((member) => known.has(member))))
      found.push(node);
  }
  return found;
};

const whereaboutsOf = async (
  { seen }: Looking,
  { ids, clock }: { ids: readonly EntityId[]; clock: StoryTime | null },
): Promise<StoryView['whereabouts']> => {
  const groups = new Map<string, { place: NodeView | null; who: NodeView[] }>();
  for (const node of await seen.named(ids.slice(0, namesMax))) {
    const place = await seen.whereIs(node.id, clock);
    const group = groups.get(place?.id ?? '') ?? { place, who: [] };
    group.who.push(node);
    groups.set(place?.id ?? '', group);
  }
  return [...groups.values()];
};

// ── what waits ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Every node that is spoken of is one that the seat may know of. */
const isTheirs = async ({ seen }: Looking, proposal: Proposal): Promise<boolean> => {
  const { authority, proposedBy, content } = proposal;
  if (authority !== 'player' && proposedBy.seat !== 'player') return false;
  const visibility = 'claim' in content ? content.claim.visibility : null;
  if (visibility !== null && !seen.sees(visibility)) return false;
  const asked = nodesNamed(proposal).filter((id) => NodeId.safeParse(id).success);
  const made = content.type === 'entity' ? [content.entity.id as string] : [];
  const others = asked.filter((id) => !made.includes(id));
  return (await seen.named(others)).length === others.length;
};

const waitsOf = async (at: Looking, story: StoryId): Promise<StoryView['waits']> => {
  const { desk, seat } = at;
  const { narrative, universe } = desk;
  const told = teller(desk);
  const items: { id: ProposalId; says: string }[] = [];
  let count = 0;
  let looked = 0;
  let after: Cursor | null = null;
  do {
    const page: Page<{ document: Proposal }> = await narrative.list(
      'proposals',
      { universe, story, order: 'newest' },
      { max: idsPerReadMax, after },
    );
    const proposals = page.items.map(({ document }) => document);
    const last = await lastDecisions(
      desk,
      universe,
      proposals.map(({ id }) => id),
    );
    for (const proposal of proposals) {
      if ((last.get(proposal.id)?.verdict ?? 'pending') !== 'pending') continue;
      if (seat === 'player' && !(await isTheirs(at, proposal))) continue;
      if (++count > waitingShownMax) continue;
      items.push({ id: proposal.id, says: await plainOf(told, desk.about.calendar, proposal.content) });
    }
    looked += proposals.length;
    after = page.next;
  } while (after !== null && looked < waitingLookedThroughMax);
  return { items, count, isCut: after !== null };
};

// ── all of it ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where something of it cannot be read, that is told. */
const unfinishedOf = async ({ desk }: Looking, shelved: Shelved): Promise<readonly Finding[]> => {
  try {
    return await looking(desk, desk.universe).look(shelved);
  } catch (error) {
    if (!isFailure(error) || error.kind === 'transient') throw error;
    return unreadable(shelved.cycle, error.code);
  }
};

const clockOf = async ({ desk }: Looking, last: SceneFraming | undefined): Promise<StoryTime | null> =>
  last === undefined ? null : ((await sceneStanding(desk, last))?.context.clock ?? last.storyTime);

export const storyView = async (
  desk: WatchDesk,
  { cycle, context }: Shelved,
  seat: Person['seat'],
): Promise<StoryView> => {
  const at: Looking = { desk, seat, seen: cast(desk, seat) };
  const { narrative, universe } = desk;
  const { story, title, premise, failure, last } = context;
  const { told, isCut } = await scenesOf(at, story);
  const [lastFraming] = last === null ? [] : await narrative.get('scenes', universe, [last]);
  const clock = await clockOf(at, lastFraming?.document);
  const scenes: SceneView[] = [];
  for (const each of told) scenes.push(await sceneView(at, each));
  const inScenes = new Set(told.flatMap(({ framing }) => framing.participants));
  const known = await partiesOf(at, { story, cast: inScenes });
  const parties = [];
  for (const { id, name, members } of known) parties.push({ id, name, members: await at.seen.named(members) });
  const ids = [...new Set([...inScenes, ...known.flatMap(({ members }) => members)])];
  const [recap] = await narrative.get('summaries', universe, [derivedId('summary', story)]);
  return {
    ...{ story, title, premise, state: cycle.state, failure, seat, clock, scenes, parties },
    when: clock === null ? null : momentText(desk, clock),
    playedBy: await playedBy(desk, story),
    hasEarlierScenes: isCut,
    threads: await threadsOf(at, context),
    whereabouts: await whereaboutsOf(at, { ids, clock }),
    waits: await waitsOf(at, story),
    unfinished: await unfinishedOf(at, { cycle, context }),
    recap: recap?.document.text ?? null,
  };
};
