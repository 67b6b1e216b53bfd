import type { EntityType, SourceLevel } from '../../../schemas/canon.ts';
import type {
  WrittenAxiom,
  WrittenEntity,
  WrittenEvidence,
  WrittenParty,
  WrittenScene,
  WrittenSource,
  WrittenStory,
  WrittenThread,
  WrittenUniverse,
} from '../../../schemas/written-world.ts';
import { type Item, itemsOf, type Shelf, tellingsOf } from './items.ts';
import type { NodeIdKind } from './names.ts';

// Everything that was written of a universe, thing by thing.

const titled = ({ title }: { title?: string | undefined }): string | undefined => title;
const named = ({ name }: { name?: string | undefined }): string | undefined => name;
const nameless = (): undefined => undefined;
const asIs = <T>(written: T): T => written;

export const inventoryOf = (shelf: Shelf, written: WrittenUniverse) => {
  const on = (field: string): Shelf => ({ ...shelf, path: [...shelf.path, field] });
  return {
    entities: itemsOf(on('entities'), written.entities, {
      expand: (each: EntityType | WrittenEntity): WrittenEntity => (typeof each === 'string' ? { type: each } : each),
      otherwise: named,
    }),
    sources: itemsOf(on('sources'), written.sources, {
      expand: (each: SourceLevel | WrittenSource): WrittenSource => (typeof each === 'string' ? { level: each } : each),
      otherwise: titled,
    }),
    axioms: itemsOf(on('axioms'), written.axioms, {
      expand: (each: string | WrittenAxiom): WrittenAxiom => (typeof each === 'string' ? { statement: each } : each),
      otherwise: nameless,
    }),
    stories: itemsOf(on('stories'), written.stories, { expand: asIs<WrittenStory>, otherwise: titled }),
    scenes: itemsOf(on('scenes'), written.scenes, { expand: asIs<WrittenScene>, otherwise: titled }),
    threads: itemsOf(on('threads'), written.threads, { expand: asIs<WrittenThread>, otherwise: titled }),
    parties: itemsOf(on('parties'), written.parties, {
      expand: (each: string[] | WrittenParty): WrittenParty => (Array.isArray(each) ? { members: each } : each),
      otherwise: named,
    }),
    tellings: tellingsOf(shelf, written),
    evidence: itemsOf(on('evidence'), written.evidence, { expand: asIs<WrittenEvidence>, otherwise: nameless }),
  };
};

export type Inventory = ReturnType<typeof inventoryOf>;

const kinds = {
  entities: 'entity',
  sources: 'source',
  axioms: 'axiom',
  stories: 'story',
  scenes: 'scene',
  threads: 'thread',
  parties: 'party',
} as const satisfies Partial<Record<keyof Inventory, NodeIdKind>>;

/** Everything in it that becomes a node. */
export const nodesIn = (inventory: Inventory): { item: Item<unknown>; kind: NodeIdKind }[] =>
  Object.entries(kinds).flatMap(([list, kind]) =>
    inventory[list as keyof typeof kinds].map((item: Item<unknown>) => ({ item, kind })),
  );

/** Only what belongs to one universe, wherever it stands. */
export const partOf = (inventories: readonly Inventory[], universe: string): Inventory => {
  const of = <K extends keyof Inventory>(list: K): Inventory[K] =>
    inventories.flatMap((inventory) =>
      (inventory[list] as Item<unknown>[]).filter((item) => item.universe === universe),
    ) as Inventory[K];
  return {
    entities: of('entities'),
    sources: of('sources'),
    axioms: of('axioms'),
    stories: of('stories'),
    scenes: of('scenes'),
    threads: of('threads'),
    parties: of('parties'),
    tellings: of('tellings'),
    evidence: of('evidence'),
  };
};
