import { type Belonging, belongingsMax, type Character, coinsMax, thingCountMax } from '../../../schemas/character.ts';
import type { Gear } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import type { Faces } from '../dice/roll.ts';
import { bringAbout } from '../rules/acting/outcomes.ts';
import { thingOf, unknownName } from '../rules/sheet.ts';
import { type Changing, changing, type Done, settle } from './changing.ts';
import { refused, type Refused } from './reason.ts';
import { carryingOf, isBurdened, weightOf } from './weight.ts';

// Things that somebody has: given, taken away, put on, taken off, used up.
// I1. Nobody wears two armours or two shields; whoever puts on another takes the first off, where that is asked for.
// I2. What happens to a thing happens to so many of it as there are, or not at all.

type Found = Done | Refused;

const unknownThing = (system: RuleSystem, { own }: Character, thing: string): Refused =>
  refused(
    ['thing'],
    unknownName(
      'thing',
      thing,
      [...own, ...system.gear].map(({ key }) => key),
    ),
    `\`monitor rules show ${system.id} gear\` lists what there is; write under \`own\` in the file what is theirs alone.`,
  );

export const countOf = ({ belongings }: Pick<Character, 'belongings'>, thing: string, at: Belonging['at']): number =>
  belongings.find((each) => each.thing === thing && each.at === at)?.count ?? 0;

interface Moving {
  thing: string;
  at: Belonging['at'];
  by: number;
  because: string;
}

const move = (work: Changing, { thing, at, by, because }: Moving): void => {
  if (by !== 0) work.put({ kind: 'belonging', thing, at, by, to: countOf(work.now(), thing, at) + by, because });
};

/** Whether it is too much now is told where it was not before, and the other way round. */
const tellBurden = (system: RuleSystem, work: Changing, before: Character): void => {
  const after = work.now();
  const [was, is] = [isBurdened(system, before), isBurdened(system, after)];
  const condition =
    system.conditions.find(({ key }) => key === system.encumbrance?.condition)?.name.toLowerCase() ?? '';
  const sum = `${weightOf(system, after)} of ${carryingOf(system, after) ?? 0}`;
  if (is && !was) work.note(`that is too much to carry (${sum}): they are ${condition}`);
  if (was && !is) work.note(`they are ${condition} no longer (${sum})`);
};

const ended = (system: RuleSystem, work: Changing, before: Character): Done => {
  settle(system, work, { before, gains: false });
  tellBurden(system, work, before);
  return work.done();
};

// ── giving and taking ────────────────────────────────────────────────────────────────────────────────────────────

export interface Giving {
  thing: string;
  count: number;
  /** They pay for it. */
  isPaid: boolean;
  because: string;
}

const paidFor = (work: Changing, { name, price }: Gear, { count, because }: Giving): Refused | null => {
  const { coins } = work.now();
  const sum = (price ?? 0) * count;
  if (price === undefined) return refused(['thing'], `${name.toLowerCase()} has no price`, 'Give it without `--pay`.');
  if (sum > coins)
    return refused(['coins'], `it costs ${sum}, and there are ${coins} coins`, `${sum - coins} are missing.`);
  if (sum > 0) work.put({ kind: 'coins', by: -sum, to: coins - sum, because });
  return null;
};

export const given = (system: RuleSystem, character: Character, giving: Giving): Found => {
  const { thing, count, because } = giving;
  const gear = thingOf(system, character, thing);
  if (gear === undefined) return unknownThing(system, character, thing);
  const there = countOf(character, thing, 'carried');
  if (there + count > thingCountMax) return refused(['count'], `nobody has more than ${thingCountMax} of a thing`);
  if (there === 0 && character.belongings.length >= belongingsMax)
    return refused(['thing'], `nobody has more than ${belongingsMax} kinds of things`, 'Take something away first.');
  const work = changing(system, character);
  const problem = giving.isPaid ? paidFor(work, gear, giving) : null;
  if (problem !== null) return problem;
  move(work, { thing, at: 'carried', by: count, because });
  return ended(system, work, character);
};

/** From what is carried first. */
export const taken = (
  system: RuleSystem,
  character: Character,
  { thing, count, because }: { thing: string; count: number; because: string },
): Found => {
  const carried = countOf(character, thing, 'carried');
  const worn = countOf(character, thing, 'worn');
  if (carried + worn < count) return tooFew(character, thing, { count, there: carried + worn });
  const work = changing(system, character);
  const first = Math.min(count, carried);
  move(work, { thing, at: 'carried', by: -first, because });
  move(work, { thing, at: 'worn', by: -(count - first), because });
  return ended(system, work, character);
};

