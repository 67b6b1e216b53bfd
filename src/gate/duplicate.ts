import { type Fact, freeText } from '../../schemas/canon.ts';
import type { StoryTime } from '../../schemas/time.ts';
import { compareStarts, holdsAt } from '../domain/interval.ts';
import { isBefore, soonest } from '../domain/story-time.ts';
import { type Candidate, type Case, type Court, lookFor } from './candidate.ts';
import { type Change, changeOf, ended, retconned, type Ruling } from './change.ts';
import { frontierOf, rivalsOf } from './contradiction.ts';
import { because, reject } from './objection.ts';
import { sayingSo } from './said.ts';
import { untrusted } from './trust.ts';
import type { Look } from './shelves.ts';
import { deedOf, textSaid } from './words.ts';

// The second check: what canon holds already gains support, and no second fact.
// D1. The same thing is the same in whatever words, and whichever way round it is said.
// D2. Of what canon holds open, an end at or after its frontier is its end. An earlier one is a correction if it is meant as a change, and
//     otherwise speaks of a part of the time.

/** Of what has no predicate's rule: the same event, whoever is named first, or the same words. */
const saidElsewise = (look: Look, fact: Fact): readonly Fact[] => {
  if (fact.event !== null && fact.event.participants.length > 0) return look.sameDeeds(fact);
  if (fact.event !== null) return look.about(fact.subject, fact.predicate).filter((other) => deedOf(other) === '');
  return fact.predicate === freeText ? look.saying(fact.subject, freeText, textSaid(fact)) : [];
};

/** Open ones first, then in order of start, then of id: the same one whatever order canon came in. */
const byRank = (a: Fact, b: Fact): number =>
  Number(a.valid.to !== null) - Number(b.valid.to !== null) ||
  compareStarts(a.valid.from, b.valid.from) ||
  (a.id < b.id ? -1 : 1);

/** Facts that say the same of a time that the claim speaks of. */
export const saidAlready = (court: Court, candidate: Candidate): readonly Fact[] => {
  const { fact, rule } = candidate;
  return rule === null
    ? saidElsewise(court.overlay.during(fact.valid), fact)
    : sayingSo(lookFor(court, candidate, rule), fact, rule);
};

/** The one of them that a claim supports. */
export const knownAlready = (court: Court, candidate: Candidate): Fact | undefined => {
  const said = saidAlready(court, candidate);
  return said.length > 1 ? said.toSorted(byRank)[0] : said[0];
};

/** What canon holds of an effect: the fact that holds it from then on, or when it is so by itself. */
export const effectKnown = (
  { overlay }: Court,
  { fact, rule }: Candidate,
): { known: Fact | undefined; until: StoryTime | null } => {
  const { from } = fact.valid;
  const isPermanent = rule?.temporal === 'permanent';
  const look = isPermanent ? overlay : overlay.during({ from, to: null });
  const same = rule === null || from === null ? [] : sayingSo(look, fact, rule).toSorted(byRank);
  const known = same.find(({ valid }) => isPermanent || (from !== null && holdsAt(valid, from)));
  // As long as none of them holds, all begin later.
  return { known, until: known === undefined ? soonest(same.map(({ valid }) => valid.from)) : null };
};

/** The fact, held as long as what says it again; null: it is already. */
export const heldLonger = (known: Fact, { heldUntil }: Fact): Fact | null => {
  if (known.valid.to !== null || heldUntil === null) return null;
  const isLonger = known.heldUntil === null || isBefore(known.heldUntil, heldUntil);
  return isLonger ? { ...known, heldUntil } : null;
};

/** The GM chooses between those that stand against each other. */
const settle = (
  court: Court,
  { known, fact: said, against }: { known: Fact; fact: Fact; against: readonly Fact[] },
): Change => {
  const chosen: Fact = {
    ...(heldLonger(known, said) ?? known),
    status: known.valid.to === null ? 'canon' : 'ended',
    replaces: [...new Set([...known.replaces, ...against.map(({ id }) => id)])],
  };
  return changeOf({
    puts: [chosen, ...against.map((fact) => retconned(fact, { court, by: [chosen], reason: known.statement }))],
    supports: [{ fact: chosen, sufficient: true }],
    effects: { supported: [known.id], retconned: against.map(({ id }) => id) },
    reasons: [because('settles', { facts: [known, ...against] })],
  });
};

