import type { Foe, Tactics } from '../../../schemas/character.ts';
import type { Feature, Gear } from '../../../schemas/rule-character.ts';
import type { Effect } from '../../../schemas/rule-effects.ts';
import type { RuleAction } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { SrdAction, SrdMonster } from '../../../schemas/srd.ts';
import { type Sheet, valuesOf } from '../rules/sheet.ts';
import type { Converted } from './converted.ts';
import { breathFrom, weaponFrom } from './monster-actions.ts';
import { keyOf, lineOf, metresOf, nameOf } from './words.ts';

// A monster of the SRD's data as a foe. Its numbers come to what is written: where the rules would reckon otherwise, a feature makes up for it.

const featuresMax = 32;
const ownMax = 100;
const levelsPerBonus = 4;
const leastBonus = 2;
const mostBonus = 6;
const abilities = {
  str: 'strength',
  dex: 'dexterity',
  con: 'constitution',
  int: 'intelligence',
  wis: 'wisdom',
  cha: 'charisma',
} as const;

const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, Math.floor(value)));

const bounded = ({ attributes }: RuleSystem, key: string, value: number): number => {
  const { min = 0, max = 0 } = attributes.find((each) => each.key === key) ?? {};
  return within(value, min, max);
};

const bonusOf = ({ proficiency_bonus: bonus, challenge_rating: rating }: SrdMonster): number =>
  bonus ?? leastBonus + Math.floor((Math.max(1, rating) - 1) / levelsPerBonus);

const attributesOf = (system: RuleSystem, monster: SrdMonster): Record<string, number> => {
  const [, die = '8'] = /d(\d{1,3})/.exec(monster.hit_dice) ?? [];
  const walked = /\d+/.exec(monster.speed?.walk ?? '')?.[0];
  const level = 1 + (within(bonusOf(monster), leastBonus, mostBonus) - leastBonus) * levelsPerBonus;
  return {
    ...Object.fromEntries(Object.entries(abilities).map(([key, name]) => [key, bounded(system, key, monster[name])])),
    level: bounded(system, 'level', level),
    hit_die: bounded(system, 'hit_die', Number(die)),
    pace: bounded(system, 'pace', walked === undefined ? 9 : metresOf(Number(walked))),
  };
};

/** What their skills are to come to, by key. */
const wantedSkills = (system: RuleSystem, monster: SrdMonster, notes: string[]): Map<string, number> => {
  const known = new Set(system.skills.list.map(({ key }) => key));
  const wanted = new Map<string, number>();
  for (const { value, proficiency } of monster.proficiencies) {
    const [, save] = /^saving-throw-(\w+)$/.exec(proficiency.index) ?? [];
    const [, skill = ''] = /^skill-(.+)$/.exec(proficiency.index) ?? [];
    const key = save === undefined ? skill.replaceAll('-', '_') : `${save}_save`;
    if (known.has(key)) wanted.set(key, Math.trunc(value));
    else notes.push(`nothing is known of \`${proficiency.index}\``);
  }
  return wanted;
};

const types = (system: RuleSystem, written: readonly string[], notes: string[]): string[] => {
  const known = system.damage.types.map(({ key }) => key);
  return written.flatMap((text) => {
    const plain = text.toLowerCase();
    const found = known.filter((key) => plain.includes(key));
    if (found.length === 0) notes.push(`no damage is called \`${lineOf(text, '')}\``);
    else if (plain.trim() !== found[0]) notes.push(`\`${lineOf(text, '')}\` counts whatever it is done with`);
    return found;
  });
};

const harmEffects = (system: RuleSystem, monster: SrdMonster, notes: string[]): Effect[] => {
  const of = (is: 'resisted' | 'vulnerable' | 'immune', written: readonly string[]): Effect[] => {
    const found = [...new Set(types(system, written, notes))];
    return found.length === 0 ? [] : [{ kind: 'damage', is, types: found, step: 1 }];
  };
  const names = new Map(system.conditions.map(({ key, name }) => [name.toLowerCase(), key]));
  const spared = monster.condition_immunities.flatMap(({ index, name }) => {
    const said = (name ?? index).toLowerCase();
    const key = names.get(said) ?? said.replace('paralyzed', 'paralysed').replace('exhaustion', 'exhausted');
    const isKnown = system.conditions.some((each) => each.key === key);
    if (!isKnown) notes.push(`no condition is called \`${lineOf(said, '')}\``);
    return isKnown ? [key] : [];
  });
  return [
    ...of('resisted', monster.damage_resistances),
    ...of('vulnerable', monster.damage_vulnerabilities),
    ...of('immune', monster.damage_immunities),
    ...(spared.length === 0 ? [] : [{ kind: 'immune' as const, conditions: [...new Set(spared)], step: 1 }]),
  ];
};

const armourClassOf = ({ armor_class: written }: SrdMonster): number =>
  typeof written === 'number' ? written : (written[0]?.value ?? 10);

