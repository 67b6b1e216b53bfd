import type { Foe } from '../../../schemas/character.ts';
import type { Gear } from '../../../schemas/rule-character.ts';
import type { RuleAction } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { SrdEquipment, SrdMonster, SrdSpell } from '../../../schemas/srd.ts';
import { foeProblems } from '../characters/problems.ts';
import { isFailure } from '../failure.ts';
import { checkAction } from '../rules/check-play.ts';
import { checkThing } from '../rules/check-values.ts';
import { checkingOf } from '../rules/checking.ts';
import { declaredBy } from '../rules/declared.ts';
import { levelsOf } from '../rules/mechanic.ts';
import { thingFrom } from './equipment.ts';
import { foeFrom } from './monsters.ts';
import { actionFrom } from './spells.ts';
import { nameOf } from './words.ts';

// Monsters, things and spells of the SRD's data as foes, gear and special actions of a rule system.
// I1. One that cannot be read does not stop the rest; what was left out is told, with why.
// I2. What comes of it is right by the rules of the system, each for itself and all of it together.
// I3. Nothing is taken for more than it says: what cannot be said in rules is told in words, and the report says so.

const entriesMax = 10_000;
const problemsToldMax = 5;

/** Values, resources and the like without which none of it means anything. */
const needs = {
  attribute: ['str', 'dex', 'con', 'int', 'wis', 'cha', 'level', 'hit_die', 'pace', 'armour', 'armour_dex', 'shield'],
  value: [
    'armour_class',
    'str_mod',
    'dex_mod',
    'nimble_mod',
    'spell_mod',
    'spell_dc',
    'melee',
    'finesse',
    'ranged',
    'spellcraft',
  ],
  resource: ['hp', 'slots_1'],
  roll: ['attack', 'save', 'check', 'sneak'],
  'share of a turn': ['action', 'bonus', 'reaction'],
} as const;

/** What a system lacks of it. */
export const lackedBy = (system: RuleSystem): string[] => {
  const known = declaredBy(system);
  return (Object.entries(needs) as [keyof typeof needs, readonly string[]][]).flatMap(([kind, words]) =>
    words.filter((word) => !known[kind].has(word)),
  );
};

export interface Reported {
  /** Where in the file. */
  at: number;
  name: string;
  kind: 'monster' | 'thing' | 'spell' | null;
  /** Null: it was left out. */
  key: string | null;
  /** Why it was left out, or what of it could not be said in rules. */
  notes: readonly string[];
}

export interface Imported {
  foes: readonly Foe[];
  gear: readonly Gear[];
  actions: readonly RuleAction[];
  report: readonly Reported[];
}

type Lists = { foes: Foe[]; gear: Gear[]; actions: RuleAction[] };

const isObject = (entry: unknown): entry is Record<string, unknown> =>
  typeof entry === 'object' && entry !== null && !Array.isArray(entry);

const kindOf = (entry: Record<string, unknown>): Reported['kind'] => {
  if ('hit_points' in entry || 'challenge_rating' in entry) return 'monster';
  if ('equipment_category' in entry) return 'thing';
  return 'casting_time' in entry || ('level' in entry && 'school' in entry) ? 'spell' : null;
};

