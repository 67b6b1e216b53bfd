import { z } from 'zod';
import { aliasesMax, Finite, Key, Line, Name, Quote, Share, Statement, Tag, tagsMax } from './bounds.ts';
import {
  causesMax,
  derivationsMax,
  EntityType,
  knowersMax,
  participantsMax,
  Properties,
  Severity,
  Source,
  SourceLevel,
} from './canon.ts';
import { RoleName } from './vocabulary.ts';

// What a person writes down for the gate to judge: names in place of ids, dates in place of seconds. A line of a file that is proposed is one of
// these, told apart by the word that only its kind has. Fields are spelled as in the worlds of `gate evaluate`.

/** A name, an alias, or an id. */
const Who = Name;
/** An id, the `key` of an earlier line, or whose fact it is and the predicate: `Mara located_in`. */
const Which = Line.min(1);
/** A date of the universe's calendar. */
const When = Line.min(1);

const common = {
  /** What later lines call it. */
  key: Key.optional(),
  /** The person's words, to the letter: they are the evidence. Without them what is claimed is also what was said. */
  says: Quote.optional(),
  intent: z.enum(['assert', 'change', 'correct']).optional(),
  confidence: Share.optional(),
};

const seen = {
  /** Who may know it: a level, or names. */
  visibility: z.union([z.enum(['gm', 'party', 'public']), z.array(Who).min(1).max(knowersMax)]).optional(),
};

const claimed = {
  ...common,
  ...seen,
  statement: Statement.optional(),
  /** Since when it holds, or when it happens. */
  from: When.optional(),
  /** Until when. */
  to: When.optional(),
  /** Facts that it rests on. */
  derives_from: z.array(Which).max(derivationsMax).optional(),
};

export const ClaimDraft = z.strictObject({
  ...claimed,
  subject: Who,
  predicate: Key,
  object: z.union([Line.min(1), Finite, z.boolean()]).optional(),
  unit: Key.optional(),
});
export type ClaimDraft = z.infer<typeof ClaimDraft>;

export const EventDraft = z.strictObject({
  ...claimed,
  event: Key,
  /** Who took part: `{ "patient": "Mara", "agent": ["Orc", "Worg"] }`. */
  participants: z.partialRecord(RoleName, z.union([Who, z.array(Who).min(1).max(participantsMax)])),
  severity: Severity.optional(),
  caused_by: z.array(Which).max(causesMax).optional(),
});
export type EventDraft = z.infer<typeof EventDraft>;

export const EntityDraft = z.strictObject({
  ...common,
  ...seen,
  entity: Name,
  type: EntityType,
  form: z.enum(['archetype', 'instance']).optional(),
  aliases: z.array(Name).max(aliasesMax).optional(),
  description: Statement.optional(),
  properties: Properties.optional(),
  tags: z.array(Tag).max(tagsMax).optional(),
  /** The archetype that it is one of. */
  archetype: Who.optional(),
});
export type EntityDraft = z.infer<typeof EntityDraft>;

export const AxiomDraft = z.strictObject({
  ...common,
  axiom: Statement,
  domain: Key.optional(),
  constraint: Statement.optional(),
});
export type AxiomDraft = z.infer<typeof AxiomDraft>;

export const StoryDraft = z.strictObject({ ...common, story: Name, premise: Statement.optional() });
export type StoryDraft = z.infer<typeof StoryDraft>;

export const ThreadDraft = z.strictObject({
  ...common,
  ...seen,
  thread: Name,
  question: Statement.optional(),
  clues: z.array(Which).max(derivationsMax).optional(),
});
export type ThreadDraft = z.infer<typeof ThreadDraft>;

export const PartyDraft = z.strictObject({
  ...common,
  party: Name,
  members: z.array(Who).max(participantsMax).optional(),
});
export type PartyDraft = z.infer<typeof PartyDraft>;

export const SourceDraft = z.strictObject({
  ...common,
  source: Name,
  type: Source.shape.type,
  level: SourceLevel.optional(),
});
export type SourceDraft = z.infer<typeof SourceDraft>;

/** By the word that tells them apart. */
export const draftKinds = {
  subject: ClaimDraft,
  event: EventDraft,
  entity: EntityDraft,
  axiom: AxiomDraft,
  story: StoryDraft,
  thread: ThreadDraft,
  party: PartyDraft,
  source: SourceDraft,
} as const satisfies Record<string, z.ZodType>;
export type DraftKind = keyof typeof draftKinds;

export const Draft = z.union(Object.values(draftKinds) as [typeof ClaimDraft, ...(typeof draftKinds)[DraftKind][]]);
export type Draft = z.infer<(typeof draftKinds)[DraftKind]>;
