import type { RuleChange, RuleScope, RuleSystem } from '../../../schemas/rule-system.ts';
import { RuleScope as Scopes } from '../../../schemas/rule-system.ts';
import type { Path } from './reckoning.ts';
import { type Problem, unknownName } from './sheet.ts';

// Rules of the house: a system with some of it changed.
// H1. The system itself stays as it is; what comes of it has to be checked as any other.
// H2. The wider scope is applied first, so that the narrower one goes before it; of one scope in the order in which they are written.
// H3. What a change speaks of is there, or the change is refused.

/** A part of the changed system that a change wrote. */
export interface Written {
  at: Path;
  /** The change, within the list of rules. */
  by: Path;
}

export interface Changed {
  /** To be read by the schema. */
  draft: unknown;
  written: readonly Written[];
  problems: readonly Problem[];
  /** Which rules changed something, in the order in which they did: what a roll made by them names. */
  applied: readonly { id: string; scope: RuleScope }[];
}

type Found = { container: Record<string, unknown> | unknown[]; key: string | number; path: Path } | { problem: string };

const isKeyed = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Things in lists go by their keys; those without one by what level they are of. */
const nameOf = (item: unknown): string | null => {
  if (!isKeyed(item)) return null;
  const name = item['key'] ?? item['level'];
  return typeof name === 'string' || typeof name === 'number' ? String(name) : null;
};

const keyIn = (container: Record<string, unknown> | unknown[], word: string): string | number | null => {
  if (!Array.isArray(container)) return Object.hasOwn(container, word) ? word : null;
  const named = container.findIndex((item) => nameOf(item) === word);
  if (named !== -1) return named;
  return /^\d+$/.test(word) && Number(word) < container.length ? Number(word) : null;
};

const namesIn = (container: Record<string, unknown> | unknown[]): string[] =>
  Array.isArray(container) ? container.flatMap((item) => nameOf(item) ?? []) : Object.keys(container);

/** `mayBeNew`: the last word may name a field that nothing was said of. */
const find = (draft: unknown, at: string, mayBeNew: boolean): Found => {
  const words = at.split('.');
  let container = draft;
  const path: (string | number)[] = [];
  for (const [index, word] of words.entries()) {
    if (!isKeyed(container) && !Array.isArray(container))
      return { problem: `\`${at}\`: there is nothing in \`${path.join('.')}\`` };
    const isLast = index === words.length - 1;
    const key = keyIn(container, word) ?? (isLast && mayBeNew && isKeyed(container) ? word : null);
    if (key === null) return { problem: `\`${at}\`: ${unknownName('part', word, namesIn(container))}` };
    path.push(key);
    if (isLast) return { container, key, path };
    container = Array.isArray(container) ? container[Number(key)] : container[key];
  }
  return { problem: 'nothing is named' };
};

type Change = RuleChange['changes'][number];

/** Where it wrote, or why it can't. */
const apply = (draft: unknown, change: Change): Path | { problem: string } => {
  const found = find(draft, change.at, change.do === 'set');
  if ('problem' in found) return found;
  const { container, key, path } = found;
  const held = Array.isArray(container) ? container[Number(key)] : container[key];
  switch (change.do) {
    case 'set':
      if (Array.isArray(container)) container[Number(key)] = change.value;
      else container[key] = change.value;
      return path;
    case 'add':
      if (!Array.isArray(held)) return { problem: `\`${change.at}\` is no list that something can be added to` };
      held.push(change.value);
      return [...path, held.length - 1];
    case 'remove':
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else Reflect.deleteProperty(container, key);
      return path;
  }
};

/** From the widest on. */
const order = [...Scopes.options].reverse();

export const changedBy = (system: RuleSystem, rules: readonly RuleChange[]): Changed => {
  const draft: unknown = structuredClone(system);
  const written: Written[] = [];
  const problems: Problem[] = [];
  const applied: { id: string; scope: RuleScope }[] = [];
  const seen = new Set<string>();
  const inOrder = [...rules.entries()].sort(([, a], [, b]) => order.indexOf(a.scope) - order.indexOf(b.scope));
  for (const [index, { id, scope, changes }] of inOrder) {
    if (seen.has(id)) problems.push({ path: ['rules', index, 'id'], message: `there is a \`${id}\` already` });
    seen.add(id);
    for (const [at, change] of changes.entries()) {
      const by = ['rules', index, 'changes', at];
      const result = apply(draft, change);
      if ('problem' in result) problems.push({ path: [...by, 'at'], message: result.problem });
      else written.push({ at: result, by });
    }
    applied.push({ id, scope });
  }
  return { draft, written, problems, applied };
};

/** The change that is to blame for what is wrong at a place; null: none of them wrote there. */
export const blamed = (written: readonly Written[], path: readonly PropertyKey[]): Path | null => {
  const text = path.map(String);
  const overlaps = ({ at }: Written): boolean =>
    at.every((key, index) => index >= text.length || String(key) === text[index]);
  return written.findLast(overlaps)?.by ?? null;
};
