import type { PolicyFile } from '../../schemas/policy.ts';
import type { Path } from './explain.ts';
import type { FileProblem, Place, YamlFile } from './yaml-file.ts';

// Several files as one policy.
// M1. Files come in layers: what the program ships, a profile, what is one's own. A later layer may say a setting otherwise.
// M2. Within a layer everything is said once: of two files that disagree, nobody could tell which counts.
// M3. Vocabulary and house rules add up. A name is never said otherwise, in whatever layer, for canon was written in its earlier meaning.

export type Layers = readonly (readonly YamlFile<PolicyFile>[])[];

/** A problem and the path in its file, for those who have no lines. */
export type PlacedProblem = FileProblem & { path: Path };

export interface Merged {
  /** As a whole policy would be, and not yet checked to be one. */
  draft: Readonly<Record<string, unknown>>;
  problems: readonly PlacedProblem[];
  /** Where something that a path of the whole policy leads to was written: file, line, and path in that file. */
  placeOf(path: Path): Place & { path: Path };
}

const listKeys = ['rules', 'predicates', 'events'] as const;
type ListKey = (typeof listKeys)[number];

/** Settings that are tables, whose rows are settings of their own. */
const tableKeys: ReadonlySet<string> = new Set(['authorityOf', 'mostOfAgent', 'base', 'baseOfOrigin']);

interface Said {
  file: YamlFile<PolicyFile>;
  path: Path;
  layer: number;
}

interface Drafting {
  settings: Map<string, unknown>;
  lists: Record<ListKey, unknown[]>;
  /** Who said it: settings by dotted path, items by list and number. */
  said: Map<string, Said>;
  named: Map<string, Said>;
  problems: PlacedProblem[];
}

const keyOf = (path: Path): string => path.map(String).join('.');
const placeOfSaid = ({ file, path }: Said): Place => ({ file: file.file, line: file.lineOf(path) });

const complain = (drafting: Drafting, said: Said, { what, before }: { what: string; before: Said }): void => {
  const { file, line } = placeOfSaid(before);
  const message = `${what} stands in ${file}:${line} already`;
  drafting.problems.push({ ...placeOfSaid(said), path: said.path, message });
};

const saySetting = (drafting: Drafting, said: Said, value: unknown): void => {
  const key = keyOf(said.path);
  const before = drafting.said.get(key);
  if (before?.layer === said.layer) {
    complain(drafting, said, { what: `\`${key}\``, before });
    return;
  }
  drafting.said.set(key, said);
  drafting.settings.set(key, value);
};

const nameOf = (list: ListKey, item: { id: string } | { name: string }): string =>
  `${list} ${'id' in item ? item.id : item.name}`;

const sayItem = (
  drafting: Drafting,
  said: Said,
  { list, item }: { list: ListKey; item: { id: string } | { name: string } },
): void => {
  const name = nameOf(list, item);
  const before = drafting.named.get(name);
  if (before) {
    complain(drafting, said, { what: `\`${'id' in item ? item.id : item.name}\``, before });
    return;
  }
  drafting.named.set(name, said);
  drafting.said.set(keyOf([list, drafting.lists[list].length]), said);
  drafting.lists[list].push(item);
};

const isListKey = (key: string): key is ListKey => listKeys.some((each) => each === key);

const sayFile = (drafting: Drafting, file: YamlFile<PolicyFile>, layer: number): void => {
  for (const [key, value] of Object.entries(file.value ?? {})) {
    if (isListKey(key))
      for (const [index, item] of (file.value?.[key] ?? []).entries())
        sayItem(drafting, { file, path: [key, index], layer }, { list: key, item });
    else if (tableKeys.has(key))
      for (const [row, share] of Object.entries(value as object))
        saySetting(drafting, { file, path: [key, row], layer }, share);
    else saySetting(drafting, { file, path: [key], layer }, value);
  }
};

const nested = (settings: ReadonlyMap<string, unknown>): Record<string, unknown> => {
  const whole: Record<string, unknown> = Object.fromEntries([...tableKeys].map((key) => [key, {}]));
  for (const [dotted, value] of settings) {
    const [key = dotted, row] = dotted.split('.');
    if (row === undefined) whole[key] = value;
    else whole[key] = { ...(whole[key] as object), [row]: value };
  }
  return whole;
};

/** The path within a file of what has this path in the whole: vocabulary is not set apart there. */
const flattened = (path: Path): Path => (path[0] === 'vocabulary' ? path.slice(1) : path);

export const mergeFiles = (layers: Layers): Merged => {
  const drafting: Drafting = {
    settings: new Map(),
    lists: { rules: [], predicates: [], events: [] },
    said: new Map(),
    named: new Map(),
    problems: [],
  };
  for (const [layer, files] of layers.entries()) for (const file of files) sayFile(drafting, file, layer);
  const { settings, lists, said, problems } = drafting;
  const { rules, predicates, events } = lists;
  const placeOf = (path: Path): Place & { path: Path } => {
    const flat = flattened(path);
    for (let length = Math.min(flat.length, 2); length > 0; length--) {
      const found = said.get(keyOf(flat.slice(0, length)));
      if (found === undefined) continue;
      const within = [...found.path, ...flat.slice(length)];
      return { file: found.file.file, line: found.file.lineOf(within), path: within };
    }
    return { file: layers.flat().at(-1)?.file ?? '', line: 1, path: [] };
  };
  return { draft: { ...nested(settings), rules, vocabulary: { predicates, events } }, problems, placeOf };
};
