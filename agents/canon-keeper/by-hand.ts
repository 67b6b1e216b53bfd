import type { Evidence } from '../../schemas/evidence.ts';
import { type Actor, type Proposal, proposalEvidenceMax } from '../../schemas/gate.ts';
import type { TurnId, UniverseId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { Failure } from '../../src/domain/failure.ts';

import { because } from '../../src/gate/objection.ts';
import type { CommonGround } from './common-ground.ts';
import { decideOn, type Trial } from './deciding.ts';
import { entryOf } from './docket.ts';
import { forkOn } from './forking.ts';
import { partsOf } from './parts.ts';
import { inOneLine, refuseAll } from './refusing.ts';
import type { Batch, Decided, KeeperTools, Request } from './tools.ts';

// A person at the GM's seat looks at what waits, and says yes or no.
// H1. Their word is a turn like any other: without one of the GM's seat it counts for nothing.
// H2. Yes adds their word to the proposal's evidence, and the gate judges it: what only asked for a person is answered, nothing else is.
// H3. No is a decision of theirs, with its reason, in the chain.
// H4. What they say of many at once is one commit, as far as those can be in one, with the outcome that it has one by one.

export interface ByHand {
  universe: UniverseId;
  /** At most `proposalsPerBatchMax`. */
  proposals: readonly Proposal[];
  verdict: 'accept' | 'reject';
  by: Actor;
  /** The command in which they said so. */
  turn: TurnId;
  reason: string | null;
  clock: StoryTime | null;
  request?: Request;
  signal?: AbortSignal;
}

const notTheGm = (name: string, why: string): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'not_the_gm',
    message: `\`${name}\` cannot decide what waits: ${why}`,
    advice: 'Decide it from the GM’s seat. Nothing was decided.',
  });

const assertGm = async ({ narrative }: KeeperTools, { universe, by, turn }: ByHand): Promise<void> => {
  if (by.kind !== 'person' || by.seat !== 'gm') throw notTheGm(by.name, 'they are not a person at the GM’s seat');
  const [found] = await narrative.get('turns.user', universe, [turn]);
  if (found?.document.seat !== 'gm') throw notTheGm(by.name, `\`${turn}\` is no turn of the GM’s seat`);
};

const accept = (trial: Trial, { universe, by, turn }: ByHand): Promise<readonly Decided[]> => {
  const word: Evidence = {
    ...{ id: trial.tools.world.newId('evidence'), universe, home: universe, kind: 'turn', ref: turn, quote: null },
  };
  const asJudged = (put: Proposal): Proposal => ({
    ...put,
    evidence: [...put.evidence.slice(0, proposalEvidenceMax - 1), word],
    authority: 'gm',
    proposedBy: by,
  });
  const ids = trial.entries.flatMap(({ id }) => id ?? []);
  const confirmed: Trial = { ...trial, asJudged, confirmed: new Set(ids) };
  return trial.entries[0]?.proposal?.content.type === 'fork' ? forkOn(confirmed) : decideOn(confirmed);
};

const reject = (trial: Trial, { reason }: ByHand): Promise<readonly Decided[]> =>
  refuseAll(trial, {
    because: because('rejected_by_gm', reason === null ? {} : { detail: inOneLine(reason) }),
    standing: { authority: 'gm', confidence: 1 },
  });

export const decideByHand = async (
  tools: KeeperTools,
  ground: CommonGround,
  asked: ByHand,
): Promise<readonly Decided[]> => {
  await assertGm(tools, asked);
  const { universe, proposals, clock, reason, by, request, signal } = asked;
  const batch: Batch = {
    ...{ universe, proposals, clock, reason, checkpoint: 'console' },
    ...(request === undefined ? {} : { request }),
    ...(signal === undefined ? {} : { signal }),
  };
  const decided: Decided[] = [];
  for (const entries of partsOf(proposals.map(entryOf))) {
    const trial: Trial = { tools, ground, by, entries, confirmed: new Set(), batch };
    decided.push(...(await (asked.verdict === 'accept' ? accept(trial, asked) : reject(trial, asked))));
  }
  return decided;
};
