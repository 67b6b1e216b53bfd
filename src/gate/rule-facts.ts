import { lineCharsMax, nameCharsMax, quoteCharsMax, statementCharsMax, tagsMax } from '../../schemas/bounds.ts';
import { CanonNode, EntityType, FactObject, Visibility, type NodeKind } from '../../schemas/canon.ts';
import { Authority } from '../../schemas/evidence.ts';
import { Proposal, ProposalContent, proposalEvidenceMax, type ProposalType } from '../../schemas/gate.ts';
import { Origin } from '../../schemas/policy.ts';

// What a rule of the house can see, and how much of it.
// V1. A rule sees these facts and nothing else: no clock, no chance, no store.
// V2. Every text and list has a bound, and none is ever cut to it: a rule that reads a longer one fails, for what was cut off might have
//     been what it looks for.
// V3. A text is empty where there is nothing to say. `story_second` alone may be missing: `has(proposal.story_second)` asks for it.

export interface RuleFacts {
  proposal: {
    type: ProposalType;
    intent: Proposal['intent'];
    /** What the gate derived from the evidence. */
    authority: Authority;
    /** What its maker said. */
    claimed_authority: Authority;
    confidence: number;
    statement: string;
    predicate: string;
    /** The object in text: an id, the words, the number without its unit, `true` or `false`, or the second of a time. */
    object: string;
    object_kind: FactObject['kind'] | '';
    /** Whole seconds of the universe's calendar. */
    story_second: number | null;
    visibility: Visibility['level'] | '';
    /** The name of an agent or a person. */
    proposed_by: string;
    seat: 'player' | 'gm' | '';
  };
  subject: {
    id: string;
    kind: NodeKind | '';
    /** Of an entity. */
    type: EntityType | '';
    name: string;
    tags: readonly string[];
    status: string;
  };
  evidence: { count: number; origins: readonly Origin[]; quotes: readonly string[] };
  /** Live facts that the proposal contradicts; `locked` if any of them is. */
  conflicts: { count: number; locked: boolean; authorities: readonly Authority[] };
  universe: { name: string; genre: string; tone: string; profile: string };
}

const wordCharsMax = 64;
const idCharsMax = 64;
const conflictsMax = 256;
/** Most proposals quote one passage or two. */
export const quotesMax = 64;

export interface Field {
  type: 'string' | 'int' | 'double' | 'bool' | 'list<string>';
  charsMax: number;
  itemsMax: number;
  /** Null: any text. Otherwise a rule that compares with another word could never fire. */
  words: readonly string[] | null;
}

const scalar = (type: Field['type']): Field => ({ type, charsMax: 0, itemsMax: 0, words: null });
const text = (charsMax: number): Field => ({ type: 'string', charsMax, itemsMax: 0, words: null });
const oneOf = (...words: readonly string[]): Field => ({ type: 'string', charsMax: wordCharsMax, itemsMax: 0, words });
const listOf = (itemsMax: number, { charsMax, words }: Field): Field => ({
  type: 'list<string>',
  charsMax,
  itemsMax,
  words,
});

type Fields<Group> = { readonly [Name in keyof Group]: Field };

const fields: { readonly [Group in keyof RuleFacts]: Fields<RuleFacts[Group]> } = {
  proposal: {
    type: oneOf(...ProposalContent.options.map((option) => option.shape.type.value)),
    intent: oneOf(...Proposal.shape.intent.options),
    authority: oneOf(...Authority.options),
    claimed_authority: oneOf(...Authority.options),
    confidence: scalar('double'),
    statement: text(statementCharsMax),
    predicate: text(wordCharsMax),
    object: text(lineCharsMax),
    object_kind: oneOf(...FactObject.options.map((option) => option.shape.kind.value), ''),
    story_second: scalar('int'),
    visibility: oneOf(...Visibility.options.map((option) => option.shape.level.value), ''),
    proposed_by: text(nameCharsMax),
    seat: oneOf('player', 'gm', ''),
  },
  subject: {
    id: text(idCharsMax),
    kind: oneOf(...CanonNode.options.map((option) => option.shape.kind.value), ''),
    type: oneOf(...EntityType.options, ''),
    name: text(nameCharsMax),
    tags: listOf(tagsMax, text(wordCharsMax)),
    status: text(wordCharsMax),
  },
  evidence: {
    count: scalar('int'),
    origins: listOf(proposalEvidenceMax, oneOf(...Origin.options)),
    quotes: listOf(quotesMax, text(quoteCharsMax)),
  },
  conflicts: {
    count: scalar('int'),
    locked: scalar('bool'),
    authorities: listOf(conflictsMax, oneOf(...Authority.options)),
  },
  universe: {
    name: text(nameCharsMax),
    genre: text(lineCharsMax),
    tone: text(lineCharsMax),
    profile: text(wordCharsMax),
  },
};

/** The variables and their fields, by name. */
export const ruleVariables: ReadonlyMap<string, ReadonlyMap<string, Field>> = new Map(
  Object.entries(fields).map(([name, group]) => [name, new Map(Object.entries<Field>(group))]),
);

/** One field of one variable. */
export interface FieldRead {
  variable: string;
  field: string;
}

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The facts as CEL takes them: its whole numbers are bigints, and what is missing is absent. */
export const valuesOf = ({ proposal, subject, evidence, conflicts, universe }: RuleFacts): Values => ({
  proposal: {
    ...proposal,
    story_second: proposal.story_second === null ? undefined : BigInt(proposal.story_second),
  },
  subject: { ...subject },
  evidence: { ...evidence, count: BigInt(evidence.count) },
  conflicts: { ...conflicts, count: BigInt(conflicts.count) },
  universe: { ...universe },
});

const fits = (value: unknown, { charsMax, itemsMax }: Field): boolean => {
  if (typeof value === 'string') return value.length <= charsMax;
  return !Array.isArray(value) || (value.length <= itemsMax && value.every((item: string) => item.length <= charsMax));
};

/** The first of `reads` whose value is longer than a rule may read. */
export const tooLong = (values: Values, reads: readonly FieldRead[]): FieldRead | undefined =>
  reads.find(({ variable, field }) => {
    const declared = ruleVariables.get(variable)?.get(field);
    return declared !== undefined && !fits(values[variable]?.[field], declared);
  });
