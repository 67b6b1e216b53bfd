import type { SuccessLevel } from '../../../schemas/success-level.ts';
import type { Drawing, Mechanic, SpecialCards } from '../../../schemas/rule-mechanic.ts';
import { type Deck, type DeckState, deckOf, wholeDeck } from '../cards/deck.ts';
import type { Faces } from '../dice/roll.ts';
import type { Attempt, Succeeded } from './attempt.ts';
import { fromBest, judgeOf, levelsOf, shifted, succeedWith } from './mechanic.ts';

// From a card to how well something went.
// C1. Of several cards that are drawn the one counts that makes most of it, or least; of equals the first.
// C2. What a suit adds is a modifier like any other, with its name.

export type CardMechanic = Extract<Mechanic, { kind: 'cards' }>;

export interface Card {
  /** `seven_of_irons`, `joker_1`. */
  key: string;
  name: string;
  value: number;
  /** Null: a joker. */
  rank: string | null;
  suit: string | null;
}

const decks = new WeakMap<CardMechanic, readonly Card[]>();

/** Every card of a deck, suit after suit, and jokers last. */
export const cardsOf = (mechanic: CardMechanic): readonly Card[] => {
  const known = decks.get(mechanic);
  if (known !== undefined) return known;
  const { ranks, suits, jokers } = mechanic.deck;
  const plain = suits.flatMap((suit) =>
    ranks.map((rank) => ({
      ...{ key: `${rank.key}_of_${suit.key}`, name: `${rank.name} of ${suit.name}`.toLowerCase() },
      ...{ value: rank.value, rank: rank.key, suit: suit.key },
    })),
  );
  const wild = Array.from({ length: jokers?.count ?? 0 }, (_, index) => ({
    ...{ key: `joker_${index + 1}`, name: 'joker', value: jokers?.value ?? 0, rank: null, suit: null },
  }));
  const cards = [...plain, ...wild];
  decks.set(mechanic, cards);
  return cards;
};

export const drawingOf = ({ draws }: CardMechanic, { edge = 'none' }: Attempt): Drawing =>
  (edge === 'none' ? undefined : draws[edge]) ?? draws.plain;

/** Nothing said is all of them. */
const among = (keys: readonly string[] | undefined, key: string): boolean => keys?.includes(key) ?? true;

const isMeant = ({ ranks, suits, jokers, on }: SpecialCards, { rank, suit }: Card, kind: string): boolean => {
  if (!among(on, kind)) return false;
  if (rank === null || suit === null) return jokers;
  return (ranks !== undefined || suits !== undefined) && among(ranks, rank) && among(suits, suit);
};

/** What the suit adds to what is tried. */
const suited = ({ deck }: CardMechanic, attempt: Attempt, { suit: key }: Card): Attempt => {
  const suit = deck.suits.find((each) => each.key === key);
  if (suit === undefined || attempt.with === undefined || suit.adds === 0) return attempt;
  if (!suit.with.includes(attempt.with)) return attempt;
  return { ...attempt, modifiers: [...attempt.modifiers, { by: suit.adds, because: suit.name.toLowerCase() }] };
};

/** The level that a card makes by itself; null: none. */
const specially = (
  mechanic: CardMechanic,
  card: Card,
  { level, on }: { level: SuccessLevel; on: string | undefined },
): SuccessLevel | null => {
  const rule = mechanic.special.find((each) => isMeant(each, card, on ?? ''));
  if (rule === undefined) return null;
  return rule.becomes ?? shifted(levelsOf(mechanic), level, rule.shifts ?? 0);
};

const judged = (mechanic: CardMechanic, attempt: Attempt, card: Card) => {
  const asked = suited(mechanic, attempt, card);
  const found = judgeOf(mechanic, asked)({ natural: card.value, tops: 0 });
  const special = specially(mechanic, card, { level: found.level, on: attempt.on });
  return { asked, found: { ...found, level: special ?? found.level, isNatural: special !== null } };
};

