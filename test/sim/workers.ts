import { keeperWorker } from '../../agents/canon-keeper/worker.ts';
import { resolverWorker } from '../../agents/resolver/worker.ts';
import type { Call, Worker, Workers } from '../../agents/contract.ts';
import type { Fact } from '../../schemas/canon.ts';
import type { ContextPackage } from '../../schemas/context-package.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { EntityId, ProposalId } from '../../schemas/ids.ts';
import type { Codes } from '../../schemas/worker-codes.ts';
import { type Job, type JobInput, jobs } from '../../schemas/workers.ts';
import { type Audience, type maySee } from '../../src/domain/audience.ts';
import { digestOf } from '../../src/domain/canonical-json.ts';
import { shippedOracle } from '../../src/compose/oracle.ts';
import { shippedSystem } from '../../src/compose/rule-systems.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { JournalStore } from '../../src/ports/narrative-store.ts';
import { everyItem } from '../../src/ports/paging.ts';
import { scriptedWorkers } from '../support/scripted-workers.ts';
import type { KeeperTools } from '../../agents/canon-keeper/tools.ts';
import type { Ground, Stores } from './ground.ts';
import type { Life } from './life.ts';
import { isMistake } from './mistakes.ts';
import type { Watch } from './watch.ts';
import type { Weather, WorkerMishap } from './weather.ts';

// The workers of a run: scripted ones that see what the audience of a turn may, with a keeper that is the real one, in half of the runs a resolver that
// is, and what befalls them.

/** Who may see what. */
export type See = typeof maySee;

export interface Staff {
  ground: Ground;
  stores: Stores;
  journal: JournalStore;
  life: Life;
  watch: Watch;
  weather: Weather;
  see: See;
  keeper: KeeperTools;
  /** By rules and dice, and not by a resolver that does what is said. */
  byRules: boolean;
  /** Makes others of them. */
  change: (workers: Workers, life: Life) => Workers;
}

const itemsMax = 64;

const audienceOf = (seat: 'player' | 'gm'): Audience => ({ as: seat });

/** Puts together what canon says, and what was said. */
const assembler = ({ stores, life, see }: Staff, plain: Worker<'ContextAssembly'>): Worker<'ContextAssembly'> => ({
  async assemble_context(input, call) {
    const { reader } = stores.canon;
    const audience = audienceOf(input.seat);
    const known: Fact[] = [];
    for await (const fact of everyItem((page) => reader.listFacts(input.universe, {}, page)))
      if (known.length < itemsMax && see(fact.visibility, audience)) known.push(fact);
    const bare: ContextPackage = await plain.assemble_context(input, call);
    const [{ revision }, framing] = [
      await reader.head(input.universe),
      await stores.narrative.get('scenes', input.universe, [input.scene]),
    ];
    const there = framing[0]?.document.participants ?? [];
    const nodes = await reader.nodes(input.universe, there);
    const entities = nodes.flatMap((node) => (node.kind === 'entity' && see(node.visibility, audience) ? [node] : []));
    return {
      ...bare,
      canonical: {
        entities: entities.map(({ id, name, description }) => ({
          ...{ id, name, text: description ?? name, why: 'is there', score: 1 },
        })),
        facts: known.map(({ id, statement }) => ({ id, text: statement, why: 'is so', score: 1 })),
        relations: [],
      },
      metadata: { ...bare.metadata, knownAt: revision, assembledAt: new Date(life.world.now()).toISOString() },
    };
  },
});

