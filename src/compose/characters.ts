import { access, readdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Character, type Foe, FoeFile, type Tactics } from '../../schemas/character.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import type { KeptSheet } from '../../schemas/sheets.ts';
import { characterProblems, foeProblems } from '../domain/characters/problems.ts';
import { foeStanding, standingOf } from '../domain/characters/standing.ts';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import type { Standing } from '../domain/rules/acting/standing.ts';
import { type LoadedSystem, looksLikeFile, shippedSystems, systemOf } from './rule-systems.ts';
import { type FileProblem, largeYamlBytesMax, readYamlFile } from './yaml-file.ts';

// Characters and foes, those that ship and those of one's own files.
// C1. Whoever does not fit their system is not used: every reason is told, with file and line.

const folderOf = (name: string): string => fileURLToPath(new URL(`../../policies/${name}/`, import.meta.url));
const pregensFolder = folderOf('characters');
const foesFolder = folderOf('foes');
const problemsShownMax = 20;

export interface Checked<T> {
  file: string;
  /** Null: there are problems. */
  value: T | null;
  problems: readonly FileProblem[];
}

const unusable = (what: string, { file, problems }: Checked<unknown>): Failure => {
  const shown = problems.slice(0, problemsShownMax).map((each) => `\n  - ${each.file}:${each.line}: ${each.message}`);
  return new Failure({
    kind: 'terminal',
    code: 'bad_character',
    message: `\`${path.basename(file)}\` can't be used as ${what}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}${shown.join('')}`,
    advice: 'Correct the file, and check it with `monitor character check`.',
  });
};

const unknown = (what: string, written: string, known: readonly string[]): Failure => {
  const meant = nearest(written, known);
  return new Failure({
    kind: 'terminal',
    code: 'unknown_character',
    message: `there is no ${what} \`${written}\``,
    advice:
      meant === undefined
        ? `It is one of ${known.map((each) => `\`${each}\``).join(', ')}.`
        : `Did you mean \`${meant}\`?`,
  });
};

/** By which rules a file is written: those of its own, or the shipped ones that it names. */
const systemFor = (
  { system, rules }: { system: string; rules?: string | undefined },
  file: string,
): Promise<LoadedSystem> => systemOf(rules ?? system, path.dirname(file));

/** A character's file, checked against a system, or against the one that it names. */
export const checkCharacter = async (file: string, system: RuleSystem | null): Promise<Checked<Character>> => {
  const read = await readYamlFile(file, Character);
  if (read.value === null) return { file, value: null, problems: read.problems };
  const by = system ?? (await systemFor(read.value, file)).system;
  const problems = characterProblems(by, read.value).map(({ path: at, message }) => ({
    ...{ file, message, line: read.lineOf(at) },
  }));
  return { file, value: problems.length > 0 ? null : read.value, problems };
};

/** A file of foes, in the same way. */
export const checkFoes = async (file: string, system: RuleSystem | null): Promise<Checked<FoeFile>> => {
  const read = await readYamlFile(file, FoeFile, largeYamlBytesMax);
  if (read.value === null) return { file, value: null, problems: read.problems };
  const by = system ?? (await systemFor(read.value, file)).system;
  const seen = new Set<string>();
  const twice = read.value.foes.flatMap(({ key }, index) => {
    const isTwice = seen.has(key);
    seen.add(key);
    return isTwice ? [{ path: ['foes', index, 'key'], message: `there is a \`${key}\` already` }] : [];
  });
  const problems = [...twice, ...read.value.foes.flatMap((foe, index) => foeProblems(by, foe, ['foes', index]))];
  const found = problems.map(({ path: at, message }) => ({ file, message, line: read.lineOf(at) }));
  return { file, value: found.length > 0 ? null : read.value, problems: found };
};

/** The foes of a file, with the rules that they are for. */
export const foesIn = async (
  file: string,
  system: RuleSystem | null,
): Promise<{ system: RuleSystem; foes: readonly Foe[] }> => {
  const { value, problems } = await checkFoes(file, system);
  if (value === null) throw unusable('foes', { file, value, problems });
  return { system: system ?? (await systemFor(value, file)).system, foes: value.foes };
};

