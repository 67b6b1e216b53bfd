import type { FactObject, Visibility } from '../../schemas/canon.ts';
import { freeText } from '../../schemas/canon.ts';
import type { ClaimDraft } from '../../schemas/draft.ts';
import type { EntityId, FactId, NodeId, ProposalId } from '../../schemas/ids.ts';
import type { StoryTime, Validity } from '../../schemas/time.ts';
import type { PredicateRule } from '../../schemas/vocabulary.ts';
import { parseTime } from '../../src/domain/calendar-parse.ts';
import { Failure } from '../../src/domain/failure.ts';
import { nearest } from '../../src/domain/nearest.ts';
import { quoted } from '../../src/domain/quoted.ts';
import { isBefore } from '../../src/domain/story-time.ts';
import type { Person, PreviewDesk } from './desk.ts';
import { findFact } from './handles.ts';
import { findEntity, type NameBook } from './naming.ts';

// The words of a draft, as what canon knows: predicates of the vocabulary, dates of the calendar, people by name.

export interface Drafting {
  desk: PreviewDesk;
  book: NameBook;
  person: Person;
  /** Earlier lines that later ones can refer to. */
  keys: Map<string, { proposal: ProposalId; fact: FactId | null }>;
  /** Nodes that are proposed and not in canon yet, and by what. */
  made: Map<NodeId, ProposalId>;
}

/** What cannot be understood. Nothing was written. */
export const unreadable = (code: string, message: string, advice: string): Failure =>
  new Failure({ kind: 'terminal', code, message, advice: `${advice} Nothing was changed.` });

// ── words of the vocabulary ──────────────────────────────────────────────────────────────────────────────────────

const didYouMean = (word: string, words: readonly string[], otherwise: string): string => {
  const meant = nearest(word, words);
  return meant === undefined ? otherwise : `Did you mean \`${meant}\`?`;
};

export const predicateRule = ({ desk: { vocabulary } }: Drafting, name: string): PredicateRule | null => {
  if (name === freeText) return null;
  const rule = vocabulary.predicates.find((each) => each.name === name);
  if (rule !== undefined) return rule;
  const event = vocabulary.events.some((each) => each.name === name);
  throw unreadable(
    'unknown_predicate',
    `the vocabulary has no predicate ${quoted(name)}`,
    event
      ? `It is a kind of event: \`--event ${name}\`.`
      : didYouMean(
          name,
          vocabulary.predicates.map((each) => each.name),
          '`monitor policy show --in-use` lists them.',
        ),
  );
};

export const refuseUnknownEvent = ({ desk: { vocabulary } }: Drafting, name: string): void => {
  if (vocabulary.events.some((each) => each.name === name)) return;
  throw unreadable(
    'unknown_event',
    `the vocabulary has no kind of event ${quoted(name)}`,
    didYouMean(
      name,
      vocabulary.events.map((each) => each.name),
      '`monitor policy show --in-use` lists them.',
    ),
  );
};

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────

const timeOf = ({ desk: { about } }: Drafting, written: string): StoryTime => {
  const read = parseTime(about.calendar, written);
  if (read.ok) return read.time;
  throw unreadable('bad_time', read.error, `The calendar is \`${about.calendar.name}\`.`);
};

export const validOf = (
  drafting: Drafting,
  { from, to }: { from?: string | undefined; to?: string | undefined },
): Validity => {
  const valid = {
    from: from === undefined ? null : timeOf(drafting, from),
    to: to === undefined ? null : timeOf(drafting, to),
  };
  if (valid.from !== null && valid.to !== null && !isBefore(valid.from, valid.to))
    throw unreadable('bad_time', `it would end at ${quoted(to ?? '')}, before it begins`, 'Look at both dates.');
  return valid;
};

const wrongValue = (rule: PredicateRule, value: unknown, wanted: string): Failure =>
  unreadable('wrong_object', `\`${rule.name}\` says ${wanted}, and not ${quoted(String(value))}`, rule.about);

const flags: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };

const numberOf = (rule: PredicateRule, value: string | number, unit: string | undefined): FactObject => {
  const [, digits, written] = /^(-?[0-9.]+)(?: ([a-z][a-z0-9_]*))?$/.exec(String(value)) ?? [];
  const number = digits === undefined ? NaN : Number(digits);
  if (!Number.isFinite(number)) throw wrongValue(rule, value, 'a number');
  const own = rule.object.kind === 'number' ? rule.object.unit : undefined;
  return { kind: 'number', number, unit: unit ?? written ?? own ?? null };
};

const textOf = (rule: PredicateRule, value: string): FactObject => {
  const oneOf = rule.object.kind === 'text' ? rule.object.oneOf : undefined;
  if (oneOf === undefined || oneOf.includes(value)) return { kind: 'text', text: value };
  throw unreadable(
    'wrong_object',
    `\`${rule.name}\` is one of ${oneOf.map((each) => `\`${each}\``).join(', ')}, and not ${quoted(value)}`,
    didYouMean(value, oneOf, rule.about),
  );
};

export const objectOf = async (
  drafting: Drafting,
  rule: PredicateRule,
  { object, unit }: Pick<ClaimDraft, 'object' | 'unit'>,
): Promise<FactObject | null> => {
  if (rule.object.kind === 'none') {
    if (object === undefined) return null;
    throw wrongValue(rule, object, 'all by itself');
  }
  if (object === undefined)
    throw unreadable('wrong_object', `\`${rule.name}\` needs a ${rule.object.kind}: of what, or what`, rule.about);
  switch (rule.object.kind) {
    case 'node':
      return { kind: 'node', id: (await drafting.book.find(String(object), rule.object.types)).id };
    case 'text':
      return textOf(rule, String(object));
    case 'number':
      return numberOf(rule, typeof object === 'boolean' ? String(object) : object, unit);
    case 'flag': {
      const flag = typeof object === 'boolean' ? object : flags[String(object).toLowerCase()];
      if (flag === undefined) throw wrongValue(rule, object, 'yes or no');
      return { kind: 'flag', flag };
    }
    case 'time':
      return { kind: 'time', time: timeOf(drafting, String(object)) };
  }
};

export const visibilityOf = async (
  { book }: Drafting,
  visibility: 'gm' | 'party' | 'public' | readonly string[] | undefined,
): Promise<Visibility | null> => {
  if (visibility === undefined) return null;
  if (typeof visibility === 'string') return { level: visibility };
  const to: EntityId[] = [];
  for (const name of visibility) to.push((await findEntity(book, name)).id);
  return { level: 'known', to: [...new Set(to)] };
};

/** Facts of earlier lines, and of canon. */
export const factsOf = async (
  { desk, keys }: Drafting,
  written: readonly string[] | undefined,
): Promise<{ ids: FactId[]; from: ProposalId[] }> => {
  const ids: FactId[] = [];
  const from: ProposalId[] = [];
  for (const each of written ?? []) {
    const earlier = keys.get(each);
    const fact = earlier?.fact ?? null;
    if (earlier !== undefined && fact !== null) {
      ids.push(fact);
      from.push(earlier.proposal);
    } else ids.push(await findFact(desk, each));
  }
  return { ids, from };
};
