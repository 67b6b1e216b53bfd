import { Failure } from '../../src/domain/failure.ts';
import { because } from '../../src/gate/objection.ts';
import { inOneLine, refuseAll } from './refusing.ts';
import type { Trial } from './deciding.ts';
import type { Decided } from './tools.ts';

// Whoever put something forward thinks better of it.
// U1. What is canon does not go that way: then all of it stays as it is, and the one who asked is told.

const alreadyCanon = (count: number): Failure =>
  new Failure({
    kind: 'terminal',
    code: 'already_canon',
    message: `${count === 1 ? 'one of these proposals is' : `${count} of these proposals are`} canon already`,
    advice: 'Canon is taken back from the GM’s seat: `monitor manage revert` or `retcon`.',
  });

export const withdrawn = (trial: Trial): Promise<readonly Decided[]> => {
  const { reason } = trial.batch;
  return refuseAll(trial, {
    because: because('withdrawn', reason === null ? {} : { detail: inOneLine(reason) }),
    standing: { authority: 'system', confidence: 0 },
    check({ docket }) {
      const accepted = [...docket.past.values()].filter(({ verdict }) => verdict === 'accepted');
      if (accepted.length > 0) throw alreadyCanon(accepted.length);
    },
  });
};
