import { lineCharsMax } from '../../schemas/bounds.ts';
import { noEffects, type Reason } from '../../schemas/gate.ts';
import type { Revision } from '../../schemas/time.ts';
import type { Standing } from '../../src/gate/authority.ts';
import { type Opened, open, told, type Trial, untilFresh } from './deciding.ts';
import { keyOf } from './docket.ts';
import type { Decided } from './tools.ts';
import { type Finding, writeOf } from './writing.ts';

// Refuses what is undecided of a batch, all of it for one reason, without judging it.

export const inOneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, lineCharsMax);

export interface Refusing {
  because: Reason;
  standing: Standing;
  /** Whether it may be done at all, as things stand. Throws, if not. */
  check?: (opened: Opened) => void;
}

export const refuseAll = (trial: Trial, { because, standing, check }: Refusing): Promise<readonly Decided[]> => {
  const { universe, reason, request } = trial.batch;
  return untilFresh(trial, async () => {
    const opened = await open(trial);
    check?.(opened);
    const { head, docket, tools } = opened;
    const findings = docket.open.map(({ id, digest, story, scene }): Finding => ({
      ...{ proposal: id, digest, verdict: 'rejected', effects: noEffects, place: { story, scene } },
      ...{ reasons: [because], standing },
    }));
    const write = await writeOf({
      ...{ tools, universe, head, findings, reason, request, by: trial.by, waiting: docket.waiting },
      ...{ known: new Set(), witnessed: [], containers: [] },
      outcome: { nodes: [], facts: [], evidence: [], supports: [] },
      recorded: { revision: (head.revision + 1) as Revision, commit: tools.world.newId('commit') },
    });
    if (write === null) return told(docket, new Map());
    const outcome = await tools.writer.commit(write);
    if (outcome.kind === 'stale') return null;
    const made = write.decisions.map(
      (draft) => [keyOf({ id: draft.proposal, digest: draft.proposalDigest }), draft] as const,
    );
    return told(docket, new Map(made));
  });
};
