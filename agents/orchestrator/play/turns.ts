import type { ContextPackage } from '../../../schemas/context-package.ts';
import { type Proposal, proposalsPerCommitMax } from '../../../schemas/gate.ts';
import type { CycleId, ProposalId, ResolutionId, SceneId, TurnId } from '../../../schemas/ids.ts';
import { TurnContext } from '../../../schemas/loops.ts';
import type { UserTurn } from '../../../schemas/narrative.ts';
import { type DecidedProposal, jobs } from '../../../schemas/workers.ts';
import { derivedId } from '../../../src/domain/derived-id.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { type Doing, type Done, runner } from '../../../src/loops/runner.ts';
import { type TurnEffect, type TurnEvent, turnLoop } from '../../../src/loops/turn.ts';
import { everyItem } from '../../../src/ports/paging.ts';
import { herald } from '../../contract.ts';
import { bareContext } from './bare-context.ts';
import { announceTurn } from './announcing.ts';
import { askingOf, assertWritten, seedOf, type Table, tokensMaxDefault } from './table.ts';

// Does what a turn says is to be done.
// T1. A die is rolled once a turn: the resolution's id and its dice follow from the turn's cycle alone.
// T2. What a worker was told by is found again after a crash, or assembled anew: nothing else of a turn is kept in memory.

const packagesKeptMax = 64;
const orchestrator = 'Orchestrator';

/** How long each may take: as its worker may, and a little for what is looked up besides. */
const storeMs = 10_000;
const limitsMs: Readonly<Record<TurnEffect['kind'], number>> = {
  append_turn: storeMs,
  assemble_context: jobs.assemble_context.limitMs,
  resolve: jobs.assemble_context.limitMs + jobs.resolve.limitMs,
  stage: jobs.propose.limitMs,
  decide_critical: jobs.decide.limitMs,
  narrate: jobs.assemble_context.limitMs + jobs.narrate.limitMs,
  store_answer: storeMs,
  withdraw_turn: jobs.withdraw.limitMs,
};

type TurnDoing = Doing<TurnContext>;
type TurnDone = Done<TurnEvent>;

/** Tries of one step make the same: what a try wrote before it failed is found by the next. */
const saltOf = ({ step, attempt }: TurnDoing): string => String(step - attempt + 1);

const resolutionOf = (cycle: CycleId): ResolutionId => derivedId('resolution', cycle);

const lostWords = (turn: TurnId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'words_lost',
    message: `nothing is kept of what was said as \`${turn}\``,
    advice: 'The program ended before it was kept. Say it again.',
  });

const answerMissing = (turn: TurnId): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'answer_missing',
    message: `what was narrated as \`${turn}\` is not in the narrative`,
  });

type Seat = UserTurn['seat'];

/** What has been put together for turns under way, and for the last one of each scene from the same seat: another may know more. */
const packagesKept = () => {
  const kept = new Map<string, ContextPackage>();
  const put = (key: string, found: ContextPackage): void => {
    kept.delete(key);
    kept.set(key, found);
    const [oldest] = kept.keys();
    if (kept.size > packagesKeptMax && oldest !== undefined) kept.delete(oldest);
  };
  return {
    of: (cycle: CycleId): ContextPackage | undefined => kept.get(cycle),
    lastIn: (scene: SceneId, seat: Seat): ContextPackage | undefined => kept.get(`${scene} ${seat}`),
    keep({ cycle, scene }: TurnContext, seat: Seat, found: ContextPackage): void {
      put(cycle, found);
      put(`${scene} ${seat}`, found);
    },
    forget: (cycle: CycleId): void => void kept.delete(cycle),
  };
};

