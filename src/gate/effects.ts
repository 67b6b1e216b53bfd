import { createHash } from 'node:crypto';
import type { Fact, FactObject } from '../../schemas/canon.ts';
import type { FactId, NodeId } from '../../schemas/ids.ts';
import type { StoryTime } from '../../schemas/time.ts';
import type { EventEffect, EventKindRule, RoleName } from '../../schemas/vocabulary.ts';
import { objectKey } from '../domain/fact.ts';
import { compareEnds, momentOf } from '../domain/interval.ts';
import { isBefore } from '../domain/story-time.ts';
import type { Candidate, Court } from './candidate.ts';
import { frontierOf } from './contradiction.ts';
import type { Lexicon } from './lexicon.ts';
import { saidOf, saidTo, sayingSo } from './said.ts';
import type { Look } from './shelves.ts';

// What an event does to those who take part, as soon as it is over. What it brings about derives from it, and falls with it.

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const timeChars = 14; // the prefix, and when the event's id was made
const chanceChars = 16;

/** The same event has the same effects under the same ids, whoever works them out, and however often. */
const derivedId = (event: FactId, salt: string): FactId => {
  const digest = createHash('sha256').update(`${event} ${salt}`).digest();
  let text = '';
  for (let i = 0; i < chanceChars; i++) text += alphabet.charAt((digest[i] ?? 0) % alphabet.length);
  return `${event.slice(0, timeChars)}${text}` as FactId;
};

type Words = Pick<Fact, 'subject' | 'predicate' | 'object'>;
/** What an event says is a state, or leads to somebody. */
type Brought = Words & { object: Extract<FactObject, { kind: 'text' | 'node' }> };

const takingPart = ({ event }: Fact, role: RoleName): readonly NodeId[] =>
  (event?.participants ?? []).filter((participant) => participant.role === role).map(({ node }) => node);

/** What the event says by its kind of those who take part. */
const wordsOf = (event: Fact, { effects }: EventKindRule): readonly Brought[] =>
  effects.flatMap((effect): Brought[] => {
    switch (effect.kind) {
      case 'set': {
        const { predicate, value } = effect;
        return takingPart(event, effect.role).map((subject) => ({
          ...{ subject, predicate, object: { kind: 'text', text: value } },
        }));
      }
      case 'relate': {
        const { predicate } = effect;
        return takingPart(event, effect.role).flatMap((subject) =>
          takingPart(event, effect.to).map((id): Brought => ({ subject, predicate, object: { kind: 'node', id } })),
        );
      }
      case 'end':
        return [];
    }
  });

const textOf = ({ subject, predicate, object }: Words): string => `${subject} ${predicate} ${objectKey(object)}`;

export const effectId = (event: FactId, words: Words): FactId => derivedId(event, textOf(words));

/**
 * Since those who took part turned out to be others, a fact speaks of other people than those whom its id was made from. Then it is known by
 * coming with the event, and by being what the event says of them now.
 */
const isToldOfOthers = ({ lexicon }: Court, fact: Fact, event: Fact): boolean => {
  const kind = lexicon.event(event.predicate);
  return (
    kind !== undefined &&
    fact.derivesFrom.length === 1 &&
    fact.introduced.commit === event.introduced.commit &&
    fact.id.slice(0, timeChars) === event.id.slice(0, timeChars) &&
    compareEnds(fact.valid.from, event.valid.to) === 0 &&
    wordsOf(event, kind).some((words) => textOf(words) === textOf(fact))
  );
};

/** Whether the event brought the fact about, and nobody claimed it. */
export const isEffectOf = (court: Court, fact: Fact, event: Fact): boolean =>
  fact.derivesFrom.includes(event.id) && (fact.id === effectId(event.id, fact) || isToldOfOthers(court, fact, event));

const nameOf = ({ overlay }: Court, id: NodeId): string => {
  const node = overlay.node(id);
  return node?.kind === 'entity' ? node.name : id;
};

const stateOf = (court: Court, candidate: Candidate, said: Brought): Candidate => {
  const { fact: event } = candidate;
  const { subject, predicate, object } = said;
  const rule = court.lexicon.predicate(predicate) ?? null;
  const valid = { from: event.valid.to, to: null };
  const what = object.kind === 'text' ? object.text : nameOf(court, object.id);
  const fact: Fact = {
    ...event,
    id: effectId(event.id, said),
    kind: object.kind === 'node' ? 'relationship' : 'state',
    subject,
    predicate,
    object,
    statement: `${nameOf(court, subject)} ${predicate.replaceAll('_', ' ')} ${what}`,
    valid,
    heldUntil: valid.from, // the event tells of its own moment; how long it stayed so, somebody else has to say
    derivesFrom: [event.id],
    event: null,
  };
  return { ...candidate, fact, rule, kind: null, cause: event };
};

/** Facts that begin when the event is over, each once. */
export const broughtAbout = (court: Court, candidate: Candidate): readonly Candidate[] => {
  const { fact, kind } = candidate;
  const all = (kind === null ? [] : wordsOf(fact, kind)).map((words) => stateOf(court, candidate, words));
  return [...new Map(all.map((each) => [each.fact.id, each])).values()];
};

type Ending = Extract<EventEffect, { kind: 'end' }>;

/** What ends for one who takes part, whichever way round it was said. */
const endedBy = (
  { look, lexicon }: { look: Look; lexicon: Lexicon },
  node: NodeId,
  { effect: { predicates, as }, others }: { effect: Ending; others: ReadonlySet<NodeId> | null },
): readonly Fact[] =>
  predicates.flatMap((name) => {
    const rule = lexicon.predicate(name);
    if (rule === undefined) return [];
    if (others === null)
      return (as === 'subject' ? saidOf(look, node, rule) : saidTo(look, node, rule)).map(({ fact }) => fact);
    return [...others].flatMap((other) => {
      const [subject, id] = as === 'subject' ? [node, other] : [other, node];
      return sayingSo(look, { subject, object: { kind: 'node', id } }, rule);
    });
  });

export interface Ended {
  fact: Fact;
  at: StoryTime;
  /** Canon has it going on beyond that. */
  isEarly: boolean;
}

/** Facts that were going on and end with the event. */
export const broughtToAnEnd = (court: Court, candidate: Candidate): readonly Ended[] => {
  const at = candidate.fact.valid.to;
  if (at === null) return [];
  const looking = { look: court.overlay.during(momentOf(at)), lexicon: court.lexicon };
  return (candidate.kind?.effects ?? [])
    .filter((effect) => effect.kind === 'end')
    .flatMap((effect) => {
      const others = effect.with === undefined ? null : new Set(takingPart(candidate.fact, effect.with));
      return takingPart(candidate.fact, effect.role).flatMap((node) => endedBy(looking, node, { effect, others }));
    })
    .filter(({ valid: { from } }) => from === null || isBefore(from, at))
    .map((fact) => {
      const frontier = fact.valid.to ?? frontierOf(fact);
      return { fact, at, isEarly: frontier !== null && isBefore(at, frontier) };
    });
};
