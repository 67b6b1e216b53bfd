import type { Fact } from '../../schemas/canon.ts';
import { factsPerChangeMax } from '../../schemas/gate.ts';
import type { NodeId } from '../../schemas/ids.ts';
import { nodesOf } from '../../src/domain/fact.ts';
import { idsPerReadMax } from '../../src/ports/canon-reader.ts';
import type { Told } from './claim-needs.ts';
import type { Gathering, Reading } from './gathering.ts';
import { nothingNeeded } from './needs.ts';
import { pieces, upTo } from './paged.ts';

// Who turns out to be who: all that is said of one, and what it would come to if it were said of the other.

const sides = ['subject', 'object', 'participant', 'knower'] as const;

/** Everything that has the node anywhere; null: more than a change may touch. */
export const everythingAbout = async ({ reader, universe }: Reading, id: NodeId): Promise<readonly Fact[] | null> => {
  const found = new Map<string, Fact>();
  for (const side of sides) {
    const facts = await upTo(factsPerChangeMax, (page) => reader.listFacts(universe, { node: { id, side } }, page));
    if (facts === null) return null;
    for (const fact of facts) found.set(fact.id, fact);
  }
  return found.size > factsPerChangeMax ? null : [...found.values()];
};

/** How many who turned out to be others are followed in a row. */
const mergesMax = 1_000;

/** Who turned out to be whom, of those that are named and of those whom they turned out to be. */
const turnedOut = async (
  { reader, universe }: Reading,
  ids: readonly NodeId[],
): Promise<ReadonlyMap<NodeId, NodeId>> => {
  const into = new Map<NodeId, NodeId>();
  let open = [...new Set(ids)];
  for (let step = 0; open.length > 0 && step < mergesMax; step++) {
    const found = (await Promise.all(pieces(open, idsPerReadMax).map((some) => reader.nodes(universe, some)))).flat();
    const merged = found.flatMap((node) =>
      node.kind === 'entity' && node.mergedInto !== null ? [[node.id, node.mergedInto] as const] : [],
    );
    for (const [one, other] of merged) into.set(one, other);
    open = [...new Set(merged.map(([, other]) => other))].filter((id) => !into.has(id));
  }
  return into;
};

/** Reads what facts would meet that come back, which is also what they meet as told of those whom theirs turned out to be. */
export const supposeBack = async (reading: Reading, gathered: Gathering, facts: readonly Fact[]): Promise<void> => {
  await gathered.suppose(facts);
  const into = await turnedOut(
    reading,
    facts.flatMap((fact) => [...nodesOf(fact), ...(fact.visibility.level === 'known' ? fact.visibility.to : [])]),
  );
  if (into.size === 0) return;
  await gathered.take({ nodes: [...new Set([...into].flat())] }, nothingNeeded);
  const now = (fact: Fact): Told => {
    let told: Told = fact;
    for (const id of nodesOf(fact)) {
      let who = id;
      for (let next = into.get(who); next !== undefined; next = into.get(who)) who = next;
      if (who !== id) told = toldOfAnother(told, { from: id, into: who });
    }
    return told;
  };
  await gathered.suppose(facts.map(now));
};

const swapped = (id: NodeId, { from, into }: { from: NodeId; into: NodeId }): NodeId => (id === from ? into : id);

export const toldOfAnother = (fact: Told, swap: { from: NodeId; into: NodeId }): Told => ({
  ...fact,
  subject: swapped(fact.subject, swap),
  object: fact.object?.kind === 'node' ? { kind: 'node', id: swapped(fact.object.id, swap) } : fact.object,
  event: fact.event && {
    participants: fact.event.participants.map(({ role, node }) => ({ role, node: swapped(node, swap) })),
  },
});
