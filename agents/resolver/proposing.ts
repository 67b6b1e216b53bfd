import type { Delta } from '../../schemas/deltas.ts';
import type { Participant } from '../../schemas/canon.ts';
import type { ProposalContent } from '../../schemas/gate.ts';
import type { EntityId } from '../../schemas/ids.ts';
import type { Resolution, SceneFraming } from '../../schemas/narrative.ts';
import type { RuleSystem } from '../../schemas/rule-system.ts';
import type { Changed } from '../../schemas/working-state.ts';
import { derivedId } from '../../src/domain/derived-id.ts';
import type { Claimed } from './claiming.ts';
import { claimOf } from './claiming.ts';

// What follows at once from a resolution: a death, somebody who is awake no longer. Numbers wait for the next checkpoint (`folding.ts`).

type Condition = RuleSystem['conditions'][number];

export interface Following {
  system: RuleSystem;
  resolution: Resolution;
  /** Null: it changed no numbers. */
  changed: Changed | null;
  framing: SceneFraming | null;
  nameOf: (id: EntityId) => string;
  salt: string;
}

interface Happening {
  event: string;
  subject: EntityId;
  participants: readonly Participant[];
  statement: string;
  severity: 'major' | 'minor';
  part: string;
}

const happened = (
  { resolution: { id, storyTime }, framing, salt }: Following,
  { event, subject, participants, statement, severity, part }: Happening,
): ProposalContent => {
  const place = framing?.location ?? null;
  const fact = claimOf(derivedId('fact', id, salt, part), { subject, predicate: event, statement, from: storyTime });
  const there: Participant[] = place === null ? [] : [{ role: 'place', node: place }];
  return {
    type: 'event',
    claim: { ...fact, object: null, event: { participants: [...participants, ...there], severity, causedBy: [] } },
  };
};

const eventOf = (
  following: Following,
  { condition, who, at }: { condition: Condition; who: EntityId; at: number },
  event: string,
): ProposalContent => {
  const { actor } = following.resolution;
  const by: Participant[] = actor === null || actor === who ? [] : [{ role: 'agent', node: actor }];
  return happened(following, {
    ...{ event, subject: who, participants: [...by, { role: 'patient', node: who }], severity: 'major' },
    ...{ statement: `${following.nameOf(who)} is ${condition.name.toLowerCase()}.`, part: String(at) },
  });
};

const succeeded = new Set<Resolution['level']>([null, 'critical_success', 'success', 'partial']);

/** What was done, where canon tells of such deeds. */
const deedOf = (following: Following): Claimed[] => {
  const { system, resolution, nameOf, salt } = following;
  const { id, actor, rule, level } = resolution;
  const action = system.actions.find(({ key }) => key === rule?.action);
  if (action?.tells === undefined || actor === null || !succeeded.has(level)) return [];
  const content = happened(following, {
    ...{ event: action.tells.event, subject: actor, participants: [{ role: 'agent', node: actor }] },
    ...{ statement: `${nameOf(actor)}: ${action.name.toLowerCase()}.`, severity: 'minor', part: 'deed' },
  });
  return [{ id: derivedId('proposal', id, salt, 'deed'), intent: 'assert', content }];
};

const stateOf = (
  { resolution: { id, ends, storyTime }, nameOf, salt }: Following,
  { who, at, predicate, text }: { who: EntityId; at: number; predicate: string; text: string },
): ProposalContent => ({
  type: 'state_change',
  claim: {
    ...claimOf(derivedId('fact', id, salt, String(at)), {
      ...{ subject: who, predicate, statement: `${nameOf(who)} is ${text}.`, from: ends ?? storyTime },
    }),
    object: { kind: 'text', text },
  },
});

const contentOf = (following: Following, delta: Delta, at: number): ProposalContent | null => {
  if (delta.kind !== 'condition' && delta.kind !== 'ends') return null;
  const condition = following.system.conditions.find(({ key }) => key === delta.condition);
  const { tells } = condition ?? {};
  if (condition === undefined || tells === undefined) return null;
  const who = delta.who as EntityId;
  if ('event' in tells) return delta.kind === 'ends' ? null : eventOf(following, { condition, who, at }, tells.event);
  const text = delta.kind === 'condition' ? tells.value : tells.otherwise;
  return text === undefined ? null : stateOf(following, { who, at, predicate: tells.predicate, text });
};

/** Conditions that come with one that is had are had, too: who is dying is unconscious. */
const withImplied = ({ conditions }: RuleSystem, deltas: readonly Delta[]): Delta[] =>
  deltas.flatMap((delta): Delta[] => {
    if (delta.kind !== 'condition' && delta.kind !== 'ends') return [delta];
    const found: Delta[] = [delta];
    const seen = new Set([delta.condition]);
    for (const each of found) {
      if (each.kind !== 'condition' && each.kind !== 'ends') continue;
      const { effects = [] } = conditions.find(({ key }) => key === each.condition) ?? {};
      for (const effect of effects) {
        if (effect.kind !== 'condition' || seen.has(effect.condition)) continue;
        seen.add(effect.condition);
        found.push({ ...each, condition: effect.condition });
      }
    }
    return found;
  });

export const whatFollows = (following: Following): Claimed[] => {
  const { system, resolution, changed, salt } = following;
  const claimed: Claimed[] = deedOf(following);
  for (const [at, delta] of withImplied(system, changed?.deltas ?? []).entries()) {
    const content = contentOf(following, delta, at);
    if (content === null) continue;
    const id = derivedId('proposal', resolution.id, salt, String(at));
    claimed.push({ id, intent: content.type === 'event' ? 'assert' : 'change', content });
  }
  return claimed;
};
