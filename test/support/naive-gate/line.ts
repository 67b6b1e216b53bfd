import type { Moment, Somebody, Told } from './tale.ts';

// Canon of either gate in the same words, so that it can be compared and read.

const span = (from: Moment, to: Moment): string =>
  `[${from === -Infinity ? '?' : from}, ${to === Infinity ? '…' : to})`;

type Line = Pick<
  Told,
  | 'label'
  | 'subject'
  | 'predicate'
  | 'object'
  | 'from'
  | 'to'
  | 'held'
  | 'status'
  | 'locked'
  | 'parties'
  | 'derivesFrom'
  | 'causedBy'
>;

/** One line for a fact. Of what was withdrawn only that it was. */
export const line = (fact: Line): string => {
  const { label, subject, predicate, object, from, to, held, status, locked, parties, derivesFrom, causedBy } = fact;
  if (status === 'retconned') return `${label} ${predicate} was never so`;
  return [
    `${label} ${subject} ${predicate} ${object} ${span(from, to)}`,
    ...parties.map((party) => party.join(' ')),
    ...derivesFrom.map((base) => `because of ${base}`),
    ...causedBy.map((cause) => `caused by ${cause}`),
    ...(held === null ? [] : [`said until ${held}`]),
    ...(status === 'contested' ? ['contested'] : []),
    ...(locked ? ['locked'] : []),
  ].join(' ');
};

/** One line for somebody. */
export const somebody = ({ who, names, isGone }: Pick<Somebody, 'who' | 'names' | 'isGone'>): string =>
  isGone ? `${who} is no more` : `${who} is called ${names.join(', ')}`;
