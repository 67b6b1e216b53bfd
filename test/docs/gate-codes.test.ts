import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/gate.md', root), 'utf8');

const sources = readdirSync(new URL('src/gate/', root))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(`src/gate/${name}`, root), 'utf8'));
const codes = new Set(
  sources.flatMap((text) => [...text.matchAll(/\b(?:reject|defer|because)\(\s*'([a-z_]+)'/g)].map(([, code]) => code)),
);

it('explains every reason that the gate gives', () => {
  expect(codes.size).toBeGreaterThan(40);
  expect([...codes].filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
