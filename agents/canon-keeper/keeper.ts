import type { UniverseId } from '../../schemas/ids.ts';
import { Failure, isFailure } from '../../src/domain/failure.ts';
import { type ByHand, decideByHand } from './by-hand.ts';
import { commonGround } from './common-ground.ts';
import { decideOn, type Trial } from './deciding.ts';
import { type Entry, entryOf } from './docket.ts';
import { forkOn } from './forking.ts';
import { readingCopy } from './reading-copy.ts';
import { partsOf } from './parts.ts';
import { recover, type Recovered } from './recovering.ts';
import { withdrawn } from './withdrawing.ts';
import { type Batch, type Decided, type Decisions, keeper, type KeeperTools, proposalsPerBatchMax } from './tools.ts';

// The only one who is handed a writer of canon.
// P1. What is decided is committed with its decisions and its events, all or none; refusals are kept too.
// P2. A proposal that was accepted or rejected is not judged again: its decision is returned. Pending ones may be.
// P3. A batch is judged against the revision that it is committed on: if canon moved meanwhile, it is judged anew.
// P4. What follows a commit (copies of decisions, events) is done at once if it can be, and by `recover` otherwise; never does it undo anything.

export interface Stream extends Omit<Batch, 'proposals'> {
  proposals: Iterable<unknown> | AsyncIterable<unknown>;
  /** After each part, with how many were decided so far. */
  onProgress?: (part: Decisions & { done: number }) => void;
}

export interface CanonKeeper {
  /** Decides a batch, and commits what it accepts. At most `proposalsPerBatchMax` at once. */
  decide(batch: Batch): Promise<Decisions>;
  /** Decides any number, in parts. Returns how many there were, and why anything is behind. */
  decideAll(stream: Stream): Promise<{ done: number; behind: Failure | null }>;
  /** A person at the GM's seat says yes or no to what waits, in as few commits as it takes. At most `proposalsPerBatchMax` at once. */
  decideByHand(asked: ByHand): Promise<Decisions>;
  /** What is undecided of these is not put forward any more. Refused, where something of them is canon. At most `proposalsPerBatchMax` at once. */
  withdraw(batch: Omit<Batch, 'clock' | 'checkpoint'>): Promise<Decisions>;
  /** Finishes what a crash cut off. To be called when the program starts. */
  recover(options?: { signal?: AbortSignal }): Promise<Recovered>;
}

const tooMany = (count: number): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'too_much_at_once',
    message: `${count} proposals were put before the gate at once, and ${proposalsPerBatchMax} are the most`,
    advice: 'Put them before it in smaller batches. Nothing was decided.',
  });

/** The universe that it would make, which has decisions of its own. */
const forkOf = ({ proposal }: Entry): UniverseId[] =>
  proposal?.content.type === 'fork' ? [proposal.content.into] : [];

export const canonKeeper = (tools: KeeperTools): CanonKeeper => {
  const ground = commonGround(tools.reader);
  const copies = readingCopy(tools);

  /** What follows a commit. It stands whatever becomes of this. */
  const follow = async (universe: UniverseId, entries: readonly Entry[]): Promise<Failure | null> => {
    try {
      for (const place of [universe, ...entries.flatMap(forkOf)]) await copies.follow(place, undefined);
      await tools.relay({});
      return null;
    } catch (error) {
      if (isFailure(error)) return error;
      throw error;
    }
  };

  const trialOf = (batch: Batch, entries: readonly Entry[]): Trial => ({
    ...{ tools, ground, batch, entries, by: keeper, confirmed: new Set() },
  });

  const decide = async (batch: Batch): Promise<Decisions> => {
    if (batch.proposals.length > proposalsPerBatchMax) throw tooMany(batch.proposals.length);
    const decided: Decided[] = [];
    const all = batch.proposals.map(entryOf);
    for (const entries of partsOf(all)) {
      const trial = trialOf(batch, entries);
      const isFork = entries[0]?.proposal?.content.type === 'fork';
      decided.push(...(await (isFork ? forkOn(trial) : decideOn(trial))));
    }
    return { decided, behind: decided.length === 0 ? null : await follow(batch.universe, all) };
  };

  return {
    decide,
    async decideAll({ proposals, onProgress, ...batch }) {
      let done = 0;
      let behind: Failure | null = null;
      let part: unknown[] = [];
      const flush = async (): Promise<void> => {
        batch.signal?.throwIfAborted();
        if (part.length === 0) return;
        const decisions = await decide({ ...batch, proposals: part });
        done += part.length;
        ({ behind } = decisions);
        part = [];
        onProgress?.({ ...decisions, done });
      };
      for await (const proposal of proposals) {
        part.push(proposal);
        if (part.length === proposalsPerBatchMax) await flush();
      }
      await flush();
      return { done, behind };
    },
    async decideByHand(asked) {
      if (asked.proposals.length > proposalsPerBatchMax) throw tooMany(asked.proposals.length);
      const decided = await decideByHand(tools, ground, asked);
      return { decided, behind: await follow(asked.universe, asked.proposals.map(entryOf)) };
    },
    async withdraw(asked) {
      if (asked.proposals.length > proposalsPerBatchMax) throw tooMany(asked.proposals.length);
      const batch: Batch = { ...asked, clock: null, checkpoint: 'console' };
      const entries = asked.proposals.map(entryOf);
      const decided = entries.length === 0 ? [] : await withdrawn(trialOf(batch, entries));
      return { decided, behind: decided.length === 0 ? null : await follow(asked.universe, []) };
    },
    recover: ({ signal } = {}) => recover(tools, { copies, signal }),
  };
};