const issuesOf = (error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string[] =>
  error.issues
    .slice(0, problemsToldMax)
    .map(({ path, message }) => `\`${path.map(String).join('.')}\`: ${message.toLowerCase()}`);

// ── one entry ────────────────────────────────────────────────────────────────────────────────────────────────────

const told = (problems: readonly { path: readonly (string | number)[]; message: string }[]): string[] =>
  problems.slice(0, problemsToldMax).map(({ path, message }) => `${path.join('.')}: ${message}`);

const actionProblems = (system: RuleSystem, action: RuleAction): string[] => {
  const checking = checkingOf(system);
  if (system.actions.some(({ key }) => key === action.key)) return [`the system has a \`${action.key}\` already`];
  checkAction(checking, { action, path: [], levels: new Set(levelsOf(system.mechanic)) });
  return told(checking.problems);
};

const thingProblems = (system: RuleSystem, thing: Gear): string[] => {
  if (system.gear.some(({ key }) => key === thing.key)) return [`the system has a \`${thing.key}\` already`];
  const checking = checkingOf(system);
  checkThing(checking, thing, []);
  return told(checking.problems);
};

type Put = (system: RuleSystem, entry: Record<string, unknown>, lists: Lists) => Pick<Reported, 'key' | 'notes'>;

const leftOut = (...notes: string[]): Pick<Reported, 'key' | 'notes'> => ({ key: null, notes });

/** Actions that are right, and what is wrong with the others. */
const sifted = (system: RuleSystem, actions: readonly RuleAction[], lists: Lists) => {
  const good: RuleAction[] = [];
  const notes: string[] = [];
  for (const action of actions) {
    const known = [...lists.actions, ...good].some(({ key }) => key === action.key);
    const problems = known ? [`there is a \`${action.key}\` already`] : actionProblems(system, action);
    if (problems.length === 0) good.push(action);
    else notes.push(`${action.name} was left out: ${problems.join('; ')}`);
  }
  return { good, notes };
};

const putMonster: Put = (system, entry, lists) => {
  const read = SrdMonster.safeParse(entry);
  if (!read.success) return leftOut(...issuesOf(read.error));
  const { value, actions, notes } = foeFrom(system, read.data);
  if (value === null) return leftOut(...notes);
  if (lists.foes.some(({ key }) => key === value.key)) return leftOut(`there is a \`${value.key}\` already`);
  const { good, notes: more } = sifted(system, actions, lists);
  const foe = { ...value, actions: good.map(({ key }) => key) };
  const problems = told(foeProblems({ ...system, actions: [...system.actions, ...good] }, foe, []));
  if (problems.length > 0) return leftOut(...problems);
  lists.foes.push(foe);
  lists.actions.push(...good);
  return { key: foe.key, notes: [...notes, ...more] };
};

const putThing: Put = (system, entry, lists) => {
  const read = SrdEquipment.safeParse(entry);
  if (!read.success) return leftOut(...issuesOf(read.error));
  const { value, notes } = thingFrom(system, read.data);
  if (value === null) return leftOut(...notes);
  if (lists.gear.some(({ key }) => key === value.key)) return leftOut(`there is a \`${value.key}\` already`);
  const problems = thingProblems(system, value);
  if (problems.length > 0) return leftOut(...problems);
  lists.gear.push(value);
  return { key: value.key, notes };
};

const putSpell: Put = (system, entry, lists) => {
  const read = SrdSpell.safeParse(entry);
  if (!read.success) return leftOut(...issuesOf(read.error));
  const { value, notes } = actionFrom(system, read.data);
  if (value === null) return leftOut(...notes);
  const { good, notes: more } = sifted(system, [value], lists);
  lists.actions.push(...good);
  return good.length === 0 ? leftOut(...more) : { key: value.key, notes };
};

const puts = { monster: putMonster, thing: putThing, spell: putSpell } as const;

const nameIn = (entry: Record<string, unknown>): string =>
  nameOf(typeof entry['name'] === 'string' ? entry['name'] : '') ?? 'nameless';

const put = (system: RuleSystem, entry: unknown, { at, lists }: { at: number; lists: Lists }): Reported => {
  if (!isObject(entry)) return { at, name: 'nameless', kind: null, key: null, notes: ['it is no object'] };
  const name = nameIn(entry);
  const kind = kindOf(entry);
  if (kind === null) {
    const isReference = 'url' in entry && Object.keys(entry).length <= 4;
    const why = isReference ? 'it only refers to something: load the whole of it' : 'it is no monster, thing or spell';
    return { at, name, kind, key: null, notes: [why] };
  }
  try {
    return { at, name, kind, ...puts[kind](system, entry, lists) };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { at, name, kind, key: null, notes: [error.message] };
  }
};

/** A list of entries, one of them, or an answer that has `results`. */
const entriesIn = (data: unknown): readonly unknown[] => {
  if (Array.isArray(data)) return data;
  if (isObject(data) && Array.isArray(data['results'])) return data['results'];
  return [data];
};

/** Reads what somebody has of the SRD's data. `more`: files after the first. */
export const imported = (system: RuleSystem, files: readonly unknown[]): Imported => {
  const lists: Lists = { foes: [], gear: [], actions: [] };
  const entries = files.flatMap(entriesIn);
  const report = entries.slice(0, entriesMax).map((entry, at) => put(system, entry, { at, lists }));
  if (entries.length > entriesMax)
    report.push({
      ...{ at: entriesMax, name: 'the rest', kind: null, key: null },
      notes: [`${entries.length - entriesMax} more are too many at once`],
    });
  return { ...lists, report };
};
