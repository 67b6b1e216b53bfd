import type { Cost, Outcome, RuleAction } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { SrdSpell } from '../../../schemas/srd.ts';
import { valuesOf } from '../rules/sheet.ts';
import type { Converted } from './converted.ts';
import { bandOf, conditionsIn, diceIn, feetIn, keyOf, lineOf, metresOf, nameOf, proseOf } from './words.ts';

// A spell of the SRD's data as a special action: what it is cast with, whom it reaches, what is thrown for it, and what comes of that.

/** Whoever stands within an area. */
const areaTargets = 12;
const miles = 1600;
const nobodys = { attributes: {}, skills: {}, gear: [], effects: [] };

type Roll = NonNullable<RuleAction['roll']>;

const shares: readonly (readonly [RegExp, string])[] = [
  [/^1 bonus action/i, 'bonus'],
  [/^1 reaction/i, 'reaction'],
  [/^1 action/i, 'action'],
];

const costOf = ({ casting_time: time, level }: SrdSpell, notes: string[]): Cost[] => {
  const share = shares.find(([words]) => words.test(time))?.[1];
  if (share === undefined) notes.push(`it takes ${lineOf(time, 'its time')} to cast, which is told and not reckoned`);
  return [
    ...(share === undefined ? [] : [{ takes: share }]),
    ...(level === 0 ? [] : [{ resource: `slots_${level}`, amount: '1' }]),
  ];
};

const reachOf = (system: RuleSystem, { range, area_of_effect: area }: SrdSpell): RuleAction['reach'] => {
  const far = system.combat.ranges.at(-1)?.metres ?? 0;
  const isSelf = /^self/i.test(range);
  const feet = feetIn(range);
  const within = /mile|sight|unlimited/i.test(range) ? miles : feet === null ? 1.5 : metresOf(feet);
  const size = area === undefined ? 0 : metresOf(area.size);
  // A cone, a line or a burst goes out from whoever casts it.
  const farthest = bandOf(system, Math.min(far, isSelf && area !== undefined ? size : within));
  if (area === undefined) return { farthest, targets: 1 };
  const across = area.type === 'cube' ? size / 2 : size;
  return { farthest, targets: areaTargets, metres: Math.min(1_000, Math.max(0, across)) };
};

/** The least that it does, and whether it does more where more is put into it. */
const leastOf = (byLevel: Readonly<Record<string, string>> | undefined): { dice: string; isMore: boolean } | null => {
  const levels = Object.keys(byLevel ?? {}).toSorted((a, b) => Number(a) - Number(b));
  const dice = byLevel?.[levels[0] ?? ''];
  return dice === undefined ? null : { dice, isMore: levels.length > 1 };
};

const harmOf = (system: RuleSystem, { damage }: SrdSpell, notes: string[]): { roll: string; type: string } | null => {
  const least = leastOf(damage?.damage_at_slot_level ?? damage?.damage_at_character_level);
  if (least === null) return null;
  const roll = diceIn(least.dice.replaceAll(/\bMOD\b/g, '@spell_mod'), valuesOf(system, nobodys));
  const type = damage?.damage_type?.index;
  if (roll === null || type === undefined) {
    notes.push(`its damage \`${least.dice}\` is no roll of one type`);
    return null;
  }
  if (least.isMore) notes.push('what it does more at higher levels is left out');
  return { roll, type };
};

const healingOf = (system: RuleSystem, spell: SrdSpell, notes: string[]): Outcome[] => {
  const least = leastOf(spell.heal_at_slot_level);
  if (least === null) return [];
  const by = diceIn(least.dice.replaceAll(/\bMOD\b/g, '@spell_mod'), valuesOf(system, nobodys));
  if (by === null) {
    notes.push(`its healing \`${least.dice}\` is no roll`);
    return [];
  }
  if (least.isMore) notes.push('what it heals more at higher levels is left out');
  return [{ kind: 'resource', resource: 'hp', by, to: 'ally' }];
};

const rollOf = ({ attack_type: attack, dc }: SrdSpell): Roll | undefined => {
  if (attack !== undefined) return { kind: 'attack', with: ['spellcraft'], who: 'self' };
  if (dc === undefined) return undefined;
  return { kind: 'save', with: [`${dc.dc_type.index}_save`], who: 'other', difficulty: '@spell_dc' };
};

const outcomesOf = (system: RuleSystem, spell: SrdSpell, notes: string[]): RuleAction['outcomes'] => {
  const harm = harmOf(system, spell, notes);
  const full: Outcome[] = harm === null ? [] : [{ kind: 'harm', ...harm, to: 'other' }];
  if (spell.attack_type !== undefined) return full.length === 0 ? {} : { critical_success: full, success: full };
  if (spell.dc === undefined) return { success: [...full, ...healingOf(system, spell, notes)] };
  const conditions = conditionsIn(system, proseOf(spell.desc));
  if (conditions.length > 0) notes.push(`read from its words: ${conditions.join(', ')}`);
  const failed: Outcome[] = [
    ...full,
    ...conditions.map((condition) => ({ kind: 'condition' as const, condition, to: 'other' as const })),
  ];
  const half: Outcome[] =
    spell.dc.dc_success === 'half' && harm !== null
      ? [{ kind: 'harm', roll: `(${harm.roll}) // 2`, type: harm.type, to: 'other' }]
      : [];
  return { ...(failed.length === 0 ? {} : { failure: failed }), ...(half.length === 0 ? {} : { success: half }) };
};

const isEmpty = (outcomes: RuleAction['outcomes']): boolean =>
  Object.values(outcomes).every((some) => some.length === 0);

const aboutOf = (spell: SrdSpell): string => {
  const facts = [
    spell.level === 0 ? 'A cantrip' : `Of the circle ${spell.level}`,
    ...(spell.duration === '' || spell.duration === 'Instantaneous' ? [] : [spell.duration.toLowerCase()]),
    ...(spell.concentration ? ['with concentration'] : []),
    ...(spell.ritual ? ['also as a ritual'] : []),
  ];
  return lineOf(`${facts.join(', ')}. ${proseOf(spell.desc)}`, 'A spell.');
};

export const actionFrom = (system: RuleSystem, spell: SrdSpell): Converted<RuleAction> => {
  const notes: string[] = [];
  const key = keyOf(spell.index);
  const name = nameOf(spell.name);
  if (key === null || name === null) return { value: null, actions: [], notes: ['it has no name that can be used'] };
  const about = aboutOf(spell);
  const cost = costOf(spell, notes);
  const outcomes = outcomesOf(system, spell, notes);
  const roll = rollOf(spell);
  if (spell.concentration) notes.push('concentration is told, and not reckoned');
  const hasNothing = isEmpty(outcomes);
  if (hasNothing) notes.push('what it does is told, and not reckoned');
  const reach = reachOf(system, spell);
  return {
    ...{ actions: [], notes },
    value: {
      ...{ key, name, about, cost, words: [name.toLowerCase()], special: true },
      ...(hasNothing || roll === undefined ? {} : { roll }),
      ...(reach === undefined ? {} : { reach }),
      outcomes: hasNothing ? { success: [{ kind: 'told', text: about }] } : outcomes,
    },
  };
};
