import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { RuleChanges, RuleSystem } from '../../schemas/rule-system.ts';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import { systemProblems } from '../domain/rules/check.ts';
import { blamed, type Changed, changedBy } from '../domain/rules/house.ts';
import { revisionOf } from '../domain/rules/revision.ts';
import { explain } from './explain.ts';
import { type FileProblem, largeYamlBytesMax, readYamlFile, type YamlFile } from './yaml-file.ts';

// The rule systems that the program ships, and those of one's own, with rules of the house.
// R1. A system is whole and checked, or it is not used.
// R2. Its revision is the digest of what it says, with what the house says otherwise.

const folder = fileURLToPath(new URL('../../policies/rule-systems/', import.meta.url));
const problemsShownMax = 20;

export interface LoadedSystem {
  system: RuleSystem;
  /** Names what was played by: `d20_fantasy-1a2b3c4d`. */
  revision: string;
  /** Rules of the house that changed something. */
  applied: Changed['applied'];
}

export interface CheckedRules {
  file: string;
  /** Null: there are problems. */
  loaded: LoadedSystem | null;
  problems: readonly FileProblem[];
}

export const shippedSystems = async (): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((file) => path.basename(file, '.yaml'))
    .sort();

export const looksLikeFile = (written: string): boolean => /[./\\]/.test(written);

/** Where a system is read from: one that ships, by its id, or one's own. */
const fileOf = async (written: string, cwd: string): Promise<string> => {
  if (looksLikeFile(written)) return path.resolve(cwd, written);
  const known = await shippedSystems();
  if (known.includes(written)) return path.join(folder, `${written}.yaml`);
  const meant = nearest(written, known);
  throw new Failure({
    kind: 'terminal',
    code: 'unknown_rule_system',
    message: `there is no rule system \`${written}\``,
    advice:
      meant === undefined
        ? `It is one of ${known.map((each) => `\`${each}\``).join(', ')}, or a file such as \`./mine.yaml\`.`
        : `Did you mean \`${meant}\`?`,
  });
};

const loadedOf = (system: RuleSystem, applied: Changed['applied']): LoadedSystem => ({
  ...{ system, applied },
  revision: revisionOf(system),
});

const checkSystem = async (file: string): Promise<CheckedRules> => {
  const read = await readYamlFile(file, RuleSystem);
  if (read.value === null) return { file, loaded: null, problems: read.problems };
  const problems = systemProblems(read.value).map(({ path: at, message }) => ({
    file,
    line: read.lineOf(at),
    message,
  }));
  return { file, loaded: problems.length > 0 ? null : loadedOf(read.value, []), problems };
};

// ── rules of the house ───────────────────────────────────────────────────────────────────────────────────────────

const inHouse = (system: RuleSystem, { file, value, lineOf }: YamlFile<RuleChanges>): CheckedRules => {
  const { draft, written, problems, applied } = changedBy(system, value?.rules ?? []);
  const told = (at: readonly PropertyKey[], message: string): FileProblem => ({
    file,
    line: lineOf(blamed(written, at) ?? ['rules']),
    message: `with these rules, \`${at.map(String).join('.')}\`: ${message}`,
  });
  if (problems.length > 0)
    return {
      file,
      loaded: null,
      problems: problems.map(({ path: at, message }) => ({ file, line: lineOf(at), message })),
    };
  const parsed = RuleSystem.safeParse(draft);
  const found = parsed.success
    ? systemProblems(parsed.data).map(({ path: at, message }) => told(at, message))
    : parsed.error.issues
        .flatMap((issue) => explain(issue, RuleSystem, draft))
        .map(({ path: at, message }) => told(at, message));
  return {
    file,
    loaded: parsed.success && found.length === 0 ? loadedOf(parsed.data, applied) : null,
    problems: found,
  };
};

const checkHouse = async (file: string): Promise<CheckedRules> => {
  const read = await readYamlFile(file, RuleChanges, largeYamlBytesMax);
  if (read.value === null) return { file, loaded: null, problems: read.problems };
  const known = await shippedSystems();
  const { system } = read.value;
  if (!known.includes(system)) {
    const meant = nearest(system, known);
    const message = `there is no rule system \`${system}\`${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`;
    return { file, loaded: null, problems: [{ file, line: read.lineOf(['system']), message }] };
  }
  const { loaded, problems } = await checkSystem(path.join(folder, `${system}.yaml`));
  return loaded === null ? { file, loaded, problems } : inHouse(loaded.system, read);
};

/** Rules of the house name the system that they change, and are no system themselves. */
const isHouse = async (file: string): Promise<boolean> => {
  const { value } = await readYamlFile(file, z.looseObject({}), largeYamlBytesMax);
  return value !== null && 'system' in value && !('mechanic' in value);
};

/** Reads a file, a system or rules of the house, and tells everything that is wrong with it. */
export const checkRules = async (file: string): Promise<CheckedRules> =>
  (await isHouse(file)) ? checkHouse(file) : checkSystem(file);

const usable = ({ file, loaded, problems }: CheckedRules): LoadedSystem => {
  if (loaded !== null) return loaded;
  const shown = problems.slice(0, problemsShownMax).map((each) => `\n  - ${each.file}:${each.line}: ${each.message}`);
  throw new Failure({
    kind: 'terminal',
    code: 'bad_rules',
    message: `the rules can't be used: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}${shown.join('')}`,
    advice: `\`monitor rules check ${path.basename(file)}\` shows them all.`,
  });
};

/** A system to play by: one that ships, by its id, or a file of one's own, be it a system or rules of the house. */
export const systemOf = async (written: string, cwd: string): Promise<LoadedSystem> =>
  usable(await checkRules(await fileOf(written, cwd)));

/** Read and checked once: it does not change while the program runs. */
const known = new Map<string, RuleSystem>();

/** One that ships, by its id. Null: there is none. */
export const shippedSystem = async (id: string): Promise<RuleSystem | null> => {
  const found = known.get(id);
  if (found !== undefined) return found;
  if (!(await shippedSystems()).includes(id)) return null;
  const { system } = await systemOf(id, '.');
  known.set(id, system);
  return system;
};

/** Rules of the house out of a file, as they are written: whether they fit is for where they are said. */
export const houseIn = async (written: string, cwd: string): Promise<RuleChanges> => {
  const file = path.resolve(cwd, written);
  const { value, problems } = await readYamlFile(file, RuleChanges);
  if (value !== null) return value;
  return usable({ file, loaded: null, problems }) as never;
};

export const isShipped = async (written: string): Promise<boolean> => (await shippedSystems()).includes(written);
