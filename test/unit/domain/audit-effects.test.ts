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

  it.each(['ended', 'retconned', 'restored', 'contested'] as const)('is asked for all that was %s', (what) => {
    const lost = world.newId('fact');
    const named = what === 'ended' ? { ended: [{ fact: lost, at: null }] } : { [what]: [lost] };
    const problems = problemsOf(log({ effects: { introduced: [fact], ...named } }));
    expect(problems).toEqual([expect.stringContaining(`says that it changed \`${lost}\`, and commit \`${commit}\``)]);
  });

  it('names the fact, the commit and the proposal that do not fit', () => {
    expect(problemsOf(log({ supports: [] }))).toEqual([
      `the fact \`${fact}\` has no support in commit \`${commit}\`, which it came with`,
    ]);
    expect(problemsOf(log({ proposals: [proposal, 'prp_other'] }))).toEqual([
      `commit \`${commit}\` names the proposal \`prp_other\`, and no decision of it accepts that`,
    ]);
    expect(problemsOf(log({ effects: { introduced: [ended] } }))[0]).toContain(`introduced \`${ended}\``);
  });

  const decision = (changed: object) =>
    entry('decision', {
      ...{ id: 'dec_1', verdict: 'accepted', commit, proposal, reasons: [] },
      effects: { ...noEffects, introduced: ['fct_lost'] },
      ...changed,
    });
  const began = entry('commit', { id: commit, proposals: [proposal] });

  it('is nobody’s business where it was refused, made by another commit, or told before any', () => {
    expect(problemsOf([began, decision({ verdict: 'rejected' })])).toEqual([]);
    expect(problemsOf([began, decision({ commit: older })])).toEqual([]);
    expect(problemsOf([decision({})])).toEqual([]);
    expect(problemsOf([entry('fact', { id: fact, introduced: { commit } }), entry('node', { id: node })])).toEqual([]);
    expect(problemsOf([began, decision({})])).toHaveLength(1);
  });

  it('is not looked for where a universe began elsewhere, as far as it is of who is there', () => {
    const forked = (code: string) => [
      began,
      decision({ reasons: [{ code: 'new' }, { code }], effects: { ...noEffects, nodes: ['ent_lost'] } }),
    ];
    expect(problemsOf(forked('forks'))).toEqual([]);
    expect(problemsOf(forked('change'))).toHaveLength(1);
  });

  it('is asked of each commit by itself', () => {
    const next = entry('commit', { id: older, proposals: [] });
    const unsupported = entry('fact', { id: fact, introduced: { commit } });
    expect(problemsOf([began, unsupported, next])).toHaveLength(1);
    expect(problemsOf([began, unsupported, next, entry('support', { target: fact })])).toHaveLength(1);
    expect(problemsOf([began, entry('support', { target: fact }), unsupported, next])).toEqual([]);
  });

  it('is told of up to a hundred times', () => {
    const facts = Array.from({ length: 150 }, (_, i) => ({ id: `fct_${i}`, introduced: { commit } }));
    expect(problemsOf([began, ...facts.map((each) => entry('fact', each))])).toHaveLength(100);
  });
});
