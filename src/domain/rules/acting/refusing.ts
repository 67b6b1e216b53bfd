import type { Delta } from '../../../../schemas/deltas.ts';
import type { Cost, RuleAction } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { Failure } from '../../failure.ts';
import { nearest } from '../../nearest.ts';
import { quoted } from '../../quoted.ts';
import { comesTo } from '../expression.ts';
import { maxOf } from '../declared.ts';
import { resourceDeltas } from './harm.ts';
import { atTable, changed, effectsOn, type Standing } from './standing.ts';

// Why something cannot be done at all, before a die is thrown.

const refusal = (code: string, message: string, advice?: string): Failure =>
  new Failure({ kind: 'terminal', code, message, ...(advice === undefined ? {} : { advice }) });

export const actionOf = (system: RuleSystem, actor: Standing, key: string): RuleAction => {
  const action = system.actions.find((each) => each.key === key);
  if (action === undefined) {
    const meant = nearest(
      key,
      system.actions.map((each) => each.key),
    );
    throw refusal(
      'unknown_action',
      `${system.title} has no action ${quoted(key)}`,
      meant === undefined ? undefined : `Did you mean \`${meant}\`?`,
    );
  }
  if (action.special && !actor.actions.includes(key))
    throw refusal('not_theirs', `${actor.name} has not learnt ${quoted(action.name)}`);
  return action;
};

/** Shares of a turn that it takes. */
export const sharesOf = ({ cost }: { cost: readonly Cost[] }): string[] =>
  cost.flatMap((each) => ('takes' in each ? [each.takes] : []));

const assertCan = (system: RuleSystem, who: Standing, what: 'act' | 'react'): void => {
  const stopped = effectsOn(system, who).find(({ effect }) => effect.kind === 'cannot' && effect.what.includes(what));
  if (stopped !== undefined) throw refusal('cannot_act', `${who.name} cannot ${what}`, `Why: ${stopped.source}.`);
};

/** What takes nothing but what there is of a round is done out of turn. */
export const assertAble = (system: RuleSystem, who: Standing, doing: { cost: readonly Cost[] }): void => {
  const shares = sharesOf(doing);
  const isReaction = shares.length > 0 && shares.every((key) => perOf(system, key) === 'round');
  assertCan(system, who, isReaction ? 'react' : 'act');
};

const perOf = ({ combat }: RuleSystem, share: string): 'turn' | 'round' | undefined =>
  combat.economy.find(({ key }) => key === share)?.per;

type Price = Extract<Cost, { resource: string }>;

/** What it takes, and what comes of having so little left. */
const price = (system: RuleSystem, who: Standing, { cost, because }: { cost: Price; because: string }): Delta[] => {
  const resource = system.resources.find(({ key }) => key === cost.resource);
  if (resource === undefined) return [];
  const { key, name, counts, min } = resource;
  const values = atTable(system, who);
  const amount = Math.floor(comesTo(cost.amount, values));
  const there = who.resources[key] ?? 0;
  const left = counts === 'down' ? there - min : (values[maxOf(key)] ?? 0) - there;
  if (amount > left)
    throw refusal(
      'cannot_pay',
      `${who.name} cannot pay for it: ${amount} of ${name.toLowerCase()}, and there are ${left}`,
    );
  return resourceDeltas(system, who, { resource: key, by: counts === 'down' ? -amount : amount, because });
};

/** What it costs of resources, one after the other. Refused where there is not enough of one. */
export const paid = (
  system: RuleSystem,
  who: Standing,
  { cost, because }: { cost: readonly Cost[]; because: string },
): Delta[] => {
  const deltas: Delta[] = [];
  let left = who;
  for (const each of cost) {
    const found = 'resource' in each ? price(system, left, { cost: each, because }) : [];
    deltas.push(...found);
    for (const delta of found) left = changed(left, delta);
  }
  return deltas;
};

export const needsOther = (what: string): Failure =>
  refusal('needs_somebody', `${quoted(what)} is done to somebody`, 'Say to whom.');

export const unarmed = (actor: Standing, action: RuleAction, using: string | null): Failure =>
  refusal(
    'unarmed',
    `${actor.name} has no ${using === null ? 'weapon' : quoted(using)} to ${action.name.toLowerCase()} with`,
  );

export const unknownDifficulty = ({ ladder }: RuleSystem, written: string): Failure =>
  refusal(
    'unknown_difficulty',
    `there is no difficulty ${quoted(written)}`,
    `There are: ${ladder.map(({ key }) => `\`${key}\``).join(', ')}.`,
  );

export const noWay = (how: string, { title }: RuleSystem): Failure =>
  refusal('no_such_way', `${title} knows nothing that is ${how}`, 'Roll for it.');

export const noHelp = (message: string, advice?: string): Failure => refusal('no_help', message, advice);

export const notTogether = (message: string, advice?: string): Failure => refusal('not_together', message, advice);

export const noChoice = (message: string, advice?: string): Failure => refusal('no_choice', message, advice);
