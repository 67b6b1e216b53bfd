import fc from 'fast-check';
import type { CanonNode, Entity, Fact, FactObject } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { FactId, NodeId } from '../../../schemas/ids.ts';
import { type StoryTime, storyOrdinalMax, storySecondMax, type Validity } from '../../../schemas/time.ts';
import { compareTimes } from '../../../src/domain/story-time.ts';
import type { CanonWrite } from '../../../src/ports/canon-writer.ts';
import { at, canonScribe, nodeObject, type Parts, retconned, type Scribe } from '../canon-scribe.ts';
import { seededWorld } from '../seeded-world.ts';

// Histories that no gate would let happen, and that a store has to keep all the same: few people, few moments, few words, so that everything
// meets everything; and any part of a fact may change from one state to the next.

/** Drawn beforehand; each deed takes of it what it needs. */
export interface Lots {
  who: number;
  whom: number;
  what: number;
  word: number;
  when: Validity;
  yes: boolean;
}

export const lotMax = 2 ** 16;
const lot = fc.nat({ max: lotMax });

export const moments: readonly StoryTime[] = [
  at(-storySecondMax),
  at(0),
  at(0, 1),
  at(1),
  at(2),
  at(2, storyOrdinalMax),
  at(3),
  at(storySecondMax, storyOrdinalMax),
];
export const words = ['knows', 'loves', 'owes'] as const;
export const names = ['Ash', 'ash', 'Birch', 'Cedar'] as const;

export const oneOf = <T>(list: readonly T[], chance: number): T | undefined => list[chance % list.length];

const anyInterval: fc.Arbitrary<Validity> = fc
  .tuple(fc.option(fc.constantFrom(...moments)), fc.option(fc.constantFrom(...moments), { freq: 1 }))
  .map(([from, to]) => ({ from, to: from !== null && to !== null && compareTimes(from, to) >= 0 ? null : to }));

const anyLots: fc.Arbitrary<Lots> = fc.record({
  who: lot,
  whom: lot,
  what: lot,
  word: lot,
  when: anyInterval,
  yes: fc.boolean(),
});

/** What there is when something is done, and where it is put. */
interface Telling {
  scribe: Scribe;
  entities: Map<NodeId, Entity>;
  others: Map<NodeId, CanonNode>;
  facts: Map<FactId, Fact>;
  evidence: Map<string, Evidence>;
  supports: Map<string, Support>;
}

const emptyTelling = (scribe: Scribe): Telling => ({
  scribe,
  entities: new Map(),
  others: new Map(),
  facts: new Map(),
  evidence: new Map(),
  supports: new Map(),
});

type Deed = (telling: Telling, lots: Lots) => void;

const wordOf = ({ word }: Lots): string => oneOf(words, word) ?? words[0];
const nameOf = ({ word }: Lots): string => oneOf(names, word) ?? names[0];
const someone = ({ entities }: Telling, chance: number): Entity | undefined => oneOf([...entities.values()], chance);
const something = ({ facts }: Telling, chance: number): Fact | undefined => oneOf([...facts.values()], chance);
const putEntity = ({ entities }: Telling, entity: Entity): void => void entities.set(entity.id, entity);
const putFact = ({ facts }: Telling, fact: Fact): void => void facts.set(fact.id, fact);

const heldUntil = ({ from, to }: Validity): StoryTime | null => (to === null ? from : null);

/** Any object that goes with any fact but a relationship. */
const objectOf = (telling: Telling, { whom, what }: Lots): FactObject | null => {
  const other = someone(telling, whom);
  if (what % 3 === 0 && other !== undefined) return nodeObject(other.id);
  return what % 3 === 1 ? { kind: 'number', number: what, unit: null } : null;
};

type DeedName =
  | ('meet' | 'rename' | 'describe' | 'merge' | 'doubt' | 'wonder')
  | ('tie' | 'say' | 'happen' | 'end' | 'withdraw' | 'restore' | 'turn' | 'whisper' | 'support' | 'reconsider');

