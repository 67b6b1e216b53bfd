import { describe, expect, it } from 'vitest';
import type { EntityId } from '../../schemas/ids.ts';
import type { Proposal } from '../../schemas/gate.ts';
import { said, table, time } from '../support/gate.ts';

// What is put before the gate at once may be much, and much of it about one. These tests assert what is decided; were anything gone through
// once for each of the others, they would not come to an end.

const many = 5_000;
const numbers = Array.from({ length: many }, (_, number) => number);

const setUp = () => {
  const at = table({ clock: null });
  const crowd = numbers.slice(0, 500).map((number) => at.entity(`Somebody ${number}`));
  const places = numbers.slice(0, 10).map((number) => at.entity(`Place ${number}`, 'location'));
  const pick = <T>(list: readonly T[], number: number): T => {
    const found = list[number % list.length];
    if (found === undefined) throw new Error('there is nobody');
    return found;
  };
  return {
    ...at,
    hub: at.entity('Mara'),
    other: (number: number): EntityId => pick(crowd, number),
    place: (number: number): EntityId => pick(places, number),
  };
};

/** How often each answer was given, in the order in which they came first. */
const tally = ({ judge }: ReturnType<typeof setUp>, proposals: readonly Proposal[]) => {
  const counts: Record<string, number> = {};
  for (const judgement of judge(proposals).judgements) counts[said(judgement)] = (counts[said(judgement)] ?? 0) + 1;
  return counts;
};

describe('thousands at once', () => {
  it('about one, all accepted', () => {
    const at = setUp();
    const claims = numbers.map((number) => at.claim(at.hub, 'suffers', `Wound no. ${number}`, { at: number }));
    expect(tally(at, claims)).toEqual({ 'accepted new': many });
  });

  it('about one, all waiting', () => {
    const at = setUp();
    const claims = numbers.map((number) => at.claim(at.hub, 'suffers', `${number}`, { at: number, by: 'system' }));
    expect(tally(at, claims)).toEqual({ 'pending needs_review': many });
  });

  it('about one, in whom much is known already', () => {
    const at = setUp();
    const claims = numbers.map((number) => at.claim(at.hub, 'suffers', `wound ${number}`, { at: number }));
    at.facts.push(...at.judge(claims).outcome.facts);
    const again = numbers.map((number) => at.claim(at.hub, 'suffers', `WOUND  ${number}`, { at: number }));
    expect(tally(at, again)).toEqual({ 'accepted already_known': many });
  });

  it('about one who can be in one place at a time, from the latest back to the earliest', () => {
    const at = setUp();
    const places = numbers.map((number) => at.entity(`Room ${number}`, 'location'));
    const stays = places.map((place, number) => at.claim(at.hub, 'located_in', place, { at: 2 * (many - number) }));
    const { judgements, outcome } = at.judge(stays);
    expect(new Set(judgements.map(said))).toEqual(new Set(['accepted new']));
    expect(outcome.facts.filter(({ valid }) => valid.to === null)).toHaveLength(1);
    for (const { valid } of outcome.facts)
      if (valid.to !== null) expect(valid.to.second).toBe((valid.from?.second ?? 0) + 2);
  });

  it('about many, all accepted', () => {
    const at = setUp();
    const claims = numbers.map((number) => at.claim(at.other(number), 'suffers', `wound ${number}`, { at: number }));
    expect(tally(at, claims)).toEqual({ 'accepted new': many });
  });

  it('the very same, and the same in other words', () => {
    const at = setUp();
    const claim = at.claim(at.hub, 'suffers', 'cold', { at: 5 });
    expect(
      tally(
        at,
        numbers.map(() => claim),
      ),
    ).toEqual({ 'accepted new': 1, 'accepted already_known': many - 1 });
    const alike = numbers.map((number) =>
      at.claim(at.hub, 'suffers', number % 2 === 0 ? 'Fever' : ' fever ', { at: 5 }),
    );
    expect(tally(at, alike)).toEqual({ 'accepted new': 1, 'accepted already_known': many - 1 });
  });

  it('of which each ends what the one before began', () => {
    const at = setUp();
    const moves = numbers.map((number) => at.claim(at.hub, 'located_in', at.place(number), { at: number }));
    const { judgements, outcome } = at.judge(moves);
    expect(judgements.slice(1).map(said)).toEqual(numbers.slice(1).map(() => 'accepted change'));
    expect(outcome.facts.filter(({ valid }) => valid.to === null)).toMatchObject([{ valid: { from: time(many - 1) } }]);
  });

  it('of the same time, of which each takes back the one before', () => {
    const at = setUp();
    const states = numbers.map((number) => at.claim(at.hub, 'hp', number, { at: 5, intent: 'correct' }));
    expect(tally(at, states)).toEqual({ 'accepted new': 1, 'accepted retcon': many - 1 });
  });

  it('deeds of one, at their time and all at the same', () => {
    const at = setUp();
    const deeds = numbers.map((number) =>
      at.event('deed', { agent: at.hub, patient: at.other(number) }, { at: number }),
    );
    expect(tally(at, deeds)).toEqual({ 'accepted new': many });
    const atOnce = numbers.map((number) => at.event('deed', { agent: at.hub, patient: at.other(number) }, { at: 7 }));
    expect(tally(at, atOnce)).toEqual({ 'accepted new': 500, 'accepted already_known': many - 500 });
  });

  it('deaths and resurrections of one', () => {
    const at = setUp();
    const some = numbers.slice(0, 1_500);
    const events = some.map((number) =>
      at.event(number % 2 === 0 ? 'death' : 'resurrection', { patient: at.hub }, { at: number }),
    );
    expect(tally(at, events)).toEqual({ 'accepted new': 1, 'accepted change': some.length - 1 });
  });

  it('places in places, from the outermost inwards and outwards', () => {
    const at = setUp();
    const places = numbers.map((number) => at.entity(`Box ${number}`, 'location'));
    const pairs = places.slice(1).map((place, index) => [place, at.place(0), places[index] ?? place] as const);
    const inwards = pairs.map(([inner, , outer]) => at.claim(inner, 'part_of', outer, { at: 1 }));
    expect(tally(at, inwards)).toEqual({ 'accepted new': many - 1 });
    expect(tally(at, inwards.toReversed())).toEqual({ 'accepted new': many - 1 });
  });
});

