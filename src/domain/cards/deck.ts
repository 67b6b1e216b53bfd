import { Failure } from '../failure.ts';
import { nearest } from '../nearest.ts';
import { quoted } from '../quoted.ts';

// A deck of cards at a table: what was drawn is out until it is shuffled anew.
// D1. No card is drawn that is out.
// D2. What is drawn follows from which cards are out and from where faces come from: the same state and the same faces draw the same cards.
// D3. Which cards are out, and how often it was shuffled, is all there is to know of a deck.

export interface DeckState {
  /** In the order in which they were drawn. */
  out: readonly string[];
  shuffles: number;
}

export const wholeDeck: DeckState = { out: [], shuffles: 0 };

/** The place of a card among those that are left: 1 to as many as there are. */
export type Place = (left: number) => number;

export interface Deck {
  state(): DeckState;
  /** So many of all there are, one after the other, each out when it is drawn. Shuffled before where too few are left. */
  draw(all: readonly string[], count: number, place: Place): readonly string[];
  /** All that is out comes back. */
  shuffle(): void;
}

/** Which card comes next. */
type Pick = (left: readonly string[], place: Place) => string;

const deckBy = (first: DeckState, pick: Pick): Deck => {
  let { out, shuffles } = first;
  const shuffle = (): void => {
    if (out.length === 0) return;
    out = [];
    shuffles++;
  };
  return {
    state: () => ({ out, shuffles }),
    shuffle,
    draw(all, count, place) {
      const known = new Set(all);
      if (all.length - out.filter((card) => known.has(card)).length < count) shuffle();
      const drawn: string[] = [];
      for (let more = 0; more < count; more++) {
        const card = pick(
          all.filter((each) => !out.includes(each)),
          place,
        );
        drawn.push(card);
        out = [...out, card];
      }
      return drawn;
    },
  };
};

/** Every card that is left is as likely as every other. */
export const deckOf = (state: DeckState): Deck =>
  deckBy(state, (left, place) => {
    const card = left[place(left.length) - 1];
    if (card === undefined) throw new Error('there is no card at that place');
    return card;
  });

const badCards = (message: string, advice?: string): Failure =>
  new Failure({ kind: 'terminal', code: 'bad_cards', message, ...(advice === undefined ? {} : { advice }) });

export interface ScriptedDeck extends Deck {
  /** Those that nobody needed. */
  left: () => readonly string[];
}

/** Cards that somebody drew, at a table or before: given in the order in which they are needed. */
export const scriptedDeck = (state: DeckState, cards: readonly string[]): ScriptedDeck => {
  let used = 0;
  const deck = deckBy(state, (left) => {
    const card = cards[used];
    const place = used + 1;
    if (card === undefined)
      throw badCards(`card ${place} is not given: ${cards.length} are`, 'Give as many as are drawn.');
    if (!left.includes(card)) {
      const meant = nearest(card, left);
      const advice = meant === undefined ? undefined : `Did you mean \`${meant}\`?`;
      throw badCards(`card ${place} is not left to be drawn: ${quoted(card)}`, advice);
    }
    used++;
    return card;
  });
  return { ...deck, left: () => cards.slice(used) };
};
