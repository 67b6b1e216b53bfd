import { readdir, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type CheckedPolicy,
  checkPolicy,
  loadPolicy,
  ownPolicyFrom,
  policyOf,
  shippedProfiles,
} from '../../../src/compose/policy.ts';
import { PolicyFile } from '../../../schemas/policy.ts';
import { Failure } from '../../../src/domain/failure.ts';
import { diffPolicies } from '../../../src/domain/policy-diff.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporary-folder.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

let written = 0;
const own = async (text: string): Promise<string> => {
  const file = folder.file(`own-${++written}.yaml`);
  await writeFile(file, text);
  return file;
};

const told = ({ problems }: CheckedPolicy): string[] =>
  problems.map(
    ({ file, line, message }) => `${file.replace(/.*[\\/]/, '').replace(/^own-\d+/, 'own')}:${line}: ${message}`,
  );

const problemsOf = async (...texts: readonly string[]): Promise<string[]> =>
  told(await checkPolicy({ files: await Promise.all(texts.map(own)) }));

const sings = `
  - name: sings_with
    about: The two make music together.
    subject: [character]
    object: { kind: node, types: [character] }
    symmetric: true
`;

describe('the profiles that ship', () => {
  it('are three, each the one that its file is named after', async () => {
    const profiles = await shippedProfiles();
    expect(profiles).toEqual(['sandbox', 'standard', 'strict']);
    for (const profile of profiles) expect((await loadPolicy({ profile })).policy.profile).toBe(profile);
  });

  it.each(['sandbox', 'standard', 'strict'])('fit together: %s', async (profile) => {
    expect(told(await checkPolicy({ profile }))).toEqual([]);
  });

  it('read every file that ships for them', async () => {
    const shipped = await readdir(new URL('../../../policies/vocabulary/', import.meta.url));
    expect(shipped.length).toBeGreaterThanOrEqual(10);
    for (const file of shipped) expect(file).toMatch(/\.yaml$/);
  });

  it('weigh words as the gate is told to', async () => {
    const { policy } = await loadPolicy({});
    expect(policy.base).toEqual({ source: 1, gm: 1, player: 0.8, engine: 0.8, system: 0.5 });
    expect(policy).toMatchObject({ baseOfOrigin: { framing: 0.75 }, withoutEvidence: 0.5, threshold: 0.7 });
    expect(policy.authorityOf).toMatchObject({ gm_declaration: 'gm', player_turn: 'system', gm_turn: 'system' });
  });

  it('differ in what they would decide', async () => {
    const [strict, standard, sandbox] = await Promise.all(
      ['strict', 'standard', 'sandbox'].map((profile) => loadPolicy({ profile })),
    );
    const isAccepted = (loaded: typeof strict, authority: 'gm' | 'engine' | 'system') =>
      loaded !== undefined && loaded.policy.base[authority] >= loaded.policy.threshold;
    expect([strict, standard, sandbox].map((each) => isAccepted(each, 'gm'))).toEqual([true, true, true]);
    expect([strict, standard, sandbox].map((each) => isAccepted(each, 'engine'))).toEqual([false, true, true]);
    expect([strict, standard, sandbox].map((each) => isAccepted(each, 'system'))).toEqual([false, false, true]);
  });

  it('are refused by another name, with what is near', async () => {
    await expect(loadPolicy({ profile: 'strikt' })).rejects.toMatchObject({
      code: 'unknown_profile',
      advice: 'Did you mean `strict`?',
    });
    await expect(loadPolicy({ profile: '../rules' })).rejects.toThrow(Failure);
  });
});

describe("one's own files", () => {
  it('add words, and may say a setting otherwise', async () => {
    const file = await own(`threshold: 0.6\nbase: { player: 0.7 }\npredicates:${sings}`);
    const { policy } = await loadPolicy({ files: [file] });
    expect(policy).toMatchObject({ threshold: 0.6, base: { player: 0.7, engine: 0.8 } });
    expect(policy.vocabulary.predicates.at(-1)).toMatchObject({
      name: 'sings_with',
      perSubject: 'many',
      critical: false,
    });
  });

  it('may be empty', async () => {
    expect((await loadPolicy({ files: [await own('# nothing yet\n')] })).revision).toBe(
      (await loadPolicy({})).revision,
    );
  });

  it('never give a name another meaning', async () => {
    expect(
      await problemsOf('predicates:\n  - { name: owns, about: x, subject: [character], object: { kind: flag } }\n'),
    ).toEqual([expect.stringMatching(/^own\.yaml:2: `owns` stands in .*things\.yaml:\d+ already$/)]);
    expect(await problemsOf(`predicates:${sings}`, `predicates:${sings}`)).toEqual([
      expect.stringMatching(/^own\.yaml:2: `sings_with` stands in .*own-\d+\.yaml:2 already$/),
    ]);
  });

  it('say a setting once among them', async () => {
    expect(await problemsOf('threshold: 0.6\n', '# mine\nthreshold: 0.8\n')).toEqual([
      expect.stringMatching(/^own\.yaml:2: `threshold` stands in .*:1 already$/),
    ]);
  });
});

