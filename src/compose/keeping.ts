import { commonGround } from '../../agents/canon-keeper/common-ground.ts';
import { foresee, type Foreseen } from '../../agents/canon-keeper/foresight.ts';
import { canonKeeper, type CanonKeeper } from '../../agents/canon-keeper/keeper.ts';
import { pieces } from '../../agents/canon-keeper/paged.ts';
import {
  type Decided,
  type Decisions,
  type KeeperTools,
  proposalsPerBatchMax,
} from '../../agents/canon-keeper/tools.ts';
import type { Foresight, Judged, Keeper } from '../../agents/orchestrator/keeper.ts';
import { type Decision, noEffects, type Proposal } from '../../schemas/gate.ts';
import type { DecisionId, ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { UserTurn } from '../../schemas/narrative.ts';
import { Failure } from '../domain/failure.ts';
import type { CanonReader } from '../ports/canon-reader.ts';
import { documentsPerCallMax, type NarrativeReader } from '../ports/narrative-store.ts';

// CanonKeeper as others are handed it: they can ask it, and no writer passes this way.

// ── foreseeing ───────────────────────────────────────────────────────────────────────────────────────────────────

/** A narrative in which these words stand already. */
const withSaid = (narrative: NarrativeReader, said: readonly UserTurn[]): NarrativeReader => {
  const turns = new Map<string, UserTurn>(said.map((turn) => [turn.id, turn]));
  return {
    ...narrative,
    async get(collection, universe, ids) {
      const stored = await narrative.get(collection, universe, ids);
      if (collection !== 'turns.user') return stored;
      const unwritten = ids.flatMap((id) => {
        const turn = turns.get(id);
        return turn?.universe === universe ? [{ document: turn, version: 1 }] : [];
      });
      return [...stored, ...(unwritten as unknown as typeof stored)];
    },
  };
};

const foresightOf = (foreseen: Foreseen): Foresight => {
  const { revision, policy, judgements, refused, facts, nodes, resting, standing, isCut } = foreseen;
  const undecided = { decision: null, commit: null, repeated: false, policy };
  return {
    ...{ revision, facts, nodes, resting, standing, isCut },
    judged: [
      ...judgements.map(({ proposal, verdict, reasons, standing: { authority, confidence }, threshold, effects }) => ({
        ...{
          proposal: proposal.id,
          verdict,
          reasons: [...reasons],
          authority,
          confidence,
          threshold,
          effects,
          ...undecided,
        },
      })),
      ...[...refused].map(([proposal, reason]) => ({
        ...{ proposal, verdict: 'rejected' as const, reasons: [reason], authority: 'system' as const, confidence: 0 },
        ...{ threshold: 0, effects: noEffects, ...undecided },
      })),
    ],
  };
};

/** Sees ahead, and can do nothing else. */
export const foreseer = (
  tools: Pick<KeeperTools, 'reader' | 'narrative' | 'policy' | 'policyRevision' | 'rulesFor' | 'world'>,
  universe: UniverseId,
): Pick<Keeper, 'foresee'> => {
  const ground = commonGround(tools.reader);
  return {
    async foresee({ proposals, clock, isConfirmed }, said) {
      const narrative = withSaid(tools.narrative, said) as KeeperTools['narrative'];
      const seen = await foresee({ tools: { ...tools, narrative }, ground, universe, proposals, clock, isConfirmed });
      return foresightOf(seen);
    },
  };
};

// ── deciding ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** The decisions themselves: what was answered, with its numbers and effects. */
const judgedOf = async (
  reader: CanonReader,
  universe: UniverseId,
  decided: readonly Decided[],
): Promise<readonly Judged[]> => {
  const byId = new Map<DecisionId, Decision | null>();
  for (const { decision } of decided)
    if (decision !== null && !byId.has(decision)) byId.set(decision, await reader.decision(universe, decision));
  return decided.flatMap(({ proposal, verdict, reasons, decision: id, repeated }): Judged[] => {
    if (proposal === null) return [];
    const decision = id === null ? null : (byId.get(id) ?? null);
    const {
      authority = 'system',
      confidence = 0,
      threshold = 0,
      effects = noEffects,
      policy = '',
      commit = null,
    } = decision ?? {};
    return [
      {
        proposal,
        verdict,
        reasons: [...reasons],
        authority,
        confidence,
        threshold,
        effects,
        policy,
        decision: id,
        commit,
        repeated,
      },
    ];
  });
};

const missing = (id: string): never => {
  throw new Failure({
    kind: 'terminal',
    code: 'unknown_proposal',
    message: `there is no proposal \`${id}\` in this universe`,
    advice: '`monitor manage pending` lists those that wait. Nothing was decided.',
  });
};

export const keeperFor = (tools: KeeperTools, universe: UniverseId): Keeper & Pick<CanonKeeper, 'recover'> => {
  const keeper = canonKeeper(tools);
  const { reader, narrative } = tools;
  const told = async ({ decided }: Decisions): Promise<readonly Judged[]> => judgedOf(reader, universe, decided);
  return {
    ...foreseer(tools, universe),
    recover: keeper.recover,
    async decide({ proposals, clock, reason }) {
      return told(await keeper.decide({ universe, proposals, clock, reason, checkpoint: 'console' }));
    },
    async decideFor({ proposals, verdict, by, turn, because, clock }) {
      const staged = new Map<ProposalId, Proposal>();
      for (const some of pieces(proposals, documentsPerCallMax))
        for (const { document } of await narrative.get('proposals', universe, some)) staged.set(document.id, document);
      const asked = proposals.map((id) => staged.get(id) ?? missing(id));
      const judged: Judged[] = [];
      for (const some of pieces(asked, proposalsPerBatchMax)) {
        const said = { universe, proposals: some, verdict, by, turn, reason: because, clock };
        judged.push(...(await told(await keeper.decideByHand(said))));
      }
      return judged;
    },
  };
};
