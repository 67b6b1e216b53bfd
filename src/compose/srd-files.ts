import path from 'node:path';
import { Document, isCollection, isScalar, visit } from 'yaml';
import type { FoeFile } from '../../schemas/character.ts';
import type { RuleChange, RuleChanges, RuleSystem } from '../../schemas/rule-system.ts';
import { imported, type Imported, lackedBy } from '../domain/srd/importing.ts';
import { Failure } from '../domain/failure.ts';
import { checkFoes } from './characters.ts';
import { writeNew } from './character-file.ts';
import { checkRules } from './rule-systems.ts';
import { readData } from './text-file.ts';
import type { FileProblem } from './yaml-file.ts';

// What somebody has of the SRD's data, read into files of their own: rules of the house that add gear and special actions, and a file of foes.
// S1. What is written can be used: it is checked as any other file of its kind.

const lineWidth = 140;
const changesPerRule = 24;

/** What goes without saying. */
const usual: Readonly<Record<string, unknown>> = {
  ...{ step: 1, of: 'self', to: 'other', who: 'self', targets: 1, weight: 0, special: false, surrenders: false },
  ...{ target: 'nearest' },
};

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

const pruned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (isEmpty(each) || usual[key] === each ? [] : [[key, pruned(each)]])),
  );
};

const compactKeys = new Set([
  'attributes',
  'effects',
  'weapon',
  'gives',
  'cost',
  'roll',
  'reach',
  'gear',
  'actions',
  'fights',
  'words',
]);

const yamlOf = (value: unknown): string => {
  const document = new Document(pruned(value));
  visit(document, {
    Pair(_, { key, value: held }) {
      if (isScalar(key) && compactKeys.has(String(key.value)) && isCollection(held)) {
        const isSmall = !isCollection(held.items[0]) || String(key.value) !== 'actions';
        held.flow = isSmall;
      }
    },
  });
  return document.toString({ lineWidth });
};

/** So many to a rule as it may have changes. */
const rulesFor = (name: string, because: string, { gear, actions }: Imported): RuleChange[] => {
  const changes = [
    ...gear.map((value) => ({ do: 'add' as const, at: 'gear', value: pruned(value) as never })),
    ...actions.map((value) => ({ do: 'add' as const, at: 'actions', value: pruned(value) as never })),
  ];
  return Array.from({ length: Math.ceil(changes.length / changesPerRule) }, (_, part) => ({
    ...{ id: `${name}_${part + 1}`, scope: 'universe' as const, because },
    changes: changes.slice(part * changesPerRule, (part + 1) * changesPerRule),
  }));
};

export interface SrdFiles {
  /** Null: nothing of the kind was read. */
  rules: string | null;
  foes: string | null;
  report: Imported['report'];
  counts: { foes: number; gear: number; actions: number };
  /** What is wrong with what was written; nothing, unless this program is. */
  problems: readonly FileProblem[];
}

const unfit = (system: RuleSystem, lacks: readonly string[]): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'unfit_system',
    message: `${system.title} has nothing for what the SRD's data says: it lacks ${lacks.map((each) => `\`${each}\``).join(', ')}`,
    advice: 'Import into `d20_fantasy`.',
  });

const write = async (
  system: RuleSystem,
  { found, name, folder, because }: { found: Imported; name: string; folder: string; because: string },
): Promise<Pick<SrdFiles, 'rules' | 'foes'>> => {
  const rules = rulesFor(name, because, found);
  const rulesFile = rules.length === 0 ? null : path.join(folder, `${name}-rules.yaml`);
  if (rulesFile !== null) {
    const whole: RuleChanges = { system: system.id, rules };
    await writeNew(rulesFile, yamlOf(whole));
  }
  if (found.foes.length === 0) return { rules: rulesFile, foes: null };
  const foesFile = path.join(folder, `${name}-foes.yaml`);
  const whole: FoeFile = {
    ...{ system: system.id, version: system.version, about: because, foes: [...found.foes] },
    ...(rulesFile === null ? {} : { rules: `./${path.basename(rulesFile)}` }),
  };
  await writeNew(foesFile, yamlOf(whole));
  return { rules: rulesFile, foes: foesFile };
};

/** Reads files of the SRD's data and writes `NAME-rules.yaml` and `NAME-foes.yaml`. */
export const importSrd = async (
  system: RuleSystem,
  { files, name, folder, isDry }: { files: readonly string[]; name: string; folder: string; isDry: boolean },
): Promise<SrdFiles> => {
  const lacks = lackedBy(system);
  if (lacks.length > 0) throw unfit(system, lacks);
  const data: unknown[] = [];
  for (const file of files) data.push(await readData(file));
  const found = imported(system, data);
  const because = `Imported from ${files.map((file) => path.basename(file)).join(', ')}.`.slice(0, 400);
  const counts = { foes: found.foes.length, gear: found.gear.length, actions: found.actions.length };
  if (isDry) return { rules: null, foes: null, report: found.report, counts, problems: [] };
  const written = await write(system, { found, name, folder, because });
  const problems = [
    ...(written.rules === null ? [] : (await checkRules(written.rules)).problems),
    ...(written.foes === null ? [] : (await checkFoes(written.foes, null)).problems),
  ];
  return { ...written, report: found.report, counts, problems };
};
