import type { Vocabulary } from '../../../schemas/vocabulary.ts';
import type { Chapter } from '../arbitraries/gate-tales.ts';
import { effectsOf } from './effects.ts';
import { immemorial, justAfter, type Moment, type Move, never, type Told } from './tale.ts';

// A tale as a person would read it, so that a disagreement is understood at a glance.

const moment = (at: Moment): string => {
  if (at === immemorial) return '?';
  return at === never ? '…' : `${Math.floor(at / 100)}${at % 100 === 0 ? '' : `+${at % 100}`}`;
};

const what = (move: Move): string => {
  switch (move.what) {
    case 'claim': {
      const { subject, predicate, object, from, to, derivesFrom } = move;
      const rests = derivesFrom.length === 0 ? '' : ` because of ${derivesFrom.join(', ')}`;
      return `${subject} ${predicate} ${object} [${moment(from)}, ${moment(to)})${rests}`;
    }
    case 'event': {
      const { event, parties, from, to, causedBy } = move;
      const cast = parties.map(([role, who]) => `${role} ${who}`).join(', ');
      const until = to === null ? '' : ` until ${moment(to)}`;
      return `${event} of ${cast} at ${moment(from)}${until}${causedBy.length === 0 ? '' : ` caused by ${causedBy.join(', ')}`}`;
    }
    case 'entity':
      return `there is ${move.who}, called ${move.called}${move.alias === null ? '' : ` or ${move.alias}`}, a ${move.type}`;
    case 'retcon':
      return `retcon ${move.facts.join(', ')} (cascade ${move.cascade})`;
    case 'fork':
      return `fork into ${move.into} from revision ${move.revision}${move.at === null ? '' : ` at ${moment(move.at)}`}`;
    case 'revert':
      return `revert all of batch ${move.batch}`;
    case 'merge':
      return `${move.drop} was ${move.keep} all along`;
    case 'split':
      return `of ${move.who} it is ${move.into} of whom ${move.facts.join(', ')} tells`;
    case 'rename':
      return `${move.who} is called ${move.called}${move.keepAlias ? ', and as before as well' : ''}`;
    default:
      return `${move.what} ${move.facts.join(', ')}`;
  }
};

const whose = ({ by, origin, level, agent, confidence, intent, dependsOn, confirmed, flaw }: Move): string =>
  [
    `${by} from ${origin ?? 'nowhere'}`,
    ...(level === null || origin !== 'snippet' ? [] : [level]),
    ...(agent ? ['by an agent'] : []),
    ...(confidence === 1 ? [] : [`confidence ${confidence}`]),
    ...(intent === 'assert' ? [] : [`to ${intent}`]),
    ...(confirmed ? ['confirmed'] : []),
    ...(dependsOn.length === 0 ? [] : [`depends on ${dependsOn.join(', ')}`]),
    ...(flaw === 'none' ? [] : [flaw]),
  ].join(', ');

export const tell = (chapters: readonly Chapter[]): string =>
  chapters
    .map(({ clock, moves }) =>
      [
        `-- it is ${clock === null ? 'any time' : moment(clock)}`,
        ...moves.map((move) => `   ${move.number}. ${what(move)}  -- ${whose(move)}`),
      ].join('\n'),
    )
    .join('\n');

const bare = {
  batch: 0,
  object: '',
  held: null,
  isOver: false,
  status: 'live',
  locked: false,
  authority: 'gm',
  level: null,
} as const;

/** What the event of a move would bring about. */
export const broughtBy = (vocabulary: Vocabulary, move: Extract<Move, { what: 'event' }>): readonly Told[] => {
  const { event, parties, from, to } = move;
  const fact: Told = {
    ...{ ...bare, label: `f${move.number}`, kind: 'event', subject: parties[0]?.[1] ?? '', predicate: event, parties },
    ...{ from, to: to ?? justAfter(from), derivesFrom: [], causedBy: [], effectOf: null, carriers: [], changed: [] },
  };
  return effectsOf(vocabulary, fact);
};

/** What the facts are called that the move may bring. */
export const labelsOf =
  (vocabulary: Vocabulary) =>
  (move: Move): readonly string[] => [
    `f${move.number}`,
    ...(move.what === 'event' ? broughtBy(vocabulary, move).map(({ label }) => label) : []),
  ];
