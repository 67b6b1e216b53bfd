import type { Effect } from '../../../../schemas/rule-effects.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import { parseRoll } from '../../dice/parse.ts';
import { type Faces, roll, type Rolled } from '../../dice/roll.ts';
import type { Edge, Modifier } from '../attempt.ts';
import { atTable, effectsOn, type Standing } from './standing.ts';

// What makes a roll easier or harder, each with its reason.
// S1. An advantage and a disadvantage leave neither, however many there are of each.
// S2. What is decided without dice is the worst that is said of it: who is held cannot be lucky.

/** Who rolls, for what, with what, and against whom. */
export interface Asked {
  roll: string;
  with: string;
  actor: Standing;
  other: Standing | null;
}

export interface Reason {
  edge: 'advantage' | 'disadvantage';
  because: string;
}

export interface Swayed {
  edge: Edge;
  modifiers: readonly Modifier[];
  /** It is decided without dice. */
  outcome: { is: 'success' | 'failure' | 'critical'; because: string } | null;
  /** Those too that cancel each other. */
  reasons: readonly Reason[];
  /** Dice that were added. */
  rolls: readonly Rolled[];
}

type Swaying = Extract<Effect, { kind: 'edge' | 'modifier' | 'outcome' }>;

interface Found {
  effect: Swaying;
  because: string;
  by: Standing;
}

const isMeant = (effect: Swaying, asked: Asked, of: Swaying['of']): boolean =>
  effect.of === of && (effect.rolls?.includes(asked.roll) ?? true) && (effect.with?.includes(asked.with) ?? true);

const foundOn = (system: RuleSystem, asked: Asked): Found[] => {
  const on = (standing: Standing | null, of: Swaying['of']): Found[] =>
    standing === null
      ? []
      : effectsOn(system, standing).flatMap(({ effect, source }) => {
          const isSwaying = effect.kind === 'edge' || effect.kind === 'modifier' || effect.kind === 'outcome';
          return isSwaying && isMeant(effect, asked, of) ? [{ effect, because: source, by: standing }] : [];
        });
  return [...on(asked.actor, 'self'), ...on(asked.other, 'against')];
};

const edgeOf = (reasons: readonly Reason[]): Edge => {
  const has = (edge: Reason['edge']): boolean => reasons.some((each) => each.edge === edge);
  if (has('advantage') === has('disadvantage')) return 'none';
  return has('advantage') ? 'advantage' : 'disadvantage';
};

const outcomeOf = (found: readonly Found[]): Swayed['outcome'] => {
  for (const is of ['failure', 'critical', 'success'] as const) {
    const such = found.find(({ effect }) => effect.kind === 'outcome' && effect.is === is);
    if (such !== undefined) return { is, because: such.because };
  }
  return null;
};

/** `extra`: reasons from outside: help, a good plan, the light. */
export const swayedBy = (
  system: RuleSystem,
  asked: Asked,
  { faces, extra = [] }: { faces: Faces; extra?: readonly Reason[] },
): Swayed => {
  const found = foundOn(system, asked);
  const edges = found.flatMap(({ effect, because }) =>
    effect.kind === 'edge' ? [{ edge: effect.edge, because }] : [],
  );
  const reasons = [...extra, ...edges];
  const rolls: Rolled[] = [];
  const modifiers = found.flatMap(({ effect, because, by }) => {
    if (effect.kind !== 'modifier') return [];
    const rolled = roll(parseRoll(effect.by, atTable(system, by)), faces);
    if (rolled.faces.length > 0) rolls.push(rolled);
    return [{ by: Math.floor(rolled.total), because }];
  });
  return { edge: edgeOf(reasons), modifiers, outcome: outcomeOf(found), reasons, rolls };
};
