import path from 'node:path';
import { Config, type StoreRole } from '../../schemas/config.ts';
import { Failure } from '../domain/failure.ts';
import { nearest } from '../domain/nearest.ts';
import { readConfigFile } from './config-file.ts';
import { chosenWorld } from './current-world.ts';
import { absoluteFolder, type Machine, platformFolders } from './platform.ts';
import {
  type Assignment,
  checkSetting,
  masked,
  type Origin,
  originText,
  settingKind,
  type SettingKind,
  settingKinds,
  type SettingValue,
} from './settings.ts';

// C1. Flags go before the environment, that before the configuration file, that before the defaults; `MONITOR_…` before what other
//     programs share (`OPENAI_…`, `NO_COLOR`).
// C2. A value that can't be used is an error where it stands, also where another source goes before it.
// C3. Every value knows where it came from.

export interface Setting {
  key: string;
  /** The variable that sets it. */
  variable: string;
  summary: string;
  /** As people may see it: secrets are masked. */
  shown: SettingValue;
  origin: Origin;
}

export interface Configuration {
  config: Config;
  settings: readonly Setting[];
  /** Where the configuration file is, or would be. */
  file: string;
}

export interface ConfigurationSources {
  machine: Machine;
  flags: readonly Assignment[];
  /** From `--config`. */
  file: string | null;
}

const shared: readonly { variable: string; key: string; value?: string }[] = [
  { variable: 'OPENAI_API_KEY', key: 'model.apiKey' },
  { variable: 'OPENAI_BASE_URL', key: 'model.baseUrl' },
  { variable: 'NO_COLOR', key: 'screen.colour', value: 'never' },
];

const configVariable = 'MONITOR_CONFIG';
/** Of others, among them our own tests. */
const foreignVariables = /^MONITOR_(TEST|SERVICES)_/;

/** A variable that looks like a mistyped one of ours. Others that start alike belong to somebody else. */
const mistyped = (name: string): string | null => {
  const known = [configVariable, ...settingKinds.map(({ variable }) => variable)];
  if (!name.startsWith('MONITOR_') || known.includes(name) || foreignVariables.test(name)) return null;
  const meant = nearest(name, known);
  return meant === undefined ? null : `unknown variable \`${name}\`; did you mean \`${meant}\`?`;
};

const fromEnvironment = (env: Machine['env'], problems: string[]): Assignment[] => {
  const assignments: Assignment[] = [];
  const assign = (variable: string, key: string, text: string | undefined) => {
    if (text !== undefined && text !== '')
      assignments.push({ key, value: { text }, origin: { kind: 'environment', name: variable } });
  };
  for (const { variable, key, value } of shared) assign(variable, key, env[variable] ? (value ?? env[variable]) : '');
  for (const { variable, key } of settingKinds) assign(variable, key, env[variable]);
  for (const name of Object.keys(env)) {
    const problem = mistyped(name);
    if (problem !== null) problems.push(problem);
  }
  return assignments;
};

/** A text as the setting's type: itself, or the number, truth value or nothing that it spells. */
const readText = (kind: SettingKind, text: string): unknown => {
  if (kind.schema.safeParse(text).success) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?\d+$/.test(text) ? Number(text) : text;
};

type Values = Map<string, { value: SettingValue; origin: Origin }>;

const take = ({ key, value, origin }: Assignment, values: Values, problems: string[]): void => {
  const kind = settingKind(key);
  const where = originText(origin);
  if (typeof kind === 'string') {
    problems.push(`${where}: ${kind}`);
    return;
  }
  const checked = checkSetting(kind, 'typed' in value ? value.typed : readText(kind, value.text));
  if (checked.ok) values.set(key, { value: checked.value, origin });
  else problems.push(`${where}: ${checked.problem}`);
};

/** What the stores of this build understand. */
const schemesBuilt: Readonly<Record<StoreRole, string>> = {
  canon: 'sqlite',
  narrative: 'sqlite',
  events: 'sqlite',
  vectors: 'sqlite',
  text: 'sqlite',
  objects: 'file',
};

const refuseServers = (values: Values, problems: string[]): void => {
  for (const [role, scheme] of Object.entries(schemesBuilt)) {
    const set = values.get(`stores.${role}`);
    const asked = String(set?.value ?? scheme).split(':')[0];
    if (set && asked !== scheme)
      problems.push(
        `${originText(set.origin)}: this build has no adapter for \`${asked}:\`; supported for \`stores.${role}\`: \`${scheme}:\``,
      );
  }
  const profile = values.get('profile');
  if (profile?.value === 'servers')
    problems.push(
      `${originText(profile.origin)}: this build has no adapters for the profile \`servers\`; supported: \`embedded\``,
    );
};

const problemsShownMax = 20;

const refuse = (problems: readonly string[]): never => {
  const [first] = problems;
  const shown = problems.slice(0, problemsShownMax).map((problem) => `\n  - ${problem}`);
  throw new Failure({
    kind: 'terminal',
    code: 'bad_configuration',
    message: problems.length === 1 && first ? first : `${problems.length} settings are wrong:${shown.join('')}`,
    advice: '`monitor config --help` lists the settings. Nothing was done.',
  });
};

const nested = (values: Values): Record<string, unknown> => {
  const whole: Record<string, unknown> = {};
  for (const [key, { value }] of values) {
    const [group = key, name] = key.split('.');
    if (name === undefined) whole[group] = value;
    else whole[group] = { ...(whole[group] as object | undefined), [name]: value };
  }
  return whole;
};

const valueOf = (config: Config, key: string): SettingValue =>
  key.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], config) as SettingValue;

/** The data folder as an absolute path; a relative one starts where it was written. */
const absoluteData = (values: Values, { home, cwd }: Machine): void => {
  const data = values.get('data');
  if (typeof data?.value !== 'string' || data.origin.kind === 'default') return;
  const from = data.origin.kind === 'file' ? path.dirname(data.origin.path) : cwd;
  values.set('data', { value: absoluteFolder(data.value, { home, from }), origin: data.origin });
};

/** Puts together what is set where. Throws a failure that names everything that is wrong. */
export const loadConfiguration = async ({ machine, flags, file }: ConfigurationSources): Promise<Configuration> => {
  const folders = platformFolders(machine);
  const named = file ?? (machine.env[configVariable] || null);
  const place = absoluteFolder(named ?? path.join(folders.config, 'config.yaml'), {
    home: machine.home,
    from: machine.cwd,
  });

  const problems: string[] = [];
  const values: Values = new Map([['data', { value: folders.data, origin: { kind: 'default' } }]]);
  const read = await readConfigFile(place, { mustExist: named !== null });
  problems.push(...read.problems);
  for (const assignment of [...read.assignments, ...fromEnvironment(machine.env, problems), ...flags])
    take(assignment, values, problems);
  refuseServers(values, problems);
  if (problems.length > 0) refuse(problems);

  absoluteData(values, machine);
  const data = String(values.get('data')?.value);
  if (!values.has('world')) {
    const chosen = await chosenWorld(data);
    if (chosen !== null) values.set('world', { value: chosen, origin: { kind: 'chosen' } });
  }
  const config = Config.parse(nested(values));
  const settings = settingKinds.map((kind): Setting => {
    const { key, variable, summary } = kind;
    const origin = values.get(key)?.origin ?? { kind: 'default' };
    return { key, variable, summary, shown: masked(kind, valueOf(config, key)), origin };
  });
  return { config, settings, file: place };
};
