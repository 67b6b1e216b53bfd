import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadOracle } from '../../../src/compose/oracle.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const shipped = path.resolve(import.meta.dirname, '../../../policies/oracles/standard.yaml');

describe('an oracle of one’s own', () => {
  it.each([
    [/says: likely, yes: \[76/, 'says: likely, yes: [12', /:\d+: `odds`: from the least likely on/],
    [/id: even,/, 'id: likely,', /:\d+: `odds`: an id stands there twice/],
    [/expected: 11, altered: 1/, 'expected: 11, altered: 2', /:\d+: .*have to be 12 sides together/],
    [/and: 4, but: 4, event: 3/, 'and: 14, but: 4, event: 3', /:\d+: .*20 sides together at most/],
    [/yes: \[50, /, 'yes: [', /:\d+: `yes`/],
    [/lost: 1/, 'lost: 9', /:\d+: `lost`: at most 2/],
    [/ {2}- abandon\n/, '  - admit\n', /:\d+: `deeds`: a word stands there twice/],
    [/^matters:/m, 'maters:', /:\d+: unknown field `maters`; did you mean `matters`\?/],
  ])('is refused with file and line where it breaks its promise: %s', async (good, bad, wanted) => {
    await using folder = await temporaryFolder();
    const file = folder.file('mine.yaml');
    const text = await readFile(shipped, 'utf8');
    expect(text).toMatch(good);
    await writeFile(file, text.replace(good, bad));
    await expect(loadOracle(file)).rejects.toThrow(wanted);
    await writeFile(file, text);
    expect(await loadOracle(file)).toEqual(await loadOracle());
  });
});