describe('what is wrong', () => {
  it.each([
    ['thresold: 0.6', 'own.yaml:1: unknown field `thresold`; did you mean `threshold`?'],
    ['base:\n  gmm: 1', 'own.yaml:2: unknown field `gmm`; did you mean `gm`?'],
    ['authorityOf:\n  oracel: engine', 'own.yaml:2: unknown field `oracel`; did you mean `oracle`?'],
    ['authorityOf:\n  oracle: engin', 'own.yaml:2: `oracle`: `engin`: unknown; did you mean `engine`?'],
    ['\nthreshold: high', 'own.yaml:2: `threshold`: expected a number, and got `high`'],
    ['threshold: 1.5', 'own.yaml:1: `threshold`: at most 1, and got `1.5`'],
    ['threshold: .nan', 'own.yaml:1: `threshold`: expected a number, and got `NaN`'],
    ['mayRetcon: gm', 'own.yaml:1: `mayRetcon`: expected a list, and got `gm`'],
    [
      'rules:\n  - id: a\n    because: x\n    when: "true"',
      /^own\.yaml:2: `effect`: missing: expected one of `reject`, `defer`$/,
    ],
    [`predicates:${sings}    acylic: true`, 'own.yaml:7: unknown field `acylic`; did you mean `acyclic`?'],
    [`predicates:${sings}    perSubject: 0`, /^own\.yaml:7: `perSubject`: /],
    [
      'predicates:\n  - name: x\n    about: x\n    subject: [charcter]\n    object: { kind: flag }',
      'own.yaml:4: `subject`: `charcter`: unknown; did you mean `character`?',
    ],
    [
      'predicates:\n  - name: x\n    about: x\n    subject: [character]\n    object: { kind: nod }',
      'own.yaml:5: `kind`: `nod`: unknown; did you mean `node`?',
    ],
    [
      'predicates:\n  - name: x\n    about: x\n    subject: [character]\n    object: { kind: number, mn: 1 }',
      'own.yaml:5: unknown field `mn`; did you mean `min`?',
    ],
    [
      'predicates:\n  - name: x\n    about: x\n    subject: [character]\n    object: { kind: number, colour: red }',
      'own.yaml:5: unknown field `colour`: here are `kind`, `min`, `max`, `unit`',
    ],
    [`predicates:${sings}    inverse: owned_bi`, 'own.yaml:7: unknown predicate `owned_bi`; did you mean `owned_by`?'],
    [
      'rules:\n  - id: a\n    effect: defer\n    because: x\n    when: proposal.typ == "fact"',
      /^own\.yaml:5: `a`: .*`typ`.*\(line 1, column \d+ of the condition\)$/,
    ],
    ['threshold: [', /^own\.yaml:\d: not YAML: /],
    ['threshold: 1\nthreshold: 1', /^own\.yaml:2: not YAML: .*unique/],
    ['threshold: *high', /^own\.yaml:1: not YAML: /],
    ['- threshold', /^own\.yaml:1: expected keys and values/],
  ])('is told with file and line: %j', async (text, problem) => {
    const [first, ...others] = await problemsOf(text);
    expect(others).toEqual([]);
    expect(first).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });

  it('is told in one go, in order', async () => {
    expect(await problemsOf('thresold: 1\nbase: { gm: 2 }\nrule: []\n')).toEqual([
      'own.yaml:1: unknown field `thresold`; did you mean `threshold`?',
      'own.yaml:2: `gm`: at most 1, and got `2`',
      'own.yaml:3: unknown field `rule`; did you mean `rules`?',
    ]);
  });

  it('is a file that is not there, or is more than anybody wrote', async () => {
    expect(told(await checkPolicy({ files: [folder.file('none.yaml')] }))).toEqual([
      'none.yaml:1: there is no such file',
    ]);
    expect(await problemsOf(`# ${'x'.repeat(1024 * 1024)}`)).toEqual(['own.yaml:1: larger than 1048576 bytes']);
    const bomb = ['a: &a [x, x, x, x, x, x, x, x]'];
    for (const [name, before] of ['ba', 'cb', 'dc', 'ed'])
      bomb.push(`${name}: &${name} [${Array(8).fill(`*${before}`).join(', ')}]`);
    expect(await problemsOf(bomb.join('\n'))).toEqual([expect.stringMatching(/^own\.yaml:1: not YAML: /)]);
  });

  it('keeps a policy from being loaded', async () => {
    const file = await own('threshold: 0\n');
    await expect(loadPolicy({ files: [file] })).rejects.toMatchObject({
      code: 'bad_policy',
      message: `the policy can't be used: 1 problem\n  - ${file}:1: at 0 everything would be accepted`,
    });
  });
});

