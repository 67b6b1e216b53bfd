import type { Judgement, Roll } from '../../../../schemas/narrative.ts';
import type { Rolled } from '../../dice/roll.ts';
import { formulaWritten } from '../../dice/written.ts';
import type { Drawn } from '../cards.ts';
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

/** Each card as the die that it was drawn by: the place that it had among those that were left. */
const drawRecords = ({ places, cards, counts }: Drawn, seed: string, what: string): { roll: Roll; counts: boolean }[] =>
  places.map(({ place, of, counter }, index) => ({
    roll: { formula: `1d${of}`, seed, dice: [place], total: place, counter, what: `${what} (${cards[index] ?? ''})` },
    counts: cards[index] === counts,
  }));

/** `nameOf`: what whoever goes by a key is called. */
export const recorded = (
  { action, roll, harms, rolls }: Acted,
  { seed, nameOf }: { seed: string; nameOf: (key: string) => string },
): Recorded => {
  const kept: Roll[] = [];
  const judged: Judgement[] = [];
  const put = (rolled: Rolled, what: string): number => kept.push(rollRecord(rolled, seed, what)) - 1;
  /** Null: nothing was thrown. */
  const putMade = ({ rolled, drawn }: RolledFor, what: string): number | null => {
    if (rolled !== null) return put(rolled, what);
    let at: number | null = null;
    for (const { roll: drawnBy, counts } of drawn === null ? [] : drawRecords(drawn, seed, what)) {
      kept.push(drawnBy);
      if (counts) at = kept.length - 1;
    }
    return at;
  };
  const judge = (made: RolledFor): void => {
    // Who helps has thrown first, then who is opposed.
    for (const { roll: helping } of made.helps) if (helping !== null) judge(helping);
    if (made.against !== null) judge(made.against);
    const { who, kind, with: value, attempt, swayed, level, words } = made;
    for (const added of swayed.rolls) put(added, 'added to it');
    judged.push({
      ...{ who: nameOf(who), kind: kind.key, with: value, modifiers: [...attempt.modifiers] },
      ...{ difficulty: attempt.difficulty, edge: attempt.edge ?? 'none', reasons: [...swayed.reasons] },
      roll: putMade(made, `${nameOf(who)}: ${kind.name}`),
      ...{ level, words },
    });
  };
  if (roll !== null) judge(roll);
  for (const { who, rolled } of harms) put(rolled, `${action.name}: harm to ${nameOf(who)}`);
  for (const rolled of rolls) put(rolled, action.name);
  return { rolls: kept, judged };
};
