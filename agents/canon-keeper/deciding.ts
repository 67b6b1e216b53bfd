import type { Recorded } from '../../schemas/canon.ts';
import type { Actor, Decision, Proposal } from '../../schemas/gate.ts';
import type { ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { CommonGround } from './common-ground.ts';
import { type Docket, docketOf, type Entry, keyOf } from './docket.ts';
import { judge, type Judged } from './judging.ts';
import type { Head } from '../../src/ports/canon-reader.ts';
import type { CanonWrite } from '../../src/ports/canon-writer.ts';
import { firstRules, unfounded } from './beginning.ts';
import type { Batch, Decided, KeeperTools } from './tools.ts';
import { findingsOf, writeOf } from './writing.ts';

// Decides a batch: judged against the revision that it is committed on, or judged anew.

const triesMax = 32;
/** From this try on it waits a little, and not always as long as others do. */
const patientFrom = 4;
const waitMsMax = 20;

/** A batch as it is tried. */
export interface Trial {
  tools: KeeperTools;
  ground: CommonGround;
  batch: Batch;
  entries: readonly Entry[];
  /** Who decides: the keeper by itself, or a person through it. */
  by: Actor;
  /** What a person at the GM's seat has looked at and wants so. */
  confirmed: ReadonlySet<ProposalId>;
  /** How a proposal is judged, if not as it is: a person may have added their own word. */
  asJudged?: (proposal: Proposal) => Proposal;
}

const alwaysStale = (universe: UniverseId): Failure =>
  new Failure({
    kind: 'transient',
    code: 'canon_moves',
    message: `canon of \`${universe}\` changed ${triesMax} times while a batch was judged`,
    advice: 'Try again: nothing of it was committed, and its proposals wait.',
  });

const decidedAs = (
  id: ProposalId | null,
  decision: Pick<Decision, 'id' | 'verdict' | 'reasons'>,
  repeated: boolean,
): Decided => ({
  proposal: id,
  verdict: decision.verdict,
  reasons: decision.reasons,
  decision: decision.id,
  repeated,
});

/** What is told of each that was put before the gate, in their order. */
export const told = (
  docket: Docket,
  made: ReadonlyMap<string, Pick<Decision, 'id' | 'verdict' | 'reasons'>>,
): Decided[] => {
  const seen = new Set<string>();
  return docket.entries.map((entry): Decided => {
    const key = keyOf(entry);
    const isAgain = seen.size === seen.add(key).size;
    const fresh = made.get(key);
    if (fresh !== undefined) return decidedAs(entry.id, fresh, isAgain);
    const before = docket.past.get(key) ?? docket.waiting.get(key);
    if (before !== undefined) return decidedAs(entry.id, before, true);
    const reasons = entry.id === null ? [malformedReason(entry)] : [];
    return {
      proposal: entry.id,
      verdict: entry.id === null ? 'rejected' : 'pending',
      reasons,
      decision: null,
      repeated: false,
    };
  });
};

const malformedReason = ({ problem }: Entry): Decision['reasons'][number] => ({
  code: 'malformed',
  detail: problem,
  ...{ facts: [], nodes: [], rules: [], numbers: {} },
});

export interface Opened {
  head: Head;
  docket: Docket;
  /** With what the universe is judged by as it stands. */
  tools: KeeperTools;
}

/** Where the universe stands, then what was decided before: whatever is decided later makes a write on this head stale. */
export const open = async ({ tools, ground, batch, entries }: Trial): Promise<Opened> => {
  const head = await tools.reader.head(batch.universe);
  const docket = await docketOf(tools.reader, batch.universe, entries);
  const { self } = await ground.at(batch.universe, head.revision);
  const rules = self === null ? await firstRules(tools, docket.open) : await tools.rulesFor?.(self);
  return { head, docket, tools: { ...tools, ...rules } };
};

export interface Prepared extends Opened {
  judged: Judged;
  recorded: Recorded;
}

/** Judges what is open. Nothing is changed. */
export const prepare = async (trial: Trial, { head, docket, tools }: Opened): Promise<Prepared> => {
  const { ground, batch, confirmed, asJudged } = trial;
  const { universe, clock, containers: given = [], signal } = batch;
  const recorded: Recorded = { revision: (head.revision + 1) as Revision, commit: tools.world.newId('commit') };
  const early = await unfounded({ tools, universe, head, given }, docket.open);
  const proposals = docket.open.filter(({ id }) => !early.has(id));
  const settled = new Map([...docket.settled, ...[...early.keys()].map((id) => [id, 'rejected'] as const)]);
  const judged = await judge(
    {
      ...{ tools, ground, universe, head, clock, recorded, settled, confirmed, signal },
      isMidScene: batch.checkpoint === 'mid_scene',
    },
    asJudged === undefined ? proposals : proposals.map(asJudged),
  );
  return { docket, recorded, head, tools, judged: { ...judged, refused: new Map([...early, ...judged.refused]) } };
};

/** Whether it would change what somebody else committed after the head was read: then canon has moved, and a store would find the write misshapen. */
const isAhead = ({ nodes, facts }: CanonWrite, { revision, commit }: Recorded): boolean => {
  const isLater = (at: Recorded | null): boolean => at !== null && at.revision >= revision && at.commit !== commit;
  return (
    [...nodes, ...facts].some(({ introduced }) => isLater(introduced)) || facts.some((fact) => isLater(fact.withdrawn))
  );
};

/** Writes what was found, and tells it; null: canon has moved. */
export const record = async (trial: Trial, prepared: Prepared): Promise<Decided[] | null> => {
  const { docket, judged, recorded, head, tools } = prepared;
  const { ground, batch, by } = trial;
  const { universe, containers = [], reason, request, signal } = batch;
  const write = await writeOf({
    ...{ tools, universe, head, recorded, containers, reason, by, request },
    ...{ findings: findingsOf(docket, judged), outcome: judged.evaluation.outcome, waiting: docket.waiting },
    known: new Set(judged.world.stubs.map(({ id }) => id)),
    witnessed: judged.witnessed,
  });
  if (write === null) return told(docket, new Map());
  if (isAhead(write, recorded)) return null;
  const outcome = await tools.writer.commit(write, signal === undefined ? {} : { signal });
  if (outcome.kind === 'stale') return null;
  if (write.commit !== null) ground.passed(universe, outcome.head.revision, write.nodes);
  const made = write.decisions.map(
    (draft) => [keyOf({ id: draft.proposal, digest: draft.proposalDigest }), draft] as const,
  );
  return told(docket, new Map(made));
};

const tryOnce = async (trial: Trial): Promise<Decided[] | null> => {
  const opened = await open(trial);
  const { docket } = opened;
  return docket.open.length + docket.refused.length === 0
    ? told(docket, new Map())
    : record(trial, await prepare(trial, opened));
};

/** Tries until canon stands still for as long as it takes. */
export const untilFresh = async <T>({ tools, batch }: Trial, attempt: () => Promise<T | null>): Promise<T> => {
  for (let tries = 0; tries < triesMax; tries++) {
    batch.signal?.throwIfAborted();
    if (tries >= patientFrom) await tools.world.sleep(Math.ceil(tools.world.random() * waitMsMax), batch.signal);
    const result = await attempt();
    if (result !== null) return result;
  }
  throw alwaysStale(batch.universe);
};

export const decideOn = (trial: Trial): Promise<readonly Decided[]> => untilFresh(trial, () => tryOnce(trial));
