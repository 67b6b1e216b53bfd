import { beforeAll, describe, expect, it } from 'vitest';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { SuccessLevel } from '../../../../schemas/success-level.ts';
import { systemOf } from '../../../../src/compose/rule-systems.ts';
import { deckOf, scriptedDeck, wholeDeck } from '../../../../src/domain/cards/deck.ts';
import { parseRoll } from '../../../../src/domain/dice/parse.ts';
import { type Faces, roll } from '../../../../src/domain/dice/roll.ts';
import { seededFaces } from '../../../../src/domain/dice/seeded.ts';
import { act, type Acted, type Doing } from '../../../../src/domain/rules/acting/acting.ts';
import { contest } from '../../../../src/domain/rules/acting/contest.ts';
import { groupRoll } from '../../../../src/domain/rules/acting/group.ts';
import { recorded } from '../../../../src/domain/rules/acting/recorded.ts';
import type { Attempt, Edge } from '../../../../src/domain/rules/attempt.ts';
import { type CardMechanic, cardsOf } from '../../../../src/domain/rules/cards.ts';
import { chancesOf } from '../../../../src/domain/rules/chances.ts';
import { throwFor } from '../../../../src/domain/rules/throwing.ts';
import { sittingAs } from '../../../support/rule-table.ts';

// By the system with cards that ships: a 1 goes wrong, a joker goes well, and suits suit some things.

let odds: RuleSystem;
let mechanic: CardMechanic;
beforeAll(async () => {
  odds = (await systemOf('long_odds', '.')).system;
  if (odds.mechanic.kind !== 'cards') throw new Error('it draws no cards');
  ({ mechanic } = odds);
});

const noDice = (): number => {
  throw new Error('a die was thrown');
};
const given = (...cards: string[]): Faces => ({ next: noDice, deck: scriptedDeck(wholeDeck, cards) });

const attempt = (bonus: number, difficulty: number, part: Partial<Attempt> = {}): Attempt => ({
  ...{ modifiers: [{ by: bonus, because: 'skill' }], difficulty },
  ...part,
});

describe('how well a card goes', () => {
  it.each<[string[], Attempt, string]>([
    [['seven_of_stones'], attempt(3, 10), '7 of stones: 7 + 3 (skill) = 10 against 10: you pull it off'],
    [
      ['six_of_stones'],
      attempt(3, 10),
      '6 of stones: 6 + 3 (skill) = 9 against 10: you pull it off, and somebody pays by 1',
    ],
    [['four_of_stones'], attempt(3, 10), '4 of stones: 4 + 3 (skill) = 7 against 10: no luck by 3'],
    [
      ['captain_of_stones'],
      attempt(5, 10),
      'captain of stones: 13 + 5 (skill) = 18 against 10: better than you deserve by 8',
    ],
    [['joker_2'], attempt(-4, 16), 'joker: 10 - 4 (skill) = 6 against 16: better than you deserve'],
    [['one_of_irons'], attempt(9, 4), '1 of irons: 1 + 9 (skill) = 10 against 4: the river takes it'],
    [
      ['six_of_irons'],
      attempt(3, 10, { with: 'brawl' }),
      '6 of irons: 6 + 3 (skill) + 2 (irons) = 11 against 10: you pull it off by 1',
    ],
    [
      ['six_of_irons'],
      attempt(3, 10, { with: 'lie' }),
      '6 of irons: 6 + 3 (skill) = 9 against 10: you pull it off, and somebody pays by 1',
    ],
    [
      ['two_of_irons', 'ten_of_irons'],
      attempt(0, 7, { edge: 'advantage' }),
      '10 of irons: 10 + 0 (skill) = 10 against 7: you pull it off by 3',
    ],
    [
      ['ten_of_irons', 'joker_1'],
      attempt(0, 7, { edge: 'advantage' }),
      'joker: 10 + 0 (skill) = 10 against 7: better than you deserve',
    ],
    [
      ['ten_of_irons', 'nine_of_stones'],
      attempt(0, 7, { edge: 'disadvantage' }),
      '9 of stones: 9 + 0 (skill) = 9 against 7: you pull it off by 2',
    ],
    [
      ['nine_of_irons', 'ten_of_stones'],
      attempt(0, 7, { edge: 'advantage', with: 'brawl' }),
      '9 of irons: 9 + 0 (skill) + 2 (irons) = 11 against 7: you pull it off by 4',
    ],
  ])('%j', (cards, asked, words) => {
    const found = throwFor(mechanic, asked, given(...cards));
    expect(found.succeeded.words).toBe(words);
    expect(found.drawn?.cards).toEqual(cards);
  });

  it('shuffles the deck once a joker is drawn, and tells it', () => {
    const faces = given('two_of_irons', 'joker_1', 'two_of_irons');
    expect(throwFor(mechanic, attempt(0, 7), faces).drawn).toMatchObject({
      shuffled: null,
      deck: { out: ['two_of_irons'] },
    });
    expect(throwFor(mechanic, attempt(0, 7), faces).drawn).toMatchObject({
      shuffled: 'after',
      deck: { out: [], shuffles: 1 },
    });
    expect(throwFor(mechanic, attempt(0, 7), faces).drawn).toMatchObject({ counts: 'two_of_irons' });
  });

  it('counts the first of those that make the same of it', () => {
    const faces = given('nine_of_irons', 'nine_of_stones');
    expect(throwFor(mechanic, attempt(0, 7, { edge: 'advantage' }), faces).drawn?.counts).toBe('nine_of_irons');
  });

  it('shuffles it for a joker too that does not count', () => {
    const faces = given('joker_1', 'two_of_irons');
    const { drawn } = throwFor(mechanic, attempt(0, 7, { edge: 'disadvantage' }), faces);
    expect(drawn).toMatchObject({ counts: 'two_of_irons', shuffled: 'after' });
  });

  it('shuffles as often as a system says', () => {
    const shuffled = (when: CardMechanic['deck']['shuffled']) => {
      const ruled: CardMechanic = { ...mechanic, deck: { ...mechanic.deck, shuffled: when } };
      const faces = given('two_of_irons', 'joker_1');
      throwFor(ruled, attempt(0, 7), faces);
      return throwFor(ruled, attempt(0, 7), faces).drawn?.deck;
    };
    expect(shuffled('each_roll')).toEqual({ out: [], shuffles: 2 });
    expect(shuffled('joker')).toEqual({ out: [], shuffles: 1 });
    expect(shuffled('too_few')).toEqual({ out: ['two_of_irons', 'joker_1'], shuffles: 0 });
  });
});

