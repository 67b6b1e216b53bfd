// Entries of our own making in the format of the 5e SRD databases.

const reference = (index: string, name = index) => ({ index, name, url: `/api/x/${index}` });
const type = (index: string) => ({ damage_type: reference(index) });

export const lanternToad = {
  ...{ index: 'lantern-toad', name: 'Lantern Toad', size: 'Large', type: 'beast', alignment: 'unaligned' },
  ...{ armor_class: [{ type: 'natural', value: 14 }], hit_points: 45, hit_dice: '6d10', hit_points_roll: '6d10+12' },
  speed: { walk: '30 ft.', swim: '40 ft.' },
  ...{ strength: 17, dexterity: 11, constitution: 14, intelligence: 2, wisdom: 12, charisma: 5 },
  proficiencies: [
    { value: 5, proficiency: reference('skill-stealth') },
    { value: 4, proficiency: reference('saving-throw-con') },
    { value: 3, proficiency: reference('skill-juggling') },
  ],
  damage_vulnerabilities: ['cold'],
  damage_resistances: ['acid', 'bludgeoning and piercing from weapons that are not magical'],
  damage_immunities: ['poison'],
  condition_immunities: [reference('poisoned', 'Poisoned'), reference('bored', 'Bored')],
  ...{ senses: { passive_perception: 11 }, languages: '', challenge_rating: 3, proficiency_bonus: 2, xp: 700 },
  special_abilities: [{ name: 'Glow', desc: 'It sheds light for 20 ft.' }],
  actions: [
    { name: 'Multiattack', desc: 'One bite and one spit.', multiattack_type: 'actions', actions: [] },
    {
      ...{ name: 'Bite', desc: 'Melee Weapon Attack: +6 to hit, reach 10 ft., one target.', attack_bonus: 6 },
      damage: [
        { damage_dice: '2d6+3', ...type('piercing') },
        { damage_dice: '1d6', ...type('fire') },
      ],
    },
    {
      ...{ name: 'Spit', desc: 'Ranged Weapon Attack: +3 to hit, range 60/120 ft., one target.', attack_bonus: 3 },
      damage: [{ damage_dice: '1d8', ...type('acid') }],
    },
    {
      name: 'Flash',
      desc: 'Each creature in a 30-foot cone must make a save or be blinded.',
      usage: { type: 'recharge on roll', dice: '1d6', min_value: 5 },
      dc: { dc_type: reference('dex'), dc_value: 13, success_type: 'half' },
      damage: [{ damage_dice: '4d6', ...type('radiant') }],
    },
  ],
  legendary_actions: [],
  url: '/api/x/lantern-toad',
};

const equipment = (category: string) => reference(category);

export const things = [
  {
    ...{ index: 'reed-pike', name: 'Reed pike', equipment_category: equipment('weapon'), weapon_range: 'Melee' },
    ...{ cost: { quantity: 5, unit: 'gp' }, weight: 6, range: { normal: 5 } },
    damage: { damage_dice: '1d10', ...type('piercing') },
    properties: [reference('reach', 'Reach'), reference('two-handed', 'Two-Handed')],
  },
  {
    ...{ index: 'skipping-stone', name: 'Skipping stone', equipment_category: equipment('weapon') },
    ...{ weapon_range: 'Melee', cost: { quantity: 2, unit: 'sp' }, weight: 1 },
    damage: { damage_dice: '1d4', ...type('bludgeoning') },
    properties: [reference('finesse', 'Finesse'), reference('thrown', 'Thrown')],
    throw_range: { normal: 20, long: 60 },
  },
  {
    ...{ index: 'eel-hide', name: 'Eel hide', equipment_category: equipment('armor'), armor_category: 'Medium' },
    armor_class: { base: 13, dex_bonus: true, max_bonus: 2 },
    ...{ stealth_disadvantage: true, str_minimum: 11, cost: { quantity: 30, unit: 'gp' }, weight: 20 },
  },
  {
    ...{ index: 'bark-shield', name: 'Bark shield', equipment_category: equipment('armor'), armor_category: 'Shield' },
    armor_class: { base: 2, dex_bonus: false },
  },
  {
    ...{
      index: 'bottled-dusk',
      name: 'Bottled dusk',
      equipment_category: equipment('potion'),
      rarity: { name: 'Rare' },
    },
    desc: ['Potion, rare', 'Whoever drinks it is hard to see until morning.'],
  },
];

export const spells = [
  {
    ...{ index: 'gnat-bolt', name: 'Gnat Bolt', level: 0, school: reference('conjuration'), casting_time: '1 action' },
    ...{ range: '60 feet', duration: 'Instantaneous', concentration: false, ritual: false, attack_type: 'ranged' },
    desc: ['A bolt of gnats.'],
    damage: { ...type('piercing'), damage_at_character_level: { '1': '1d8', '5': '2d8' } },
  },
  {
    ...{ index: 'sour-rain', name: 'Sour Rain', level: 2, school: reference('evocation'), casting_time: '1 action' },
    ...{ range: '120 feet', duration: 'Instantaneous', concentration: false, ritual: false },
    desc: ['It rains. Whoever stands in it must save or be blinded.'],
    area_of_effect: { type: 'sphere', size: 20 },
    dc: { dc_type: reference('con'), dc_success: 'half' },
    damage: { ...type('acid'), damage_at_slot_level: { '2': '3d8', '3': '4d8' } },
  },
  {
    ...{
      index: 'kind-hand',
      name: 'Kind Hand',
      level: 1,
      school: reference('evocation'),
      casting_time: '1 bonus action',
    },
    ...{ range: 'Touch', duration: 'Instantaneous', concentration: false, ritual: false },
    desc: ['A hand on the shoulder.'],
    heal_at_slot_level: { '1': '1d8 + MOD', '2': '2d8 + MOD' },
  },
  {
    ...{
      index: 'long-shadow',
      name: 'Long Shadow',
      level: 3,
      school: reference('illusion'),
      casting_time: '10 minutes',
    },
    ...{ range: 'Self', duration: 'Up to 1 hour', concentration: true, ritual: true },
    desc: ['Your shadow goes where you would not.'],
  },
];
