import type { Proposal } from '../../schemas/gate.ts';
import type { CycleId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { DecidedProposal, JobOutput, JobsOf } from '../../schemas/workers.ts';
import type { Failure } from '../../src/domain/failure.ts';
import type { Call, Worker } from '../contract.ts';
import { canonKeeper } from './keeper.ts';
import { type Batch, type Decisions, type KeeperTools, type Request } from './tools.ts';

// CanonKeeper as the loops ask it: by the ids of what was staged.

type Asked = Call<JobsOf<'CanonKeeper'>>;

const missing = (id: ProposalId, { fail }: Asked): Failure =>
  fail('unknown_proposal', {
    message: `there is no proposal \`${id}\` in this universe`,
    advice: 'It was never staged. Nothing was decided.',
  });

export const keeperWorker = (tools: KeeperTools): Worker<'CanonKeeper'> => {
  const keeper = canonKeeper(tools);
  const { reader, narrative } = tools;

  /** In the order asked for. */
  const staged = async (
    universe: UniverseId,
    ids: readonly ProposalId[],
    call: Asked,
  ): Promise<readonly Proposal[]> => {
    const found = await narrative.get('proposals', universe, ids);
    const byId = new Map(found.map(({ document }) => [document.id, document]));
    return ids.map((id) => {
      const proposal = byId.get(id);
      if (proposal === undefined) throw missing(id, call);
      return proposal;
    });
  };

  const requestOf = (cycle: CycleId, { request, traceparent }: Asked): Request => ({
    ...{ correlation: cycle, causation: request, traceparent, cycle },
  });

  const answer = async (universe: UniverseId, { decided }: Decisions): Promise<JobOutput<'decide'>> => {
    const told: DecidedProposal[] = [];
    for (const { proposal, verdict, reasons, decision } of decided) {
      if (proposal === null) continue;
      const kept = decision === null ? null : await reader.decision(universe, decision);
      told.push({ proposal, verdict, code: reasons[0]?.code ?? null, commit: kept?.commit ?? null });
    }
    return { decided: told };
  };

  return {
    async decide({ universe, cycle, proposals, clock, reason, checkpoint }, call) {
      const batch: Batch = {
        ...{ universe, proposals: await staged(universe, proposals, call), clock, reason, checkpoint },
        ...{ request: requestOf(cycle, call), signal: call.signal },
      };
      return answer(universe, await keeper.decide(batch));
    },
    async withdraw({ universe, cycle, proposals, reason }, call) {
      const batch = { universe, proposals: await staged(universe, proposals, call), reason };
      const request = requestOf(cycle, call);
      return answer(universe, await keeper.withdraw({ ...batch, request, signal: call.signal }));
    },
  };
};
