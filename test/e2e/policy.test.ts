import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyHome, type Home } from '../support/monitor.ts';

let home: Home;
beforeAll(async () => {
  home = await emptyHome();
});
afterAll(() => home[Symbol.asyncDispose]());

describe('policy check', () => {
  it('finds nothing wrong with what ships', async () => {
    const { code, out, error } = await home.run(['policy', 'check']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out.trimEnd().split('\n')).toEqual(
      ['sandbox', 'standard', 'strict'].map(
        (profile) => expect.stringMatching(new RegExp(`^ok +${profile}-`)) as string,
      ),
    );
  });

  it('takes several files, names what is wrong with its line, and fails', async () => {
    const [good, bad] = [path.join(home.folder, 'good.yaml'), path.join(home.folder, 'bad.yaml')];
    await writeFile(good, 'threshold: 0.6\n');
    await writeFile(bad, '# mine\nbase:\n  gmm: 1\n');
    expect(await home.run(['policy', 'check', 'good.yaml'])).toMatchObject({ code: 0 });
    const { code, out } = await home.run(['policy', 'check', 'good.yaml', 'bad.yaml']);
    expect(code).toBe(1);
    expect(out).toContain('bad.yaml:3: unknown field `gmm`; did you mean `gm`?');
    const told = await home.run(['policy', 'check', 'bad.yaml', '--json']);
    expect(JSON.parse(told.out)).toMatchObject({
      isUsable: false,
      policies: [{ profile: 'standard', revision: null, problems: [{ line: 3 }] }],
    });
  });
});

describe('policy show', () => {
  it('shows all of it, or one word', async () => {
    expect(await home.json(['policy', 'show', '--profile', 'strict'])).toMatchObject({ policy: { threshold: 0.9 } });
    expect(await home.json(['policy', 'show', 'predicate', 'located_in'])).toMatchObject({
      words: [{ name: 'located_in', perSubject: 1, within: true }],
    });
    const { out } = await home.run(['policy', 'show', 'event', 'death']);
    expect(out).toContain('{ kind: set, role: patient, predicate: vital, value: dead }');
  });

  it.each([
    [['predicate', 'locatd_in'], 'there is no predicate `locatd_in`', 'Did you mean `located_in`?'],
    [['evnt', 'death'], '`evnt` is not what a policy has names for', 'Did you mean `event`?'],
    [['--profile', 'strikt'], 'there is no profile `strikt`', 'Did you mean `strict`?'],
  ])('tells what is near: %j', async (words, message, advice) => {
    const { code, error } = await home.run(['policy', 'show', ...words]);
    expect(code).not.toBe(0);
    expect(error).toContain(message);
    expect(error).toContain(advice);
  });
});

describe('policy diff', () => {
  it('tells what two policies say differently', async () => {
    await writeFile(path.join(home.folder, 'mine.yaml'), 'threshold: 0.6\n');
    expect(await home.json(['policy', 'diff', 'standard', 'mine.yaml'])).toMatchObject({
      changes: [{ path: 'threshold', before: 0.7, after: 0.6 }],
    });
    const { out } = await home.run(['policy', 'diff', 'strict', 'strict']);
    expect(out.trimEnd().split('\n').at(-1)).toBe('nothing');
  });
});

describe('policy use', () => {
  const songs = [
    'predicates:',
    '  - { name: sings_with, about: x, subject: [character], object: { kind: node, types: [character] } }',
    '',
  ].join('\n');
  interface Used {
    revision: string;
  }
  const inUse = async (world: string): Promise<string> =>
    ((await home.json(['--world', world, 'policy', 'show', '--in-use'])) as Used).revision;

  it('makes a universe decide by files of its own, which an export takes along', async () => {
    await writeFile(path.join(home.folder, 'songs.yaml'), songs);
    await writeFile(path.join(home.folder, 'more.yaml'), 'threshold: 0.8\n');
    const made = await home.json(['world', 'create', 'choir', '--policy', 'songs.yaml']);
    const begun = await inUse('choir');
    expect(made).toMatchObject({ universe: { policy: begun } });
    const asked = ['--world', 'choir', 'policy', 'use', 'songs.yaml', 'more.yaml', '--because', 'Be sure of it.'];
    const used = (await home.json(asked)) as Used;
    expect(used).toMatchObject({ universe: 'choir', proposals: [{ verdict: 'accepted' }] });
    expect(used.revision).not.toBe(begun);
    expect(await inUse('choir')).toBe(used.revision);
    await home.json(['--world', 'choir', 'world', 'export', 'choir.jsonl']);
    await home.json(['world', 'import', 'choir.jsonl', '--as', 'choir-again']);
    expect(await inUse('choir-again')).toBe(used.revision);
    const drafts = ['{"entity":"Mara","type":"character"}', '{"entity":"Ida","type":"character"}'];
    await writeFile(path.join(home.folder, 'choir-cast.jsonl'), drafts.join('\n'));
    await home.json(['--world', 'choir-again', 'propose', '--file', 'choir-cast.jsonl']);
    expect(await home.json(['--world', 'choir-again', 'propose', 'Mara', 'sings_with', 'Ida'])).toMatchObject({
      proposals: [{ verdict: 'accepted', decision: { policy: used.revision } }],
    });
  });

  it('refuses files that can’t be used, with file and line, and leaves what was', async () => {
    const before = await inUse('choir');
    await writeFile(path.join(home.folder, 'off.yaml'), 'threshold: 0.8\npredicates:\n  - nam: hums\n');
    const { code, error } = await home.run(['--world', 'choir', 'policy', 'use', 'off.yaml', '--because', 'Hum.']);
    expect(code).toBe(1);
    expect(error).toContain('off.yaml:3: unknown field `nam`; did you mean `name`?');
    expect(await inUse('choir')).toBe(before);
  });

  it.each([
    [['policy', 'use', '--because', 'x'], '`policy use` needs something to decide by'],
    [['policy', 'use', 'songs.yaml'], 'needs `--because TEXT`'],
    [['policy', 'use', 'songs.yaml', '--shipped', '--because', 'x'], '`--shipped` is without files'],
    [['policy', 'show', '--in-use', '--profile', 'strict'], 'ask for two policies'],
  ])('says what is missing: %j', async (args, message) => {
    const { code, error } = await home.run(['--world', 'choir', ...args]);
    expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining(message) as string });
  });
});
