import type { Fact } from '../../schemas/canon.ts';
import type { Commit, Decision } from '../../schemas/gate.ts';
import type { CommitId, FactId, NodeId } from '../../schemas/ids.ts';
import type { LogEntry } from '../../schemas/log.ts';

// Reads a universe's log and tells where decisions and what became of canon do not fit together.
// A1. What an accepted decision says that it did was put by its commit.
// A2. A fact that comes with a commit has a support that comes with it.
// A3. A commit names the proposals that were accepted in it, and no others.

/** Past these, somebody needs a copy more than a list. */
const effectProblemsMax = 100;

export interface EffectsAuditor {
  /** Entries in the order of the log. */
  add(entry: LogEntry): void;
  /** Call once, at the end of the log. */
  finish(): readonly string[];
}

interface Open {
  commit: Commit;
  facts: Map<FactId, Pick<Fact, 'status' | 'introduced'>>;
  nodes: Set<NodeId>;
  supported: Set<string>;
  accepted: Set<string>;
  /** Another universe, of which nothing stands in this log. */
  elsewhere: boolean;
}

const opened = (commit: Commit): Open => ({
  ...{ commit, facts: new Map(), nodes: new Set(), supported: new Set(), accepted: new Set(), elsewhere: false },
});

const isNew = ({ introduced }: Pick<Fact, 'introduced'>, commit: CommitId): boolean => introduced.commit === commit;

export const effectsAuditor = (): EffectsAuditor => {
  const problems: string[] = [];
  let open: Open | null = null;

  const report = (message: string): void => {
    if (problems.length < effectProblemsMax) problems.push(message);
  };

  const close = (): void => {
    if (open === null) return;
    const { commit, facts, supported, accepted } = open;
    for (const [id, fact] of facts)
      if (isNew(fact, commit.id) && !supported.has(id))
        report(`the fact \`${id}\` has no support in commit \`${commit.id}\`, which it came with`);
    // A universe that began as a copy has decisions of its own alone.
    if (accepted.size > 0)
      for (const proposal of commit.proposals)
        if (!accepted.has(proposal))
          report(`commit \`${commit.id}\` names the proposal \`${proposal}\`, and no decision of it accepts that`);
    open = null;
  };

  const lacking = ({ facts, nodes, elsewhere }: Open, { effects }: Decision): string | null => {
    const named = [
      ...effects.introduced,
      ...effects.ended.map(({ fact }) => fact),
      ...effects.retconned,
      ...effects.restored,
      ...effects.contested,
    ];
    const fact = named.find((id) => !facts.has(id));
    if (fact !== undefined) return fact;
    return elsewhere ? null : (effects.nodes.find((id) => !nodes.has(id)) ?? null);
  };

  const addDecision = (decision: Decision): void => {
    if (decision.verdict !== 'accepted' || open === null || decision.commit !== open.commit.id) return;
    open.accepted.add(decision.proposal);
    const isFork = decision.reasons.some(({ code }) => code === 'forks');
    const lost = lacking({ ...open, elsewhere: isFork }, decision);
    if (lost !== null)
      report(`decision \`${decision.id}\` says that it changed \`${lost}\`, and commit \`${open.commit.id}\` does not`);
    const introduced = decision.effects.introduced.find((id) => {
      const fact = open?.facts.get(id);
      return fact !== undefined && !isNew(fact, open?.commit.id ?? fact.introduced.commit);
    });
    if (introduced !== undefined)
      report(`decision \`${decision.id}\` says that it introduced \`${introduced}\`, which is older than its commit`);
  };

  return {
    add({ kind, record }) {
      if (kind === 'commit') {
        close();
        open = opened(record);
      } else if (kind === 'fact') open?.facts.set(record.id, record);
      else if (kind === 'node') open?.nodes.add(record.id);
      else if (kind === 'support') open?.supported.add(record.target);
      else if (kind === 'decision') addDecision(record);
    },
    finish() {
      close();
      return problems;
    },
  };
};
