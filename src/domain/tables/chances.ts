import { oddsOf } from '../dice/odds.ts';
import type { UsedUp } from './draw.ts';
import type { Entry, Table } from './table.ts';

/** How likely each entry comes next, in their order. All 0: everything is used up. */
export const entryChances = ({ id, dice, entries }: Table, used: readonly UsedUp[] = []): readonly number[] => {
  const isLeft = ({ once, text }: Entry): boolean =>
    !once || !used.some((each) => each.table === id && each.text === text);
  const left = entries.map(isLeft);
  if (dice === null) {
    const weights = entries.map(({ weight }, index) => (left[index] === true ? weight : 0));
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => (all === 0 ? 0 : weight / all));
  }
  const chances = entries.map(() => 0);
  for (const [total, chance] of oddsOf(dice).chances) {
    const hit = entries.findIndex(({ spans }) => spans.some(({ from, to }) => total >= from && total <= to));
    const steps = entries.findIndex((_, step) => left[(hit + step) % entries.length] === true);
    if (hit < 0 || steps < 0) continue;
    const at = (hit + steps) % entries.length;
    chances[at] = (chances[at] ?? 0) + chance;
  }
  return chances;
};
