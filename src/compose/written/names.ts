import { hash } from 'node:crypto';
import { type FactId, type IdKind, type IdOf, idPrefixes, type NodeId, type UniverseId } from '../../../schemas/ids.ts';

// Names for ids, and ids for names.
// N1. The same name in the same universe has the same id, in every run and in every process.
// N2. Every id that was given a name is told by that name again.
// N3. `other/mara` is the one called `mara` in the universe `other`.

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const idBodyChars = 26;
const idInText = /\b[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}\b/g;

/** Thousands of worlds call their people the same. */
const idsKept = new Map<string, string>();
const idsKeptMax = 10_000;

const derivedId = <K extends IdKind>(kind: K, universe: string, name: string): IdOf<K> => {
  const key = `${kind}\n${universe}\n${name}`;
  const kept = idsKept.get(key);
  if (kept !== undefined) return kept as IdOf<K>;
  if (idsKept.size >= idsKeptMax) idsKept.clear();
  const id = digestedId(kind, key);
  idsKept.set(key, id);
  return id;
};

const digestedId = <K extends IdKind>(kind: K, key: string): IdOf<K> => {
  const digest = hash('sha256', key, 'buffer');
  let body = '';
  for (let i = 0; i < idBodyChars; i++) body += alphabet.charAt((digest[i] ?? 0) % alphabet.length);
  return `${idPrefixes[kind]}_${body}` as IdOf<K>;
};

export type NodeIdKind = 'entity' | 'story' | 'scene' | 'thread' | 'party' | 'source' | 'axiom';

export interface Names {
  universe(name: string): UniverseId;
  /** Gives a node its name. False: another has it. */
  addNode(universe: string, name: string, kind: NodeIdKind): boolean;
  /** The node of that name, or the id that one of that kind would have, an entity if nothing is said. */
  node(universe: string, name: string, kind?: NodeIdKind): NodeId;
  hasNode(universe: string, name: string): boolean;
  nodeNames(universe: string): readonly string[];
  /** Gives a fact its name, with the id that it has or is to have. False: another has it. */
  addFact(universe: string, name: string, id?: FactId): boolean;
  fact(universe: string, name: string): FactId;
  hasFact(universe: string, name: string): boolean;
  factNames(universe: string): readonly string[];
  /** Of anything else. */
  id<K extends IdKind>(kind: K, universe: string, name: string): IdOf<K>;
  /** Has an id told by this name from now on, if nobody else is. */
  tell(id: string, name: string): void;
  nameOf(id: string): string;
  /** A text with every id in it told by its name. */
  told(text: string): string;
}

/** Names of one kind in one universe. */
type Space = Map<string, string>;

export const namesOf = (universes: readonly string[]): Names => {
  const nodes = new Map<string, Space>(universes.map((universe) => [universe, new Map()]));
  const facts = new Map<string, Space>(universes.map((universe) => [universe, new Map()]));
  const told = new Map<string, string>();

  const tell = (id: string, name: string): void => {
    if (!told.has(id)) told.set(id, name);
  };

  const spaceOf = (spaces: Map<string, Space>, universe: string): Space => {
    const space = spaces.get(universe) ?? new Map<string, string>();
    spaces.set(universe, space);
    return space;
  };

  /** `other/mara` apart; or where the only universe is that has the name, if this one has not. */
  const placed = (spaces: Map<string, Space>, universe: string, name: string): { universe: string; name: string } => {
    if (spaces.get(universe)?.has(name) === true) return { universe, name };
    const slash = name.indexOf('/');
    if (slash > 0 && spaces.has(name.slice(0, slash)))
      return { universe: name.slice(0, slash), name: name.slice(slash + 1) };
    const elsewhere = [...spaces].filter(([, space]) => space.has(name));
    return { universe: elsewhere.length === 1 ? (elsewhere[0]?.[0] ?? universe) : universe, name };
  };

  const idIn = <K extends IdKind>(kind: K, universe: string, name: string): IdOf<K> => {
    const id = derivedId(kind, universe, name);
    tell(id, name);
    return id;
  };

  const names: Names = {
    universe: (name) => idIn('universe', '', name),
    addNode(universe, name, kind) {
      const space = spaceOf(nodes, universe);
      if (space.has(name)) return false;
      space.set(name, idIn(kind, universe, name));
      return true;
    },
    node(universe, name, kind = 'entity') {
      const found = placed(nodes, universe, name);
      const id = nodes.get(found.universe)?.get(found.name);
      if (id !== undefined) return id as NodeId;
      return nodes.has(name) ? names.universe(name) : idIn(kind, found.universe, found.name);
    },
    hasNode(universe, name) {
      const found = placed(nodes, universe, name);
      return nodes.get(found.universe)?.has(found.name) === true || nodes.has(name);
    },
    nodeNames: (universe) => [...(nodes.get(universe)?.keys() ?? [])],
    addFact(universe, name, id) {
      const space = spaceOf(facts, universe);
      if (space.has(name)) return false;
      space.set(name, id ?? idIn('fact', universe, name));
      if (id !== undefined) tell(id, name);
      return true;
    },
    fact(universe, name) {
      const found = placed(facts, universe, name);
      const id = facts.get(found.universe)?.get(found.name);
      return id === undefined ? idIn('fact', found.universe, found.name) : (id as FactId);
    },
    hasFact(universe, name) {
      const found = placed(facts, universe, name);
      return facts.get(found.universe)?.has(found.name) === true;
    },
    factNames: (universe) => [...(facts.get(universe)?.keys() ?? [])],
    id: idIn,
    tell,
    nameOf: (id) => told.get(id) ?? id,
    told: (text) => text.replace(idInText, (id) => names.nameOf(id)),
  };
  return names;
};
