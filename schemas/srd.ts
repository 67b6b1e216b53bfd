import { z } from 'zod';

// Monsters, equipment, magic items and spells as the 5e SRD databases write them (`5e-SRD-Monsters.json` and its like). Only what is made use of is
// described, and nothing more is asked of a file: what is missing or otherwise is told where it is missed.

const listMax = 200;
const textMax = 20_000;
const numberMost = 1_000_000_000;

const Text = z.string().max(textMax);
const Count = z.number().min(-numberMost).max(numberMost);
const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
/** Each of them for itself: one that cannot be read does not take the others along. */
const List = <T extends z.ZodType>(schema: T) =>
  z
    .array(schema.nullable().catch(null))
    .max(listMax)
    .optional()
    .catch(undefined)
    .transform((list) => (list ?? []).flatMap((each) => (each === null ? [] : [each as z.output<T>])));

const Reference = z.looseObject({ index: Text, name: lenient(Text) });
const Damage = z.looseObject({ damage_dice: Text, damage_type: Reference });
const Dc = z.looseObject({ dc_type: Reference, dc_value: Count, success_type: lenient(Text) });
const Usage = z.looseObject({ type: Text, times: lenient(Count), dice: lenient(Text), min_value: lenient(Count) });

export const SrdAction = z.looseObject({
  name: Text.min(1),
  desc: Text.catch(''),
  attack_bonus: lenient(Count),
  damage: List(Damage),
  dc: lenient(Dc),
  usage: lenient(Usage),
});
export type SrdAction = z.infer<typeof SrdAction>;

export const SrdMonster = z.looseObject({
  index: Text.min(1),
  name: Text.min(1),
  size: Text.catch(''),
  type: Text.catch(''),
  alignment: Text.catch(''),
  armor_class: z.union([
    z
      .array(z.looseObject({ value: Count }))
      .min(1)
      .max(listMax),
    Count,
  ]),
  hit_points: Count,
  hit_dice: Text.catch(''),
  speed: lenient(z.looseObject({ walk: lenient(Text) })),
  strength: Count,
  dexterity: Count,
  constitution: Count,
  intelligence: Count,
  wisdom: Count,
  charisma: Count,
  proficiencies: List(z.looseObject({ value: Count, proficiency: Reference })),
  damage_vulnerabilities: List(Text),
  damage_resistances: List(Text),
  damage_immunities: List(Text),
  condition_immunities: List(Reference),
  challenge_rating: Count,
  proficiency_bonus: lenient(Count),
  xp: lenient(Count),
  special_abilities: List(SrdAction),
  actions: List(SrdAction),
  legendary_actions: List(SrdAction),
  reactions: List(SrdAction),
});
export type SrdMonster = z.infer<typeof SrdMonster>;

export const SrdEquipment = z.looseObject({
  index: Text.min(1),
  name: Text.min(1),
  equipment_category: Reference,
  cost: lenient(z.looseObject({ quantity: Count, unit: Text })),
  weight: lenient(Count),
  desc: z
    .union([z.array(Text).max(listMax), Text])
    .optional()
    .catch(undefined),
  weapon_range: lenient(Text),
  damage: lenient(Damage),
  two_handed_damage: lenient(Damage),
  range: lenient(z.looseObject({ normal: lenient(Count), long: lenient(Count) })),
  throw_range: lenient(z.looseObject({ normal: Count })),
  properties: List(Reference),
  armor_category: lenient(Text),
  armor_class: lenient(z.looseObject({ base: Count, dex_bonus: z.boolean(), max_bonus: lenient(Count) })),
  stealth_disadvantage: lenient(z.boolean()),
  str_minimum: lenient(Count),
  gear_category: lenient(Reference),
  rarity: lenient(z.looseObject({ name: Text })),
});
export type SrdEquipment = z.infer<typeof SrdEquipment>;

const ByLevel = z.record(z.string().regex(/^\d{1,2}$/), Text);

export const SrdSpell = z.looseObject({
  index: Text.min(1),
  name: Text.min(1),
  desc: z
    .union([z.array(Text).max(listMax), Text])
    .optional()
    .catch(undefined),
  range: Text.catch(''),
  duration: Text.catch(''),
  concentration: z.boolean().catch(false),
  ritual: z.boolean().catch(false),
  casting_time: Text.catch(''),
  level: z.int().min(0).max(9),
  attack_type: lenient(Text),
  damage: lenient(
    z.looseObject({
      damage_type: lenient(Reference),
      damage_at_slot_level: lenient(ByLevel),
      damage_at_character_level: lenient(ByLevel),
    }),
  ),
  dc: lenient(z.looseObject({ dc_type: Reference, dc_success: lenient(Text) })),
  area_of_effect: lenient(z.looseObject({ type: Text, size: Count })),
  heal_at_slot_level: lenient(ByLevel),
  school: lenient(Reference),
});
export type SrdSpell = z.infer<typeof SrdSpell>;
