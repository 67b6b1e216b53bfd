import type { KeeperTools } from '../../agents/canon-keeper/tools.ts';
import type { Workers } from '../../agents/contract.ts';
import type { Person } from '../../agents/orchestrator/desk.ts';
import { openPlay, type Play } from '../../agents/orchestrator/play/play.ts';
import type { Holder, PlayTools } from '../../agents/orchestrator/play/table.ts';
import { openFakeCanonStore } from '../../src/adapters/fake/canon-store.ts';
import { openFakeEventLog } from '../../src/adapters/fake/event-log.ts';
import { openFakeNarrativeStore } from '../../src/adapters/fake/narrative-store.ts';
import { maySee } from '../../src/domain/audience.ts';
import type { JournalStore } from '../../src/ports/narrative-store.ts';
import type { Chance } from './chance.ts';
import { type Ground, keeperToolsOn, type Memory, type Stores } from './ground.ts';
import { beginLife, type Life } from './life.ts';
import { type VirtualTime, virtualTime } from './virtual-time.ts';
import { type Watch, watch } from './watch.ts';
import { type Weather, weatherOf, climateOf } from './weather.ts';
import { chanceFrom } from './chance.ts';
import { type See, staffOf } from './workers.ts';

// What a run is played on: the memory that survives every process, and the processes that come and go on it.

/** Parts of the engine that a run is to be played without, so as to see whether that is found. */
export interface Sabotage {
  stores?: (stores: Stores) => Stores;
  journal?: (journal: JournalStore) => JournalStore;
  see?: See;
  workers?: (workers: Workers, life: Life) => Workers;
  /** Whoever has handled an event does not know of it. */
  isForgetful?: boolean;
  /** Everybody wants to play the same story, and is taken for dead. */
  isCrowded?: boolean;
}

export interface Process {
  life: Life;
  play: Play;
  stores: Stores;
  tools: PlayTools;
  holder: Holder;
  keeper: KeeperTools;
  interrupt: AbortController;
}

export interface Table {
  seed: number;
  ground: Ground;
  memory: Memory;
  time: VirtualTime;
  watch: Watch;
  weather: Weather;
  chance: Chance;
  sabotage: Sabotage;
  /** As they are, for those who look. */
  stores: Stores;
  sitDown(person: Person): Process;
  born(kind: string): Life;
  /** Of one process: seen through what befalls it. */
  storesOf(life: Life): Stores;
}

const clockJumpsMs = [-86_400_000, -3_600_000, -1_000, 1_000, 700_000, 86_400_000] as const;

type Method = (...values: unknown[]) => Promise<unknown>;

/** A part of what a call writes. */
const partOf = (does: Method, values: unknown[]): (() => Promise<unknown>) | null => {
  const [first, documents, ...more] = values;
  if (!Array.isArray(documents) || documents.length < 2) return null;
  return () => does(first, documents.slice(0, Math.ceil(documents.length / 2)), ...more);
};

const befallen = <T extends object>(name: string, port: T, { weather, watch: seen }: Table, life: Life): T =>
  Object.fromEntries(
    Object.entries(port).map(([method, value]: [string, unknown]) => {
      if (typeof value !== 'function' || method === 'log') return [method, value];
      const does = value as Method;
      const call = `${name}.${method}`;
      const part = (values: unknown[]) => (method === 'insert' ? partOf(does, values) : null);
      return [
        method,
        (...values: unknown[]): Promise<unknown> => {
          if (life.isOver()) return new Promise(() => undefined);
          seen.note(`${life.id} ${call}`);
          return weather.befall(life, call, { whole: () => does(...values), part: part(values) });
        },
      ];
    }),
  ) as T;

export const openTable = (seed: number, ground: Ground, sabotage: Sabotage = {}): Table => {
  const time = virtualTime();
  const chance = chanceFrom(seed);
  const memory = ground.memory();
  const seen = watch();
  const drawn = climateOf(chance);
  const climate = sabotage.isCrowded === true ? { ...drawn, mistakenForDead: 0.5 } : drawn;
  const weather = weatherOf({ climate, chance: chanceFrom(chance.seed()), time });
  const { sleep, now } = time;
  const lives: Life[] = [];
  const plain: Stores = {
    canon: openFakeCanonStore({ memory: memory.canon }),
    narrative: openFakeNarrativeStore({ memory: memory.narrative }),
    events: openFakeEventLog({ world: { now, sleep }, memory: memory.events }),
  };
  const watched = seen.over(plain);

  const born = (kind: string): Life => {
    const clockMs = weather.clockJumps() ? chance.one(clockJumpsMs) : 0;
    const life = beginLife({ id: `${kind}-${lives.length + 1}`, seed: chance.seed(), time, clockMs });
    seen.note(`${life.id} begins at ${clockMs}`);
    lives.push(life);
    return life;
  };

  const storesOf = (life: Life): Stores => {
    const events = openFakeEventLog({ world: life.world, memory: memory.events });
    const own = { ...watched, events };
    const { canon, narrative, events: log } = sabotage.stores?.(own) ?? own;
    const { reader, writer } = canon;
    return {
      canon: {
        ...canon,
        reader: befallen('canon', reader, table, life),
        writer: befallen('canon', writer, table, life),
      },
      narrative: befallen('narrative', narrative, table, life),
      events: befallen('events', log, table, life),
    };
  };

  const sitDown = (person: Person): Process => {
    const life = born(person.name);
    const stores = storesOf(life);
    const { world } = life;
    const keeper = keeperToolsOn(stores, { world, policy: ground.policy });
    const interrupt = new AbortController();
    const kept = sabotage.journal?.(watched.narrative) ?? watched.narrative;
    const journal = befallen<JournalStore>('journal', kept, table, life);
    const see = sabotage.see ?? maySee;
    const byRules = seed % 2 === 0;
    const staff = { ground, stores, journal, life, watch: seen, weather, keeper, see, byRules };
    const tools: PlayTools = {
      ...{ canon: stores.canon.reader, narrative: stores.narrative, journal, world },
      workers: staffOf({ ...staff, change: sabotage.workers ?? ((workers) => workers) }),
      isCritical: (word) => ground.critical.has(word),
      relay: (signal) => keeper.relay(signal === undefined ? {} : { signal }),
      say: (text) => {
        if (person.seat === 'player') seen.shown(text, `on the screen of ${person.name}`);
      },
    };
    const isAlive = (id: string): boolean =>
      lives.some((each) => each.id === id && !each.isOver() && !weather.isMistakenForDead());
    const holder: Holder = { id: life.id, by: person.name, isAlive };
    const play = openPlay({ tools, universe: ground.universe, person, signal: interrupt.signal, holder });
    return { life, play, tools, holder, stores, keeper, interrupt };
  };

  const table: Table = {
    ...{ seed, ground, memory, time, watch: seen, weather, chance, sabotage, stores: watched, sitDown, born, storesOf },
  };
  return table;
};
