import type { ObjectRule } from '../../../schemas/vocabulary.ts';
import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import { type Canon, immemorial, type Move, type Told, type Who } from './tale.ts';
import { dated, kindFor, named, ruleFor } from './words.ts';

// Everything that is wrong with how a move is put.

const typeOf = ({ cast }: Canon, who: Who) => cast.find((each) => each.who === who)?.type;

/** Nobody can say anything of those who are not there, or there no more. */
export const lost = ({ cast }: Canon, who: Who): readonly string[] => {
  const known = cast.find((each) => each.who === who);
  if (known === undefined) return ['unknown_node'];
  return known.isGone ? ['node_withdrawn'] : [];
};

const papers = ({ flaw, origin }: Move): readonly string[] => {
  if (flaw === 'of_another_universe') return ['other_universe'];
  if (origin === null || flaw === 'none') return [];
  return [flaw === 'evidence_not_there' ? 'evidence_missing' : flaw];
};

const fitsValue = (rule: ObjectRule, object: string): boolean => {
  switch (rule.kind) {
    case 'text':
      return !/^[#^]/.test(object) && named(object) === null && (rule.oneOf?.includes(object) ?? true);
    case 'number': {
      const number = object.startsWith('#') ? Number(object.slice(1)) : Number.NaN;
      return number >= (rule.min ?? -Infinity) && number <= (rule.max ?? Infinity);
    }
    case 'time':
      return dated(object) !== null;
    default:
      return false;
  }
};

const bases = ({ facts }: Canon, labels: readonly string[]): readonly string[] =>
  labels.flatMap((label) => {
    const base = facts.find((fact) => fact.label === label);
    if (base === undefined) return ['unknown_fact'];
    return base.status === 'retconned' ? ['base_withdrawn'] : [];
  });

const claimFaults = (vocabulary: Vocabulary, canon: Canon, { subject, predicate, object }: Told): readonly string[] => {
  const faults: string[] = [];
  const other = named(object);
  for (const who of other === null ? [subject] : [subject, other]) faults.push(...lost(canon, who));
  if (predicate === 'free_text') return faults;
  const rule = ruleFor(vocabulary, predicate);
  if (rule === undefined) return [...faults, 'unknown_predicate'];
  const type = typeOf(canon, subject);
  if (type !== undefined && !rule.subject.includes(type)) faults.push('wrong_subject_type');
  if (other === null ? !fitsValue(rule.object, object) : rule.object.kind !== 'node') faults.push('wrong_object');
  const otherType = other === null ? undefined : typeOf(canon, other);
  if (rule.object.kind === 'node' && otherType !== undefined && !rule.object.types.includes(otherType))
    faults.push('wrong_object_type');
  if (other === subject && (rule.acyclic || rule.symmetric || rule.within)) faults.push('contradicts_itself');
  return faults;
};

const eventFaults = (vocabulary: Vocabulary, canon: Canon, { predicate, parties, from }: Told): readonly string[] => {
  const faults: string[] = [];
  const kind = kindFor(vocabulary, predicate);
  for (const [role, who] of parties) {
    const type = typeOf(canon, who);
    faults.push(...lost(canon, who));
    if (kind === undefined) continue;
    const rule = kind.roles[role];
    if (rule === undefined) faults.push('unknown_role');
    else if (type !== undefined && !rule.types.includes(type)) faults.push('wrong_participant_type');
  }
  if (kind === undefined) faults.push('unknown_event');
  for (const [role, { atLeast }] of Object.entries(kind?.roles ?? {}))
    if (parties.filter(([name]) => name === role).length < atLeast) faults.push('missing_participant');
  if (from === immemorial) faults.push('event_without_time');
  return faults;
};

export const formFaults = (vocabulary: Vocabulary, canon: Canon, move: Move, fact: Told | null): readonly string[] => {
  const faults = [...papers(move)];
  if (move.what === 'retcon' || move.what === 'lock' || move.what === 'unlock')
    for (const label of move.facts) if (!canon.facts.some((each) => each.label === label)) faults.push('unknown_fact');
  if (fact === null) return faults;
  faults.push(...bases(canon, [...fact.derivesFrom, ...fact.causedBy]));
  const own = fact.kind === 'claim' ? claimFaults : eventFaults;
  return [...faults, ...own(vocabulary, canon, fact)];
};
