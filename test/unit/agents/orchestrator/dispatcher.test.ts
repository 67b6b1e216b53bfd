import { describe, expect, it } from 'vitest';
import type { Worker, Workers } from '../../../../agents/contract.ts';
import { type Asking, dispatcher } from '../../../../agents/orchestrator/dispatcher.ts';
import type { Envelope } from '../../../../schemas/event.ts';
import type { CycleId, ProposalId, StoryId, SummaryId, UniverseId } from '../../../../schemas/ids.ts';
import { Failure } from '../../../../src/domain/failure.ts';
import { seededWorld } from '../../../support/seeded-world.ts';

// The one way to a worker: what was asked and what came of it are told, and nobody is taken along by one that breaks.

const id = (prefix: string): string => `${prefix}_00000000000000000000000000`;
const input = {
  ...{ universe: id('uni') as UniverseId, story: id('sty') as StoryId, cycle: id('cyc') as CycleId },
  summary: id('sum') as SummaryId,
};

const asked = async (narrator: Partial<Worker<'Narrator'>> | null, part: Partial<Asking> = {}) => {
  const told: Envelope[] = [];
  const workers: Workers = narrator === null ? {} : { Narrator: narrator as Worker<'Narrator'> };
  const asking: Asking = {
    ...{ universe: input.universe, story: input.story, scene: null, cycle: input.cycle, traceparent: null },
    ...{ step: 3, attempt: 2, signal: new AbortController().signal, tell: (events) => void told.push(...events) },
    ...part,
  };
  const outcome = await dispatcher(workers, seededWorld(1))('recapitulate', input, asking).catch(
    (error: unknown) => error,
  );
  return { outcome, told };
};

const typesOf = (told: readonly Envelope[]): string[] => told.map(({ type, actor }) => `${type} by ${actor}`);

