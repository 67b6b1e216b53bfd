import type { Belonging, CharacterChoices } from '../../../schemas/character.ts';
import type { Gear, Template } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { unknownName } from '../rules/sheet.ts';
import type { Reason } from './reason.ts';

// What somebody sets out with: as their template says, or what they bought.

export interface Outfit {
  belongings: Belonging[];
  coins: number;
  reasons: readonly Reason[];
}

const isWorn = ({ kind, effects, gives, weapon }: Gear): boolean =>
  weapon !== undefined || kind === 'armour' || kind === 'shield' || effects.length > 0 || Object.keys(gives).length > 0;

/** What does something is worn, and of armour and shields the first; the rest is carried. */
const asWorn = (system: RuleSystem, things: readonly { thing: string; count: number }[]): Belonging[] => {
  const seen = new Set<Gear['kind']>();
  const belongings: Belonging[] = [];
  const put = (thing: string, count: number, at: Belonging['at']): void => {
    const there = belongings.find((each) => each.thing === thing && each.at === at);
    if (count < 1) return;
    if (there === undefined) belongings.push({ thing, count, at });
    else there.count += count;
  };
  for (const { thing, count } of things) {
    const gear = system.gear.find(({ key }) => key === thing);
    if (gear === undefined || !isWorn(gear)) {
      put(thing, count, 'carried');
      continue;
    }
    const isOne = gear.kind === 'armour' || gear.kind === 'shield';
    const isWorse = isOne && seen.has(gear.kind);
    seen.add(gear.kind);
    put(thing, isWorse ? 0 : 1, 'worn');
    put(thing, isWorse ? count : count - 1, 'carried');
  }
  return belongings;
};

type Buys = NonNullable<CharacterChoices['buys']>;

/** What it costs altogether; nothing is sold that has no price. */
const priceOf = (system: RuleSystem, buys: Buys, isCounted: boolean): { price: number; reasons: Reason[] } => {
  const reasons: Reason[] = [];
  const keys = system.gear.map(({ key }) => key);
  let price = 0;
  for (const [index, { thing, count }] of buys.entries()) {
    const path = ['buys', index, 'thing'];
    const gear = system.gear.find(({ key }) => key === thing);
    if (gear === undefined) reasons.push({ path, message: unknownName('thing', thing, keys) });
    else if (isCounted && gear.price === undefined)
      reasons.push({ path, message: `\`${thing}\` has no price`, advice: 'It can only be given, not bought.' });
    price += (gear?.price ?? 0) * count;
  }
  return { price, reasons };
};

/** Where nobody counts coins. */
const tooMany = ({ title, creation }: RuleSystem, buys: Buys): Reason[] => {
  const path = ['buys'];
  const most = creation?.things;
  const many = buys.reduce((sum, { count }) => sum + count, 0);
  if (most === undefined)
    return [
      {
        ...{ path, message: `in ${title} nobody picks what they set out with` },
        advice: 'Leave it out: the template has things.',
      },
    ];
  return many <= most ? [] : [{ path, message: `${many} things are too many`, advice: `Pick ${most}.` }];
};

const tooDear = (price: number, purse: number): Reason[] =>
  price <= purse
    ? []
    : [
        {
          ...{ path: ['buys'], message: `it comes to ${price} coins, and there are ${purse}` },
          advice: `Leave out what costs ${price - purse} at least.`,
        },
      ];

const bought = (system: RuleSystem, buys: Buys, purse: number): Outfit => {
  const isCounted = system.creation?.coins !== undefined;
  const { price, reasons } = priceOf(system, buys, isCounted);
  reasons.push(...(isCounted ? tooDear(price, purse) : tooMany(system, buys)));
  return { belongings: asWorn(system, buys), coins: isCounted ? purse - price : 0, reasons };
};

export const outfitOf = (
  system: RuleSystem,
  { template, buys, purse }: { template: Template | null; buys: Buys | undefined; purse: number },
): Outfit => {
  if (buys !== undefined) return bought(system, buys, purse);
  const things = template?.gear.map((thing) => ({ thing, count: 1 })) ?? [];
  return { belongings: asWorn(system, things), coins: 0, reasons: [] };
};
