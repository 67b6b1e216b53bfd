import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Policy, PolicyFile } from '../../schemas/policy.ts';
import type { Universe } from '../../schemas/canon.ts';
import { canonicalJson, digestOfText } from '../domain/canonical-json.ts';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import { policyProblems } from '../gate/policy-check.ts';
import { compileRules } from '../gate/rules.ts';
import { type Layers, type Merged, mergeFiles, type PlacedProblem } from './policy-merge.ts';
import { type FileProblem, readYamlFile, type YamlFile } from './yaml-file.ts';

// P1. A policy is whole and checked, or it is not used: half of one would decide otherwise than anybody asked for.
// P2. Its revision is the digest of what it says. Comments, files and their order of settings don't count.

const bundled = fileURLToPath(new URL('../../policies/', import.meta.url));
const profiles = path.join(bundled, 'profiles');
const vocabulary = path.join(bundled, 'vocabulary');
const commonFiles = ['authority.yaml', 'thresholds.yaml', 'rules.yaml'];
const revisionDigits = 8;
const problemsShownMax = 20;

export const standardProfile = 'standard';

export interface LoadedPolicy {
  policy: Policy;
  /** Names what decided: `standard-1a2b3c4d`. */
  revision: string;
}

export interface PolicySources {
  /** One that the program ships. */
  profile?: string;
  /** One's own files, by absolute paths. What they say of a setting goes before the profile. */
  files?: readonly string[];
  /** What a universe says itself, as canon holds it. It goes before the profile, too. */
  own?: { name: string; value: PolicyFile };
}

export interface CheckedPolicy {
  /** Null: there are problems. */
  loaded: LoadedPolicy | null;
  problems: readonly FileProblem[];
}

const yamlFilesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => path.join(folder, name));

/** The profiles that the program ships, by name. */
export const shippedProfiles = async (): Promise<string[]> =>
  (await yamlFilesIn(profiles)).map((file) => path.basename(file, '.yaml'));

const profileFile = async (name: string): Promise<string> => {
  const known = await shippedProfiles();
  if (known.includes(name)) return path.join(profiles, `${name}.yaml`);
  const meant = nearest(name, known);
  throw new Failure({
    kind: 'terminal',
    code: 'unknown_profile',
    message: `there is no profile \`${name}\``,
    advice:
      meant === undefined
        ? `It is one of ${known.map((each) => `\`${each}\``).join(', ')}.`
        : `Did you mean \`${meant}\`?`,
  });
};

/** Most of a policy is its vocabulary, and many that differ in a setting share one. */
const vocabularyDigests = new WeakMap<Policy['vocabulary'], string>();

const digestOfVocabulary = (vocabulary: Policy['vocabulary']): string => {
  const digest = vocabularyDigests.get(vocabulary) ?? digestOfText(canonicalJson(vocabulary));
  vocabularyDigests.set(vocabulary, digest);
  return digest;
};

export const revisionOf = (policy: Policy): string => {
  const said = canonicalJson({ ...policy, vocabulary: digestOfVocabulary(policy.vocabulary) });
  return `${policy.profile}-${digestOfText(said).slice(0, revisionDigits)}`;
};

const readAll = (files: readonly string[]): Promise<YamlFile<PolicyFile>[]> =>
  Promise.all(files.map((file) => readYamlFile(file, PolicyFile)));

/** House rules that can't be compiled, or could take too long. */
const ruleProblems = ({ rules }: Policy, { placeOf }: Merged): PlacedProblem[] =>
  compileRules(rules).problems.map(({ rule, at, message }) => {
    const index = rules.findIndex(({ id }) => id === rule);
    const where = at === null ? '' : ` (line ${at.line}, column ${at.column} of the condition)`;
    return { ...placeOf(['rules', index, 'when']), message: `\`${rule}\`: ${message}${where}` };
  });

/** What is missing from the whole, and what its parts say of each other. */
export const checkWhole = (layers: Layers): { loaded: LoadedPolicy | null; problems: readonly PlacedProblem[] } => {
  const merged = mergeFiles(layers);
  const { draft, problems, placeOf } = merged;
  const parsed = Policy.safeParse(draft);
  if (!parsed.success)
    return {
      loaded: null,
      problems: [
        ...problems,
        ...parsed.error.issues.map((issue) => ({
          ...placeOf(issue.path),
          message: `\`${issue.path.map(String).join('.')}\`: ${issue.message}`,
        })),
      ],
    };
  const policy = parsed.data;
  const all = [
    ...problems,
    ...policyProblems(policy).map((problem) => ({ ...placeOf(problem.path), message: problem.message })),
    ...ruleProblems(policy, merged),
  ];
  return { loaded: all.length > 0 ? null : { policy, revision: revisionOf(policy) }, problems: all };
};