/** Tells what it was given, and claims something of its own now and then. */
const narrator = ({ ground, stores, life, watch }: Staff, plain: Worker<'Narrator'>): Worker<'Narrator'> => {
  const seatOf = async ({ universe, turn }: JobInput<'narrate'>): Promise<'player' | 'gm'> =>
    (await stores.narrative.get('turns.user', universe, [turn]))[0]?.document.seat ?? 'player';

  const imply = async (input: JobInput<'narrate'>, { herald }: Call): Promise<ProposalId[]> => {
    const { universe, story, scene, turn, answer, clock } = input;
    if (Number.parseInt(answer.slice(-1), 32) % 3 !== 0) return [];
    const id = derivedId('proposal', answer);
    if ((await stores.narrative.get('proposals', universe, [id])).length > 0) return [id];
    const draft = {
      ...{ id, universe, story, scene, turn, intent: 'assert' as const, confidence: 0.4, storyTime: clock },
      content: {
        type: 'fact' as const,
        claim: {
          ...{ id: derivedId('fact', answer), subject: ground.names.get('hero') as EntityId, predicate: 'trait' },
          ...{ object: { kind: 'text' as const, text: `bold ${answer.slice(-4)}` }, statement: 'The hero is bold.' },
          ...{ visibility: null, derivesFrom: [], valid: { from: clock, to: null } },
        },
      },
      ...{ evidence: [], authority: 'system' as const, dependsOn: [] },
      proposedBy: { kind: 'agent' as const, name: 'Narrator', seat: null },
      proposedAt: new Date(life.world.now()).toISOString(),
    };
    const document: Proposal = { ...draft, digest: digestOf(draft) };
    const events = [herald('proposal.staged.v1', { proposal: id, type: 'fact', turn })];
    await stores.narrative.insert('proposals', [{ document, events }]);
    return [id];
  };

  return {
    ...plain,
    async narrate(input, call) {
      if ((await seatOf(input)) === 'player') watch.shown(input.context, `to the narrator of ${input.turn}`);
      const { answer } = await plain.narrate(input, call);
      return { answer, proposals: await imply(input, call) };
    },
  };
};

type Run = (input: unknown, call: Call) => Promise<unknown>;

/** By the last code of its kind that the contract of the job has: what is its own comes behind what is common. */
const failed = (job: Job, kind: 'transient' | 'terminal'): Failure => {
  const codes: Codes = jobs[job].codes;
  const code = Object.keys(codes).findLast((each) => codes[each] === kind && !isMistake(each));
  if (code === undefined) throw new Error(`\`${job}\` has no code that is ${kind}`);
  return new Failure({ kind, code, message: `\`${job}\` was not done` });
};

/** Longer than any worker may take. */
const lagMs = 150_000;

const mishandled = async (
  mishap: WorkerMishap,
  { job, input, call, run, life }: { job: Job; input: unknown; call: Call; run: Run; life: Life },
): Promise<unknown> => {
  switch (mishap) {
    case 'fails':
      throw failed(job, 'transient');
    case 'fails_after':
      await run(input, call);
      throw failed(job, 'transient');
    case 'refuses':
      throw failed(job, 'terminal');
    case 'hangs':
      return new Promise((_, reject) => {
        call.signal.addEventListener('abort', () => reject(call.signal.reason as Error), { once: true });
      });
    case 'lags':
      await life.world.sleep(lagMs);
      return run(input, call);
    case 'twice':
      return (await Promise.all([run(input, call), run(input, call)]))[0];
    case 'nonsense':
      await run(input, call);
      return { nonsense: true };
    case 'breaks':
      throw new Error(`\`${job}\` has a mistake`);
  }
};

const befallen = ({ weather, life, watch }: Staff, workers: Workers): Workers =>
  Object.fromEntries(
    Object.entries(workers as Record<string, Record<string, Run>>).map(([agent, ofAgent]) => [
      agent,
      Object.fromEntries(
        Object.entries(ofAgent).map(([job, run]): [string, Run] => [
          job,
          async (input, call) => {
            const mishap = weather.worker();
            watch.note(`${life.id} ${agent}.${job} ${mishap ?? ''}`);
            return mishap === null ? run(input, call) : mishandled(mishap, { job: job as Job, input, call, run, life });
          },
        ]),
      ),
    ]),
  );

export const staffOf = (staff: Staff): Workers => {
  const { ground, stores, journal, life, keeper, byRules, change } = staff;
  const { universe } = ground;
  const { narrative } = stores;
  const tools = { narrative, journal, world: life.world };
  const plain = scriptedWorkers({
    ...tools,
    universe,
    cast: ground.names,
    hero: 'hero',
    place: 'ruin',
  });
  if (plain.ContextAssembly === undefined || plain.Narrator === undefined) throw new Error('somebody is missing');
  const made: Workers = {
    ...plain,
    ContextAssembly: assembler(staff, plain.ContextAssembly),
    Narrator: narrator(staff, plain.Narrator),
    CanonKeeper: keeperWorker(keeper),
    ...(byRules
      ? {
          Resolver: resolverWorker({
            ...tools,
            canon: stores.canon.reader,
            shipped: shippedSystem,
            oracle: shippedOracle,
          }),
        }
      : {}),
  };
  return befallen(staff, change(made, life));
};
