import type { CanonNode, Fact, Recorded, SourceLevel } from '../../schemas/canon.ts';
import type { Support } from '../../schemas/evidence.ts';
import type { Proposal } from '../../schemas/gate.ts';
import type { CommitId, FactId } from '../../schemas/ids.ts';
import type { Outcome } from '../../src/gate/evaluate.ts';
import { type Changes, pastAsItStands } from '../../src/gate/past.ts';
import type { Backing, Undoing } from '../../src/gate/world.ts';

// What a keeper would find in its store about what was committed so far, kept in memory.

interface Told {
  commit: CommitId;
  past: Changes;
}

interface Made {
  proposal: Proposal;
  outcome: Outcome;
  facts: readonly Fact[];
  nodes: readonly CanonNode[];
  level: SourceLevel | null;
}

export const gateHistory = () => {
  const told: Told[] = [];
  const supports = new Map<string, Support>();
  const backings = new Map<FactId, Backing>();

  const before = <T extends { id: string }>(records: readonly T[], { id }: T): T | null =>
    records.find((record) => record.id === id) ?? null;

  const introducing = (id: FactId): Told | undefined =>
    told.find(({ past }) => past.facts.some((change) => change.before === null && change.after.id === id));

  return {
    add({ commit, revision }: Recorded, { proposal, outcome, facts, nodes, level }: Made): void {
      const changed = outcome.facts.map((after) => ({ before: before(facts, after), after }));
      const brought = new Set(changed.flatMap((each) => (each.before === null ? [each.after.id] : [])));
      told.push({
        commit,
        past: {
          revision,
          facts: changed,
          nodes: outcome.nodes.map((after) => ({ before: before(nodes, after), after })),
        },
      });
      for (const support of outcome.supports) supports.set(`${support.target} ${support.evidence}`, support);
      const quote = proposal.evidence[0]?.quote ?? null;
      if (level !== null) for (const id of brought) backings.set(id, { level, quote });
    },
    last(): CommitId {
      const last = told.at(-1);
      if (last === undefined) throw new Error('nothing was committed');
      return last.commit;
    },
    backing: (): ReadonlyMap<FactId, Backing> => backings,
    undoing(): Undoing {
      const standing = [...supports.values()].filter(({ status, sufficient }) => status === 'standing' && sufficient);
      const isCarried = (id: FactId): boolean => {
        const origin = introducing(id)?.commit;
        return standing.some(({ target, commit }) => target === id && commit !== origin);
      };
      const all = told.flatMap(({ past }) => past.facts).filter((change) => change.before === null);
      return {
        former: new Map(
          all.map(({ after }) => [
            after.id,
            (introducing(after.id)?.past.facts ?? []).flatMap((change) => change.before ?? []),
          ]),
        ),
        standsAlone: new Set(all.map(({ after }) => after.id).filter(isCarried)),
        commits: new Map(told.map(({ commit, past }) => [commit, pastAsItStands(commit, past, supports.values())])),
      };
    },
  };
};
