import type { NodeId } from '../../schemas/ids.ts';
import { nodesOf } from '../domain/fact.ts';
import { accept } from './accept.ts';
import { axiomObjection } from './axioms.ts';
import type { Candidate, Case } from './candidate.ts';
import type { Ruling } from './change.ts';
import { isWithoutEnd, knownAlready, repeated } from './duplicate.ts';
import { malformedClaim } from './form.ts';
import { defer, type Objection, reject } from './objection.ts';
import { untimely } from './time.ts';
import { untrusted } from './trust.ts';

// Judges one claim: form, duplicate, time, contradiction, authority, in this order; the first that objects decides.

/** There is more about somebody than could be looked at, so nobody can say that nothing stands against it. */
const beyondSight = ({ court: { overlay } }: Case, { fact }: Candidate): Objection | null => {
  if (overlay.beyond.size === 0) return null;
  const nodes: readonly NodeId[] = nodesOf(fact).filter((id) => overlay.beyond.has(id));
  return nodes.length === 0 ? null : defer('more_than_can_be_judged', { nodes });
};

export const judgeClaim = (asked: Case, candidate: Candidate): Ruling => {
  const { court } = asked;
  const malformed = malformedClaim(court, candidate);
  if (malformed !== null) return { objection: malformed };

  const known = knownAlready(court, candidate);
  if (known !== undefined) return repeated(asked, { candidate, known });
  const taken = court.overlay.fact(candidate.fact.id);
  if (taken !== undefined) return { objection: reject('id_taken', { facts: [taken] }) };

  const early = untimely(court, candidate) ?? beyondSight(asked, candidate);
  if (early !== null) return { objection: early };
  const ruling = accept(asked, candidate);
  if ('objection' in ruling) return ruling;
  if (isWithoutEnd(candidate)) return { objection: reject('never_ends') };
  const objection = axiomObjection(asked, ruling.change) ?? untrusted(asked, candidate);
  return objection === null ? ruling : { objection };
};
