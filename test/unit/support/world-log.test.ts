import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CanonNode, Fact, FactStatus } from '../../../schemas/canon.ts';
import { Envelope } from '../../../schemas/event.ts';
import { Evidence, Support } from '../../../schemas/evidence.ts';
import { LogEntry } from '../../../schemas/log.ts';
import { auditLog } from '../../../src/domain/audit.ts';
import { nodesOf } from '../../../src/domain/fact.ts';
import { anyEvidence, anyFact, anyNode, anySupport } from '../../support/arbitraries/canon.ts';
import { worldLog } from '../../support/arbitraries/world-log.ts';

const runs = { numRuns: 40 };

describe('arbitrary records', () => {
  it('are valid by their schemas, to the letter', () => {
    const read = fc.oneof(
      anyNode.map((record) => [CanonNode.parse(record), record]),
      anyFact.map((record) => [Fact.parse(record), record]),
      anyEvidence.map((record) => [Evidence.parse(record), record]),
      anySupport.map((record) => [Support.parse(record), record]),
    );
    fc.assert(
      fc.property(read, ([parsed, record]) => {
        expect(parsed).toStrictEqual(record);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an arbitrary history', () => {
  it('is valid by the schemas, and nothing is wrong with its chains', () => {
    fc.assert(
      fc.property(worldLog(), ({ log, heads, writes }) => {
        for (const entry of log) expect(LogEntry.safeParse(entry).error?.issues ?? []).toEqual([]);
        for (const event of writes.flatMap(({ outbox }) => outbox)) Envelope.parse(event);
        expect(auditLog(log, heads.at(-1))).toEqual([]);
      }),
      runs,
    );
  });

  it('writes each batch against the revision that the one before it left', () => {
    fc.assert(
      fc.property(worldLog(), ({ writes, heads, entries, log }) => {
        expect(writes.map(({ base }) => base)).toEqual([0, ...heads.slice(0, -1).map(({ revision }) => revision)]);
        expect(entries.flat()).toEqual(log);
        for (const [index, { commit, base }] of writes.entries())
          expect(heads[index]?.revision).toBe(commit === null ? base : base + 1);
      }),
      runs,
    );
  });

  it('supports every new fact in its own commit, and every fact always', () => {
    fc.assert(
      fc.property(worldLog(), ({ writes }) => {
        const known = new Set<string>();
        const supports = new Map<string, Support>();
        for (const write of writes) {
          const supported = new Set<string>(write.supports.filter(isStanding).map(({ target }) => target));
          for (const support of write.supports) supports.set(`${support.target} ${support.evidence}`, support);
          const standing = new Set<string>([...supports.values()].filter(isStanding).map(({ target }) => target));
          for (const { id } of write.facts) {
            expect(known.has(id) || supported.has(id)).toBe(true);
            expect(standing).toContain(id);
            known.add(id);
          }
        }
      }),
      runs,
    );
  });

  it('refers to nothing that canon does not hold', () => {
    fc.assert(
      fc.property(worldLog(), ({ writes }) => {
        const known = new Set<string>();
        for (const { nodes, facts, evidence, supports } of writes) {
          for (const { id } of [...nodes, ...facts, ...evidence]) known.add(id);
          const used = [
            ...facts.flatMap(nodesOf),
            ...facts.flatMap((fact) => [...fact.replaces, ...fact.derivesFrom, ...(fact.event?.causedBy ?? [])]),
            ...facts.flatMap(({ withdrawn }) => withdrawn?.replacedBy ?? []),
            ...supports.flatMap((support) => [support.target, support.evidence]),
          ];
          expect(used.filter((id) => !known.has(id))).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('tells every kind of story: all statuses, every change, batches that come to nothing', () => {
    const seen = new Set<string>();
    for (const { writes } of fc.sample(worldLog({ stepsMax: 40 }), { numRuns: 40, seed: 1 })) {
      const facts = new Map<string, Fact>();
      for (const write of writes) {
        if (write.commit === null) seen.add('nothing accepted');
        for (const fact of write.facts) {
          const before = facts.get(fact.id);
          seen.add(`${before?.status ?? 'new'} > ${fact.status}`);
          if (before?.locked !== undefined && before.locked !== fact.locked) seen.add(fact.locked ? 'lock' : 'unlock');
          if (before !== undefined && before.subject !== fact.subject) seen.add('re-pointed');
          if (fact.valid.from === null) seen.add('unknown start');
          facts.set(fact.id, fact);
        }
        for (const node of write.nodes) seen.add(node.kind === 'entity' ? `entity ${node.status}` : node.kind);
        for (const { status } of write.supports) seen.add(`support ${status}`);
      }
    }
    const statuses = FactStatus.options
      .filter((status) => status !== 'retconned')
      .map((status) => `${status} > retconned`);
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...statuses,
        ...['new > canon', 'new > ended', 'canon > ended', 'canon > contested', 'contested > canon'],
        ...['retconned > canon', 'retconned > ended', 'lock', 'unlock', 're-pointed', 'unknown start'],
        ...['nothing accepted', 'entity canon', 'entity merged', 'support standing', 'support withdrawn'],
        ...['universe', 'story', 'scene', 'thread', 'party', 'source', 'axiom'],
      ]),
    );
  });
});

const isStanding = ({ status }: Support): boolean => status === 'standing';
