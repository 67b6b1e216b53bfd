import { z } from 'zod';
import { Config, secretSettings } from '../../schemas/config.ts';
import { nearest } from '../domain/nearest.ts';

// The settings as a flat list of dotted keys, found by looking at the schema, so that there is no second list of them.

export type SettingValue = string | number | boolean | null;

export type Origin =
  | { kind: 'flag'; name: string }
  | { kind: 'environment'; name: string }
  | { kind: 'file'; path: string; line: number }
  | { kind: 'chosen' }
  | { kind: 'default' };

/** Something that somebody set. `text` is still to be read as the setting's type. */
export interface Assignment {
  key: string;
  value: { text: string } | { typed: unknown };
  origin: Origin;
}

export const originText = (origin: Origin): string => {
  switch (origin.kind) {
    case 'flag':
    case 'environment':
      return origin.name;
    case 'file':
      return `${origin.path}:${origin.line}`;
    case 'chosen':
      return 'monitor world use';
    case 'default':
      return 'default';
  }
};

export interface SettingKind {
  key: string;
  /** The variable that sets it. */
  variable: string;
  summary: string;
  schema: z.ZodType<SettingValue>;
  isSecret: boolean;
}

const variableOf = (key: string): string =>
  `MONITOR_${key.replaceAll(/[A-Z]/g, '_$&').replaceAll('.', '_').toUpperCase()}`;

const leavesOf = (shape: z.core.$ZodShape, prefix: string): SettingKind[] =>
  Object.entries(shape).flatMap(([name, schema]) => {
    const inner = schema instanceof z.ZodPrefault ? schema.unwrap() : schema;
    const key = `${prefix}${name}`;
    if (inner instanceof z.ZodObject) return leavesOf(inner.shape, `${key}.`);
    const leaf = schema as z.ZodType<SettingValue>;
    const summary = leaf.description ?? '';
    return [{ key, variable: variableOf(key), summary, schema: leaf, isSecret: secretSettings.includes(key) }];
  });

export const settingKinds: readonly SettingKind[] = leavesOf(Config.shape, '');

const kindsByKey = new Map(settingKinds.map((kind) => [kind.key, kind]));
const keys = [...kindsByKey.keys()];

const shownCharsMax = 80;
const clip = (text: string): string => (text.length > shownCharsMax ? `${text.slice(0, shownCharsMax)}…` : text);

const didYouMean = (word: string, candidates: readonly string[]): string => {
  const meant = nearest(word, candidates);
  return meant === undefined ? '' : `; did you mean \`${meant}\`?`;
};

/** The kind of a setting, or what is wrong with the key. */
export const settingKind = (key: string): SettingKind | string => {
  const kind = kindsByKey.get(key);
  if (kind) return kind;
  const below = keys.filter((known) => known.startsWith(`${key}.`));
  if (below.length > 0) return `\`${key}\` is a group of settings: ${below.map((known) => `\`${known}\``).join(', ')}`;
  return `unknown setting \`${clip(key)}\`${didYouMean(key, keys)}`;
};

const explain = (issue: z.core.$ZodIssue, value: unknown): string => {
  if (issue.code !== 'invalid_value') return issue.message;
  const options = issue.values.map(String);
  const meant = typeof value === 'string' ? didYouMean(value, options) : '';
  return `expected ${options.map((option) => `\`${option}\``).join(' or ')}${meant}`;
};

export type Checked = { ok: true; value: SettingValue } | { ok: false; problem: string };

/** Whether a value may stand for a setting. What is wrong with a secret is told without showing it. */
export const checkSetting = ({ key, schema, isSecret }: SettingKind, value: unknown): Checked => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const why = issue === undefined ? 'it is not allowed' : explain(issue, value);
  const shown = isSecret ? 'what is given' : `\`${clip(String(value))}\``;
  return { ok: false, problem: `${shown} can't be \`${key}\`: ${why}` };
};

const password = /^([a-z][a-z0-9+.-]*:\/\/[^:@/\s]*):[^@/\s]*@/i;

/** A value as people may see it. */
export const masked = ({ isSecret }: SettingKind, value: SettingValue): SettingValue => {
  if (typeof value !== 'string') return value;
  return isSecret ? '********' : value.replace(password, '$1:********@');
};