const tooFew = (
  { name, belongings }: Character,
  thing: string,
  { count, there }: { count: number; there: number },
): Refused => {
  if (there > 0) return refused(['thing'], `${name} has ${there} of \`${thing}\`, and not ${count}`);
  const all = [...new Set(belongings.map((each) => each.thing))];
  return refused(
    ['thing'],
    `${name} has no \`${thing}\``,
    all.length === 0 ? 'They have nothing at all.' : `They have ${all.map((each) => `\`${each}\``).join(', ')}.`,
  );
};

export const coinsGiven = (
  system: RuleSystem,
  character: Character,
  { by, because }: { by: number; because: string },
): Found => {
  const to = character.coins + by;
  if (to < 0) return refused(['coins'], `there are ${character.coins} coins, and not ${-by}`);
  if (to > coinsMax) return refused(['coins'], `nobody has more than ${coinsMax} coins`);
  const work = changing(system, character);
  if (by !== 0) work.put({ kind: 'coins', by, to, because });
  return work.done();
};

// ── wearing ──────────────────────────────────────────────────────────────────────────────────────────────────────

export const putOn = (
  system: RuleSystem,
  character: Character,
  { thing, isInstead, because }: { thing: string; isInstead: boolean; because: string },
): Found => {
  const gear = thingOf(system, character, thing);
  if (gear === undefined) return unknownThing(system, character, thing);
  if (countOf(character, thing, 'carried') === 0)
    return countOf(character, thing, 'worn') > 0
      ? refused(['thing'], `${gear.name.toLowerCase()} is worn already`)
      : tooFew(character, thing, { count: 1, there: 0 });
  const isOne = gear.kind === 'armour' || gear.kind === 'shield';
  const other = character.belongings.find(
    (each) => isOne && each.at === 'worn' && thingOf(system, character, each.thing)?.kind === gear.kind,
  );
  if (other !== undefined && !isInstead)
    return refused(
      ['thing'],
      `nobody wears two of the kind ${gear.kind}: \`${other.thing}\` is worn`,
      'Take it off first, or put this on with `--instead`.',
    );
  const work = changing(system, character);
  if (other !== undefined) swap(work, { thing: other.thing, from: 'worn', because });
  swap(work, { thing, from: 'carried', because });
  return ended(system, work, character);
};

const swap = (
  work: Changing,
  { thing, from, because }: { thing: string; from: Belonging['at']; because: string },
): void => {
  move(work, { thing, at: from, by: -1, because });
  move(work, { thing, at: from === 'worn' ? 'carried' : 'worn', by: 1, because });
};

export const takenOff = (
  system: RuleSystem,
  character: Character,
  { thing, because }: { thing: string; because: string },
): Found => {
  if (countOf(character, thing, 'worn') === 0)
    return countOf(character, thing, 'carried') > 0
      ? refused(['thing'], `\`${thing}\` is carried, and not worn`)
      : tooFew(character, thing, { count: 1, there: 0 });
  const work = changing(system, character);
  swap(work, { thing, from: 'worn', because });
  return ended(system, work, character);
};

// ── using up ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const usedUp = (system: RuleSystem, character: Character, thing: string, faces: Faces): Found => {
  const gear = thingOf(system, character, thing);
  if (gear === undefined) return unknownThing(system, character, thing);
  if (gear.kind !== 'consumable')
    return refused(['thing'], `${gear.name.toLowerCase()} is not used up`, 'Take it away with `character take`.');
  const at = countOf(character, thing, 'carried') > 0 ? 'carried' : 'worn';
  if (countOf(character, thing, at) === 0) return tooFew(character, thing, { count: 1, there: 0 });
  const work = changing(system, character);
  move(work, { thing, at, by: -1, because: `${gear.name.toLowerCase()} is used` });
  const present = { actor: work.standing(), other: null, near: [] };
  const because = gear.name.toLowerCase();
  const found = bringAbout(system, present, {
    ...{ because, costs: [], outcomes: gear.use, isCritical: false, weapon: null, succeeded: null, faces },
  });
  for (const rolled of [...found.rolls, ...found.harms.map((each) => each.rolled)]) work.threw(because, rolled);
  work.putDeltas(found.deltas);
  for (const text of found.told) work.note(text);
  if (gear.use.length === 0) work.note(gear.about);
  else if (found.deltas.length === 0 && found.told.length === 0) work.note('nothing comes of it');
  return ended(system, work, character);
};