const byPlace = (a: FileProblem, b: FileProblem): number =>
  a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;

/** The files of a policy, as they lie one upon another. */
export const readLayers = async ({
  profile = standardProfile,
  files = [],
  own,
  hasOwnWords = false,
}: PolicySources & {
  /** Without the vocabulary that the program ships. */ hasOwnWords?: boolean;
}): Promise<Layers> => {
  const common = commonFiles.map((name) => path.join(bundled, name));
  const words = hasOwnWords ? [] : await yamlFilesIn(vocabulary);
  const [shipped = [], chosen = [], read = []] = await Promise.all(
    [[...common, ...words], [await profileFile(profile)], files].map(readAll),
  );
  return [shipped, chosen, own === undefined ? read : [...read, fileOfCanon(own)]];
};

/** What lies in canon has no lines. */
const fileOfCanon = ({ name, value }: NonNullable<PolicySources['own']>): YamlFile<PolicyFile> => ({
  ...{ file: `the policy of \`${name}\``, value, problems: [], lineOf: () => 0 },
});

/** What is wrong with single files; what they say of each other is looked at only if there is nothing. */
const checkLayers = (layers: Layers): CheckedPolicy => {
  const unread = layers.flat().flatMap((file) => file.problems);
  if (unread.length > 0) return { loaded: null, problems: unread };
  const { loaded, problems } = checkWhole(layers);
  return {
    loaded,
    problems: problems.map(({ file, line, message, path: at }) => ({
      ...{ file: line > 0 ? file : `${file}, ${at.map(String).join('.')}`, line, message },
    })),
  };
};

/** Reads and checks a policy, and tells everything that is wrong with it. */
export const checkPolicy = async (sources: PolicySources): Promise<CheckedPolicy> => {
  const { loaded, problems } = checkLayers(await readLayers(sources));
  return { loaded, problems: problems.toSorted(byPlace) };
};

const unusable = (problems: readonly FileProblem[]): Failure => {
  const shown = problems
    .slice(0, problemsShownMax)
    .map(({ file, line, message }) => `\n  - ${line > 0 ? `${file}:${line}` : file}: ${message}`);
  return new Failure({
    kind: 'terminal',
    code: 'bad_policy',
    message: `the policy can't be used: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}${shown.join('')}`,
    advice: '`monitor policy check` shows them all. Nothing was decided.',
  });
};

/** What was read by this process: reading takes a good part of what a command takes. */
const ready = new Map<string, Promise<LoadedPolicy>>();
const readyMax = 64;

const remembered = (key: string, read: () => Promise<LoadedPolicy>): Promise<LoadedPolicy> => {
  const begun = ready.get(key);
  if (begun !== undefined) return begun;
  if (ready.size >= readyMax) ready.clear();
  const reading = read();
  ready.set(key, reading);
  reading.catch(() => ready.delete(key));
  return reading;
};

/** A policy to decide by. Throws a failure that names everything that is wrong, each with its file and line. */
export const loadPolicy = (sources: PolicySources): Promise<LoadedPolicy> => {
  const { profile = standardProfile, files = [], own } = sources;
  if (files.length > 0) return readPolicy(sources);
  const said = own === undefined ? '' : digestOfText(canonicalJson(own.value));
  return remembered(`${profile} ${own?.name ?? ''} ${said}`, () => readPolicy(sources));
};

const readPolicy = async (sources: PolicySources): Promise<LoadedPolicy> => {
  const { loaded, problems } = await checkPolicy(sources);
  if (loaded === null) throw unusable(problems);
  return loaded;
};

/** What a universe decides by: its profile, and on top of it what it says itself. */
export const policyOf = ({
  name,
  policyProfile,
  ownPolicy,
}: Pick<Universe, 'name' | 'policyProfile' | 'ownPolicy'>): Promise<LoadedPolicy> =>
  loadPolicy({ profile: policyProfile, ...(ownPolicy === undefined ? {} : { own: { name, value: ownPolicy } }) });

/** One's own files as one, for a universe to keep, with what it decides by then. Throws what is wrong with them, each with its file and line. */
export const ownPolicyFrom = async ({
  profile,
  files,
}: {
  profile: string;
  files: readonly string[];
}): Promise<{ own: PolicyFile | null; loaded: LoadedPolicy }> => {
  const layers = await readLayers({ profile, files });
  const { loaded, problems } = checkLayers(layers);
  if (loaded === null) throw unusable(problems.toSorted(byPlace));
  const { vocabulary, ...said } = mergeFiles([layers.at(-1) ?? []]).draft;
  const all = Object.entries({ ...said, ...(vocabulary as object) }).filter(([, value]) => !isEmpty(value));
  return { own: all.length === 0 ? null : PolicyFile.parse(Object.fromEntries(all)), loaded };
};

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;
