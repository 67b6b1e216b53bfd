import type { Delta } from '../../../../schemas/deltas.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';

// A change of somebody's numbers, in words.

const nameOf = (list: readonly { key: string; name: string }[], key: string): string =>
  list.find((each) => each.key === key)?.name.toLowerCase() ?? key;

/** `who`: what whoever is changed is called. */
export const deltaText = (
  { resources, conditions }: Pick<RuleSystem, 'resources' | 'conditions'>,
  delta: Delta,
  who: string = delta.who,
): string => {
  switch (delta.kind) {
    case 'resource': {
      const sign = delta.by > 0 ? '+' : '';
      return `${who}: ${nameOf(resources, delta.resource)} ${sign}${delta.by}, now ${delta.to}`;
    }
    case 'condition':
      return `${who} is ${nameOf(conditions, delta.condition)}${delta.steps > 1 ? ` (${delta.steps})` : ''}`;
    case 'ends':
      return `${who} is ${nameOf(conditions, delta.condition)} no longer`;
  }
};
