import type { Judgement, Roll } from '../../../../schemas/narrative.ts';
import type { Rolled } from '../../dice/roll.ts';
import { formulaWritten } from '../../dice/written.ts';
import type { Acted } from './acting.ts';
import type { RolledFor } from './rolling.ts';

// What was done by the rules, as it is kept: every roll so that it can be made again, every judgement with all that it follows from.

interface Recorded {
  rolls: readonly Roll[];
  judged: readonly Judgement[];
}

const rollRecord = ({ formula, faces, total, counter }: Rolled, seed: string, what: string): Roll => ({
  ...{ formula: formulaWritten(formula), seed, dice: [...faces], total, counter, what },
});

/** `nameOf`: what whoever goes by a key is called. */
export const recorded = (
  { action, roll, harms, rolls }: Acted,
  { seed, nameOf }: { seed: string; nameOf: (key: string) => string },
): Recorded => {
  const kept: Roll[] = [];
  const judged: Judgement[] = [];
  const put = (rolled: Rolled, what: string): number => kept.push(rollRecord(rolled, seed, what)) - 1;
  const judge = (made: RolledFor): void => {
    // Who is opposed has thrown first.
    if (made.against !== null) judge(made.against);
    const { who, kind, with: value, attempt, swayed, rolled, level, words } = made;
    for (const added of swayed.rolls) put(added, 'added to it');
    judged.push({
      ...{ who: nameOf(who), kind: kind.key, with: value, modifiers: [...attempt.modifiers] },
      ...{ difficulty: attempt.difficulty, edge: attempt.edge ?? 'none', reasons: [...swayed.reasons] },
      roll: rolled === null ? null : put(rolled, `${nameOf(who)}: ${kind.name}`),
      ...{ level, words },
    });
  };
  if (roll !== null) judge(roll);
  for (const { who, rolled } of harms) put(rolled, `${action.name}: harm to ${nameOf(who)}`);
  for (const rolled of rolls) put(rolled, action.name);
  return { rolls: kept, judged };
};