export const turnPlayer = (table: Table) => {
  const { ask, canon, narrative, world, say, isCritical } = table;
  const packages = packagesKept();
  /** What turns under way say. */
  const said = new Map<TurnId, UserTurn>();

  const turnOf = async ({ universe, turn }: TurnContext): Promise<UserTurn> => {
    const heard = said.get(turn);
    if (heard !== undefined) return heard;
    const [found] = await narrative.get('turns.user', universe, [turn]);
    if (found === undefined) throw lostWords(turn);
    return found.document;
  };

  const append = async ({ context, cycle }: TurnDoing): Promise<TurnDone> => {
    const { universe, story, scene } = context;
    const turn = await turnOf(context);
    const origin = { universe, story, scene, cycle, actor: orchestrator, causation: null, traceparent: null };
    const event = herald(world, origin)('turn.appended.v1', { turn: turn.id, by: turn.seat });
    // Not waited for: the answer, or the dice before it, are, and lie in the same log behind it.
    assertWritten(await table.journal.insert('turns.user', [{ document: turn, events: [event] }]), 'a turn');
    return { event: { type: 'appended' }, output: turn.id };
  };

  const assembled = async (doing: TurnDoing): Promise<ContextPackage> => {
    const { context, cycle } = doing;
    const { universe, story, scene, turn, clock } = context;
    const { seat } = await turnOf(context);
    const tokensMax = table.tokensMax ?? tokensMaxDefault;
    const asked = { universe, story, scene, cycle, turn, clock, seat, tokensMax };
    return ask('assemble_context', asked, askingOf(context, doing));
  };

  const withLess = async ({ context }: TurnDoing): Promise<ContextPackage> => {
    const { seat } = await turnOf(context);
    return packages.lastIn(context.scene, seat) ?? bareContext(table, context, seat);
  };

  const assemble = async (doing: TurnDoing, way: TurnContext['way']): Promise<TurnDone> => {
    const found = await (way === 'usual' ? assembled(doing) : withLess(doing));
    packages.keep(doing.context, (await turnOf(doing.context)).seat, found);
    return { event: { type: 'context_ready' }, output: null };
  };

  /** After a crash what was put together is gone, and is put together once more. */
  const packageOf = async (doing: TurnDoing): Promise<ContextPackage> => {
    const kept = packages.of(doing.cycle);
    if (kept !== undefined) return kept;
    await assemble(doing, 'usual').catch(async (error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      return assemble(doing, 'fallback');
    });
    return packages.of(doing.cycle) ?? withLess(doing);
  };

  const resolve = async (doing: TurnDoing, way: TurnContext['way']): Promise<TurnDone> => {
    const { context, cycle } = doing;
    const { universe, story, scene, turn, kind } = context;
    const { number } = await turnOf(context);
    const resolution = resolutionOf(cycle);
    const asked = {
      ...{ universe, story, scene, cycle, turn, kind, way, number, clock: context.clock, resolution },
      ...{ seed: seedOf(cycle), context: await packageOf(doing) },
    };
    const { clock, leaves } = await ask('resolve', asked, askingOf(context, doing));
    return { event: { type: 'resolution_stored', resolution, clock, leaves }, output: resolution };
  };

  const isCriticalClaim = ({ content }: Proposal): boolean => 'claim' in content && isCritical(content.claim.predicate);

  const stageWhatFollows = async (doing: TurnDoing): Promise<TurnDone> => {
    const { context, cycle } = doing;
    const { universe, story, scene, turn } = context;
    const resolution = context.resolution ?? resolutionOf(cycle);
    const asked = { universe, story, scene, cycle, turn, resolution, salt: saltOf(doing) };
    const { proposals } = await ask('propose', asked, askingOf(context, doing));
    const staged = await narrative.get('proposals', universe, proposals);
    const critical = staged.filter(({ document }) => isCriticalClaim(document)).map(({ document }) => document.id);
    return { event: { type: 'proposals_staged', proposals, critical }, output: null };
  };

  const decideCritical = async (doing: TurnDoing): Promise<TurnDone> => {
    const { context, cycle } = doing;
    const { universe, critical, clock } = context;
    const asked = { universe, cycle, proposals: critical, clock, reason: null, checkpoint: 'mid_scene' as const };
    const { decided } = await ask('decide', asked, askingOf(context, doing));
    return { event: { type: 'decided' }, output: decided.find(({ commit }) => commit !== null)?.commit ?? null };
  };

  /** What canon says to what was critical, for whoever tells of it. */
  const rulingsOn = async ({ universe, critical }: TurnContext): Promise<DecidedProposal[]> => {
    const last = new Map<ProposalId, DecidedProposal>();
    if (critical.length === 0) return [];
    const asked = everyItem((page) => canon.decisions(universe, { proposals: critical }, page));
    for await (const { proposal, verdict, reasons, commit } of asked) {
      last.set(proposal, { proposal, verdict, code: reasons[0]?.code ?? null, commit });
      if (last.size >= proposalsPerCommitMax) break;
    }
    return [...last.values()];
  };

  /** What is told anew claims nothing of what it told before. */
  const dropImplied = async (doing: TurnDoing): Promise<void> => {
    const { universe, implied } = doing.context;
    if (implied.length === 0) return;
    const asked = { universe, cycle: doing.cycle, proposals: implied, reason: 'It is told anew.' };
    await ask('withdraw', asked, askingOf(doing.context, doing));
  };

  const narrate = async (doing: TurnDoing, way: TurnContext['way']): Promise<TurnDone> => {
    const { context, cycle } = doing;
    const salt = saltOf(doing);
    const { universe, story, scene, turn, kind, clock, resolution } = context;
    await dropImplied(doing);
    const { number } = await turnOf(context);
    const answer = derivedId('turn', cycle, salt);
    const asked = {
      ...{ universe, story, scene, cycle, turn, kind, way, clock, resolution, answer, salt },
      ...{ number: number + 1, context: await packageOf(doing), decided: await rulingsOn(context) },
    };
    const { proposals } = await ask('narrate', asked, {
      ...askingOf(context, doing),
      ...(say === undefined ? {} : { say }),
    });
    // A question claims nothing, whatever is read out of its answer.
    const implied = kind === 'question' ? [] : proposals;
    return { event: { type: 'narrated', told: answer, implied }, output: answer };
  };

  const storeAnswer = async ({ context: { universe, told, turn }, cycle }: TurnDoing): Promise<TurnDone> => {
    if (told !== null && (await narrative.get('turns.gm', universe, [told])).length === 0) throw answerMissing(told);
    packages.forget(cycle);
    said.delete(turn);
    return { event: { type: 'answer_stored', answer: told }, output: told };
  };

  const withdraw = async (doing: TurnDoing): Promise<TurnDone> => {
    const { universe, proposals: resolved, implied } = doing.context;
    const proposals = [...resolved, ...implied];
    if (proposals.length > 0) {
      const asked = { universe, cycle: doing.cycle, proposals, reason: 'The turn was taken back.' };
      await ask('withdraw', asked, askingOf(doing.context, doing));
    }
    said.delete(doing.context.turn);
    packages.forget(doing.cycle);
    return { event: { type: 'withdrawn' }, output: null };
  };

  const perform = (effect: TurnEffect, doing: TurnDoing): Promise<TurnDone> => {
    switch (effect.kind) {
      case 'append_turn':
        return append(doing);
      case 'assemble_context':
        return assemble(doing, effect.way);
      case 'resolve':
        return resolve(doing, effect.way);
      case 'stage':
        return stageWhatFollows(doing);
      case 'decide_critical':
        return decideCritical(doing);
      case 'narrate':
        return narrate(doing, effect.way);
      case 'store_answer':
        return storeAnswer(doing);
      case 'withdraw_turn':
        return withdraw(doing);
    }
  };

  return {
    /** To be appended when the turn begins. */
    hear: (turn: UserTurn): void => void said.set(turn.id, turn),
    ...runner({
      ...{ loop: turnLoop, context: TurnContext, journal: table.steps, perform, world },
      ...{ limitMs: ({ kind }: TurnEffect) => limitsMs[kind], announce: announceTurn(table) },
    }),
  };
};
export type TurnPlayer = ReturnType<typeof turnPlayer>;