const support = ({ known, fact, isEnough }: { known: Fact; fact: Fact; isEnough: boolean }): Change => {
  const longer = isEnough ? heldLonger(known, fact) : null;
  return changeOf({
    puts: longer === null ? [] : [longer],
    supports: [{ fact: known, sufficient: isEnough && fact.derivesFrom.length === 0 }],
    effects: { supported: [known.id] },
    reasons: [because('already_known', { facts: [known] })],
    repeats: true,
  });
};

/** The same support, not strong enough to carry the fact by itself. */
export const weakened = (change: Change): Change => ({
  ...change,
  puts: [],
  supports: change.supports.map(({ fact }) => ({ fact, sufficient: false })),
});

const endAt = ({ fact }: Candidate, known: Fact, { at, isEarly }: { at: StoryTime; isEarly: boolean }): Change => {
  const over = ended(known, at);
  return changeOf({
    puts: [over],
    supports: [{ fact: over, sufficient: fact.derivesFrom.length === 0 }],
    effects: { ended: [{ fact: known.id, at }], supported: [known.id] },
    reasons: [because(isEarly ? 'corrects_its_end' : 'ends', { facts: [known] })],
  });
};

/** It says when something was over that is so once and for all. If it was not so, it is taken back. */
export const isWithoutEnd = ({ fact, rule }: Candidate): boolean =>
  rule?.temporal === 'permanent' && fact.valid.to !== null;

/** When the claim says that what is open was over, if that is what it says. */
const endSaid = ({ fact, proposal }: Candidate, known: Fact): { at: StoryTime; isEarly: boolean } | null => {
  const at = fact.valid.to;
  if (fact.event !== null || at === null || known.valid.to !== null) return null;
  if (known.valid.from !== null && !isBefore(known.valid.from, at)) return null;
  const frontier = frontierOf(known);
  const isEarly = frontier !== null && isBefore(at, frontier);
  return isEarly && proposal.intent === 'assert' ? null : { at, isEarly };
};

/** What becomes of a claim that says what canon holds. */
export const repeated = (asked: Case, { candidate, known }: { candidate: Candidate; known: Fact }): Ruling => {
  const { policy, court, standing } = asked;
  const weak = untrusted(asked, candidate);
  const end = endSaid(candidate, known);
  const mayRetcon = policy.mayRetcon.includes(standing.authority);
  if (isWithoutEnd(candidate)) return { objection: reject('never_ends', { facts: [known] }) };
  if (end !== null) {
    if (known.locked) return { objection: reject('locked', { facts: [known] }) };
    if (end.isEarly && !mayRetcon) return { objection: reject('contradicts_canon', { facts: [known] }) };
    return weak === null ? { change: endAt(candidate, known, end) } : { objection: weak };
  }
  if (known.status === 'contested' && mayRetcon && weak === null) {
    const against = contestedAgainst(court, candidate, known);
    const locked = against.filter((fact) => fact.locked);
    return locked.length > 0
      ? { objection: reject('locked', { facts: locked }) }
      : { change: settle(court, { known, fact: candidate.fact, against }) };
  }
  return { change: support({ known, fact: candidate.fact, isEnough: weak === null }) };
};

/** What else is contested and cannot hold beside what canon holds, in the words that canon has for it. */
const contestedAgainst = (court: Court, asked: Candidate, known: Fact): readonly Fact[] => {
  const rule = court.lexicon.predicate(known.predicate);
  if (asked.rule === null || rule === undefined) return [];
  return rivalsOf(court, { ...asked, fact: known, rule }, rule).filter(({ status }) => status === 'contested');
};
