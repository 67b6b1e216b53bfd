import { describe, expect, it } from 'vitest';
import type { LogEntry } from '../../../schemas/log.ts';
import { effectsAuditor } from '../../../src/domain/audit-effects.ts';
import { noEffects } from '../../../schemas/gate.ts';
import { seededWorld } from '../../support/seeded-world.ts';

const world = seededWorld(21);
const [commit, older] = [world.newId('commit'), world.newId('commit')];
const [fact, ended, node] = [world.newId('fact'), world.newId('fact'), world.newId('entity')];
const proposal = world.newId('proposal');

const entry = (kind: LogEntry['kind'], record: object): LogEntry => ({ kind, record }) as unknown as LogEntry;

const log = (change: {
  facts?: readonly object[];
  supports?: readonly object[];
  effects?: object;
  proposals?: readonly string[];
}) => {
  const { facts, supports, effects, proposals = [proposal] } = change;
  return [
    entry('commit', { id: commit, proposals }),
    entry('node', { id: node }),
    ...(
      facts ?? [
        { id: fact, introduced: { commit } },
        { id: ended, introduced: { commit: older } },
      ]
    ).map((record) => entry('fact', record)),
    ...(supports ?? [{ target: fact }]).map((record) => entry('support', record)),
    entry('decision', {
      ...{ id: world.newId('decision'), verdict: 'accepted', commit, proposal, reasons: [] },
      effects: {
        ...noEffects,
        ...(effects ?? { introduced: [fact], ended: [{ fact: ended, at: null }], nodes: [node] }),
      },
    }),
  ];
};

const problemsOf = (entries: readonly LogEntry[]): readonly string[] => {
  const auditor = effectsAuditor();
  for (const each of entries) auditor.add(each);
  return auditor.finish();
};

describe('what decisions say that they did', () => {
  it('is what their commits did', () => {
    expect(problemsOf(log({}))).toEqual([]);
  });

  it.each([
    [
      'a fact that its commit did not put',
      log({ effects: { introduced: [fact], retconned: [world.newId('fact')] } }),
      'does not',
    ],
    ['a node that its commit did not put', log({ effects: { nodes: [world.newId('entity')] } }), 'does not'],
    ['a new fact that is older', log({ effects: { introduced: [ended] } }), 'older than its commit'],
    ['a new fact without a support', log({ supports: [] }), 'no support'],
    [
      'a commit that names what nobody accepted',
      log({ proposals: [proposal, world.newId('proposal')] }),
      'no decision of it accepts',
    ],
  ])('is found out where it is not so: %s', (_what, entries, words) => {
    const problems = problemsOf(entries);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(words);
  });
});
