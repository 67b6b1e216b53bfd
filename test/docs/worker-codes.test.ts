import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Codes, commonCodes } from '../../schemas/worker-codes.ts';
import { jobs } from '../../schemas/workers.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/loops.md', root), 'utf8');
const [, table = ''] = /<!-- codes -->([^]*?)<!-- \/codes -->/.exec(page) ?? [];

/** `store_busy transient every` */
const rows = [...table.matchAll(/^\| `([a-z_]+)` +\| ([a-z]+) +\| ([a-z_, ]+?) +\|/gm)].map(
  ([, code = '', kind = '', of = '']) => `${code} ${kind} ${of}`,
);

const contracts: readonly (readonly [string, { agent: string; codes: Codes }])[] = Object.entries(jobs);

const ofEach = (code: string): string => {
  const those = contracts.filter(([, { codes }]) => code in codes).map(([job]) => job);
  return those.length === contracts.length ? 'every' : those.join(', ');
};

const known = new Map(contracts.flatMap(([, { codes }]) => Object.entries(codes)));

it('has a line for each code of a contract, with its kind and the jobs that may fail by it', () => {
  expect(rows.toSorted()).toEqual([...known].map(([code, kind]) => `${code} ${kind} ${ofEach(code)}`).toSorted());
});

it('is about contracts that have in common what befalls whoever is asked, and that call one code by one kind', () => {
  for (const [job, { codes }] of contracts) {
    expect(codes, job).toMatchObject(commonCodes);
    for (const [code, kind] of Object.entries(codes)) expect(kind, `${job} ${code}`).toBe(known.get(code));
  }
});

const fallenIn = (text: string): (readonly [string, string])[] =>
  [...text.matchAll(/kind: '([a-z]+)',\s+code: '([a-z_]+)'/g)].map(([, kind = '', code = '']) => [code, kind]);

it('has in common to all what stores fail by', () => {
  const names = ['sqlite-failure', 'folder-failure', 'group-commit', 'kept-json'];
  const texts = names.map((name) => readFileSync(new URL(`src/adapters/embedded/${name}.ts`, root), 'utf8'));
  const fallen = texts.flatMap(fallenIn);
  expect(fallen.length).toBeGreaterThan(10);
  for (const [code, kind] of fallen) expect(commonCodes).toMatchObject({ [code]: kind });
});

/** Of what the loops do not ask for: a person's own decisions, and the copies that follow a commit, of which no decision fails. */
const elsewhere = new Set(['not_the_gm', 'decision_copy_differs']);

it('has in the contract of CanonKeeper what it fails by', () => {
  const folder = new URL('agents/canon-keeper/', root);
  const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const raised = new Map(sources.flatMap(fallenIn));
  expect(raised.size).toBeGreaterThan(5);
  const ofKeeper = contracts.filter(([, { agent }]) => agent === 'CanonKeeper').map(([, { codes }]) => codes);
  const declared = ofKeeper.flatMap((codes) => Object.entries(codes).map(([code, kind]) => `${code} ${kind}`));
  const needed = [...raised].filter(([code]) => !elsewhere.has(code)).map(([code, kind]) => `${code} ${kind}`);
  expect(declared).toEqual(expect.arrayContaining(needed));
});
