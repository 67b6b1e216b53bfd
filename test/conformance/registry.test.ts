import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { registry } from './registry.ts';

const adapters = new URL('../../src/adapters/', import.meta.url);
const here = new URL('./', import.meta.url);

/** `narrativeStore` is the port `NarrativeStore`, whose suite is `narrative-store.suite.ts`. */
const portOf = (key: string): string => key.charAt(0).toUpperCase() + key.slice(1);
const fileOf = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const filesOfAdapters = (): string[] =>
  readdirSync(adapters, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

/** The factories of a file: an exported `open…` that is named after the port or says that it answers with it. */
const factoriesIn = (source: string, port: string): string[] =>
  [...source.matchAll(/^export (?:const|(?:async )?function) (open\w+)([\s\S]*?)(?:=>|\{\n)/gm)]
    .filter(([, name = '', signature = '']) => name.endsWith(port) || new RegExp(`\\b${port}>?\\s*$`).test(signature))
    .map(([, name = '']) => name);

const keys = Object.keys(registry) as (keyof typeof registry)[];

it.each(keys)('has every adapter of the port %s that there is', (key) => {
  const found = filesOfAdapters().flatMap((file) =>
    factoriesIn(readFileSync(new URL(file, adapters), 'utf8'), portOf(key)),
  );
  expect(registry[key].map(({ name }) => name).toSorted()).toEqual(found.toSorted());
});

it.each(keys.filter((key) => registry[key].length > 0))('has a suite for the port %s that is run', (key) => {
  expect(existsSync(new URL(`${fileOf(key)}.suite.ts`, here))).toBe(true);
  const test = readFileSync(new URL(`${fileOf(key)}.test.ts`, here), 'utf8');
  expect(test).toContain(`registry.${key}`);
});

it('finds factories by what they are called and by what they answer with', () => {
  const sources = [
    `export const openSqliteEventLog = async (options: Options): Promise<EventLog> => {`,
    `export const openValkeyLog = async ({ url }: { url: string }): Promise<EventLog> => {`,
    `export const openFakeEventLog = ({ world }: Options = {}): EventLog => ({`,
    `export async function openOtherEventLog(url: string) {\n`,
    `export const openSqlite = (options: SqliteOptions): Sqlite => {`,
    `const openHiddenEventLog = (): EventLog => {`,
  ];
  expect(factoriesIn(sources.join('\n'), 'EventLog')).toEqual([
    'openSqliteEventLog',
    'openValkeyLog',
    'openFakeEventLog',
    'openOtherEventLog',
  ]);
});
