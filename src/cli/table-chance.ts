import type { RuleSystem } from '../../schemas/rule-system.ts';
import { deckOf, type DeckState, type ScriptedDeck, scriptedDeck } from '../domain/cards/deck.ts';
import type { Faces } from '../domain/dice/roll.ts';
import { nearest } from '../domain/nearest.ts';
import { besideDeck, type CardMechanic, cardsOf } from '../domain/rules/cards.ts';
import type { World } from '../ports/world.ts';
import { type Chance, chanceFlags, chanceLines, chanceOf } from './chance.ts';
import { type FlagValues, usageFailure } from './command.ts';
import type { Style } from './screen/style.ts';
import { wrapped } from './screen/wrap.ts';

// Where dice fall from and cards are drawn from, by the rules of a system.

export const outFlag = {
  out: { kind: 'text', value: 'CARD,…', summary: 'cards that are out already, where a system draws cards' },
} as const;

export const tableChanceFlags = {
  ...chanceFlags,
  cards: { kind: 'text', value: 'CARD,…', summary: 'cards as they are drawn: `7 of irons,joker`; or their keys' },
  ...outFlag,
} as const;

const split = (written: string): string[] =>
  written
    .split(',')
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== '');

/** A joker is any of those that are not named before. */
const keysOf = (
  mechanic: CardMechanic,
  { flag, written, used = [] }: { flag: string; written: string; used?: readonly string[] },
): string[] => {
  const all = cardsOf(mechanic);
  const found: string[] = [];
  for (const word of split(written)) {
    const meant = all.filter(({ key, name }) => key === word || name === word);
    const card = meant.find(({ key }) => ![...used, ...found].includes(key)) ?? meant[0];
    if (card === undefined) {
      const near = nearest(
        word,
        all.map(({ name }) => name),
      );
      const advice = near === undefined ? `Such as \`${all[0]?.name ?? ''}\`.` : `Did you mean \`${near}\`?`;
      throw usageFailure(`\`--${flag}\`: there is no card \`${word}\``, advice);
    }
    found.push(card.key);
  }
  return found;
};

/** Cards that are out, by their keys. */
export const outOf = ({ mechanic, title }: RuleSystem, written: string | null): readonly string[] => {
  if (written === null) return [];
  if (mechanic.kind === 'cards') return keysOf(mechanic, { flag: 'out', written });
  throw usageFailure(`${title} draws no cards`, 'Leave out `--out`.');
};

export interface TableChance {
  chance: Chance;
  from: Faces;
  /** Given cards that nobody needed. */
  cardsLeft: () => readonly string[];
  /** The deck as it is now; null: no cards are drawn. */
  deck: () => DeckState | null;
}

export const tableChance = (
  system: RuleSystem,
  flags: FlagValues<typeof tableChanceFlags>,
  world: World,
): TableChance => {
  const { mechanic, title } = system;
  const chance = chanceOf(flags, world);
  const none: TableChance = { chance, from: chance.from, cardsLeft: () => [], deck: () => null };
  const out = outOf(system, flags.out);
  if (mechanic.kind !== 'cards') {
    if (flags.cards === null) return none;
    throw usageFailure(`${title} draws no cards`, 'Leave out `--cards`.');
  }
  const state = { out, shuffles: 0 };
  const scripted: ScriptedDeck | null =
    flags.cards === null
      ? null
      : scriptedDeck(state, keysOf(mechanic, { flag: 'cards', written: flags.cards, used: out }));
  const deck = scripted ?? deckOf(state);
  return {
    ...{ chance, from: besideDeck(chance.from, deck) },
    ...{ cardsLeft: () => scripted?.left() ?? [], deck: () => deck.state() },
  };
};

/** What is told of chance after all else, in `--json` too. */
export interface ChanceView {
  /** Null: nothing fell by one. */
  seed: string | null;
  /** Faces that nobody needed. */
  left: readonly number[];
  /** Cards that nobody needed. */
  cardsLeft: readonly string[];
  deck: DeckState | null;
}

/** Where nothing fell there is nothing to have again. */
export const chanceView = ({ chance, cardsLeft, deck }: TableChance): ChanceView => ({
  ...{ seed: chance.used() === 0 ? null : chance.seed, left: chance.left() },
  ...{ cardsLeft: cardsLeft(), deck: deck() },
});

export const isUsedUp = ({ left, cardsLeft }: ChanceView): boolean => left.length === 0 && cardsLeft.length === 0;

export const tableChanceLines = ({ seed, left, cardsLeft }: ChanceView, style: Style): readonly string[] => [
  ...(cardsLeft.length > 0 ? wrapped(`nobody needed ${cardsLeft.join(', ')}`).map(style.warning) : []),
  ...chanceLines({ seed, left }, style),
];
