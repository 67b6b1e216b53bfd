import type { CanonNode, Visibility } from '../../../schemas/canon.ts';
import type { NodeId } from '../../../schemas/ids.ts';
import type { StoryTime } from '../../../schemas/time.ts';
import { type Audience, maySee } from '../../../src/domain/audience.ts';
import { idsPerReadMax } from '../../../src/ports/canon-reader.ts';
import type { Person, ReadingDesk } from '../desk.ts';
import { nameOf } from '../naming.ts';
import type { NodeView } from '../telling.ts';

// Who and what a seat may know of, by name, and where they are.
// V1. What a seat may not know of is not named to it, nor counted.

const whereaboutsMax = 8;

const hidden: Visibility = { level: 'gm' };

const visibilityOf = (node: CanonNode): Visibility =>
  node.kind === 'entity' || node.kind === 'thread' ? node.visibility : { level: 'public' };

export const cast = ({ canon, universe }: ReadingDesk, seat: Person['seat']) => {
  const audience: Audience = { as: seat };
  const nodes = new Map<NodeId, CanonNode>();

  const know = async (ids: readonly NodeId[]): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !nodes.has(id));
    for (let start = 0; start < missing.length; start += idsPerReadMax)
      for (const node of await canon.nodes(universe, missing.slice(start, start + idsPerReadMax)))
        nodes.set(node.id, node);
  };

  const isSeen = (id: NodeId): boolean => {
    const node = nodes.get(id);
    return maySee(node === undefined ? hidden : visibilityOf(node), audience);
  };

  const view = (id: NodeId): NodeView => {
    const node = nodes.get(id);
    return { id, name: node === undefined ? id : nameOf(node) };
  };

  return {
    sees: (visibility: Visibility): boolean => maySee(visibility, audience),
    /** Those whom the seat may know of. */
    async named(ids: readonly NodeId[]): Promise<NodeView[]> {
      await know(ids);
      return ids.filter(isSeen).map(view);
    },
    /** Null: there is none that the seat may know of. */
    async name(id: NodeId): Promise<string | null> {
      await know([id]);
      return isSeen(id) ? view(id).name : null;
    },
    /** Where somebody is then, as far as the seat may know. */
    async whereIs(id: NodeId, clock: StoryTime | null): Promise<NodeView | null> {
      const node = { id, side: 'subject' } as const;
      // Where nobody knows what time it is, only what is not over can be so.
      const query = { node, predicate: 'located_in', ...(clock === null ? { statuses: ['canon'] as const } : {}) };
      const { items } = await canon.listFacts(universe, query, { max: whereaboutsMax, after: null }, { asOf: clock });
      const last = items
        .filter(({ valid, visibility }) => (clock !== null || valid.to === null) && maySee(visibility, audience))
        .at(-1);
      if (last?.object?.kind !== 'node') return null;
      await know([last.object.id]);
      return isSeen(last.object.id) ? view(last.object.id) : null;
    },
  };
};
export type Cast = ReturnType<typeof cast>;