describe('a worker that is asked', () => {
  it('is told of with what it was asked and answered, each event with what it follows from', async () => {
    const { outcome, told } = await asked({ recapitulate: async ({ summary }) => ({ summary }) });
    expect(outcome).toEqual({ summary: input.summary });
    expect(typesOf(told)).toEqual(['agent.requested.v1 by Orchestrator', 'agent.replied.v1 by Narrator']);
    const [request, reply] = told;
    expect(request).toMatchObject({ causation: null, correlation: input.cycle, payload: { step: 3, attempt: 2 } });
    expect(reply).toMatchObject({
      causation: request?.id,
      correlation: input.cycle,
      payload: { request: request?.id },
    });
  });

  it('hands on what it tells as its own, as part of the same', async () => {
    const { told } = await asked({
      async recapitulate({ summary }, { herald }) {
        const event = herald('proposal.staged.v1', { proposal: id('prp') as ProposalId, type: 'fact', turn: null });
        expect(event).toMatchObject({ actor: 'Narrator', correlation: input.cycle });
        return { summary };
      },
    });
    expect(told).toHaveLength(2);
  });

  it.each([
    ['is a mistake of the program', () => Promise.reject(new TypeError('undefined is no summary'))],
    [
      'is thrown at once',
      () => {
        throw new RangeError('too much');
      },
    ],
  ] as const)('has broken where its answer %s', async (_, recapitulate) => {
    const { outcome, told } = await asked({ recapitulate });
    expect(outcome).toMatchObject({ code: 'worker_broke', kind: 'terminal' });
    expect(told.at(-1)).toMatchObject({
      type: 'worker.failed.v1',
      payload: { code: 'worker_broke', kind: 'terminal' },
    });
  });

  it.each([
    ['is none of its job', { text: 'Once upon a time' }],
    ['is nothing', undefined],
  ])('has not answered where its answer %s', async (_, answer) => {
    const { outcome, told } = await asked({ recapitulate: () => Promise.resolve(answer as never) });
    expect(outcome).toMatchObject({ code: 'answer_unfit', kind: 'terminal' });
    expect(told.at(-1)).toMatchObject({ type: 'worker.failed.v1', payload: { code: 'answer_unfit' } });
  });

  it.each([
    ['model_busy', 'transient'],
    ['model_refuses', 'terminal'],
    ['unavailable', 'transient'],
    ['disk_full', 'terminal'],
  ] as const)('fails by %s of its contract, which is %s, in its own words', async (code, kind) => {
    const words = { message: 'it will not tell that', advice: 'Ask for less.' };
    const { outcome, told } = await asked({ recapitulate: (_, { fail }) => Promise.reject(fail(code, words)) });
    expect(outcome).toMatchObject({ kind, code, ...words });
    expect(told.at(-1)).toMatchObject({ type: 'worker.failed.v1', payload: { job: 'recapitulate', kind, code } });
  });

  it('is tried again or not as its contract says, whatever it says itself', async () => {
    const hopeful = new Failure({ kind: 'transient', code: 'model_refuses', message: 'no', advice: 'Ask for less.' });
    const { outcome, told } = await asked({ recapitulate: () => Promise.reject(hopeful) });
    expect(outcome).toMatchObject({ kind: 'terminal', code: 'model_refuses', message: 'no', advice: 'Ask for less.' });
    expect(outcome).toMatchObject({ cause: hopeful });
    expect(told.at(-1)).toMatchObject({ payload: { kind: 'terminal', code: 'model_refuses' } });
  });

  it.each([
    ['that no contract has', 'rate_limited'],
    ['of another job', 'already_canon'],
    ['that every object has', 'constructor'],
    ['that is none', 'Not A Code'],
  ])('has broken its contract by a code %s, and is not tried again', async (_, code) => {
    const undeclared = new Failure({ kind: 'transient', code, message: 'try later' });
    const { outcome, told } = await asked({ recapitulate: () => Promise.reject(undeclared) });
    expect(outcome).toMatchObject({ code: 'contract_broken', kind: 'terminal', cause: undeclared });
    expect((outcome as Failure).message).toBe(
      `\`Narrator\` answered \`recapitulate\` with \`${code}\` (try later), a code that its contract lacks`,
    );
    expect(told.at(-1)).toMatchObject({ payload: { code: 'contract_broken', kind: 'terminal' } });
  });

  it.each([['words'], [null], [{ code: 'model_busy', kind: 'transient' }]])(
    'has broken its contract where it throws what is no error: %j',
    async (thrown) => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what is tried
      const recapitulate = (): Promise<never> => Promise.reject(thrown);
      const { outcome } = await asked({ recapitulate });
      expect(outcome).toMatchObject({ code: 'contract_broken', kind: 'terminal' });
    },
  );

  it('can be written by no code but those of its contract', async () => {
    const recapitulate: Worker<'Narrator'>['recapitulate'] = (_, { fail }) => {
      // @ts-expect-error: it is a code of another job
      throw fail('already_canon', { message: 'too late' });
    };
    expect((await asked({ recapitulate })).outcome).toMatchObject({ code: 'contract_broken' });
  });

  it('is missed by name where there is none', async () => {
    for (const narrator of [null, {}]) {
      const { outcome, told } = await asked(narrator);
      expect(outcome).toMatchObject({ code: 'no_worker' });
      expect(typesOf(told)).toEqual(['agent.requested.v1 by Orchestrator', 'worker.failed.v1 by Narrator']);
    }
  });

  it('has not failed where somebody interrupted', async () => {
    const stop = new AbortController();
    const recapitulate = (): Promise<never> => {
      stop.abort(new Error('interrupted'));
      return Promise.reject(stop.signal.reason as Error);
    };
    const { outcome, told } = await asked({ recapitulate }, { signal: stop.signal });
    expect(outcome).toMatchObject({ message: 'interrupted' });
    expect(typesOf(told)).toEqual(['agent.requested.v1 by Orchestrator']);
  });
});