/** Every way in which so many can be drawn of them. */
const everyDraw = (cards: readonly string[], count: number): string[][] =>
  count === 0
    ? [[]]
    : cards.flatMap((card) =>
        everyDraw(
          cards.filter((each) => each !== card),
          count - 1,
        ).map((rest) => [card, ...rest]),
      );

describe('the chances of each level', () => {
  it.each<[Edge, string[], string]>([
    ['none', [], 'brawl'],
    ['advantage', [], 'brawl'],
    ['disadvantage', [], 'lie'],
    ['none', ['joker_1', 'joker_2', 'one_of_irons'], 'brawl'],
    ['advantage', ['captain_of_irons', 'ten_of_irons', 'one_of_stones'], 'spot'],
    ['disadvantage', ['one_of_irons', 'one_of_stones', 'one_of_ribbons', 'one_of_lanterns'], 'brawl'],
  ])(
    'are those of all the ways in which cards that are left can be drawn: %s without %j for %s',
    (edge, out, value) => {
      const asked = attempt(2, 10, { edge, with: value });
      const left = cardsOf(mechanic).flatMap(({ key }) => (out.includes(key) ? [] : [key]));
      const counts = new Map<SuccessLevel, number>();
      const draws = everyDraw(left, edge === 'none' ? 1 : 2);
      for (const cards of draws) {
        const faces: Faces = { next: noDice, deck: scriptedDeck({ out, shuffles: 0 }, cards) };
        const { level } = throwFor(mechanic, asked, faces).succeeded;
        counts.set(level, (counts.get(level) ?? 0) + 1);
      }
      const { levels, within } = chancesOf(mechanic, out)(asked);
      expect(within).toBe(0);
      for (const [level, chance] of levels)
        expect(chance, level).toBeCloseTo((counts.get(level) ?? 0) / draws.length, 12);
      expect([...levels.values()].reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    },
  );

  it('are those of a whole deck where too few cards are left', () => {
    const out = cardsOf(mechanic).map(({ key }) => key);
    expect(chancesOf(mechanic, out)(attempt(2, 10))).toEqual(chancesOf(mechanic)(attempt(2, 10)));
  });

  it('are what comes about in the long run', () => {
    const faces = seededFaces('in the long run');
    const asked = attempt(2, 10, { edge: 'advantage', with: 'brawl' });
    const tries = 20_000;
    const counts = new Map<SuccessLevel, number>();
    for (let time = 0; time < tries; time++) {
      const { level } = throwFor(mechanic, asked, faces).succeeded;
      counts.set(level, (counts.get(level) ?? 0) + 1);
    }
    for (const [level, chance] of chancesOf(mechanic)(asked).levels) {
      const deviation = Math.sqrt(chance * (1 - chance) * tries);
      expect(Math.abs((counts.get(level) ?? 0) - chance * tries), level).toBeLessThan(4 * deviation + 1);
    }
  });
});

const plain = { using: null, near: [], reasons: [], modifiers: [], difficulty: null, how: 'rolled' } as const;
const one = (key: string) => sittingAs(odds, key);

describe('at a table with one deck', () => {
  it('nobody draws what another has drawn', () => {
    const doing: Doing = { ...plain, actor: one('bargehand'), other: one('smuggler'), action: 'scrap' };
    const faces = given('two_of_stones', 'two_of_stones');
    expect(() => act(odds, doing, faces)).toThrow('card 2 is not left to be drawn: `two_of_stones`');
    const found = act(odds, doing, given('two_of_stones', 'one_of_stones'));
    expect(found.deck).toEqual({ out: ['two_of_stones', 'one_of_stones'], shuffles: 0 });
    const members = ['smuggler', 'cardsharp'].map((key) => ({ ...plain, actor: one(key) }));
    const gathering = { roll: 'gamble', keys: ['sneak'], members, other: null };
    expect(() => groupRoll(odds, gathering, given('two_of_irons', 'two_of_irons'))).toThrow('not left');
    const sides = members.map((member) => [member]);
    const race = { roll: 'gamble', keys: ['boats'], sides, began: null };
    expect(() => contest(odds, race, given('ten_of_irons', 'nine_of_irons', 'ten_of_irons'))).toThrow('not left');
  });

  it('draws from a whole deck where none is at the table', () => {
    const faces: Faces = { next: (sides) => (sides === 'fudge' ? 0 : sides) };
    const doing: Doing = { ...plain, actor: one('smuggler'), other: null, action: 'look_about' };
    const drawn = (): Acted => act(odds, doing, faces);
    expect([drawn().roll?.drawn?.counts, drawn().roll?.drawn?.counts]).toEqual(['joker_2', 'joker_2']);
  });

  it('goes on from what is kept of it', () => {
    const doing = (time: number): Doing => ({
      ...plain,
      actor: one(time % 2 === 0 ? 'bargehand' : 'smuggler'),
      other: one(time % 2 === 0 ? 'smuggler' : 'bargehand'),
      action: 'scrap',
    });
    const from = seededFaces('kept');
    const deck = deckOf(wholeDeck);
    const table: Faces = { next: (sides) => from.next(sides), deck };
    const whole = Array.from({ length: 60 }, (_, time) => act(odds, doing(time), table));
    let kept = { deck: wholeDeck, used: 0 };
    const pieces = Array.from({ length: 60 }, (_, time) => {
      const again = seededFaces('kept', kept.used);
      const found = act(odds, doing(time), { next: (sides) => again.next(sides), deck: deckOf(kept.deck) });
      kept = { deck: found.deck ?? wholeDeck, used: again.used() };
      return found;
    });
    expect(pieces).toEqual(whole);
  });

  it('is kept as the dice that it was drawn by, which fall again from the seed', () => {
    const from = seededFaces('again');
    const doing: Doing = { ...plain, actor: one('bargehand'), other: one('smuggler'), action: 'scrap' };
    const acted = act(odds, { ...doing, helpers: [one('revenue_rider')] }, from);
    const { rolls, judged } = recorded(acted, { seed: 'again', nameOf: (key) => key });
    expect(rolls.length).toBeGreaterThanOrEqual(3);
    for (const { formula, counter = 0, total, dice } of rolls)
      expect(roll(parseRoll(formula), seededFaces('again', counter))).toMatchObject({ total, faces: dice });
    expect(judged.map(({ who }) => who)).toEqual(['smuggler', 'bargehand']);
    expect(rolls[judged[1]?.roll ?? -1]?.what).toBe(`bargehand: Scrap (${acted.roll?.drawn?.counts ?? ''})`);
  });

  it('knows what is not tried and what is given time, as if a card had said it', () => {
    const look = (how: Doing['how']) =>
      act(odds, { ...plain, actor: one('smuggler'), other: null, action: 'look_about', how }, { next: noDice }).roll;
    expect(look('passive')?.words).toBe('6 + 3 (spot) = 9 against 7: you pull it off by 2');
    expect(look('unhurried')?.words).toBe('9 + 3 (spot) = 12 against 7: you pull it off by 5');
    expect(look('unhurried')?.drawn).toBeNull();
  });
});
