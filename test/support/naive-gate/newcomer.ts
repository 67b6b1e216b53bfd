import { formFaults } from './form.ts';
import type { Judged, Table } from './table.ts';
import { outcomeOf, refusal } from './ruling.ts';
import { authorityOf, houseSays, misgivings } from './standing.ts';
import type { Canon, Move } from './tale.ts';

type Newcomer = Extract<Move, { what: 'entity' }>;

export const folded = (name: string): string => name.trim().toLowerCase();

/** Somebody of whom nobody has heard, or who is told of otherwise than before. */
export const judgeNewcomer = (table: Table, canon: Canon, move: Newcomer): Judged => {
  const { mayMakeAxioms: mayChange, vocabulary } = table.policy;
  const names: readonly string[] = [move.called, ...(move.alias === null ? [] : [move.alias])];
  const known = canon.cast.find(({ who }) => who === move.who);
  const faults = [...formFaults(vocabulary, canon, move, null)];
  const isSame = known !== undefined && known.type === move.type && known.names.join('|') === names.join('|');
  if (known?.isGone === true) faults.push('node_withdrawn');
  if (known !== undefined && !isSame && move.intent === 'assert') faults.push('id_taken');
  if (faults.length > 0) return refusal(canon, move, { verdict: 'rejected', codes: faults });
  if (isSame) return outcomeOf(canon, move, { codes: ['already_known'] });

  const authority = authorityOf(table.policy, move);
  const isNamesake =
    known === undefined &&
    !move.confirmed &&
    canon.cast.some(
      (other) =>
        !other.isGone &&
        other.type === move.type &&
        other.names.some((name) => names.map(folded).includes(folded(name))),
    );
  const codes = [...(isNamesake ? ['possible_duplicate'] : []), ...misgivings(table.policy, move)];
  if (known !== undefined && !mayChange.includes(authority)) codes.push('needs_review');
  if (codes.length > 0) return refusal(canon, move, { verdict: 'pending', codes });
  const house = houseSays(table.rules, move, { isEvent: false, predicate: '', authority, second: null });
  if (house !== 'yes') return refusal(canon, move, { verdict: house, codes: ['house_rule'] });
  const made = { who: move.who, type: move.type, names, isGone: false, into: null };
  const cast = [...canon.cast.filter((other) => other !== known), made];
  return outcomeOf({ ...canon, cast }, move, { codes: [known === undefined ? 'new' : 'change'] });
};
