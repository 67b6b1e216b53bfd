import type { Delta } from '../../../../schemas/deltas.ts';
import type { Option, Outcome } from '../../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../../schemas/rule-system.ts';
import type { Formula } from '../../dice/formula.ts';
import { parseRoll } from '../../dice/parse.ts';
import { type Faces, roll, type Rolled } from '../../dice/roll.ts';
import type { Succeeded } from '../attempt.ts';
import { harm, type Harmed, resourceDeltas } from './harm.ts';
import { needsOther } from './refusing.ts';
import { atTable, changed, effectsOn, type Standing } from './standing.ts';

// What comes of something that was done, one outcome after the other: each sees what those before it did.

export interface Present {
  actor: Standing;
  other: Standing | null;
  /** Others who are near. */
  near: readonly Standing[];
}

/** What is left to somebody: so many of these. */
export interface Choice {
  by: 'actor' | 'teller';
  count: number;
  of: readonly string[];
  /** The same, with what comes of each. */
  options: readonly Option[];
}

export interface BroughtAbout {
  deltas: readonly Delta[];
  harms: readonly (Harmed & { who: string })[];
  /** Dice that fell besides. */
  rolls: readonly Rolled[];
  /** Bands of range, segments of a clock, and what the story is told of. */
  moves: readonly { who: string; bands: number }[];
  segments: number;
  choices: readonly Choice[];
  told: readonly string[];
}

export interface Bringing {
  because: string;
  costs: readonly Delta[];
  outcomes: readonly Outcome[];
  isCritical: boolean;
  weapon: { roll: string; type: string; also?: readonly { roll: string; type: string }[] } | null;
  succeeded: Succeeded | null;
  faces: Faces;
}

type Of<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>;
type Whom = Of<'harm'>['to'];
type Lists = { -readonly [K in keyof Omit<BroughtAbout, 'segments'>]: BroughtAbout[K][number][] };

type Harm = { roll: string; type: string };

/** What falls, one after the other: what a weapon does comes with what else is on it. */
const harmsOf = ({ roll: text, type }: Harm, weapon: Bringing['weapon']): Harm[] => {
  const plain = {
    roll: text === 'weapon' ? (weapon?.roll ?? '0') : text,
    type: type === 'weapon' ? (weapon?.type ?? '') : type,
  };
  return text === 'weapon' ? [plain, ...(weapon?.also ?? [])] : [plain];
};

/** The standing of those who are there, as it changes. */
const standings = ({ actor, other, near }: Present, because: string) => {
  const now = new Map([...near, ...(other === null ? [] : [other]), actor].map((each) => [each.key, each]));
  const of = (standing: Standing): Standing => now.get(standing.key) ?? standing;
  return {
    actor: () => of(actor),
    of: (key: string): Standing | undefined => now.get(key),
    change(delta: Delta): void {
      const standing = now.get(delta.who);
      if (standing !== undefined) now.set(delta.who, changed(standing, delta));
    },
    whom(to: Whom): readonly Standing[] {
      if (to === 'everybody_near') return near.map(of);
      if (to === 'self') return [of(actor)];
      if (other !== null) return [of(other)];
      if (to === 'ally') return [of(actor)];
      throw needsOther(because);
    },
  };
};

export const bringAbout = (system: RuleSystem, present: Present, bringing: Bringing): BroughtAbout => {
  const { because, weapon, isCritical, faces } = bringing;
  const there = standings(present, because);
  const found: Lists = { deltas: [], harms: [], rolls: [], moves: [], choices: [], told: [] };
  let segments = 0;

  const put = (deltas: readonly Delta[]): void => {
    found.deltas.push(...deltas);
    deltas.forEach(there.change);
  };
  /** How well it went counts too. */
  const read = (text: string): Formula => {
    const { margin = 0, degrees = 0 } = bringing.succeeded ?? {};
    return parseRoll(text, { ...atTable(system, there.actor()), margin, degrees });
  };
  const stepsMost = (condition: string): number => system.conditions.find(({ key }) => key === condition)?.steps ?? 1;

  const harmed = ({ roll: text, type: named, to }: Of<'harm'>): void => {
    const harms = harmsOf({ roll: text, type: named }, weapon).map(({ roll: each, type }) => ({
      formula: read(each),
      type,
    }));
    for (const { key } of there.whom(to))
      for (const each of harms) {
        // Each sees what the one before it did.
        const target = there.of(key);
        if (target === undefined) continue;
        const done = harm(system, target, { harming: { ...each, isCritical, because }, faces });
        found.harms.push({ ...done, who: key });
        put(done.deltas);
      }
  };
  const changedBy = ({ resource, by: text, to }: Of<'resource'>): void => {
    const rolled = roll(read(text), faces);
    if (rolled.faces.length > 0) found.rolls.push(rolled);
    const by = Math.floor(rolled.total);
    for (const target of there.whom(to)) put(resourceDeltas(system, target, { resource, by, because }));
  };
  const conditioned = ({ condition, lasts, to }: Of<'condition'>): void => {
    const usual = system.conditions.find(({ key }) => key === condition)?.lasts ?? { kind: 'lasting' as const };
    for (const target of there.whom(to)) {
      const { key, name, conditions } = target;
      const spared = effectsOn(system, target).find(
        ({ effect }) => effect.kind === 'immune' && effect.conditions.includes(condition),
      );
      if (spared !== undefined) {
        const { name: called = condition } = system.conditions.find((each) => each.key === condition) ?? {};
        found.told.push(`${name} cannot be ${called.toLowerCase()}`);
        continue;
      }
      const before = conditions.find((held) => held.condition === condition)?.steps ?? 0;
      const steps = Math.min(stepsMost(condition), before + 1);
      put([{ kind: 'condition', who: key, condition, steps, lasts: lasts ?? usual, because }]);
    }
  };
  const ended = ({ condition, to }: Of<'ends'>): void => {
    for (const { key, conditions } of there.whom(to))
      if (conditions.some((held) => held.condition === condition))
        put([{ kind: 'ends', who: key, condition, because }]);
  };

  const take = (outcome: Outcome): void => {
    switch (outcome.kind) {
      case 'harm':
        return harmed(outcome);
      case 'resource':
        return changedBy(outcome);
      case 'condition':
        return conditioned(outcome);
      case 'ends':
        return ended(outcome);
      case 'move':
        found.moves.push(...there.whom(outcome.to).map(({ key }) => ({ who: key, bands: outcome.bands })));
        return;
      case 'clock':
        segments += outcome.by;
        return;
      case 'choose':
        found.choices.push({
          ...{ by: outcome.by, count: outcome.count, options: outcome.of },
          of: outcome.of.map(({ text }) => text),
        });
        return;
      case 'told':
        found.told.push(outcome.text);
    }
  };

  put(bringing.costs);
  bringing.outcomes.forEach(take);
  return { ...found, segments };
};