const deeds: Readonly<Record<DeedName, Deed>> = {
  meet(telling, lots) {
    const aliases = lots.yes ? [names[0], nameOf({ ...lots, word: lots.what })] : [];
    putEntity(telling, telling.scribe.entity(nameOf(lots), { aliases, type: lots.yes ? 'location' : 'character' }));
  },
  rename(telling, lots) {
    const entity = someone(telling, lots.who);
    if (entity) putEntity(telling, { ...entity, name: nameOf(lots), aliases: lots.yes ? [entity.name] : [] });
  },
  describe(telling, lots) {
    const entity = someone(telling, lots.who);
    if (entity) putEntity(telling, { ...entity, description: `As seen ${lots.what} times.` });
  },
  merge(telling, lots) {
    const [keep, drop] = [someone(telling, lots.who), someone(telling, lots.whom)];
    if (!keep || !drop || keep === drop) return;
    putEntity(telling, { ...drop, status: 'merged', mergedInto: keep.id });
    for (const fact of telling.facts.values()) {
      const object = fact.object?.kind === 'node' && fact.object.id === drop.id ? nodeObject(keep.id) : fact.object;
      if (fact.subject === drop.id || object !== fact.object)
        putFact(telling, { ...fact, subject: fact.subject === drop.id ? keep.id : fact.subject, object });
    }
  },
  doubt(telling, lots) {
    const entity = someone(telling, lots.who);
    if (entity) putEntity(telling, { ...entity, status: lots.yes ? 'retconned' : 'canon', mergedInto: null });
  },
  wonder(telling, lots) {
    const clue = something(telling, lots.what);
    const thread = telling.scribe.thread({ clues: clue ? [clue.id] : [] });
    telling.others.set(thread.id, thread);
  },
  tie(telling, lots) {
    const [subject, object] = [someone(telling, lots.who), someone(telling, lots.whom)];
    if (subject && object)
      putFact(telling, telling.scribe.relationship(subject.id, wordOf(lots), object.id, lots.when));
  },
  say(telling, lots) {
    const subject = someone(telling, lots.who)?.id ?? telling.scribe.universe;
    const bases = [something(telling, lots.what), something(telling, lots.whom)].flatMap((base) => base?.id ?? []);
    const said = telling.scribe.state(subject, wordOf(lots), 'so they say', lots.when);
    const object = objectOf(telling, lots);
    putFact(telling, { ...said, kind: lots.yes ? 'statement' : 'state', object, derivesFrom: bases });
  },
  happen(telling, lots) {
    const taking = [lots.who, lots.whom, lots.what].flatMap((chance) => someone(telling, chance)?.id ?? []);
    const cause = something(telling, lots.what);
    const event = telling.scribe.event(wordOf(lots), taking, lots.when.from ?? at(0), {
      object: objectOf(telling, lots),
    });
    putFact(telling, { ...event, event: event.event && { ...event.event, causedBy: cause ? [cause.id] : [] } });
  },
  end(telling, lots) {
    const fact = something(telling, lots.what);
    const to = lots.when.to ?? lots.when.from;
    if (!fact || to === null || fact.status === 'retconned') return;
    if (fact.valid.from !== null && compareTimes(fact.valid.from, to) >= 0) return;
    putFact(telling, { ...fact, status: 'ended', valid: { from: fact.valid.from, to }, heldUntil: null });
  },
  withdraw(telling, lots) {
    const fact = something(telling, lots.what);
    const other = something(telling, lots.who);
    if (fact) putFact(telling, retconned(fact, telling.scribe.next, other && lots.yes ? [other.id] : []));
  },
  restore(telling, lots) {
    const fact = something(telling, lots.what);
    if (fact) putFact(telling, { ...fact, status: lots.yes ? 'contested' : 'canon', withdrawn: null });
  },
  turn(telling, lots) {
    const fact = something(telling, lots.what);
    const [subject, object] = [someone(telling, lots.who), someone(telling, lots.whom)];
    if (!fact || !subject || !object) return;
    const shared = {
      ...fact,
      subject: subject.id,
      predicate: wordOf(lots),
      valid: lots.when,
      heldUntil: heldUntil(lots.when),
    };
    const status = fact.status === 'ended' && lots.when.to === null ? 'canon' : fact.status;
    const turned = { ...shared, status, event: null, derivesFrom: lots.yes ? fact.derivesFrom : [] };
    if (lots.who % 2 === 0) putFact(telling, { ...turned, kind: 'relationship', object: nodeObject(object.id) });
    else if (lots.who % 3 === 0) {
      const event: Fact['event'] = {
        participants: [{ role: 'agent', node: object.id }],
        severity: 'major',
        causedBy: [],
      };
      putFact(telling, { ...turned, kind: 'event', object: null, event });
    } else putFact(telling, { ...turned, kind: 'state', object: objectOf(telling, lots) });
  },
  whisper(telling, lots) {
    const fact = something(telling, lots.what);
    const told = [someone(telling, lots.who), someone(telling, lots.whom)].flatMap((node) => (node ? [node.id] : []));
    const to = [...new Set(told)];
    if (fact === undefined || to.length === 0) return;
    putFact(telling, { ...fact, visibility: lots.yes ? { level: 'known', to } : { level: 'gm' } });
  },
  support(telling, lots) {
    const { scribe, evidence, supports } = telling;
    const target = something(telling, lots.what)?.id ?? someone(telling, lots.who)?.id;
    const stub = lots.yes ? undefined : oneOf([...evidence.values()], lots.whom);
    const found = stub ?? scribe.evidence();
    if (target === undefined) return;
    evidence.set(found.id, found);
    const status = lots.who % 3 === 0 ? 'withdrawn' : 'standing';
    supports.set(`${target} ${found.id}`, scribe.support(target, found.id, { status }));
  },
  reconsider(telling, lots) {
    const { scribe, supports } = telling;
    const [key, support] = oneOf([...supports], lots.what) ?? [];
    if (key === undefined || support === undefined) return;
    const status = support.status === 'standing' ? 'withdrawn' : 'standing';
    supports.set(key, scribe.support(support.target, support.evidence, { status }));
  },
};

