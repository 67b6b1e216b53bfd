import { type Fact, type FactObject, freeText } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import type { Condition, EventEffect, EventKindRule, PredicateRule, RoleName } from '../../schemas/vocabulary.ts';
import { objectKey } from '../../src/domain/fact.ts';
import { always, instantAt, momentOf } from '../../src/domain/interval.ts';
import { normaliseName } from '../../src/domain/names.ts';
import { nextMoment } from '../../src/domain/story-time.ts';
import type { Lexicon } from '../../src/gate/lexicon.ts';
import { factsPerSliceKeyDefault, type SliceKey } from '../../src/ports/canon-reader.ts';
import {
  ahead,
  type Chain,
  first,
  type Need,
  type Needs,
  nodeIn,
  nothingNeeded,
  saidOf,
  sayingSo,
  saidTo,
  together,
  whole,
  windowOf,
} from './needs.ts';

// What one claim touches, rule by rule. Each function stands for a rule of the gate and asks for what that one looks at and no more: a
// popular entity with a hundred thousand facts costs what the claim says of it.

/** A claim, or a fact that is looked at as if it were claimed. */
export type Told = Pick<Fact, 'subject' | 'predicate' | 'object' | 'valid'> & {
  event: Pick<NonNullable<Fact['event']>, 'participants'> | null;
};

/** Free texts are compared word by word, so all of a subject's are read, up to so many: beyond, one may come to stand there twice. */
const freeTextsMax = factsPerSliceKeyDefault * 20;

const keysNeed = (keys: readonly Need[]): Needs => ({ ...nothingNeeded, keys });

/** What is there when the claim begins, and what begins while it holds. */
const besides = (rule: PredicateRule, told: Told, keysIn: (window: Validity) => SliceKey[]): Need[] => {
  const { valid } = told;
  if (rule.temporal === 'permanent' || valid.from === null) return whole(keysIn(windowOf(rule, valid)));
  const beginning = keysIn(valid).map((key) => ({ ...key, begins: true }));
  return [...whole(keysIn(momentOf(valid.from))), ...ahead(beginning, told)];
};

// ── conditions ───────────────────────────────────────────────────────────────────────────────────────────────────

const conditionKeys = (conditions: readonly Condition[], node: NodeId, time: StoryTime | null): Need[] =>
  whole(conditions.map(({ predicate }) => ({ side: 'subject', node, predicate, ...momentOf(time) })));

/** When the node began to be: events that say so, and what is said of it. */
const birthKeys = ({ births, beginnings }: Lexicon, node: NodeId): Need[] => [
  ...whole([...births].map((predicate): SliceKey => ({ side: 'participant', node, predicate, ...always }))),
  ...whole(beginnings.map(({ name }): SliceKey => ({ side: 'subject', node, predicate: name, ...always }))),
];

// ── what a claimed state would make impossible ───────────────────────────────────────────────────────────────────

const breaks = (value: string, { is, isNot }: Condition, rule: PredicateRule): boolean =>
  isNot === undefined ? rule.perSubject === 1 && is !== undefined && !is.includes(value) : isNot.includes(value);

/** As the gate compares states. */
const valueOf = (object: FactObject | null): string =>
  object?.kind === 'text' ? normaliseName(object.text) : objectKey(object);

const undoneKeys = (lexicon: Lexicon, told: Told, rule: PredicateRule): Need[] => {
  const value = valueOf(told.object);
  const { events, predicates } = lexicon.demandsOn(rule.name);
  const kinds = new Set(events.filter(({ condition }) => breaks(value, condition, rule)).map(({ kind }) => kind));
  const beginnings = predicates
    .filter(({ condition }) => breaks(value, condition, rule))
    .map(({ rule: asking, side }): SliceKey => ({
      ...{ side, node: told.subject, predicate: asking.name, ...told.valid },
      begins: true,
    }));
  const deeds = [...kinds].map((predicate): SliceKey => ({
    side: 'participant',
    node: told.subject,
    predicate,
    ...told.valid,
  }));
  return ahead([...deeds, ...beginnings], told);
};

/** Whoever is somewhere took no part in what happened elsewhere meanwhile. */
const meetingKeys = (rule: PredicateRule, told: Told): Need[] =>
  rule.whereabouts ? ahead([{ side: 'participant', node: told.subject, predicate: null, ...told.valid }], told) : [];

// ── events that have ended it ────────────────────────────────────────────────────────────────────────────────────

