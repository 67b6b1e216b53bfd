import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { CommitId } from '../../schemas/ids.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import type { Case, Court } from './candidate.ts';
import { changeOf, retconned, type Ruling } from './change.ts';
import { fallenWith } from './dependents.ts';
import { because, type Objection, reject } from './objection.ts';
import { broughtBack, putBack } from './restore.ts';
import { tooWeak } from './trust.ts';
import { lockedAmong, tellOf, tooManyFacts } from './judge-withdrawal.ts';
import type { Past } from './world.ts';

// Judges the taking back of a whole commit, by another that compensates it.
// R1. What it brought goes, unless somebody's word of another commit carries it by now; what it ended, displaced or changed is again as it was.
// R2. What was changed again since is left as it is, and named.
// R3. To revert a revert brings back what that took, and whoever spoke for it.
// R4. The last commit is taken back to the letter: canon is as it was before it.

/** As it was left, but for how long it has been held to be so. */
const isAsLeft = (current: Fact | undefined, after: Fact): boolean =>
  current !== undefined &&
  canonicalJson({ ...current, heldUntil: null }) === canonicalJson({ ...after, heldUntil: null });

const isOnlyTheLock = (before: Fact, after: Fact): boolean =>
  canonicalJson({ ...before, locked: false, heldUntil: null }) ===
  canonicalJson({ ...after, locked: false, heldUntil: null });

interface Sorted {
  /** They came with the commit and go with it. */
  brought: readonly Fact[];
  /** They are to be as they were. */
  targets: readonly Fact[];
  /** Now, in the same order. */
  current: readonly Fact[];
  since: readonly Fact[];
}

const sortedOut = ({ overlay }: Court, { facts, carried }: Past): Sorted => {
  const brought: Fact[] = [];
  const targets: Fact[] = [];
  const before: Fact[] = [];
  const since: Fact[] = [];
  for (const change of facts) {
    const current = overlay.fact(change.after.id);
    if (current === undefined) continue;
    if (change.before === null) {
      const isCarried = carried.has(current.id) || overlay.carriedNow.has(current.id);
      if (current.status !== 'retconned' && !isCarried) brought.push(current);
    } else if (isAsLeft(current, change.after)) {
      targets.push(change.before);
      if (!isOnlyTheLock(change.before, change.after)) before.push(current);
    } else since.push(current);
  }
  return { brought, targets, current: before, since };
};

const withdrawnNode = (node: CanonNode): CanonNode | null => {
  switch (node.kind) {
    case 'entity':
    case 'axiom':
      return { ...node, status: 'retconned' };
    case 'story':
    case 'thread':
      return { ...node, status: 'abandoned' };
    case 'scene':
      return { ...node, status: 'aborted' };
    case 'party':
      return { ...node, members: [] };
    case 'source':
      return { ...node, level: 'proposed' };
    case 'universe':
      return null;
  }
};

const nodesAsBefore = ({ overlay }: Court, { nodes }: Past): readonly CanonNode[] =>
  nodes.flatMap(({ before, after }) => {
    const current = overlay.node(after.id);
    if (current === undefined || canonicalJson(current) !== canonicalJson(after)) return [];
    const target = before ?? withdrawnNode(after);
    return target === null || canonicalJson(target) === canonicalJson(current) ? [] : [target];
  });

/** Canon was told in the words of a universe since: what it decides by is said anew, and not taken back. */
const lasting = ({ before, after }: Past['nodes'][number]): string | null => {
  if (after.kind !== 'universe') return null;
  if (before?.kind !== 'universe') return 'the universe began with it';
  const rulesOf = ({ policyProfile, ownPolicy }: typeof after): string =>
    canonicalJson({ policyProfile, ownPolicy: ownPolicy ?? null });
  return rulesOf(before) === rulesOf(after)
    ? null
    : 'the universe decides otherwise since: `monitor policy use` says by what';
};

/** What canon still says of somebody who would no longer be there. */
const stillSaid = (court: Court, nodes: readonly CanonNode[], gone: readonly Fact[]): Objection | null => {
  const going = new Set(gone.map(({ id }) => id));
  for (const node of nodes) {
    if (node.kind !== 'entity' || node.status !== 'retconned') continue;
    const facts = court.overlay.touching(node.id).filter(({ id }) => !going.has(id));
    if (facts.length > 0) return reject('still_spoken_of', { facts, nodes: [node.id] });
  }
  return null;
};

export const judgeRevert = (asked: Case, { commit, reason }: { commit: CommitId; reason: string }): Ruling => {
  const { court, standing } = asked;
  if (standing.authority !== 'gm') return { objection: reject('gm_alone', { detail: "a revert is the GM's" }) };
  const weak = tooWeak(asked);
  if (weak !== null) return { objection: weak };
  const past = court.overlay.undoing.commits.get(commit);
  if (past === undefined) return { objection: reject('unknown_commit', { detail: commit }) };
  const detail = past.nodes.map(lasting).find((reason) => reason !== null);
  if (detail !== undefined) return { objection: reject('cannot_be_reverted', { detail }) };

  const { brought, targets, current, since } = sortedOut(court, past);
  const fallen = fallenWith(court, brought);
  const live = [...new Map([...brought, ...fallen.facts].map((fact) => [fact.id, fact])).values()];
  const gone = live.map((fact) => retconned(fact, { court, by: [], reason }));
  const nodes = nodesAsBefore(court, past);
  const inTheWay = lockedAmong([...live, ...current]) ?? tooManyFacts(live.length + targets.length);
  const objection = inTheWay ?? stillSaid(court, nodes, gone);
  if (objection !== null) return { objection };
  const isLast = past.revision === court.recorded.revision - 1 && !court.overlay.isChanged;
  const back = isLast ? putBack(asked, gone, targets) : broughtBack(asked, { gone, targets, cascade: 'flag', nodes });
  const isLive = ({ id }: Fact): boolean => court.overlay.fact(id)?.status !== 'retconned';
  const flagged = [...fallen.flagged, ...back.flagged];
  return {
    change: changeOf({
      puts: [...gone, ...back.puts],
      nodes,
      supportsPut: [
        ...past.supports.map((support) => ({ ...support, status: 'withdrawn' as const })),
        ...past.silenced.map((support) => ({ ...support, status: 'standing' as const })),
      ],
      effects: {
        retconned: [...gone, ...back.puts.filter((fact) => fact.status === 'retconned' && isLive(fact))].map(
          ({ id }) => id,
        ),
        restored: back.puts.filter(({ status }) => status !== 'retconned').map(({ id }) => id),
        flagged: flagged.map(({ id }) => id),
        nodes: nodes.map(({ id }) => id),
      },
      reasons: [
        ...tellOf('reverts', { gone, back, flagged }),
        ...(since.length === 0 ? [] : [because('changed_since', { facts: since })]),
      ],
    }),
  };
};
