import fc from 'fast-check';
import type { EntityType, FactObject } from '../../schemas/canon.ts';
import type { Proposal, ProposalContent } from '../../schemas/gate.ts';
import type { EntityId } from '../../schemas/ids.ts';
import type { NodeType, ObjectRule, RoleName, Vocabulary } from '../../schemas/vocabulary.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { time } from './gate.ts';

// Anything that a vocabulary lets one say of a small cast, drawn by lot: mostly of a few predicates and events at a time, so that what is said meets.

export const secondsMax = 40;
const lotMax = 2 ** 16;

export interface Lot {
  what: number;
  who: number;
  whom: number;
  value: number;
  from: number | null;
  to: number | null;
  by: 'gm' | 'engine' | 'player' | 'source' | 'system';
  intent: Proposal['intent'];
}

const lot = fc.nat({ max: lotMax });

export const anyLot: fc.Arbitrary<Lot> = fc.record({
  what: lot,
  who: lot,
  whom: lot,
  value: lot,
  from: fc.option(fc.nat({ max: secondsMax }), { freq: 12 }),
  to: fc.option(fc.nat({ max: secondsMax }), { freq: 2 }),
  by: fc.constantFrom('gm', 'gm', 'engine', 'engine', 'player', 'source', 'system'),
  intent: fc.constantFrom('assert', 'assert', 'change', 'correct'),
});

/** Which few of the predicates and events are played with, and what else they speak of. */
export const anyHand = fc.array(lot, { minLength: 1, maxLength: 3 });

/** Of each word, those that it speaks of, and those that speak of it. */
const relationsOf = ({ predicates, events }: Vocabulary): ReadonlyMap<string, readonly string[]> => {
  const all = [...predicates, ...events].map((entry) => ({ name: entry.name, text: JSON.stringify(entry) }));
  const speaksOf = (one: (typeof all)[number], other: string): boolean => one.text.includes(`"${other}"`);
  return new Map(
    all.map((own) => [
      own.name,
      all
        .filter((entry) => entry !== own && (speaksOf(entry, own.name) || speaksOf(own, entry.name)))
        .map(({ name }) => name),
    ]),
  );
};

const known = new WeakMap<Vocabulary, ReadonlyMap<string, readonly string[]>>();

const related = (vocabulary: Vocabulary, name: string): readonly string[] => {
  const relations = known.get(vocabulary) ?? relationsOf(vocabulary);
  known.set(vocabulary, relations);
  return relations.get(name) ?? [];
};

export const cast: readonly { name: string; type: EntityType }[] = [
  ...['Ann', 'Bob', 'Cid'].map((name) => ({ name, type: 'character' as const })),
  ...['Inn', 'Town', 'Realm'].map((name) => ({ name, type: 'location' as const })),
  ...['Sword', 'Crown'].map((name) => ({ name, type: 'object' as const })),
  { name: 'Guild', type: 'faction' },
  { name: 'Order', type: 'organization' },
];

export interface Player {
  id: EntityId;
  type: EntityType;
}

const of = <T>(list: readonly T[], chance: number): T | undefined => list[chance % list.length];

const fitting = (players: readonly Player[], types: readonly NodeType[]): readonly EntityId[] =>
  players.filter(({ type }) => types.includes(type)).map(({ id }) => id);

const texts = ['red', 'blue', 'poisoned'];

const objectFor = (
  rule: ObjectRule,
  players: readonly Player[],
  { whom, value }: Lot,
): FactObject | null | undefined => {
  switch (rule.kind) {
    case 'node': {
      const id = of(fitting(players, rule.types), whom);
      return id === undefined ? undefined : { kind: 'node', id };
    }
    case 'text':
      return { kind: 'text', text: of(rule.oneOf ?? texts, value) ?? 'red' };
    case 'number':
      return { kind: 'number', number: (rule.min ?? 0) + (value % 3), unit: rule.unit ?? null };
    case 'flag':
      return { kind: 'flag', flag: value % 2 === 0 };
    case 'time':
      return { kind: 'time', time: time(value % secondsMax) };
    case 'none':
      return null;
  }
};

const validOf = ({ from, to }: Lot): { from: StoryTime | null; to: StoryTime | null } => ({
  from: from === null ? null : time(from),
  to: to === null || (from !== null && to <= from) ? null : time(to),
});

interface Drawing {
  vocabulary: Vocabulary;
  players: readonly Player[];
  /** As many new ids as are needed. */
  newFact: () => Extract<ProposalContent, { type: 'fact' }>['claim']['id'];
}

const eventFor = (name: string, { vocabulary, players, newFact }: Drawing, lots: Lot): ProposalContent | undefined => {
  const kind = vocabulary.events.find((each) => each.name === name);
  if (kind === undefined) return undefined;
  const participants = Object.entries(kind.roles).flatMap(([role, rule], i) => {
    const id = of(fitting(players, rule.types), lots.who + i * (1 + (lots.whom % 3)));
    const isLeftOut = rule.atLeast === 0 && (lots.value >> i) % 2 === 1;
    return id === undefined || isLeftOut ? [] : [{ role: role as RoleName, node: id }];
  });
  const subject = participants[0]?.node;
  if (subject === undefined) return undefined;
  const { from } = validOf(lots);
  return {
    type: 'event',
    claim: {
      ...{ id: newFact(), subject, predicate: name, object: null, statement: name, visibility: null, derivesFrom: [] },
      valid: { from: from ?? time(0), to: null },
      event: { participants, severity: 'minor', causedBy: [] },
    },
  };
};

/** What the lot says in words of the hand; undefined: nobody is there of whom it could be said. */
export const contentOf = (hand: readonly number[], drawing: Drawing, lots: Lot): ProposalContent | undefined => {
  const { vocabulary, players, newFact } = drawing;
  const words = [...vocabulary.predicates, ...vocabulary.events].map(({ name }) => name);
  const held = of(words, of(hand, lots.what) ?? 0) ?? '';
  const near = related(vocabulary, held);
  const name = (lots.value % 2 === 0 ? undefined : of(near, lots.value >> 1)) ?? held;
  const rule = vocabulary.predicates.find((each) => each.name === name);
  if (rule === undefined) return eventFor(name, drawing, lots);
  const subject = of(fitting(players, rule.subject), lots.who);
  const object = objectFor(rule.object, players, lots);
  if (subject === undefined || object === undefined) return undefined;
  return {
    type: 'fact',
    claim: {
      ...{ id: newFact(), subject, predicate: name, object, statement: name, visibility: null, derivesFrom: [] },
      valid: validOf(lots),
    },
  };
};