/** What makes up for where the rules would come to something else. */
const corrections = (system: RuleSystem, sheet: Sheet, wanted: ReadonlyMap<string, number>): Effect[] => {
  const values = valuesOf(system, sheet);
  return [...wanted].flatMap(([value, want]): Effect[] => {
    const by = Math.trunc(want) - (values[value] ?? 0);
    return by === 0 ? [] : [{ kind: 'value', value, by: String(by), step: 1 }];
  });
};

const textFeature = ({ name, desc }: SrdAction): Feature[] => {
  const called = nameOf(name);
  return called === null ? [] : [{ name: called, about: lineOf(desc, 'It can.'), effects: [] }];
};

const mindless = ['undead', 'construct', 'ooze', 'plant'];

const tacticsOf = (type: string, own: readonly Gear[]): Tactics => {
  const isFar = own.length > 0 && own.every(({ weapon }) => weapon?.with.includes('ranged') === true);
  const manner = isFar ? ('skirmish' as const) : ('charge' as const);
  if (mindless.some((each) => type.includes(each))) return { manner, target: 'nearest', surrenders: false };
  return { manner, target: 'nearest', breaks: 0.6, surrenders: type.includes('humanoid') };
};

interface Deeds {
  own: Gear[];
  actions: RuleAction[];
  features: Feature[];
  /** What attacks are to come to, by the skill that they are made with. */
  hits: Map<string, number>;
}

type Weapon = NonNullable<ReturnType<typeof weaponFrom>>;

const putWeapon = (deeds: Deeds, { gear, skill, bonus }: Weapon, notes: string[]): void => {
  const known = deeds.hits.get(skill);
  if (known !== undefined && known !== bonus) notes.push(`${gear.name} hits with ${known} here, and not with ${bonus}`);
  else deeds.hits.set(skill, bonus);
  if (!deeds.own.some((each) => each.key === gear.key)) deeds.own.push(gear);
};

const deedsOf = (system: RuleSystem, monster: SrdMonster, { key, notes }: { key: string; notes: string[] }): Deeds => {
  const deeds: Deeds = { own: [], actions: [], features: [], hits: new Map() };
  for (const action of monster.actions) {
    const weapon = weaponFrom(system, action, key);
    if (weapon !== null) {
      notes.push(...weapon.notes);
      putWeapon(deeds, weapon, notes);
      continue;
    }
    const breath = breathFrom(system, action, { key, name: monster.name });
    notes.push(...breath.notes);
    if (breath.action !== null) deeds.actions.push(breath.action);
    else {
      notes.push(`${lineOf(action.name, 'an action')} is told, and not reckoned`);
      deeds.features.push(...textFeature(action));
    }
  }
  const told = [...monster.special_abilities, ...monster.reactions, ...monster.legendary_actions];
  if (told.length > 0)
    notes.push(`told, and not reckoned: ${told.map(({ name }) => lineOf(name, 'something')).join(', ')}`);
  deeds.features.push(...told.flatMap(textFeature));
  return deeds;
};

export const foeFrom = (system: RuleSystem, monster: SrdMonster): Converted<Foe> => {
  const notes: string[] = [];
  const key = keyOf(monster.index);
  const name = nameOf(monster.name);
  if (key === null || name === null) return { value: null, actions: [], notes: ['it has no name that can be used'] };
  const { own, actions, features, hits } = deedsOf(system, monster, { key, notes });
  const attributes = attributesOf(system, monster);
  const kept = own.slice(0, ownMax);
  const gear = kept.map((each) => each.key);
  const wanted = new Map([
    ...wantedSkills(system, monster, notes),
    ...hits,
    ...([
      ['armour_class', armourClassOf(monster)],
      ['hp_max', Math.max(1, monster.hit_points)],
    ] as const),
  ]);
  const effects = [
    ...corrections(system, { attributes, skills: {}, gear, own: kept, effects: [] }, wanted),
    ...harmEffects(system, monster, notes),
  ];
  const plain: Feature = { name: 'As it is made', about: 'Its numbers are what they are.', effects };
  const all = [...(effects.length === 0 ? [] : [plain]), ...features];
  if (all.length > featuresMax) notes.push(`${all.length - featuresMax} features are too many`);
  const type = monster.type.toLowerCase();
  return {
    ...{ actions, notes },
    value: {
      ...{ key, name, attributes, skills: {}, own: kept, gear, actions: [], features: all.slice(0, featuresMax) },
      about: lineOf(`${monster.size} ${type}, ${monster.alignment}.`.replace(/, \.$/, '.'), 'A monster.'),
      kind: keyOf(type) ?? 'monster',
      threat: Math.min(100, Math.max(0, monster.challenge_rating)),
      habitat: [],
      instead: { dying: 'dead' },
      fights: tacticsOf(type, kept),
      ...(monster.xp === undefined ? {} : { experience: within(monster.xp, 0, 1_000_000) }),
    },
  };
};