describe('a revision', () => {
  const revisionWith = async (text: string) => (await loadPolicy({ files: [await own(text)] })).revision;

  it('names the profile and what all of it says', async () => {
    const { revision } = await loadPolicy({});
    expect(revision).toMatch(/^standard-[0-9a-f]{8}$/);
    expect(await revisionWith('threshold: 0.7 # as it is\n')).toBe(revision);
    expect(await revisionWith('threshold: 0.71\n')).not.toBe(revision);
    expect(await revisionWith(`predicates:${sings}`)).not.toBe(revision);
  });
});

describe('what a universe keeps of files of its own', () => {
  it('decides as the files do, by the same revision, and is nothing where they say nothing', async () => {
    const files = [
      await own(`threshold: 0.75\nbase: { engine: 0.75 }\nbaseOfOrigin: { framing: 0.7 }\n`),
      await own(`# ours\npredicates:${sings}\n`),
    ];
    const { own: kept, loaded } = await ownPolicyFrom({ profile: 'strict', files });
    expect(kept).toMatchObject({ threshold: 0.75, base: { engine: 0.75 }, predicates: [{ name: 'sings_with' }] });
    const again = structuredClone(kept);
    if (again === null) throw new Error('nothing is kept');
    const self = { name: 'Ashfall', policyProfile: 'strict', ownPolicy: again };
    expect(await policyOf(self)).toEqual(loaded);
    expect(loaded).toEqual(await loadPolicy({ profile: 'strict', files }));
    const nothing = await ownPolicyFrom({ profile: 'standard', files: [await own('# nothing yet\n')] });
    expect(nothing).toEqual({ own: null, loaded: await loadPolicy({}) });
  });

  it('is not made of files that can’t be used: each problem is told with its file and line', async () => {
    const [one, other] = [await own(`predicates:${sings}`), await own(`threshold: 0.8\nevents:\n  - name: [1]\n`)];
    await expect(ownPolicyFrom({ profile: 'standard', files: [one, other] })).rejects.toMatchObject({
      code: 'bad_policy',
      message: expect.stringContaining(`${other}:3: `) as string,
    });
    const twice = await own(`\n\npredicates:${sings}`);
    await expect(ownPolicyFrom({ profile: 'standard', files: [one, twice] })).rejects.toMatchObject({
      message: expect.stringContaining(`${twice}:4: \`sings_with\` stands in ${one}:2 already`) as string,
    });
  });

  it('is told by its universe and the path in it where it can’t be used any more', async () => {
    const taken = { name: 'rules', about: 'x', subject: ['character' as const], object: { kind: 'text' as const } };
    const self = { name: 'Ashfall', policyProfile: 'standard', ownPolicy: PolicyFile.parse({ predicates: [taken] }) };
    await expect(policyOf(self)).rejects.toMatchObject({
      code: 'bad_policy',
      message: expect.stringMatching(
        /- the policy of `Ashfall`, predicates\.0: `rules` stands in .*:\d+ already/,
      ) as string,
    });
  });
});

describe('the difference of two policies', () => {
  it('is nothing between equal ones, and told by name otherwise', async () => {
    const { policy } = await loadPolicy({});
    const other = (await loadPolicy({ files: [await own(`threshold: 0.6\npredicates:${sings}`)] })).policy;
    expect(diffPolicies(policy, structuredClone(policy))).toEqual([]);
    const changes = diffPolicies(policy, other);
    expect(changes).toContainEqual({ path: 'threshold', before: 0.7, after: 0.6 });
    expect(changes).toContainEqual({ path: 'predicates.sings_with.symmetric', before: null, after: true });
    expect(changes.every(({ path }) => path === 'threshold' || path.startsWith('predicates.sings_with.'))).toBe(true);
    expect(diffPolicies(other, policy).map(({ path }) => path)).toEqual(changes.map(({ path }) => path));
  });
});
