import type { EntityType, SourceLevel } from '../../../schemas/canon.ts';
import type { Authority } from '../../../schemas/evidence.ts';
import type { Cascade, Verdict } from '../../../schemas/gate.ts';
import type { Origin } from '../../../schemas/policy.ts';
import type { RoleName } from '../../../schemas/vocabulary.ts';

// The naive gate: what canon would be if one could afford to look at everything. It knows people by name and facts by label, tells
// time in whole numbers, and tries every pair of facts at every moment. It shares no code with the real one.

/** `second * 100 + ordinal`. `-Infinity`: nobody knows since when. `Infinity`: it goes on. */
export type Moment = number;
export const never: Moment = Infinity;
export const immemorial: Moment = -Infinity;
/** An instant is over at the next ordinal. */
export const justAfter = (moment: Moment): Moment => moment + 1;

export type Who = string;
/** Who claimed it, from what, and how sure. */
export interface Said {
  /** Its place among all the moves, from 1: other moves refer to it by that. */
  number: number;
  /** The authority that it claims to have. */
  by: Authority;
  /** Where its evidence lies; null: there is none. */
  origin: Origin | null;
  /** Of the document that its evidence lies in. */
  level: SourceLevel | null;
  agent: boolean;
  confidence: number;
  intent: 'assert' | 'change' | 'correct';
  dependsOn: readonly number[];
  /** A person at the GM's seat has looked at it and wants it so. */
  confirmed: boolean;
  /** What is wrong with its papers. */
  flaw: 'none' | 'of_another_universe' | 'evidence_of_other_universe' | 'evidence_not_there' | 'evidence_id_taken';
}

/** What is said of somebody: `@Bob` is a person, place or thing, `#5` a number, `^300` a moment, anything else a text. */
export interface Words {
  subject: Who;
  predicate: string;
  object: string;
  from: Moment;
  to: Moment;
  derivesFrom: readonly string[];
}

export interface Happening {
  event: string;
  parties: readonly (readonly [RoleName, Who])[];
  from: Moment;
  /** Null: nobody said; it takes an instant. */
  to: Moment | null;
  causedBy: readonly string[];
}

export type Move = Said &
  (
    | ({ what: 'claim' } & Words)
    | ({ what: 'event' } & Happening)
    | { what: 'entity'; who: Who; called: string; alias: string | null; type: EntityType }
    | { what: 'retcon'; facts: readonly string[]; cascade: Cascade }
    | { what: 'lock' | 'unlock'; facts: readonly string[] }
    | { what: 'revert'; batch: number }
    | { what: 'merge'; keep: Who; drop: Who }
    | { what: 'split'; who: Who; into: Who; facts: readonly string[] }
    | { what: 'rename'; who: Who; called: string; keepAlias: boolean }
    | { what: 'fork'; into: 'another' | 'itself'; revision: number; at: Moment | null }
  );

/** A move that says again what canon holds, and would have been enough by itself. */
export interface Carrier {
  move: number;
  batch: number;
  /** Of the document that says so, where the fact is of documents. */
  level: SourceLevel | null;
}

/** What a batch did to canon. */
export interface Past {
  facts: readonly { before: Told | null; after: Told }[];
  cast: readonly { before: Somebody | null; after: Somebody }[];
}

/** A fact of canon. Labels: `f3` came with move 3, `f3.vital.Ann` is what the event of move 3 did to Ann. */
export interface Told {
  label: string;
  /** The batch that it came with. */
  batch: number;
  kind: 'claim' | 'event';
  subject: Who;
  predicate: string;
  object: string;
  from: Moment;
  to: Moment;
  held: Moment | null;
  /** Its end came after it had been told of. */
  isOver: boolean;
  status: 'live' | 'contested' | 'retconned';
  locked: boolean;
  authority: Authority;
  level: SourceLevel | null;
  parties: readonly (readonly [RoleName, Who])[];
  derivesFrom: readonly string[];
  causedBy: readonly string[];
  /** The event that brought it about. */
  effectOf: string | null;
  /** Who else's word carries it as well. */
  carriers: readonly Carrier[];
  /** What its coming changed: as it was just before, and as it was left. */
  changed: readonly { before: Told; after: Told }[];
}

export interface Somebody {
  who: Who;
  type: EntityType;
  /** What they are called, and their other names. */
  names: readonly string[];
  /** They turned out to be somebody else, or never were. */
  isGone: boolean;
  /** Who they turned out to be. */
  into: Who | null;
}

export interface Canon {
  clock: Moment | null;
  /** How many batches were judged before. */
  batch: number;
  /** How often canon has changed, from 1. */
  revision: number;
  /** The last batch of which anything was accepted. */
  latest: number;
  /** Which of two comes first that were told at once and began at once. */
  byName: (one: string, other: string) => number;
  cast: readonly Somebody[];
  facts: readonly Told[];
  settled: ReadonlyMap<number, Verdict>;
  /** By batch. */
  history: ReadonlyMap<number, Past>;
}

export interface Ruling {
  number: number;
  verdict: Verdict;
  /** Each of these is a right answer to why: where several things are wrong with it, any may be named first. */
  codes: readonly string[];
  /** What stands against it, for those refusals that cite facts. Null: this is not told here. */
  against: readonly string[] | null;
  ended: readonly { fact: string; at: Moment }[];
  retconned: readonly string[];
  restored: readonly string[];
  flagged: readonly string[];
  contested: readonly string[];
}
