import type { Reason, Verdict } from '../../schemas/gate.ts';
import type { Fact } from '../../schemas/canon.ts';
import type { NodeId } from '../../schemas/ids.ts';
import { reasonsMax } from '../../schemas/gate.ts';
import { lineCharsMax } from '../../schemas/bounds.ts';

/** Why a proposal is not accepted, and what that rests on. */
export interface Objection {
  verdict: Exclude<Verdict, 'accepted'>;
  reason: Reason;
}

interface Grounds {
  detail?: string;
  facts?: readonly Fact[];
  nodes?: readonly NodeId[];
  rules?: readonly string[];
  numbers?: Readonly<Record<string, number>>;
}

export const because = (code: string, grounds: Grounds = {}): Reason => ({
  code,
  detail: grounds.detail === undefined ? null : grounds.detail.slice(0, lineCharsMax),
  facts: (grounds.facts ?? []).slice(0, reasonsMax).map(({ id }) => id),
  nodes: (grounds.nodes ?? []).slice(0, reasonsMax),
  rules: (grounds.rules ?? []).slice(0, reasonsMax),
  numbers: { ...grounds.numbers },
});

export const reject = (code: string, grounds?: Grounds): Objection => ({
  verdict: 'rejected',
  reason: because(code, grounds),
});

/** A person has to look at it. */
export const defer = (code: string, grounds?: Grounds): Objection => ({
  verdict: 'pending',
  reason: because(code, grounds),
});
