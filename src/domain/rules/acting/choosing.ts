import type { Option, Outcome } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Faces } from '../../dice/roll.ts';
import { nearest } from '../../nearest.ts';
import { quoted } from '../../quoted.ts';
import { type Acted, type Doing, meansOf } from './acting.ts';
import { bringAbout, type Choice } from './outcomes.ts';
import { noChoice } from './refusing.ts';
import { changedTable, type Standing } from './standing.ts';

// What an outcome leaves to somebody is chosen.
// K1. Only what is offered can be chosen, by whoever it was left to, as often as it says and nothing twice.
// K2. Nothing of what came about before is changed: what was chosen comes after it.

export interface Choosing<A extends Acted = Acted> {
  /** As it was handed to whoever carried it out: everybody stands as they did before. */
  doing: Doing;
  acted: A;
  /** Which of the choices that are left, from 0 on. */
  at: number;
  by: Choice['by'];
  /** As they are offered. */
  picks: readonly string[];
}

const folded = (text: string): string => text.trim().toLowerCase();

const optionOf = ({ options, of }: Choice, pick: string): Option => {
  const option = options.find(({ text }) => folded(text) === folded(pick));
  if (option !== undefined) return option;
  const meant = nearest(pick, of);
  const advice = meant === undefined ? `It is one of: ${of.join('; ')}.` : `Did you mean ${quoted(meant)}?`;
  throw noChoice(`${quoted(pick)} is not to be chosen here`, advice);
};

const whose = { actor: 'whoever acts', teller: 'whoever tells' } as const;

const picked = ({ acted, at, by, picks }: Choosing): Option[] => {
  const choice = acted.choices[at];
  if (choice === undefined)
    throw noChoice(acted.choices.length === 0 ? 'nothing is left to choose' : `there is no choice ${at + 1}`);
  if (choice.by !== by) throw noChoice(`it is for ${whose[choice.by]} to choose, and not for ${whose[by]}`);
  if (picks.length !== choice.count)
    throw noChoice(
      `${choice.count} of them are chosen, and not ${picks.length}`,
      `There are: ${choice.of.join('; ')}.`,
    );
  const options = picks.map((pick) => optionOf(choice, pick));
  const twice = options.find((option, index) => options.indexOf(option) < index);
  if (twice !== undefined) throw noChoice(`${quoted(twice.text)} is chosen once`);
  return options;
};

/** In the story it is as it was chosen, and its numbers change. */
const broughtBy = (options: readonly Option[]): Outcome[] =>
  options.flatMap(({ text, outcomes }): Outcome[] => [{ kind: 'told', text }, ...outcomes]);

/** The same deed, with one choice less: first what had come of it, then what comes of the choice. */
export const chose = <A extends Acted>(system: RuleSystem, choosing: Choosing<A>, faces: Faces): A => {
  const { doing, acted, at, by } = choosing;
  const options = picked(choosing);
  const before = [...doing.near, ...(doing.other === null ? [] : [doing.other]), doing.actor];
  const table = changedTable(new Map(before.map((each) => [each.key, each])), acted.deltas);
  const now = (standing: Standing): Standing => table.get(standing.key) ?? standing;
  const present = {
    actor: now(doing.actor),
    other: doing.other === null ? null : now(doing.other),
    near: doing.near.map(now),
  };
  const means = meansOf(system, doing, { ...acted, succeeded: acted.roll?.succeeded ?? null });
  const found = bringAbout(system, present, { ...means, costs: [], outcomes: broughtBy(options), faces });
  return {
    ...acted,
    deltas: [...acted.deltas, ...found.deltas],
    harms: [...acted.harms, ...found.harms],
    rolls: [...acted.rolls, ...found.rolls],
    moves: [...acted.moves, ...found.moves],
    segments: acted.segments + found.segments,
    told: [...acted.told, ...found.told],
    choices: acted.choices.filter((_, index) => index !== at),
    chosen: [...acted.chosen, { by, picks: options.map(({ text }) => text) }],
  };
};
