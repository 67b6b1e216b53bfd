import type { Policy, PolicyFile } from '../../schemas/policy.ts';
import type { EventKindRule, PredicateRule } from '../../schemas/vocabulary.ts';
import { canonicalJson } from './canonical-json.ts';

/** One thing that two policies say differently. Null: one of them doesn't speak of it. */
export interface PolicyChange {
  /** `threshold`, `base.gm`, `predicates.rules.perObject`. */
  path: string;
  before: unknown;
  after: unknown;
}

type Leaves = Map<string, unknown>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const spread = (leaves: Leaves, prefix: string, fields: Readonly<Record<string, unknown>>): void => {
  for (const [key, value] of Object.entries(fields)) {
    if (isRecord(value)) spread(leaves, `${prefix}${key}.`, value);
    else if (value !== undefined) leaves.set(`${prefix}${key}`, value);
  }
};

/** What has a name is found by it, wherever it stands in its list. */
const leavesOf = ({ rules, vocabulary: { predicates, events }, ...settings }: Policy): Leaves => {
  const leaves: Leaves = new Map();
  spread(leaves, '', settings);
  for (const { id, ...rule } of rules) spread(leaves, `rules.${id}.`, rule);
  for (const { name, ...rule } of predicates) spread(leaves, `predicates.${name}.`, rule);
  for (const { name, ...rule } of events) spread(leaves, `events.${name}.`, rule);
  return leaves;
};

/** Everything that two policies say differently, by path. None: they decide alike. */
export const diffPolicies = (before: Policy, after: Policy): PolicyChange[] => {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((path) => ({ path, before: old.get(path) ?? null, after: now.get(path) ?? null }))
    .filter((change) => canonicalJson(change.before) !== canonicalJson(change.after))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
};

type Word = PredicateRule | EventKindRule;

/** What can be said otherwise of a word without meaning anything else by it. */
const meaningOf = ({ about: _about, critical: _critical, visibility: _visibility, ...meaning }: Word): string =>
  canonicalJson(meaning);

/** Words of one's own that are gone, or mean something else now. */
export const changedWords = (before: PolicyFile | undefined, after: PolicyFile | undefined): readonly string[] => {
  const wordsOf = (file: PolicyFile | undefined): readonly Word[] => [
    ...(file?.predicates ?? []),
    ...(file?.events ?? []),
  ];
  const now = new Map(wordsOf(after).map((word) => [word.name, meaningOf(word)]));
  return wordsOf(before)
    .filter((word) => now.get(word.name) !== meaningOf(word))
    .map(({ name }) => name);
};