const holds = async (file: string, field: string): Promise<boolean> => {
  const { value } = await readYamlFile(file, z.looseObject({}), largeYamlBytesMax);
  return value !== null && field in value;
};

const isFoes = (file: string): Promise<boolean> => holds(file, 'foes');

/** A file of a character or of foes, and not of rules: it says which version of a system it is for. */
export const isWritten = async (file: string): Promise<boolean> =>
  (await holds(file, 'system')) && (await holds(file, 'version'));

/** A file of a character, or of foes: `what` it is, and everything that is wrong with it. */
export const checkWritten = async (
  file: string,
  system: RuleSystem | null,
): Promise<{ file: string; what: string | null; problems: readonly FileProblem[] }> => {
  if (await isFoes(file)) {
    const { value, problems } = await checkFoes(file, system);
    const count = value?.foes.length ?? 0;
    return { file, problems, what: value === null ? null : `${count} ${count === 1 ? 'foe' : 'foes'}` };
  }
  const { value, problems } = await checkCharacter(file, system);
  return { file, problems, what: value?.name ?? null };
};

// ── those that ship ──────────────────────────────────────────────────────────────────────────────────────────────

const yamlsIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => path.basename(name, '.yaml'))
    .sort();

/** What ships, checked by the rules that it is asked for: with rules of the house not everybody may fit. */
interface Shipped<T> {
  key: string;
  value: T;
  checked: Checked<unknown>;
}

const once = <T>(read: (system: RuleSystem) => Promise<T>): ((system: RuleSystem) => Promise<T>) => {
  const known = new WeakMap<RuleSystem, Promise<T>>();
  return (system) => {
    const found = known.get(system) ?? read(system);
    known.set(system, found);
    return found;
  };
};

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const shippedFoes = once(async (system: RuleSystem): Promise<Shipped<Foe>[]> => {
  const file = path.join(foesFolder, `${system.id}.yaml`);
  if (!(await isThere(file))) return [];
  const read = await readYamlFile(file, FoeFile);
  if (read.value === null) throw unusable('foes', read);
  return read.value.foes.map((foe, index) => {
    const problems = foeProblems(system, foe, ['foes', index]).map(({ path: at, message }) => ({
      ...{ file, message, line: read.lineOf(at) },
    }));
    return { key: foe.key, value: foe, checked: { file, value: foe, problems } };
  });
});

const shippedCharacters = once(async (system: RuleSystem): Promise<Shipped<Character>[]> => {
  const found: Shipped<Character>[] = [];
  for (const key of await yamlsIn(pregensFolder)) {
    const file = path.join(pregensFolder, `${key}.yaml`);
    const { value, problems } = await readYamlFile(file, Character);
    if (value === null) throw unusable('a character', { file, value, problems });
    if (value.system === system.id) found.push({ key, value, checked: await checkCharacter(file, system) });
  }
  return found;
});

const fitting = <T>(shipped: readonly Shipped<T>[]): Shipped<T>[] =>
  shipped.filter(({ checked }) => checked.problems.length === 0);

const usable = <T>(what: string, { value, checked }: Shipped<T>): T => {
  if (checked.problems.length > 0) throw unusable(what, checked);
  return value;
};

export interface Pregen {
  key: string;
  character: Character;
}

/** Characters that are ready to play by these rules. */
export const pregens = async (system: RuleSystem): Promise<Pregen[]> =>
  fitting(await shippedCharacters(system)).map(({ key, value }) => ({ key, character: value }));

/** The foes that ship for a system. */
export const foesOf = async (system: RuleSystem): Promise<readonly Foe[]> =>
  fitting(await shippedFoes(system)).map(({ value }) => value);

// ── whoever takes part ───────────────────────────────────────────────────────────────────────────────────────────

export interface Fighter {
  name: string;
  standing: Standing;
  /** How they fight; null: somebody plays them. */
  fights: Tactics | null;
}

const allSystems = async (): Promise<RuleSystem[]> =>
  (await Promise.all((await shippedSystems()).map((id) => systemOf(id, pregensFolder)))).map(({ system }) => system);

