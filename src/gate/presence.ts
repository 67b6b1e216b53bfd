import type { Fact } from '../../schemas/canon.ts';
import { momentOf } from '../domain/interval.ts';
import { isBefore } from '../domain/story-time.ts';
import { nodesOf } from '../domain/fact.ts';
import type { Candidate, Court } from './candidate.ts';
import { type Objection, reject } from './objection.ts';
import { hasOnePlace, isElsewhere } from './places.ts';
import { beginningsOf, bornIn } from './undone.ts';

// Nobody takes part in anything before they are, nor where they are not.

/** Something is said of a time at which one of those it speaks of was not there yet. */
export const beforeExistence = (court: Court, { fact, rule }: Candidate): Objection | null => {
  const { from } = fact.valid;
  if (from === null || rule?.reported === true || rule?.temporal === 'permanent') return null;
  const beginning = bornIn(court, fact);
  for (const node of nodesOf(fact)) {
    if (beginning.includes(node)) continue;
    const later = beginningsOf(court, node).filter(({ at }) => isBefore(from, at));
    if (later.length > 0) return reject('before_it_existed', { facts: later.map((each) => each.fact), nodes: [node] });
  }
  return null;
};

/** Where the node is known to be at the time of the event, as far as that is not where it happens. */
const elsewhere = (court: Court, event: Fact, node: Fact['subject']): readonly Fact[] => {
  const time = event.valid.from;
  if (time === null) return [];
  return court.lexicon.whereabouts
    .flatMap(({ name }) => court.overlay.during(momentOf(time)).about(node, name))
    .filter(({ object }) => object?.kind === 'node' && isElsewhere(court, event, object.id));
};

export const absent = (court: Court, { fact, kind }: Candidate): Objection | null => {
  for (const { role, node } of fact.event?.participants ?? []) {
    if (kind?.roles[role]?.present !== true || !hasOnePlace(court, node)) continue;
    const facts = elsewhere(court, fact, node);
    if (facts.length > 0)
      return reject(role === 'agent' ? 'acts_while_absent' : `${role}_is_absent`, { facts, nodes: [node] });
  }
  return null;
};