/** What was put into a map since it was copied. */
const putSince = <K, V>(before: ReadonlyMap<K, V>, now: ReadonlyMap<K, V>): V[] =>
  [...now].filter(([key, value]) => before.get(key) !== value).map(([, value]) => value);

/** Every fact that is new stands on something. */
const standing = (telling: Telling, facts: readonly Fact[]): void => {
  const { scribe, evidence, supports } = telling;
  const turn = scribe.evidence();
  for (const { id, introduced } of facts) {
    if (introduced.revision !== scribe.next.revision) continue;
    evidence.set(turn.id, turn);
    supports.set(`${id} ${turn.id}`, scribe.support(id, turn.id));
  }
};

const batchOf = (telling: Telling, done: readonly { deed: Deed; lots: Lots }[]): Parts => {
  const { scribe, entities, others, facts, evidence, supports } = telling;
  const before = {
    entities: new Map(entities),
    others: new Map(others),
    facts: new Map(facts),
    evidence: new Map(evidence),
    supports: new Map(supports),
  };
  for (const { deed, lots } of done) deed(telling, lots);
  const told = putSince(before.facts, facts);
  standing(telling, told);
  return {
    nodes: [...putSince(before.entities, entities), ...putSince(before.others, others)],
    facts: told,
    evidence: putSince(before.evidence, evidence),
    supports: putSince(before.supports, supports),
    outbox: told.length % 2 === 0 ? [] : [scribe.envelope()],
  };
};

interface Step {
  kind: 'commit' | 'refusal';
  done: readonly { deed: DeedName; lots: Lots }[];
}

const anyDeed: fc.Arbitrary<DeedName> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('meet', 'tie', 'tie', 'tie', 'say', 'happen') },
  {
    weight: 3,
    arbitrary: fc.constantFrom('end', 'withdraw', 'restore', 'turn', 'whisper', 'merge', 'rename', 'describe'),
  },
  { weight: 1, arbitrary: fc.constantFrom('doubt', 'wonder', 'support', 'reconsider') },
);

const anyStep: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof({ weight: 8, arbitrary: fc.constant('commit') }, { weight: 1, arbitrary: fc.constant('refusal') }),
  done: fc.array(fc.record({ deed: anyDeed, lots: anyLots }), { minLength: 1, maxLength: 6 }),
});

/** A universe's writes, in order, and what is in it in the end. */
export interface History {
  scribe: Scribe;
  writes: readonly CanonWrite[];
  nodes: readonly NodeId[];
  facts: readonly FactId[];
  evidence: readonly Evidence[];
  /** For whoever has to read a counterexample. */
  toString(): string;
}

const plainLots: Lots = { who: 0, whom: 1, what: 0, word: 0, when: { from: null, to: null }, yes: false };

const tell = (seed: number, steps: readonly Step[]): History => {
  const telling = emptyTelling(canonScribe(seededWorld(seed)));
  const { scribe } = telling;
  const writes: CanonWrite[] = [];
  const commit = (done: readonly { deed: Deed; lots: Lots }[]): void => {
    writes.push(scribe.write(batchOf(telling, done)));
    scribe.pass();
  };
  commit([0, 1, 2].map((word) => ({ deed: deeds.meet, lots: { ...plainLots, word } })));
  for (const { kind, done } of steps) {
    if (kind === 'refusal') writes.push(scribe.refusal(done.length));
    else commit(done.map(({ deed, lots }) => ({ deed: deeds[deed], lots })));
  }
  return {
    scribe,
    writes,
    nodes: [scribe.universe, ...telling.entities.keys(), ...telling.others.keys()],
    facts: [...telling.facts.keys()],
    evidence: [...telling.evidence.values()],
    toString: () =>
      JSON.stringify(
        writes.map(({ nodes, facts, supports }) => ({ nodes, facts, supports })),
        null,
        1,
      ),
  };
};

export const canonHistory = (stepsMax = 12): fc.Arbitrary<History> =>
  fc
    .record({ seed: fc.nat(), steps: fc.array(anyStep, { maxLength: stepsMax, size: 'max' }) })
    .map(({ seed, steps }) => tell(seed, steps));
