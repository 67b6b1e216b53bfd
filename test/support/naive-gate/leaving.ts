import { formFaults } from './form.ts';
import type { Judged, Table } from './table.ts';
import { outcomeOf, refusal } from './ruling.ts';
import { authorityOf, houseSays, misgivings } from './standing.ts';
import { type Canon, type Moment, type Move, never, type Told } from './tale.ts';

// Another universe, which goes on otherwise from some moment on.

type Leaving = Extract<Move, { what: 'fork' }>;

export const judgeLeaving = (table: Table, canon: Canon, move: Leaving): Judged => {
  const authority = authorityOf(table.policy, move);
  const codes = [...formFaults(table.policy.vocabulary, canon, move, null)];
  if (!table.policy.mayRetcon.includes(authority)) codes.push('gm_alone');
  if (codes.length === 0 && move.into === 'itself') codes.push('id_taken');
  if (codes.length === 0 && move.revision > canon.revision) codes.push('unknown_revision');
  if (codes.length > 0) return refusal(canon, move, { verdict: 'rejected', codes });
  const doubts = misgivings(table.policy, move);
  if (doubts.length > 0) return refusal(canon, move, { verdict: 'pending', codes: doubts });
  const house = houseSays(table.rules, move, { isEvent: false, predicate: '', authority, second: null });
  if (house !== 'yes') return refusal(canon, move, { verdict: house, codes: ['house_rule'] });
  return outcomeOf(canon, move, { codes: ['forks'] });
};

/** As one would have told of it then. Null: it had not begun. */
const asOf = (fact: Told, at: Moment | null): Told | null => {
  if (at === null) return fact;
  if (fact.from > at) return null;
  // Nobody knew yet that it would be over. Of what is disputed or was never so, nobody says when it ended.
  if (fact.kind === 'claim' && fact.status === 'live' && fact.isOver && fact.to > at)
    return { ...fact, to: never, isOver: false, held: at };
  return fact.held !== null && fact.held > at ? { ...fact, held: at } : fact;
};

/** What is so in the fork, of canon as it was at the revision: what was decided before, was decided elsewhere. */
export const leftBehind = ({ clock, batch, byName }: Canon, { cast, facts }: Canon, at: Moment | null): Canon => {
  const then = facts.map((fact) => asOf(fact, at)).filter((fact) => fact !== null);
  const isThere = (label: string): boolean => then.some((fact) => fact.label === label);
  const cut = (fact: Told): Told => ({
    ...fact,
    batch: 0,
    derivesFrom: fact.derivesFrom.filter(isThere),
    causedBy: fact.causedBy.filter(isThere),
    changed: fact.changed.flatMap(({ before, after }) => {
      const [was, became] = [asOf(before, at), asOf(after, at)];
      return was === null || became === null ? [] : [{ before: was, after: became }];
    }),
  });
  const nothing = { settled: new Map(), history: new Map() };
  return { ...nothing, clock, batch, byName, latest: 0, revision: 1, cast, facts: then.map(cut) };
};
