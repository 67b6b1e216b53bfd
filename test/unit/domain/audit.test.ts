import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Commit, Decision } from '../../../schemas/gate.ts';
import type { CommitId } from '../../../schemas/ids.ts';
import type { LogEntry } from '../../../schemas/log.ts';
import type { Revision } from '../../../schemas/time.ts';
import { type AuditProblem, auditLog, auditor, auditProblemsMax } from '../../../src/domain/audit.ts';
import { canonicalJson, digestOf, digestOfText } from '../../../src/domain/canonical-json.ts';
import { type ChainEnds, contentsDigest, sealCommit, sealDecisions, startOfChains } from '../../../src/domain/seal.ts';
import type { WorldLog } from '../../support/history/chronicle.ts';
import { worldLog } from '../../support/arbitraries/world-log.ts';

const runs = { numRuns: 150 };
const someWorld = worldLog({ stepsMax: 6 });
const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const at = <T>(items: readonly T[], part: number): T => {
  const item = items[Math.floor(part * items.length)];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
};

type Path = readonly string[];

/** The way to every value in a record that holds no others. */
const leaves = (value: unknown, path: Path = []): Path[] =>
  value === null || typeof value !== 'object' || Object.keys(value).length === 0
    ? [path]
    : Object.entries(value).flatMap(([key, field]) => leaves(field, [...path, key]));

