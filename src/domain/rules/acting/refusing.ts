import type { Delta } from '../../../../schemas/deltas.ts';
import type { RuleAction } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { Failure } from '../../failure.ts';
import { nearest } from '../../nearest.ts';
import { quoted } from '../../quoted.ts';
import { comesTo } from '../expression.ts';
import { maxOf } from '../declared.ts';
import { atTable, effectsOn, type Standing } from './standing.ts';

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
export const sharesOf = ({ cost }: RuleAction): string[] =>
  cost.flatMap((each) => ('takes' in each ? [each.takes] : []));

export const assertAble = (system: RuleSystem, actor: Standing, action: RuleAction): void => {
  const shares = sharesOf(action);
  const isReaction = shares.length > 0 && shares.every((key) => perOf(system, key) === 'round');
  const needed = isReaction ? 'react' : 'act';
  const stopped = effectsOn(system, actor).find(
    ({ effect }) => effect.kind === 'cannot' && effect.what.includes(needed),
  );
  if (stopped !== undefined) throw refusal('cannot_act', `${actor.name} cannot ${needed}`, `Why: ${stopped.source}.`);
};

const perOf = ({ combat }: RuleSystem, share: string): 'turn' | 'round' | undefined =>
  combat.economy.find(({ key }) => key === share)?.per;

/** What it costs of resources. Refused where there is not enough of one. */
export const paid = (system: RuleSystem, actor: Standing, action: RuleAction): Delta[] =>
  action.cost.flatMap((cost): Delta[] => {
    if (!('resource' in cost)) return [];
    const resource = system.resources.find(({ key }) => key === cost.resource);
    if (resource === undefined) return [];
    const { key, name, counts, min } = resource;
    const values = atTable(system, actor);
    const amount = Math.floor(comesTo(cost.amount, values));
    const there = actor.resources[key] ?? 0;
    const left = counts === 'down' ? there - min : (values[maxOf(key)] ?? 0) - there;
    if (amount > left)
      throw refusal(
        'cannot_pay',
        `${actor.name} cannot pay for it: ${amount} of ${name.toLowerCase()}, and there are ${left}`,
      );
    const by = counts === 'down' ? -amount : amount;
    return amount === 0
      ? []
      : [{ kind: 'resource', who: actor.key, resource: key, by, to: there + by, because: action.name }];
  });

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
