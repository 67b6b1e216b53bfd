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
    ['is none of its job', () => Promise.resolve({ text: 'Once upon a time' })],
    ['is nothing', () => Promise.resolve(undefined)],
    ['is a mistake of the program', () => Promise.reject(new TypeError('undefined is no summary'))],
    [
      'is thrown at once',
      () => {
        throw new RangeError('too much');
      },
    ],
  ] as const)('has broken where its answer %s', async (_, recapitulate) => {
    const { outcome, told } = await asked({ recapitulate: recapitulate as never });
    expect(outcome).toMatchObject({ code: 'worker_broke', kind: 'terminal' });
    expect(told.at(-1)).toMatchObject({
      type: 'worker.failed.v1',
      payload: { code: 'worker_broke', kind: 'terminal' },
    });
  });

  it('fails as it says that it does', async () => {
    const busy = new Failure({ kind: 'transient', code: 'model_busy', message: 'try later' });
    const { outcome, told } = await asked({ recapitulate: () => Promise.reject(busy) });
    expect(outcome).toBe(busy);
    expect(told.at(-1)).toMatchObject({ payload: { code: 'model_busy', kind: 'transient' } });
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
