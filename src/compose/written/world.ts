import type { Calendar } from '../../../schemas/calendar.ts';
import type { CanonNode } from '../../../schemas/canon.ts';
import type { UniverseId } from '../../../schemas/ids.ts';
import type { StoryTime } from '../../../schemas/time.ts';
import { type WrittenUniverse, WrittenWorld } from '../../../schemas/written-world.ts';
import { isFailure } from '../../domain/failure.ts';
import { shippedCalendar } from '../calendars.ts';
import type { Path } from '../explain.ts';
import { type Contents, givenRecord, readContents, readExhibits } from './contents.ts';
import type { Exhibit, Exhibits } from './evidence.ts';
import { type Inventory, inventoryOf, nodesIn, partOf } from './inventory.ts';
import type { Complain } from './items.ts';
import { type Names, namesOf } from './names.ts';
import type { PolicyShelf, ReadyPolicy } from './policies.ts';
import { pathText, type Problem, type Read, readAs } from './read.ts';
import { momentOf, type Scope } from './scope.ts';

// A written world, ready to be judged in: every name has its id, and every universe its policy.

export interface OpenUniverse extends Contents {
  name: string;
  id: UniverseId;
  policy: ReadyPolicy;
  /** Null: story time is plain numbers. */
  calendar: Calendar | null;
  clock: StoryTime | null;
}

export interface OpenWorld {
  names: Names;
  /** The universe in which a proposal is judged that names none. */
  home: OpenUniverse;
  universes: ReadonlyMap<string, OpenUniverse>;
  exhibits: Exhibits;
}

const problemsMax = 50;
const defaultUniverse = 'universe';

/** What was written of one universe, and where. */
interface Part {
  name: string;
  path: Path;
  written: WrittenUniverse;
}

const partsOf = (world: WrittenWorld): { main: string; parts: Part[] } => {
  const universes = Object.entries(world.universes ?? {});
  const main = world.universe ?? universes[0]?.[0] ?? defaultUniverse;
  const parts = universes.map(([name, written]) => ({ name, path: ['universes', name], written }));
  return {
    main,
    parts: parts.some(({ name }) => name === main) ? parts : [{ name: main, path: [], written: {} }, ...parts],
  };
};

/** `within`: the rest of the way, in text. */
type ComplainWithin = (path: Path, message: string, within?: string) => void;

const complaints = () => {
  const problems: Problem[] = [];
  const complain: ComplainWithin = (path, message, within) => {
    const place = [pathText(path), within ?? ''].filter((part) => part !== '').join('.');
    if (problems.length < problemsMax) problems.push({ path: place, message });
  };
  return { problems, complain };
};

// ── the universe itself ──────────────────────────────────────────────────────────────────────────────────────────

const plainSeconds = 'seconds';

interface Setting {
  policy: ReadyPolicy;
  calendar: Calendar | null;
  /** What its node says: plain seconds are a calendar, too. */
  counted: Calendar;
}

/** What reading worlds needs, shared by all of them. */
export interface Library {
  policies: PolicyShelf;
  calendar(key: string): Promise<Calendar>;
}

/** Calendars that were read once. */
export const libraryOf = (policies: PolicyShelf): Library => {
  const kept = new Map<string, Promise<Calendar>>();
  return {
    policies,
    calendar(key) {
      const found = kept.get(key) ?? shippedCalendar(key);
      kept.set(key, found);
      return found;
    },
  };
};

const calendarOf = async (
  library: Library,
  written: string | Calendar | undefined,
  complain: (message: string) => void,
): Promise<Calendar | null> => {
  if (typeof written !== 'string') return written ?? null;
  try {
    return await library.calendar(written);
  } catch (error) {
    if (!isFailure(error)) throw error;
    complain(`${error.message}. ${error.advice ?? ''}`.trim());
    return null;
  }
};

