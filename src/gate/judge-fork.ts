import type { ProposalContent } from '../../schemas/gate.ts';
import type { NodeId } from '../../schemas/ids.ts';
import type { Case } from './candidate.ts';
import { changeOf, type Ruling } from './change.ts';
import { because, reject } from './objection.ts';
import { tooWeak } from './trust.ts';

/** Judges the leaving of a universe that goes on otherwise. The records are the store's to copy: here it is only whether it may be. */
export const judgeFork = (asked: Case, content: Extract<ProposalContent, { type: 'fork' }>): Ruling => {
  const { court, standing } = asked;
  if (standing.authority !== 'gm') return { objection: reject('gm_alone', { detail: "a fork is the GM's" }) };
  const into = content.into as NodeId;
  if (content.into === court.overlay.universe || court.overlay.node(into) !== undefined)
    return { objection: reject('id_taken', { nodes: [into] }) };
  if (content.revision >= court.recorded.revision)
    return {
      objection: reject('unknown_revision', {
        detail: `canon stands at ${court.recorded.revision - 1}`,
        numbers: { revision: content.revision, latest: court.recorded.revision - 1 },
      }),
    };
  const weak = tooWeak(asked);
  if (weak !== null) return { objection: weak };
  return { change: changeOf({ effects: { nodes: [into] }, reasons: [because('forks', { nodes: [into] })] }) };
};
