import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { isBefore } from '../../src/domain/story-time.ts';
import type { Lexicon } from '../../src/gate/lexicon.ts';
import type { SliceKey } from '../../src/ports/canon-reader.ts';
import type { Chain, Need } from './needs.ts';

// Following chains: places in places, and links that must not become rings. Each step is what the step before led to.

/** The keys by which a chain goes on from its node. */
export const linksOf = ({ within }: Pick<Lexicon, 'within'>, { rule, node, from, of }: Chain): Need[] => {
  const window = { from, to: null };
  const keys: SliceKey[] =
    rule === null
      ? [...within].map((predicate) => ({ side: 'subject', node, predicate, ...window }))
      : [
          { side: 'subject', node, predicate: rule.name, ...window },
          ...(rule.inverse === undefined
            ? []
            : [{ side: 'object' as const, node, predicate: rule.inverse, ...window }]),
        ];
  return keys.map((key) => ({ key, extent: 'whole', of }));
};

/** Facts by the nodes at either end. */
const byEnd = (facts: readonly Fact[]): ReadonlyMap<NodeId, readonly Fact[]> => {
  const found = new Map<NodeId, Fact[]>();
  const note = (node: NodeId, fact: Fact): void => {
    const list = found.get(node);
    if (list === undefined) found.set(node, [fact]);
    else list.push(fact);
  };
  for (const fact of facts) {
    if (fact.object?.kind !== 'node') continue;
    note(fact.subject, fact);
    if (fact.object.id !== fact.subject) note(fact.object.id, fact);
  }
  return found;
};

/** Where chains lead by what was found of their nodes. */
export const leadOn = (
  { within }: Pick<Lexicon, 'within'>,
  chains: readonly Chain[],
  facts: readonly Fact[],
): Chain[] => {
  const ends = byEnd(facts);
  return chains.flatMap((chain) => {
    const { rule, node } = chain;
    const next = new Set<NodeId>();
    for (const { subject, predicate, object } of ends.get(node) ?? []) {
      if (object?.kind !== 'node') continue;
      const isLink = rule === null ? within.has(predicate) : predicate === rule.name;
      if (isLink && subject === node) next.add(object.id);
      if (rule !== null && predicate === rule.inverse && object.id === node) next.add(subject);
    }
    return [...next].map((id) => ({ ...chain, node: id }));
  });
};

/** From when on places matter to a batch, and to whom; null: they don't. */
export const placesOf = (chains: readonly Chain[]): Pick<Chain, 'from' | 'of'> | null => {
  const [head, ...others] = chains.filter(({ rule }) => rule === null);
  if (head === undefined) return null;
  const earlier = (a: StoryTime | null, b: StoryTime | null): StoryTime | null =>
    a === null || b === null ? null : isBefore(a, b) ? a : b;
  return {
    from: others.reduce((least, { from }) => earlier(least, from), head.from),
    of: [...new Set([head, ...others].flatMap(({ of }) => of))],
  };
};

const placesIn = ({ within }: Pick<Lexicon, 'within'>, { predicate, object, event }: Fact): readonly NodeId[] => {
  if (event !== null) return event.participants.filter(({ role }) => role === 'place').map(({ node }) => node);
  return object?.kind === 'node' && within.has(predicate) ? [object.id] : [];
};

/** Places in which something was found to lie, or to happen. */
export const placesFound = (
  lexicon: Pick<Lexicon, 'within'>,
  places: Pick<Chain, 'from' | 'of'> | null,
  facts: readonly Fact[],
): Chain[] =>
  places === null
    ? []
    : facts.flatMap((fact) => placesIn(lexicon, fact)).map((node) => ({ rule: null, node, ...places }));