const settingOf = async (
  library: Library,
  world: WrittenWorld,
  { path, written, complain }: Part & { complain: ComplainWithin },
): Promise<Setting | null> => {
  const found = await library.policies.get([world, written]);
  const calendar = await calendarOf(library, written.calendar ?? world.calendar, (message) =>
    complain([...path, 'calendar'], message),
  );
  const counted = calendar ?? (await library.calendar(plainSeconds));
  if ('value' in found) return { policy: found.value, calendar, counted };
  for (const problem of found.problems) complain(path, problem.message, problem.path);
  return null;
};

const universeNode = (names: Names, part: Part, { policy, counted }: Setting, world: WrittenWorld): CanonNode => {
  const { name, written } = part;
  const said = { ...world, ...written };
  return {
    kind: 'universe',
    id: names.universe(name),
    universe: names.universe(name),
    introduced: givenRecord(names, name),
    multiverse: names.id('multiverse', '', 'multiverse'),
    name: written.name ?? (part.path.length === 0 ? world.name : undefined) ?? name,
    description: said.description ?? null,
    genre: said.genre ?? '',
    tone: said.tone ?? '',
    techLevel: said.tech_level ?? '',
    calendar: counted,
    policyProfile: policy.prepared.policy.profile,
    forkedFrom: null,
  };
};

// ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Gives everything its name. */
const christen = (names: Names, inventories: readonly Inventory[], complain: Complain): void => {
  for (const inventory of inventories) {
    for (const { item, kind } of nodesIn(inventory))
      if (!names.addNode(item.universe, item.name, kind)) complain(item.path, `\`${item.name}\` is another's name`);
    for (const item of inventory.tellings)
      if (!names.addFact(item.universe, item.name)) complain(item.path, `another fact is called \`${item.name}\``);
  }
};

const strayed = (inventories: readonly Inventory[], known: ReadonlySet<string>, complain: Complain): void => {
  for (const inventory of inventories)
    for (const item of Object.values(inventory).flat())
      if (!known.has(item.universe)) complain([...item.path, 'universe'], `there is no universe \`${item.universe}\``);
};

const openUniverse = (
  { part, setting, world }: { part: Part; setting: Setting; world: WrittenWorld },
  { names, inventories, complain }: { names: Names; inventories: readonly Inventory[]; complain: Complain },
): { universe: OpenUniverse; exhibits: readonly Exhibit[] } => {
  const { name, path, written } = part;
  const { calendar, policy } = setting;
  const scope: Scope = { names, universe: name, calendar, lexicon: policy.prepared.lexicon, mustExist: true, complain };
  const clock = momentOf(scope, [...path, 'clock'], written.clock ?? world.clock);
  const inventory = partOf(inventories, name);
  const contents = readContents({ scope, universe: names.universe(name), clock }, inventory);
  const nodes = [universeNode(names, part, setting, world), ...contents.nodes];
  return {
    universe: { ...contents, nodes, name, id: names.universe(name), policy, calendar, clock },
    exhibits: readExhibits(scope, nodes, inventory),
  };
};

export const openWorld = async (library: Library, written: unknown): Promise<Read<OpenWorld>> => {
  const read = readAs(WrittenWorld, written ?? {});
  if ('problems' in read) return read;
  const world = read.value;
  const { main, parts } = partsOf(world);
  const { problems, complain } = complaints();
  const names = namesOf(parts.map(({ name }) => name));
  const inventories = [
    inventoryOf({ universe: main, path: [], complain }, world),
    ...parts.map(({ name, path, written: own }) => inventoryOf({ universe: name, path, complain }, own)),
  ];
  christen(names, inventories, complain);
  strayed(inventories, new Set(parts.map(({ name }) => name)), complain);

  const universes = new Map<string, OpenUniverse>();
  const exhibits = new Map<string, Exhibit>();
  for (const part of parts) {
    const setting = await settingOf(library, world, { ...part, complain });
    if (setting === null) continue;
    const opened = openUniverse({ part, setting, world }, { names, inventories, complain });
    universes.set(part.name, opened.universe);
    for (const exhibit of opened.exhibits) exhibits.set(`${exhibit.universe}/${exhibit.name}`, exhibit);
  }
  const home = universes.get(main);
  return problems.length > 0 || home === undefined ? { problems } : { value: { names, home, universes, exhibits } };
};
