import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { schemaFiles, staleSchemaFiles } from '../../tools/schemas.ts';

it('finds every published schema in docs/schemas as it is in the code (`npm run schemas` renews them)', async () => {
  expect(await staleSchemaFiles()).toEqual([]);
});

it('lets no schema refer to what is not published', async () => {
  const files = await schemaFiles();
  const texts = [...files.values()].join('\n');
  const references = [...texts.matchAll(/"\$ref": "([^"#]+)/g)].map(([, file]) => file);
  expect(references.filter((file) => file === undefined || !files.has(file))).toEqual([]);
  expect(references).toContain('story-time.schema.json');
});

it('publishes them with the package', async () => {
  const manifest = JSON.parse(await readFile(path.resolve(import.meta.dirname, '../../package.json'), 'utf8')) as {
    files: string[];
  };
  expect(manifest.files).toContain('docs/schemas');
});
