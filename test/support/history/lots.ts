import type { Entity, Fact, FactObject, Visibility } from '../../../schemas/canon.ts';
import type { Authority, Evidence } from '../../../schemas/evidence.ts';
import type { FactId, NodeId } from '../../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../../schemas/time.ts';
import type { Batch, Doing } from './chronicle.ts';

// What deeds are made of. A deed is drawn as a handful of lots and names, and what it does depends on what there is: so that any part of a
// history may be left out, and the rest still is one.

export const lotMax = 999;

/** When what is told began: now, nobody knows when, some time ago, some time ago and over by now. */
export const whens = ['now', 'unknown', 'past', 'over'] as const;

/** Drawn for every deed, whatever of it the deed needs. */
export interface Lots {
  who: number;
  whom: number;
  what: number;
  when: (typeof whens)[number];
  name: string;
  statement: string;
  value: Exclude<FactObject, { kind: 'node' }>;
  visibility: Visibility['level'];
  authority: Authority;
  yes: boolean;
}

/** The early ones are drawn more often than the late, as in any story. */
export const pick = <T>(from: Iterable<T>, lot: number): T | undefined => {
  const items = [...from];
  return items[Math.floor((lot / (lotMax + 1)) ** 2 * items.length)];
};

export const evenly = <T>(items: readonly T[], lot: number, otherwise: T): T => items[lot % items.length] ?? otherwise;

// ── what there is ────────────────────────────────────────────────────────────────────────────────────────────────

export const entities = ({ nodes }: Batch): Entity[] =>
  [...nodes.values()].filter((node): node is Entity => node.kind === 'entity' && node.status === 'canon');
export const instances = (batch: Batch): Entity[] => entities(batch).filter(({ form }) => form === 'instance');
export const factsThat = ({ facts }: Batch, are: (fact: Fact) => boolean): Fact[] => [...facts.values()].filter(are);
export const isOpen = ({ status, valid }: Fact): boolean => status === 'canon' && valid.to === null;
export const isStanding = ({ status }: Fact): boolean => status !== 'retconned';

/** The next moment within the second. */
export const after = (time: StoryTime): StoryTime => ({ second: time.second, ordinal: time.ordinal + 1 });
export const isBefore = (a: StoryTime, b: StoryTime): boolean =>
  a.second < b.second || (a.second === b.second && a.ordinal < b.ordinal);
const endOf = ({ valid: { from } }: Fact, clock: StoryTime): StoryTime =>
  from === null || isBefore(from, clock) ? clock : after(from);

const ago = ({ clock }: Batch, seconds: number): StoryTime => ({ second: clock.second - seconds, ordinal: 0 });
const validity = (batch: Batch, { when, what }: Lots): Validity => {
  const long = 1 + (what % 9);
  if (when === 'unknown') return { from: null, to: null };
  if (when === 'past') return { from: ago(batch, long), to: null };
  if (when === 'over') return { from: ago(batch, long + 5), to: ago(batch, long) };
  return { from: batch.clock, to: null };
};

export const visibility = (batch: Batch, lots: Lots): Visibility => {
  if (lots.visibility !== 'known') return { level: lots.visibility };
  const knowers = instances(batch).filter((_, index) => index % 3 === lots.whom % 3);
  const some = knowers.slice(0, 4).map(({ id }) => id);
  return some.length === 0 ? { level: 'gm' } : { level: 'known', to: some };
};

// ── pieces of a deed ─────────────────────────────────────────────────────────────────────────────────────────────

const testimony = (batch: Batch, { what, statement, yes }: Lots): Evidence => {
  const origin = { id: batch.newId('evidence'), universe: batch.universe, home: batch.universe };
  const quote = yes ? statement : null;
  switch (what % 4) {
    case 0:
      return { ...origin, kind: 'turn', ref: batch.newId('turn'), quote };
    case 1:
      return { ...origin, kind: 'resolution', ref: batch.newId('resolution'), quote };
    case 2:
      return {
        ...origin,
        kind: 'snippet',
        ref: batch.newId('snippet'),
        quote: statement,
        document: batch.newId('document'),
        page: yes ? 1 + (what % 300) : null,
      };
    default:
      return { ...origin, kind: 'declaration', ref: batch.newId('turn'), quote: statement };
  }
};

/** By evidence that is new, or by some that canon has. */
export const support = (batch: Batch, target: FactId | NodeId, lots: Lots & { sufficient: boolean }): void => {
  const old = lots.yes ? pick(batch.evidence.values(), lots.whom) : undefined;
  const evidence = old ?? testimony(batch, lots);
  if (old === undefined) batch.putEvidence(evidence);
  batch.putSupport({
    universe: batch.universe,
    target,
    evidence: evidence.id,
    authority: lots.authority,
    sufficient: lots.sufficient,
    status: 'standing',
    proposal: lots.yes ? batch.newId('proposal') : null,
    ...batch.recorded,
  });
};

type Told = Pick<Fact, 'kind' | 'subject' | 'predicate' | 'object'> &
  Partial<Pick<Fact, 'valid' | 'event' | 'replaces'>>;

export const introduce = (batch: Batch, lots: Lots, told: Told): Fact => {
  const valid = told.valid ?? validity(batch, lots);
  const isOver = valid.to !== null && told.kind !== 'event';
  const fact: Fact = {
    id: batch.newId('fact'),
    universe: batch.universe,
    statement: lots.statement,
    heldUntil: valid.to === null ? batch.clock : null,
    status: isOver ? 'ended' : 'canon',
    locked: false,
    authority: lots.authority,
    confidence: 0.75 + (lots.what % 3) / 8,
    visibility: visibility(batch, lots),
    derivesFrom: [],
    replaces: [],
    event: null,
    ...told,
    valid,
    introduced: batch.recorded,
    withdrawn: null,
  };
  batch.putFact(fact);
  support(batch, fact.id, { ...lots, sufficient: true });
  return fact;
};

export const end = (batch: Batch, fact: Fact): { fact: FactId; at: StoryTime } => {
  const at = endOf(fact, batch.clock);
  batch.putFact({ ...fact, status: 'ended', valid: { from: fact.valid.from, to: at }, heldUntil: null });
  return { fact: fact.id, at };
};

export const stamped = ({ universe, recorded }: Batch) => ({ universe, introduced: recorded });

/** What it did, in the words of a decision; null: there is nothing to do it to. */
export type Deed = (batch: Batch, lots: Lots) => Partial<Doing> | null;
