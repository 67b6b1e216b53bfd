import { answerSides, edgeSides, type Oracle, type OracleOdds } from '../../../schemas/oracle.ts';
import type { Faces } from '../dice/roll.ts';
import { type OracleDie, rowOf, thrown, throwing } from './chance.ts';
import { eventFrom, type OracleEvent } from './event.ts';

// A question that is answered yes or no.
// A1. One die says yes or no, another one how much of it, whatever the first one says.
// A2. Every die is in the record: with the same faces the answer is the same.

export const answers = ['yes_and', 'yes', 'yes_but', 'no_but', 'no', 'no_and'] as const;
export type Answer = (typeof answers)[number];

export interface Asked {
  question: string;
  odds: Pick<OracleOdds, 'id' | 'says'>;
  chaos: number;
  /** The answer is yes at so much of a hundred or less. */
  target: number;
  answer: Answer;
  dice: readonly OracleDie[];
  /** Something happens besides. */
  event: OracleEvent | null;
  /** What it says, and how it came to that. */
  says: string;
  because: string;
}

export interface Question {
  question: string;
  odds: OracleOdds;
  chaos: number;
}

type Edge = 'and' | 'but' | 'event' | 'plain';

const saying: Readonly<Record<Answer, string>> = {
  yes_and: 'Yes, and more than was asked for.',
  yes: 'Yes.',
  yes_but: 'Yes, but not without a catch.',
  no_but: 'No, but something comes of it.',
  no: 'No.',
  no_and: 'No, and it is worse than feared.',
};

const edgeAt = (oracle: Oracle, chaos: number, face: number): Edge => {
  const { and, but, event } = rowOf(oracle.edges, chaos);
  if (face <= and) return 'and';
  if (face <= and + but) return 'but';
  return face > edgeSides - event ? 'event' : 'plain';
};

const answerOf = (isYes: boolean, edge: Edge): Answer => {
  const word = isYes ? 'yes' : 'no';
  return edge === 'and' || edge === 'but' ? `${word}_${edge}` : word;
};

const edgeWords: Readonly<Record<Edge, string>> = {
  and: 'which says `and`',
  but: 'which says `but`',
  event: 'which brings an event',
  plain: 'which adds nothing',
};

export const ask = (oracle: Oracle, { question, odds, chaos }: Question, from: Faces): Asked => {
  const dice = throwing(from);
  const target = rowOf(odds.yes, chaos);
  const face = thrown(dice, 'answer', answerSides);
  const edgeFace = thrown(dice, 'edge', edgeSides);
  const edge = edgeAt(oracle, chaos, edgeFace);
  const answer = answerOf(face <= target, edge);
  const event = edge === 'event' ? eventFrom(oracle, dice) : null;
  const needed = face <= target ? `${target} or less were needed` : `${target} or less would have been a yes`;
  return {
    ...{ question, odds: { id: odds.id, says: odds.says }, chaos, target, answer, dice: dice.dice, event },
    says: saying[answer],
    because: `${odds.says}, at chaos ${chaos}: ${needed}, and d${answerSides} fell on ${face}; d${edgeSides} fell on ${edgeFace}, ${edgeWords[edge]}`,
  };
};

/** The chance of each answer, and of an event besides, as the data promises them. */
export const answerChances = (
  oracle: Oracle,
  { odds, chaos }: Pick<Question, 'odds' | 'chaos'>,
): Readonly<Record<Answer | 'event', number>> => {
  const yes = rowOf(odds.yes, chaos) / answerSides;
  const { and, but, event } = rowOf(oracle.edges, chaos);
  const plain = edgeSides - and - but;
  const of = (answer: number, sides: number): number => (answer * sides) / edgeSides;
  return {
    ...{ yes_and: of(yes, and), yes: of(yes, plain), yes_but: of(yes, but) },
    ...{ no_but: of(1 - yes, but), no: of(1 - yes, plain), no_and: of(1 - yes, and) },
    event: event / edgeSides,
  };
};
