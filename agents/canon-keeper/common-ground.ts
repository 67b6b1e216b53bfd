import type { Axiom, CanonNode, NodeKind, SourceLevel, Universe } from '../../schemas/canon.ts';
import type { DocumentId, SourceId, UniverseId } from '../../schemas/ids.ts';
import type { Revision } from '../../schemas/time.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { CanonReader } from '../../src/ports/canon-reader.ts';
import { type Cursor, pageSizeMax } from '../../src/ports/paging.ts';

// What of a universe counts for every batch, whatever it names: what it says of itself, the axioms that can be checked, and how much its documents
// weigh. It changes seldom and is asked for each time, so it is kept for as long as nobody else commits.

const pagesMax = 10;
const universesKeptMax = 64;

const levels: readonly SourceLevel[] = ['proposed', 'canon', 'authoritative'];

interface Ground {
  revision: Revision;
  /** Null: it has not begun. */
  self: Universe | null;
  axioms: readonly Axiom[];
  /** By document; where several sources are one document, the highest. */
  levels: ReadonlyMap<DocumentId, SourceLevel>;
  /** How much each source weighs that evidence may name itself. */
  sources: ReadonlyMap<SourceId, SourceLevel>;
}

export interface CommonGround {
  /** As the universe stands at this revision. */
  at(universe: UniverseId, revision: Revision): Promise<Ground>;
  /** This keeper itself made the next revision, and these are the nodes that it changed. */
  passed(universe: UniverseId, revision: Revision, nodes: readonly CanonNode[]): void;
}

const tooMany = (universe: UniverseId, kind: NodeKind): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'too_much_for_a_batch',
    message: `\`${universe}\` has more than ${pagesMax * pageSizeMax} nodes of kind \`${kind}\`, and every batch is judged by all of them`,
    advice: 'Divide the universe. Nothing was decided.',
  });

const isChecked = (node: CanonNode): node is Axiom =>
  node.kind === 'axiom' && node.status === 'canon' && node.constraint !== null;

const isKept = ({ kind }: CanonNode): boolean => kind === 'universe' || kind === 'axiom' || kind === 'source';

const groundOf = (revision: Revision, nodes: readonly CanonNode[]): Ground => {
  const weights = new Map<DocumentId, SourceLevel>();
  const sources = new Map<SourceId, SourceLevel>();
  for (const node of nodes) {
    if (node.kind !== 'source') continue;
    sources.set(node.id, node.level);
    if (node.document === null) continue;
    const known = weights.get(node.document);
    if (known === undefined || levels.indexOf(known) < levels.indexOf(node.level))
      weights.set(node.document, node.level);
  }
  const self = nodes.find((node) => node.kind === 'universe') ?? null;
  return { revision, self, axioms: nodes.filter(isChecked), levels: weights, sources };
};

export const commonGround = (reader: CanonReader): CommonGround => {
  const kept = new Map<UniverseId, Ground>();

  const all = async (universe: UniverseId, kind: 'axiom' | 'source', knownAt: Revision): Promise<CanonNode[]> => {
    const found: CanonNode[] = [];
    let after: Cursor | null = null;
    for (let page = 0; page < pagesMax; page++) {
      const { items, next }: { items: readonly CanonNode[]; next: Cursor | null } = await reader.listNodes(
        universe,
        { kind },
        { max: pageSizeMax, after },
        { knownAt },
      );
      found.push(...items);
      if (next === null) return found;
      after = next;
    }
    throw tooMany(universe, kind);
  };

  const keep = (universe: UniverseId, ground: Ground): Ground => {
    kept.delete(universe);
    kept.set(universe, ground);
    const [oldest] = kept.keys();
    if (kept.size > universesKeptMax && oldest !== undefined) kept.delete(oldest);
    return ground;
  };

  return {
    async at(universe, revision) {
      const known = kept.get(universe);
      if (known?.revision === revision) return known;
      if (revision === 0) return groundOf(revision, []);
      const [self, axioms, sources] = await Promise.all([
        reader.nodes(universe, [universe], { knownAt: revision }),
        all(universe, 'axiom', revision),
        all(universe, 'source', revision),
      ]);
      return keep(universe, groundOf(revision, [...self, ...axioms, ...sources]));
    },
    passed(universe, revision, nodes) {
      const known = kept.get(universe);
      if (known?.revision !== revision - 1) return;
      if (nodes.some(isKept)) kept.delete(universe);
      else keep(universe, { ...known, revision });
    },
  };
};
