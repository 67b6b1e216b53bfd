import { Failure } from '../../src/domain/failure.ts';
import type { Chance } from './chance.ts';
import type { Life } from './life.ts';
import type { VirtualTime } from './virtual-time.ts';

// What befalls calls of ports and of workers, by lot.

/** What can befall a call. */
type Mishap = 'fails' | 'fails_after' | 'dies' | 'dies_after' | 'slow' | 'very_slow' | 'torn';

/** What can befall a worker that is asked for something. */
export type WorkerMishap = 'fails' | 'fails_after' | 'refuses' | 'hangs' | 'lags' | 'twice' | 'nonsense' | 'breaks';

export interface Climate {
  /** How often each befalls a call. */
  calls: Readonly<Record<Mishap, number>>;
  workers: Readonly<Record<WorkerMishap, number>>;
  /** How often a store goes away for a while. */
  outage: number;
  /** How often a process that is alive is taken for dead, as one on another machine is. */
  mistakenForDead: number;
  /** How often a clock is set to another time as a process begins. */
  clockJumps: number;
}

const none: Climate['calls'] = { fails: 0, fails_after: 0, dies: 0, dies_after: 0, slow: 0, very_slow: 0, torn: 0 };
const willing: Climate['workers'] = {
  ...{ fails: 0, fails_after: 0, refuses: 0, hangs: 0, lags: 0, twice: 0, nonsense: 0, breaks: 0 },
};

const calm: Climate = { calls: none, workers: willing, outage: 0, clockJumps: 0, mistakenForDead: 0 };

/** Each seed has its own: some of it fair, some of it foul. */
export const climateOf = (chance: Chance): Climate => {
  const much = (...levels: number[]): number => chance.one(levels);
  const [fails, dies] = [much(0, 0.002, 0.006, 0.02), much(0, 0.0005, 0.002, 0.006)];
  const [slow, worker] = [much(0, 0.02, 0.1), much(0, 0.01, 0.03, 0.08)];
  return {
    calls: {
      ...{ fails, fails_after: fails / 2, dies: dies / 2, dies_after: dies / 2, slow },
      ...{ very_slow: much(0, 0.0005, 0.002), torn: fails / 2 },
    },
    workers: {
      ...{ fails: worker, fails_after: worker, refuses: worker / 3, hangs: worker / 4, lags: worker / 4 },
      ...{ twice: worker, nonsense: worker / 4, breaks: worker / 4 },
    },
    outage: much(0, 0, 0.0002),
    clockJumps: much(0, 0.2, 0.6),
    mistakenForDead: much(0, 0, 0, 0.3),
  };
};

const slowMsMax = 300;
/** Longer than anything may take. */
const verySlowMs = [12_000, 150_000] as const;
const outageMs = [2_000, 60_000] as const;

const away = (call: string): Failure =>
  new Failure({ kind: 'transient', code: 'store_busy', message: `\`${call}\` could not be done` });

export interface Weather {
  /** What befalls a call. `tear`: does a part of it. */
  befall(life: Life, call: string, does: Doing): Promise<unknown>;
  /** What befalls a worker's answer. */
  worker(): WorkerMishap | null;
  clockJumps(): boolean;
  isMistakenForDead(): boolean;
  isOver(): boolean;
  /** From now on nothing befalls anybody. */
  end(): void;
  /** How often what befell somebody. */
  counts(): Readonly<Record<string, number>>;
}

export interface Doing {
  whole: () => Promise<unknown>;
  part: (() => Promise<unknown>) | null;
}

interface Sky {
  climate: Climate;
  chance: Chance;
  time: VirtualTime;
}

/** One each: what waits for it is forgotten with it. */
const never = (): Promise<never> => new Promise(() => undefined);

/** A single draw decides, so that fair weather costs little. */
const drawn = <K extends string>(chance: Chance, table: Readonly<Record<K, number>>): K | null => {
  let left = chance.unit();
  for (const key in table) if ((left -= table[key]) < 0) return key;
  return null;
};

export const weatherOf = ({ climate, chance, time }: Sky): Weather => {
  const counts: Record<string, number> = {};
  const gone = new Map<string, number>();
  let now = climate;
  const count = <T extends string>(what: T): T => {
    counts[what] = (counts[what] ?? 0) + 1;
    return what;
  };

  const isGone = (call: string): boolean => {
    if (now.outage === 0) return false;
    const [store = ''] = call.split('.');
    if (chance.happens(now.outage)) {
      count('outage');
      gone.set(store, time.now() + chance.whole(...outageMs));
    }
    return (gone.get(store) ?? 0) > time.now();
  };

  const wait = async (mishap: Mishap): Promise<void> => {
    await time.sleep(mishap === 'slow' ? chance.whole(1, slowMsMax) : chance.whole(...verySlowMs));
  };

  const doing = async (life: Life, call: string, { whole, part }: Doing): Promise<unknown> => {
    if (isGone(call)) throw away(call);
    const mishap = drawn(chance, now.calls);
    if (mishap === null) return whole();
    count(mishap);
    switch (mishap) {
      case 'fails':
        throw away(call);
      case 'fails_after':
        await whole();
        throw away(call);
      case 'torn':
        await part?.();
        throw away(call);
      case 'dies':
        life.end();
        return never();
      case 'dies_after':
        await whole();
        life.end();
        return never();
      case 'slow':
      case 'very_slow': {
        const isBefore = chance.happens(0.5);
        if (isBefore) await wait(mishap);
        if (life.isOver()) return never();
        const answer = await whole();
        if (!isBefore) await wait(mishap);
        return answer;
      }
    }
  };

  return {
    async befall(life, call, does) {
      if (life.isOver()) return never();
      try {
        const answer = await doing(life, call, does);
        return life.isOver() ? await never() : answer;
      } catch (error) {
        if (life.isOver()) return await never();
        throw error;
      }
    },
    worker() {
      const mishap = drawn(chance, now.workers);
      return mishap === null ? null : (count(`worker_${mishap}`), mishap);
    },
    clockJumps: () => chance.happens(now.clockJumps),
    isMistakenForDead: () => now.mistakenForDead > 0 && chance.happens(now.mistakenForDead),
    isOver: () => now === calm,
    end() {
      now = calm;
      gone.clear();
    },
    counts: () => counts,
  };
};