const endingKeys = (lexicon: Lexicon, rule: PredicateRule, told: Told): Need[] => {
  const { subject, object, valid } = told;
  const { from } = valid;
  const other = nodeIn(object);
  const direct = lexicon.endingsOf(rule.name);
  const turned = rule.symmetric ? direct : rule.inverse === undefined ? [] : lexicon.endingsOf(rule.inverse);
  const keys = (endings: typeof direct, ends: { subject: NodeId | null; object: NodeId | null }): SliceKey[] =>
    endings.flatMap(({ kind, effect }): SliceKey[] => {
      const node = ends[effect.as];
      return node === null ? [] : [{ side: 'participant', node, predicate: kind, from, to: null }];
    });
  const both = [
    ...keys(direct, { subject, object: other }),
    ...(other === null ? [] : keys(turned, { subject: other, object: subject })),
  ];
  return ahead(both, told);
};

// ── changes that only an event can bring ─────────────────────────────────────────────────────────────────────────

/** Most may have been done by the subject, and not to it. */
const eventsNearMax = factsPerSliceKeyDefault * 20;

const transitionKeys = (rule: PredicateRule, { subject, valid: { from } }: Told): Need[] => {
  if (rule.transitions.length === 0) return [];
  const kinds = [...new Set(rule.transitions.flatMap(({ needs }) => needs))];
  const events = (window: Validity): SliceKey[] =>
    kinds.map((predicate) => ({ side: 'participant', node: subject, predicate, ...window, max: eventsNearMax }));
  const after: Validity = { from, to: null };
  const next = saidOf(rule, subject, after).map((key) => ({ ...key, begins: true }));
  if (from === null) return [...first(next), ...whole(events(after))];
  // Nearest first, on either side: the state before and the one after, and what happened between.
  const before: Validity = { from: null, to: nextMoment(from) ?? null };
  return first([...saidOf(rule, subject, before), ...next, ...events(before), ...events(after)]);
};

// ── rivals ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What there may be few of at once. */
const crowdKeys = (rule: PredicateRule, told: Told): Need[] => {
  const other = nodeIn(told.object);
  return besides(rule, told, (window) => [
    ...(rule.perSubject === 'many' ? [] : saidOf(rule, told.subject, window)),
    ...(rule.perObject === 'many' || other === null ? [] : saidTo(rule, other, window)),
  ]);
};

const excludedKeys = (lexicon: Lexicon, rule: PredicateRule, { subject, object, valid }: Told): Need[] => {
  const other = nodeIn(object);
  if (other === null) return [];
  const turned = { subject: other, object: { kind: 'node' as const, id: subject } };
  const window = (rival: PredicateRule): Validity => windowOf(rule, windowOf(rival, valid));
  return whole([
    ...lexicon.rivalsOf(rule.name).flatMap((rival) => sayingSo(rival, { subject, object }, window(rival))),
    ...(rule.inverse === undefined ? [] : lexicon.rivalsOf(rule.inverse)).flatMap((rival) =>
      sayingSo(rival, turned, window(rival)),
    ),
  ]);
};

/** Links go on from the object; and from the subject by the inverse, for another claim of the batch may come upon this one from there. */
const ringNeeds = (lexicon: Lexicon, rule: PredicateRule, { subject, object, valid }: Told): Needs => {
  const other = nodeIn(object);
  if (!rule.acyclic || other === null) return nothingNeeded;
  const window = windowOf(rule, valid);
  const turned = sayingSo(rule, { subject: other, object: { kind: 'node', id: subject } }, window);
  const { from } = window;
  const inverse = rule.inverse === undefined ? undefined : lexicon.predicate(rule.inverse);
  return {
    ...nothingNeeded,
    keys: whole(turned),
    chains: [
      { rule, node: other, from, of: [other] },
      ...(inverse === undefined ? [] : [{ rule: inverse, node: subject, from, of: [subject] }]),
    ],
  };
};

const placeChains = (rule: PredicateRule, { object, valid: { from } }: Told): Chain[] => {
  const node = nodeIn(object);
  return rule.within && node !== null ? [{ rule: null, node, from, of: [node] }] : [];
};

const factNeeds = (lexicon: Lexicon, told: Told): Needs => {
  const { subject, predicate, object, valid } = told;
  const rule = lexicon.predicate(predicate);
  if (predicate === freeText)
    return keysNeed(first([{ side: 'subject', node: subject, predicate, ...valid, max: freeTextsMax }]));
  if (rule === undefined) return nothingNeeded;
  const other = nodeIn(object);
  const said = keysNeed([
    ...besides(rule, told, (window) => sayingSo(rule, { subject, object }, window)),
    ...conditionKeys(rule.must, subject, valid.from),
    ...(other === null || rule.object.kind !== 'node' ? [] : conditionKeys(rule.object.must, other, valid.from)),
  ]);
  if (rule.reported) return said;
  const births = rule.temporal === 'permanent' ? [] : [subject, ...(other === null ? [] : [other])];
  return together([
    said,
    keysNeed([
      ...births.flatMap((node) => birthKeys(lexicon, node)),
      ...crowdKeys(rule, told),
      ...excludedKeys(lexicon, rule, told),
      ...endingKeys(lexicon, rule, told),
      ...transitionKeys(rule, told),
      ...undoneKeys(lexicon, told, rule),
      ...meetingKeys(rule, told),
    ]),
    ringNeeds(lexicon, rule, told),
    {
      ...nothingNeeded,
      chains: placeChains(rule, told),
      born: rule.begins && object?.kind === 'time' ? [{ node: subject, at: object.time }] : [],
    },
  ]);
};

// ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface Happening {
  lexicon: Lexicon;
  kind: EventKindRule;
  participants: NonNullable<Told['event']>['participants'];
  from: StoryTime;
  /** When it is over and its effects begin. */
  at: StoryTime | null;
}

const takingPart = ({ participants }: Happening, role: RoleName): NodeId[] =>
  participants.filter((participant) => participant.role === role).map(({ node }) => node);

const endKeys = (happening: Happening, effect: Extract<EventEffect, { kind: 'end' }>): Need[] => {
  const { lexicon, at } = happening;
  const window: Validity = { from: at, to: null };
  const others = effect.with === undefined ? null : takingPart(happening, effect.with);
  return takingPart(happening, effect.role).flatMap((node) =>
    effect.predicates.flatMap((name) => {
      const rule = lexicon.predicate(name);
      if (rule === undefined) return [];
      if (others === null)
        return whole(effect.as === 'subject' ? saidOf(rule, node, window) : saidTo(rule, node, window));
      const pairs = others.map((other) =>
        effect.as === 'subject' ? { subject: node, other } : { subject: other, other: node },
      );
      return whole(
        pairs.flatMap(({ subject, other }) => sayingSo(rule, { subject, object: { kind: 'node', id: other } }, window)),
      );
    }),
  );
};

const broughtAbout = (happening: Happening, effect: EventEffect): Told[] => {
  const told = (subject: NodeId, predicate: string, object: FactObject): Told => ({
    ...{ subject, predicate, object, event: null },
    valid: { from: happening.at, to: null },
  });
  switch (effect.kind) {
    case 'set':
      return takingPart(happening, effect.role).map((subject) =>
        told(subject, effect.predicate, { kind: 'text', text: effect.value }),
      );
    case 'relate':
      return takingPart(happening, effect.role).flatMap((subject) =>
        takingPart(happening, effect.to).map((id) => told(subject, effect.predicate, { kind: 'node', id })),
      );
    case 'end':
      return [];
  }
};

/** Where those are who must be present, and where it happens. */
const presenceNeeds = (happening: Happening): Needs => {
  const { lexicon, kind, participants, from } = happening;
  const places = takingPart(happening, 'place');
  const bound = participants.filter(({ role }) => kind.roles[role]?.present === true).map(({ node }) => node);
  if (places.length === 0 || bound.length === 0) return nothingNeeded;
  return {
    ...nothingNeeded,
    keys: whole(
      bound.flatMap((node) =>
        lexicon.whereabouts.map(({ name }): SliceKey => ({
          side: 'subject',
          node,
          predicate: name,
          ...momentOf(from),
        })),
      ),
    ),
    chains: places.map((node) => ({ rule: null, node, from, of: [node] })),
  };
};

const eventNeeds = (lexicon: Lexicon, { subject, predicate, valid, event }: Told): Needs => {
  const kind = lexicon.event(predicate);
  if (kind === undefined || event === null || valid.from === null) return nothingNeeded;
  const { from } = valid;
  const window = valid.to === null ? instantAt(from) : valid;
  const { participants } = event;
  const happening: Happening = { lexicon, kind, participants, from, at: window.to };
  const born = participants.filter(({ role }) => kind.roles[role]?.begins === true).map(({ node }) => node);
  return together([
    keysNeed([
      ...whole([
        participants[0] === undefined
          ? { side: 'subject', node: subject, predicate, ...window }
          : { side: 'participant', node: participants[0].node, predicate, ...window },
      ]),
      ...[subject, ...participants.map(({ node }) => node)].flatMap((node) => birthKeys(lexicon, node)),
      ...participants.flatMap(({ role, node }) => conditionKeys(kind.roles[role]?.must ?? [], node, from)),
      ...kind.effects.flatMap((effect) => (effect.kind === 'end' ? endKeys(happening, effect) : [])),
    ]),
    presenceNeeds(happening),
    { ...nothingNeeded, born: born.map((node) => ({ node, at: from })) },
    ...kind.effects.flatMap((effect) => broughtAbout(happening, effect)).map((told) => factNeeds(lexicon, told)),
  ]);
};

export const claimNeeds = (lexicon: Lexicon, told: Told): Needs =>
  told.event === null ? factNeeds(lexicon, told) : eventNeeds(lexicon, told);
