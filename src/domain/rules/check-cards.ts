import { type CardMechanic, cardsOf } from './cards.ts';
import type { Checking } from './checking.ts';
import type { Path } from './reckoning.ts';
import { unknownName } from './sheet.ts';

// Whether a deck holds what is said of it.

const path = ['mechanic'];

const checkKeys = ({ objects }: Checking, list: readonly { key: string }[], at: Path): void => {
  for (const [index, { key }] of list.entries())
    if (list.findIndex((each) => each.key === key) < index)
      objects([...at, index, 'key'], `there is a \`${key}\` already`);
};

const checkSpecial = ({ objects, allNamed }: Checking, { deck, special }: CardMechanic): void => {
  const known = {
    ranks: deck.ranks.map(({ key }) => key),
    suits: deck.suits.map(({ key }) => key),
  };
  for (const [index, each] of special.entries()) {
    const at = [...path, 'special', index];
    for (const part of ['ranks', 'suits'] as const)
      for (const [place, key] of (each[part] ?? []).entries())
        if (!known[part].includes(key))
          objects([...at, part, place], unknownName(part === 'ranks' ? 'rank' : 'suit', key, known[part]));
    if (each.jokers && deck.jokers === undefined) objects([...at, 'jokers'], 'the deck has no jokers');
    allNamed('roll', each.on, [...at, 'on']);
  }
};

export const checkCards = (checking: Checking): void => {
  const { mechanic } = checking.system;
  if (mechanic.kind !== 'cards') return;
  const { deck, draws } = mechanic;
  checkKeys(checking, deck.ranks, [...path, 'deck', 'ranks']);
  checkKeys(checking, deck.suits, [...path, 'deck', 'suits']);
  for (const [index, suit] of deck.suits.entries())
    checking.allNamed('value', suit.with, [...path, 'deck', 'suits', index, 'with']);
  if (deck.shuffled === 'joker' && deck.jokers === undefined)
    checking.objects([...path, 'deck', 'shuffled'], 'the deck has no jokers');
  checkSpecial(checking, mechanic);
  const { length } = cardsOf(mechanic);
  for (const edge of ['plain', 'advantage', 'disadvantage'] as const)
    if ((draws[edge]?.count ?? 0) > length)
      checking.objects([...path, 'draws', edge, 'count'], `nobody can draw ${draws[edge]?.count} of ${length} cards`);
};
