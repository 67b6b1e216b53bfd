import type { Calendar } from '../../../schemas/calendar.ts';
import { type Effects, noEffects, type Reason } from '../../../schemas/gate.ts';
import type { FactId } from '../../../schemas/ids.ts';
import type { StoryTime } from '../../../schemas/time.ts';
import type { ToldTime, WrittenDecision } from '../../../schemas/written-proposal.ts';
import { printTimeInDigits } from '../../domain/calendar-print.ts';
import type { Judgement } from '../../gate/evaluate.ts';
import type { Names } from './names.ts';
import { type Problem, problemText } from './read.ts';

// What the gate said, in the names of the one who asked.

export interface Teller {
  names: Names;
  calendar: Calendar | null;
  /** The revision of the policy. */
  policy: string;
}

const momentTold = (calendar: Calendar | null, time: StoryTime): ToldTime => {
  if (calendar !== null) return printTimeInDigits(calendar, time);
  return time.ordinal === 0 ? time.second : [time.second, time.ordinal];
};

const reasonTold = (names: Names, { code, detail, facts, nodes, rules, numbers }: Reason) => ({
  code,
  detail: detail === null ? null : names.told(detail),
  facts: facts.map(names.nameOf),
  nodes: nodes.map(names.nameOf),
  rules,
  numbers,
});

const effectsTold = ({ names, calendar }: Teller, effects: Effects): WrittenDecision['effects'] => {
  const told = (ids: readonly string[]): string[] => ids.map(names.nameOf);
  return {
    introduced: told(effects.introduced),
    ended: effects.ended.map(({ fact, at }) => ({ fact: names.nameOf(fact), at: momentTold(calendar, at) })),
    retconned: told(effects.retconned),
    supported: told(effects.supported),
    restored: told(effects.restored),
    flagged: told(effects.flagged),
    contested: told(effects.contested),
    nodes: told(effects.nodes),
  };
};

/** What a refusal rests on; of what was accepted, what gave way to it or stands against it. */
const inConflict = ({ verdict, reasons, effects, proposal }: Judgement): readonly FactId[] => {
  if (verdict !== 'accepted') return [...new Set(reasons.flatMap(({ facts }) => facts))];
  const own = new Set(effects.introduced);
  const isWithdrawal = proposal.content.type === 'retcon' || proposal.content.type === 'revert';
  return isWithdrawal ? [] : [...effects.retconned, ...effects.contested].filter((id) => !own.has(id));
};

export const decisionTold = (teller: Teller, judgement: Judgement): WrittenDecision => {
  const { proposal, verdict, reasons, standing, threshold, effects } = judgement;
  const { names, policy } = teller;
  return {
    proposal: names.nameOf(proposal.id),
    verdict,
    codes: reasons.map(({ code }) => code),
    reasons: reasons.map((reason) => reasonTold(names, reason)),
    authority: standing.authority,
    confidence: standing.confidence,
    threshold,
    policy,
    facts_in_conflict: inConflict(judgement).map(names.nameOf),
    effects: effectsTold(teller, effects),
  };
};

export const malformed = 'malformed';

/** The gate never saw it. */
export const refusalTold = (
  { policy, threshold }: { policy: string; threshold: number },
  { name, code = malformed, problems }: { name: string; code?: string; problems: readonly Problem[] },
): WrittenDecision => ({
  proposal: name,
  verdict: 'rejected',
  codes: [code],
  reasons: [{ code, detail: problems.map(problemText).join('; '), facts: [], nodes: [], rules: [], numbers: {} }],
  authority: 'system',
  confidence: 0,
  threshold,
  policy,
  facts_in_conflict: [],
  effects: { ...noEffects, ended: [] },
});