/** A character to be looked at or changed: a file, or one that ships. */
export const characterOf = async (
  written: string,
  { system, cwd }: { system: RuleSystem | null; cwd: string },
): Promise<{ character: Character; system: RuleSystem; file: string | null }> => {
  if (looksLikeFile(written)) {
    const file = path.resolve(cwd, written);
    const checked = await checkCharacter(file, system);
    if (checked.value === null) throw unusable('a character', checked);
    const by = system ?? (await systemFor(checked.value, file)).system;
    return { character: checked.value, system: by, file };
  }
  const systems = system === null ? await allSystems() : [system];
  const all = await Promise.all(systems.map(async (by) => ({ by, characters: await shippedCharacters(by) })));
  for (const { by, characters } of all) {
    const found = characters.find(({ key }) => key === written);
    if (found !== undefined) return { character: usable('a character', found), system: by, file: null };
  }
  throw unknown(
    'character',
    written,
    all.flatMap(({ characters }) => characters.map(({ key }) => key)),
  );
};

const ofFoe = (system: RuleSystem, foe: Foe): Fighter => ({
  ...{ name: foe.name, fights: foe.fights },
  standing: foeStanding(system, foe, foe.name),
});

const ofCharacter = (system: RuleSystem, character: Character): Fighter => ({
  ...{ name: character.name, fights: null },
  standing: standingOf(system, character, character.name),
});

/** `foes.yaml#wolf`: one of a file. */
const foeOf = async (system: RuleSystem, written: string, cwd: string): Promise<Foe> => {
  const [name = '', key = ''] = written.split('#');
  const checked = await checkFoes(path.resolve(cwd, name), system);
  if (checked.value === null) throw unusable('foes', checked);
  const foe = checked.value.foes.find((each) => each.key === key);
  if (foe !== undefined) return foe;
  throw unknown(
    'foe',
    key,
    checked.value.foes.map((each) => each.key),
  );
};

const ofFile = async (system: RuleSystem, written: string, cwd: string): Promise<Fighter> => {
  const [name = '', key] = written.split('#');
  const file = path.resolve(cwd, name);
  if (key === undefined) {
    const checked = await checkCharacter(file, system);
    if (checked.value === null) throw unusable('a character', checked);
    return ofCharacter(system, checked.value);
  }
  return ofFoe(system, await foeOf(system, written, cwd));
};

/**
 * Whoever is to take part in something by these rules, as they stand at first. `written` is the key of one of the system's templates, of a foe or a
 * character that ships (`monitor foe list`, `monitor character list`), a character's file (`./mira.yaml`), or one out of a file of foes
 * (`./mine.yaml#wolf`). The standing has its name for its key: whoever lets two of one name take part gives them keys of their own. Things that only they
 * have come along in the sheet, so that nothing has to be added to the system.
 */
export const fighterOf = async (system: RuleSystem, written: string, cwd: string): Promise<Fighter> => {
  if (looksLikeFile(written)) return ofFile(system, written, cwd);
  const template = system.templates.find(({ key }) => key === written);
  if (template !== undefined)
    return { name: template.name, fights: null, standing: foeStanding(system, template, template.name) };
  const foes = await shippedFoes(system);
  const foe = foes.find(({ key }) => key === written);
  if (foe !== undefined) return ofFoe(system, usable('a foe', foe));
  const characters = await shippedCharacters(system);
  const pregen = characters.find(({ key }) => key === written);
  if (pregen !== undefined) return ofCharacter(system, usable('a character', pregen));
  throw unknown(
    'template, foe or character',
    written,
    [...system.templates, ...foes, ...characters].map(({ key }) => key),
  );
};

/** What somebody of canon is to be by the rules: a character that ships or of a file, or a foe. */
export const sheetFor = async (system: RuleSystem, written: string, cwd: string): Promise<KeptSheet['of']> => {
  const foes = looksLikeFile(written) ? [] : await foesOf(system);
  const foe = written.includes('#') ? await foeOf(system, written, cwd) : foes.find(({ key }) => key === written);
  if (foe !== undefined) return { kind: 'foe', system: system.id, foe };
  const { character } = await characterOf(written, { system, cwd });
  return { kind: 'character', character };
};