const other = (value: unknown): unknown => {
  if (typeof value === 'string') return value === '' ? 'x' : `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  return value === null ? 'x' : null;
};

const changedAt = (value: unknown, path: Path): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return other(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === key ? changedAt(item, rest) : item));
  return { ...(value as object), [key]: changedAt((value as Record<string, unknown>)[key], rest) };
};

const withEntry = (log: readonly LogEntry[], index: number, ...entries: LogEntry[]): LogEntry[] =>
  log.toSpliced(index, 1, ...entries);

/** The commit that put the entry, or the decision itself. */
const blamed = (log: readonly LogEntry[], index: number): AuditProblem['at'] => {
  const entry = log[index];
  if (entry?.kind === 'decision') return entry.record.id;
  const commit = log.slice(0, index + 1).findLast(({ kind }) => kind === 'commit');
  return commit?.kind === 'commit' ? commit.record.id : null;
};

const ends = ({ heads, universe }: WorldLog) => heads.at(-1) ?? { universe, ...startOfChains };

const lastCommit = ({ log }: WorldLog): Commit => {
  const entry = log.findLast(({ kind }) => kind === 'commit');
  if (entry?.kind !== 'commit') throw new Error('no commit');
  return entry.record;
};

const lastDecision = ({ log }: WorldLog): Decision => {
  const entry = log.findLast(({ kind }) => kind === 'decision');
  if (entry?.kind !== 'decision') throw new Error('no decision');
  return entry.record;
};

describe('the audit of a log', () => {
  it('finds nothing wrong with what was sealed, and tells where it ends', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const audit = auditor();
        for (const entry of world.log) audit.add(entry);
        const { problems, ends: found } = audit.finish(ends(world));
        expect(problems).toEqual([]);
        expect({ universe: world.universe, ...found }).toEqual(ends(world));
      }),
      runs,
    );
  });

  it('finds a change of any field of any record, commit or decision, and names the place', () => {
    fc.assert(
      fc.property(someWorld, share, share, (world, which, where) => {
        const index = Math.floor(which * world.log.length);
        const entry = at(world.log, which);
        const path = at(leaves(entry.record), where);
        const tampered = { ...entry, record: changedAt(entry.record, path) } as LogEntry;
        expect(canonicalJson(tampered)).not.toBe(canonicalJson(entry));
        const problems = auditLog(withEntry(world.log, index, tampered));
        const [first] = problems;
        const place = path[0] === 'id' && 'id' in tampered.record && entry.kind !== 'node' ? tampered.record.id : null;
        expect([blamed(world.log, index), place]).toContain(first?.at);
      }),
      { numRuns: 600 },
    );
  });

  it('blames the commit alone when one of its records was changed', () => {
    fc.assert(
      fc.property(someWorld, share, (world, which) => {
        const facts = [...world.log.entries()].filter(([, { kind }]) => kind === 'evidence');
        const [index, entry] = at(facts, which);
        const tampered = { ...entry, record: { ...entry.record, home: 'uni_00000000000000000000000000' } } as LogEntry;
        expect(auditLog(withEntry(world.log, index, tampered))).toEqual([
          expect.objectContaining({ kind: 'contents', at: blamed(world.log, index) }),
        ]);
      }),
      runs,
    );
  });

  it('finds an entry that is missing or there twice, also at the end if it knows where that is', () => {
    fc.assert(
      fc.property(someWorld, share, (world, which) => {
        const index = Math.floor(which * world.log.length);
        const entry = at(world.log, which);
        expect(auditLog(withEntry(world.log, index), ends(world))).not.toEqual([]);
        expect(auditLog(withEntry(world.log, index, entry, entry))).not.toEqual([]);
      }),
      runs,
    );
  });

  it('finds two neighbours that changed places', () => {
    fc.assert(
      fc.property(someWorld, share, (world, which) => {
        const index = Math.floor(which * (world.log.length - 1));
        const [a, b] = world.log.slice(index, index + 2);
        if (a === undefined || b === undefined) return;
        expect(auditLog(world.log.toSpliced(index, 2, b, a))).not.toEqual([]);
      }),
      runs,
    );
  });

  it('finds what stands outside of every commit', () => {
    fc.assert(
      fc.property(someWorld, share, (world, which) => {
        const records = world.log.filter(({ kind }) => kind !== 'commit' && kind !== 'decision');
        const stray = at(records, which);
        const found = [expect.objectContaining({ kind: 'place' })];
        expect(auditLog([stray, ...world.log], ends(world))).toEqual(found);
        expect(auditLog([...world.log, stray], ends(world))).toEqual(found);
      }),
      runs,
    );
  });

  it('finds a link that was forged with a digest of its own, at the link behind it', () => {
    fc.assert(
      fc.property(someWorld, share, fc.constantFrom('commit', 'decision'), (world, which, kind) => {
        const links = [...world.log.entries()].filter(([, entry]) => entry.kind === kind);
        fc.pre(links.length > 1);
        const position = Math.floor(which * (links.length - 1));
        const [index, entry] = at(links.slice(position), 0);
        const [, next] = at(links.slice(position + 1), 0);
        const forged = { ...entry.record, policy: 'forged' };
        const resealed = { ...entry, record: { ...forged, digest: digestOf(forged) } } as LogEntry;
        expect(auditLog(withEntry(world.log, index, resealed))).toEqual([
          expect.objectContaining({ kind: 'link', at: 'id' in next.record && next.record.id }),
        ]);
      }),
      runs,
    );
  });

  it('finds revisions and numbers that are left out, whoever sealed them', () => {
    fc.assert(
      fc.property(someWorld, fc.integer({ min: 1, max: 3 }), (world, ahead) => {
        const [commit, decision] = [lastCommit(world), lastDecision(world)];
        const { commit: digest, decisions, revision } = ends(world);
        const next = sealCommit({ ...commit, id: commit.id }, contentsDigest().digest(), {
          revision: (revision + ahead) as Revision,
          commit: digest,
          decisions,
        });
        const [later] = sealDecisions([{ ...decision, commit: null }], {
          ...decisions,
          count: decisions.count + ahead,
        });
        expect(auditLog([...world.log, { kind: 'commit', record: next }])).toEqual([
          expect.objectContaining({ kind: 'count', at: next.id }),
        ]);
        if (later === undefined) throw new Error('no decision');
        expect(auditLog([...world.log, { kind: 'decision', record: later }])).toEqual([
          expect.objectContaining({ kind: 'count', at: later.id }),
        ]);
      }),
      runs,
    );
  });

  it('finds a decision that stands apart from its commit', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const decision = lastDecision(world);
        const elsewhere = 'cmt_00000000000000000000000000' as CommitId;
        const [moved] = sealDecisions([{ ...decision, commit: elsewhere }], ends(world).decisions);
        if (moved === undefined) throw new Error('no decision');
        expect(auditLog([...world.log, { kind: 'decision', record: moved }])).toEqual([
          expect.objectContaining({ kind: 'place', at: moved.id }),
        ]);
      }),
      runs,
    );
  });

  it('finds an end that was cut off', () => {
    fc.assert(
      fc.property(someWorld, share, (world, which) => {
        const kept = world.entries.slice(0, Math.floor(which * world.entries.length));
        expect(auditLog(kept.flat(), ends(world))).toEqual([expect.objectContaining({ kind: 'end' })]);
        const { decisions } = ends(world);
        const miscounted = { ...ends(world), decisions: { ...decisions, count: decisions.count + 1 } };
        expect(auditLog(world.log, miscounted)).toEqual([expect.objectContaining({ kind: 'end' })]);
      }),
      runs,
    );
  });

  it('compares the end with where it should be in everything that both tell', () => {
    fc.assert(
      fc.property(someWorld, (world) => {
        const { universe, ...end } = ends(world);
        const forged = digestOfText('forged');
        const others: readonly ChainEnds[] = [
          { ...end, revision: (end.revision + 1) as Revision },
          { ...end, commit: forged },
          { ...end, decisions: { ...end.decisions, count: end.decisions.count + 1 } },
          { ...end, decisions: { ...end.decisions, last: forged } },
        ];
        for (const other of others)
          expect(auditLog(world.log, { universe, ...other })).toEqual([
            expect.objectContaining({ kind: 'end', at: lastCommit(world).id }),
          ]);
      }),
      runs,
    );
  });

  it('places what stands before the first commit nowhere, and what stands behind one at it', () => {
    fc.assert(
      fc.property(someWorld, share, (world, which) => {
        const records = world.log.filter(({ kind }) => kind !== 'commit' && kind !== 'decision');
        const stray = at(records, which);
        const isNowhere = [expect.objectContaining({ kind: 'place', at: null })];
        expect(auditLog([stray])).toEqual(isNowhere);
        const abroad = {
          ...stray,
          record: { ...stray.record, universe: 'uni_00000000000000000000000000' },
        } as LogEntry;
        expect(auditLog([...world.log, abroad])[0]).toMatchObject({ kind: 'place', at: lastCommit(world).id });
        expect(auditLog([], ends(world))).toEqual([expect.objectContaining({ kind: 'end', at: null })]);
      }),
      runs,
    );
  });

  it('places a commit or a decision of another universe at itself', () => {
    fc.assert(
      fc.property(someWorld, share, fc.constantFrom('commit', 'decision'), (world, which, kind) => {
        const [index, entry] = at(
          [...world.log.entries()].filter(([, each]) => each.kind === kind),
          which,
        );
        const abroad = {
          ...entry,
          record: { ...entry.record, universe: 'uni_00000000000000000000000000' },
        } as LogEntry;
        const [first] = auditLog(withEntry(world.log, index, abroad), ends(world));
        expect(first).toMatchObject({ kind: 'place', at: 'id' in entry.record && entry.record.id });
      }),
      runs,
    );
  });

  it('refuses what another universe owns', () => {
    fc.assert(
      fc.property(someWorld, someWorld, (world, stranger) => {
        fc.pre(world.universe !== stranger.universe);
        const problems = auditLog([...world.log, ...stranger.log]);
        expect(problems).toContainEqual(expect.objectContaining({ kind: 'place' }));
        expect(auditLog(stranger.log, ends(world))).toContainEqual(expect.objectContaining({ kind: 'place' }));
      }),
      { numRuns: 20 },
    );
  });

  it('goes on from where an earlier audit ended', () => {
    fc.assert(
      fc.property(someWorld, share, (world, which) => {
        const split = Math.floor(which * world.entries.length);
        const from = world.heads[split - 1] ?? startOfChains;
        const audit = auditor({ universe: world.universe, from });
        for (const entry of world.entries.slice(split).flat()) audit.add(entry);
        expect(audit.finish(ends(world)).problems).toEqual([]);
      }),
      runs,
    );
  });

  it('tells of a bounded number of problems', () => {
    const [world] = fc.sample(someWorld, { numRuns: 1, seed: 3 });
    const commit = world?.log.find(({ kind }) => kind === 'commit');
    if (commit === undefined) throw new Error('no commit');
    expect(auditLog(Array.from({ length: auditProblemsMax + 50 }, () => commit))).toHaveLength(auditProblemsMax);
  });
});