describe('dependencies', () => {
  const chained = (at: ReturnType<typeof setUp>): Proposal[] => {
    const all: Proposal[] = [];
    for (const number of numbers)
      all.push(at.claim(at.other(number), 'suffers', `${number}`, { at: 1, dependsOn: all.slice(-1) }));
    return all;
  };

  it('in one long chain are followed in order, and wait the other way round', () => {
    const at = setUp();
    const chain = chained(at);
    expect(tally(at, chain)).toEqual({ 'accepted new': many });
    expect(tally(at, chain.toReversed())).toEqual({ 'pending depends_on_undecided': many - 1, 'accepted new': 1 });
  });

  it('in one long ring are all refused', () => {
    const at = setUp();
    const [first, ...rest] = chained(at);
    if (first === undefined) throw new Error('there is none');
    const ring = [{ ...first, dependsOn: rest.slice(-1).map(({ id }) => id) }, ...rest];
    expect(tally(at, ring)).toEqual({ 'rejected dependency_cycle': many });
  });

  it('on one that is refused refuse all', () => {
    const at = setUp();
    const wrong = at.claim(at.hub, 'nonsense', 'x');
    const all = numbers.map((number) => at.claim(at.hub, 'suffers', `${number}`, { at: 1, dependsOn: [wrong] }));
    expect(tally(at, [wrong, ...all])).toEqual({
      'rejected unknown_predicate': 1,
      'rejected depends_on_refused': many,
    });
  });
});
