import { lineCharsMax } from '../../schemas/bounds.ts';
import { type Container, FactStatus } from '../../schemas/canon.ts';
import type { Proposal, Reason } from '../../schemas/gate.ts';
import type { ProposalId, UniverseId } from '../../schemas/ids.ts';
import { changedWords } from '../../src/domain/policy-diff.ts';
import { isFailure } from '../../src/domain/failure.ts';
import { because } from '../../src/gate/objection.ts';
import type { Head } from '../../src/ports/canon-reader.ts';
import type { KeeperTools, Ruleset, SelfRule } from './tools.ts';

// A universe begins with itself, in a multiverse that is there or comes with it.
// B1. Nothing is said in a universe that is not there.
// B2. What lies in something lies in something that exists.
// B3. It decides by what it says of itself from its first commit on, and says nothing of itself that can't be used.
// B4. A word of its own that canon was told in keeps its meaning.

interface Beginning {
  tools: Pick<KeeperTools, 'reader' | 'rulesFor'>;
  universe: UniverseId;
  head: Head;
  given: readonly Container[];
}

/** What a universe is begun by: what it is to decide by itself, if it can. */
export const firstRules = async (
  tools: Pick<KeeperTools, 'rulesFor'>,
  proposals: readonly Proposal[],
): Promise<Ruleset | undefined> => {
  const [self] = proposals.flatMap(({ content }) => (content.type === 'universe' ? [content.universe] : []));
  if (self === undefined) return undefined;
  const rules = await rulesOf(tools, self);
  return rules !== undefined && 'problem' in rules ? undefined : rules;
};

const rulesOf = async (
  tools: Pick<KeeperTools, 'rulesFor'>,
  self: SelfRule,
): Promise<Ruleset | { problem: string } | undefined> => {
  try {
    return await tools.rulesFor?.(self);
  } catch (error) {
    if (!isFailure(error) || error.code !== 'bad_policy') throw error;
    return { problem: error.message };
  }
};

const inOneLine = (text: string): string => text.replaceAll(/\s+/gu, ' ').slice(0, lineCharsMax);

/** Words that are there without being its own: one that ships by now has to be given up, whatever was told in it. */
const shippedIn = (rules: Ruleset | undefined, { ownPolicy }: SelfRule): ((word: string) => boolean) => {
  const own = new Set([...(ownPolicy?.predicates ?? []), ...(ownPolicy?.events ?? [])].map(({ name }) => name));
  const { predicates = [], events = [] } = rules?.policy.policy.vocabulary ?? {};
  const known = new Set([...predicates, ...events].map(({ name }) => name));
  return (word) => known.has(word) && !own.has(word);
};

/** Why it can't be judged as it says of itself. */
const unruly = async ({ tools, universe }: Beginning, { content }: Proposal): Promise<Reason | null> => {
  if (content.type !== 'universe') return null;
  const rules = await rulesOf(tools, content.universe);
  if (rules !== undefined && 'problem' in rules) return because('bad_policy', { detail: inOneLine(rules.problem) });
  const [former] = await tools.reader.nodes(universe, [universe]);
  const words = former?.kind === 'universe' ? changedWords(former.ownPolicy, content.universe.ownPolicy) : [];
  const ships = shippedIn(rules, content.universe);
  for (const predicate of words.filter((word) => !ships(word))) {
    const { items } = await tools.reader.listFacts(
      universe,
      { predicate, statuses: FactStatus.options },
      { max: 1, after: null },
    );
    if (items.length > 0) return because('word_in_use', { detail: predicate, facts: items });
  }
  return null;
};

const lost = (containers: readonly Container[], proposal: Proposal, universe: UniverseId): Reason | null => {
  if (proposal.content.type !== 'universe') return null;
  const { id, multiverse } = proposal.content.universe;
  if (id !== universe) return because('other_universe', { nodes: [id] });
  const around = containers.find((container) => container.id === multiverse);
  if (around?.kind !== 'multiverse') return because('unknown_container', { detail: multiverse });
  return containers.some((container) => container.id === around.omniverse)
    ? null
    : because('unknown_container', { detail: around.omniverse });
};

/** What cannot be judged because there is nothing that it could be true in. */
export const unfounded = async (
  beginning: Beginning,
  proposals: readonly Proposal[],
): Promise<ReadonlyMap<ProposalId, Reason>> => {
  const { tools, universe, head, given } = beginning;
  const refused = new Map<ProposalId, Reason>();
  const begins = proposals.some(({ content }) => content.type === 'universe');
  const containers = begins ? [...(await tools.reader.containers()), ...given] : [];
  for (const proposal of proposals) {
    const isLost = head.revision === 0 && proposal.content.type !== 'universe';
    const reason = isLost
      ? because('unknown_universe', { detail: universe })
      : (lost(containers, proposal, universe) ?? (await unruly(beginning, proposal)));
    if (reason !== null) refused.set(proposal.id, reason);
  }
  return refused;
};