/** What a card makes of it, from the best level on and by what it comes to. */
export const rankOf = (
  mechanic: CardMechanic,
  attempt: Attempt,
  card: Card,
): { level: SuccessLevel; total: number } => {
  const { level, total } = judged(mechanic, attempt, card).found;
  return { level, total };
};

export interface Drawn {
  /** As they were drawn, by their keys. */
  cards: readonly string[];
  /** The one that counts, and what it is called. */
  counts: string;
  name: string;
  /** `~two of irons~, joker`. */
  text: string;
  /** Which place among so many each of them had, and how much of where faces come from was used before; none where cards are given. */
  places: readonly { place: number; of: number; counter: number }[];
  /** So that all that was out has come back. */
  shuffled: 'before' | 'after' | null;
  /** The deck as it is then. */
  deck: DeckState;
}

const chosenOf = (mechanic: CardMechanic, attempt: Attempt, cards: readonly Card[]): Card | undefined => {
  const { counts } = drawingOf(mechanic, attempt);
  const sign = counts === 'best' ? 1 : -1;
  const better = (a: Card, b: Card): boolean => {
    const [left, right] = [rankOf(mechanic, attempt, a), rankOf(mechanic, attempt, b)];
    const by = fromBest.indexOf(right.level) - fromBest.indexOf(left.level) || left.total - right.total;
    return sign * by > 0;
  };
  let [best] = cards;
  for (const card of cards) if (best !== undefined && better(card, best)) best = card;
  return best;
};

/** Words about what came of a card name it first. */
export const withCard = (name: string, words: string): string => `${name}: ${words}`;

/** How well it went with a card. */
export const succeedByCard = (
  mechanic: CardMechanic,
  attempt: Attempt,
  card: Card,
): { attempt: Attempt; succeeded: Succeeded } => {
  const { asked, found } = judged(mechanic, attempt, card);
  const succeeded = succeedWith(mechanic, asked, { ...found, natural: card.value });
  return { attempt: asked, succeeded: { ...succeeded, words: withCard(card.name, succeeded.words) } };
};

export const drawnFor = (mechanic: CardMechanic, attempt: Attempt, faces: Faces): Drawn & { card: Card } => {
  const deck = faces.deck ?? deckOf(wholeDeck);
  const all = cardsOf(mechanic);
  const before = deck.state().shuffles;
  const { count } = drawingOf(mechanic, attempt);
  const places: { place: number; of: number; counter: number }[] = [];
  const keys = deck.draw(
    all.map(({ key }) => key),
    count,
    (left) => {
      const counter = faces.used?.() ?? 0;
      const place = faces.next(left);
      places.push({ place, of: left, counter });
      return place;
    },
  );
  const cards = keys.flatMap((key) => all.find((each) => each.key === key) ?? []);
  const card = chosenOf(mechanic, attempt, cards);
  if (card === undefined) throw new Error('no card was drawn');
  const wasShuffled = deck.state().shuffles > before;
  const { shuffled } = mechanic.deck;
  const isShuffled = shuffled === 'each_roll' || (shuffled === 'joker' && cards.some(({ rank }) => rank === null));
  if (isShuffled) deck.shuffle();
  return {
    ...{ cards: keys, counts: card.key, name: card.name, card, places, deck: deck.state() },
    text: cards.map((each) => (each === card ? each.name : `~${each.name}~`)).join(', '),
    shuffled: isShuffled ? 'after' : wasShuffled ? 'before' : null,
  };
};

/** Faces from where they came, with a deck beside them. */
export const besideDeck = (faces: Faces, deck: Deck): Faces => ({
  next: (sides) => faces.next(sides),
  ...(faces.used === undefined ? {} : { used: () => faces.used?.() ?? 0 }),
  deck,
});

/** With a deck where cards are drawn: the one of the table, or a whole one for this once. All that belongs together is drawn from one. */
export const withDeck = ({ kind }: Mechanic, faces: Faces): Faces =>
  kind !== 'cards' || faces.deck !== undefined ? faces : besideDeck(faces, deckOf(wholeDeck));
