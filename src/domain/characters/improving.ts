import type { Character, Taken } from '../../../schemas/character.ts';
import type { Feature, Improvement } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { unknownName } from '../rules/sheet.ts';
import { type Changing, changing, type Done, resourcesOf, settle } from './changing.ts';
import {
  candidatesOf,
  costOf,
  type Offer,
  offersOf,
  openMilestones,
  otherFeatures,
  purseOf,
  rangeOf,
} from './improvements.ts';
import { another } from './other-advancement.ts';
import { type Reason, refused, type Refused } from './reason.ts';

// Improvements that are chosen and paid for.
// B1. Nothing rises beyond its bounds, and nothing is had that was not paid for.
// B2. What was paid and what came of it is written down.

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

export interface Improving {
  improvement: string;
  /** An attribute, a skill, or a feature's name. */
  on: string;
  /** What goes down for it. */
  instead: string | null;
  /** What a feature is to be called. */
  called: string | null;
}

const offerFor = (system: RuleSystem, character: Character, { improvement }: Improving): Offer | Refused => {
  const offers = offersOf(system);
  const such = offers.filter((each) => each.improvement.key === improvement);
  const keys = [...new Set(offers.map((each) => each.improvement.key))];
  if (offers.length === 0) return another(system, 'improvements that they choose');
  if (such.length === 0)
    return refused(['improve'], unknownName('improvement', improvement, keys), `There are ${listed(keys)}.`);
  const open = openMilestones(character);
  const found = such.find(({ milestone }) => milestone === null || (open.get(milestone) ?? 0) > 0);
  if (found !== undefined) return found;
  const from = such.flatMap(({ milestone }) => milestone ?? []);
  return refused(
    ['improve'],
    `\`${improvement}\` comes with ${listed(from)}, and ${character.name} has none of that left`,
    'Tell of it with `--milestone WHICH` when it is reached.',
  );
};

const objections = (system: RuleSystem, character: Character, { offer, improving }: Asked): Reason[] => {
  const { improvement, paidWith } = offer;
  const { on } = improving;
  const known = candidatesOf(system, character, improvement);
  if (!known.includes(on))
    return [{ path: ['improve', on], message: unknownName(improvement.of, on, known), advice: `In ${listed(known)}.` }];
  const reasons: Reason[] = [];
  const { now, max } = rangeOf(system, character, improvement, on);
  if (now + improvement.by > max)
    reasons.push({
      path: ['improve', on],
      message: `\`${on}\` is ${now}, and ${max} is the most that it may come to by this`,
    });
  const cost = costOf(system, character, improvement, on);
  const there = purseOf(system, character, paidWith);
  if (cost > there)
    reasons.push({
      ...{ path: ['improve', on], message: `\`${on}\` costs ${cost}, and there are ${there}` },
      advice: paidWith === 'level' ? 'The next level that brings some may do.' : `\`${paidWith}\` pays for it.`,
    });
  return [...reasons, ...insteadProblems(system, character, { offer, improving })];
};

const insteadProblems = (system: RuleSystem, character: Character, { offer, improving }: Asked): Reason[] => {
  const { improvement } = offer;
  const { on, instead } = improving;
  const path = ['improve', 'instead'];
  if (!improvement.instead)
    return instead === null
      ? []
      : [{ path, message: `nothing goes down for \`${improvement.key}\``, advice: 'Leave out `--lower`.' }];
  const known = candidatesOf(system, character, improvement).filter((key) => key !== on);
  if (instead === null)
    return [{ path, message: `another one goes down for \`${on}\`: which?`, advice: 'Say it with `--lower WHICH`.' }];
  if (!known.includes(instead)) return [{ path, message: unknownName(improvement.of, instead, known) }];
  const { now, min } = rangeOf(system, character, improvement, instead);
  return now - improvement.by < min
    ? [{ path, message: `\`${instead}\` is ${now}, and ${min} is the least that there is` }]
    : [];
};

interface Asked {
  offer: Offer;
  improving: Improving;
}

const put = (
  work: Changing,
  { of }: Improvement,
  change: { on: string; by: number; to: number; because: string },
): void => {
  const { on, ...rest } = change;
  if (of === 'attribute') work.put({ kind: 'attribute', attribute: on, ...rest });
  if (of === 'skill') work.put({ kind: 'skill', skill: on, ...rest });
};

const putFeature = (system: RuleSystem, work: Changing, { offer, improving }: Asked): void => {
  const { improvement } = offer;
  const { on, called } = improving;
  const from: readonly Feature[] = improvement.by === 0 ? work.now().features : otherFeatures(system, work.now());
  const feature = from.find(({ name }) => name === on);
  if (feature === undefined) return;
  const because = improvement.name.toLowerCase();
  const named = { ...feature, name: called ?? feature.name };
  work.put({ kind: 'feature', feature: named, ...(improvement.by === 0 ? { was: on } : {}), because });
};

const pay = (system: RuleSystem, work: Changing, { offer, improving }: Asked): void => {
  const { improvement, paidWith, milestone } = offer;
  const paid = costOf(system, work.now(), improvement, improving.on);
  const because = improvement.name.toLowerCase();
  if (paidWith !== 'level' && paid > 0) {
    const there = resourcesOf(system, work.now())[paidWith] ?? 0;
    work.put({ kind: 'resource', resource: paidWith, by: -paid, to: there - paid, because });
  }
  const taken: Taken = {
    ...{ improvement: improvement.key, on: improving.on, by: improvement.by, paid, with: paidWith },
    ...(milestone === null ? {} : { milestone }),
    ...(improving.instead === null ? {} : { instead: improving.instead }),
  };
  work.put({ kind: 'improved', taken, because });
};

/** An improvement that is chosen and paid for. */
export const improved = (system: RuleSystem, character: Character, improving: Improving): Done | Refused => {
  const offer = offerFor(system, character, improving);
  if ('reasons' in offer) return offer;
  const { improvement } = offer;
  const asked = { offer, improving };
  const reasons = objections(system, character, asked);
  if (improvement.of === 'feature' && improvement.by === 0 && improving.called === null)
    reasons.push({
      path: ['improve', 'called'],
      message: 'what is it to be called?',
      advice: 'Say it with `--called NAME`.',
    });
  if (reasons.length > 0) return { reasons };
  const work = changing(system, character);
  pay(system, work, asked);
  const because = improvement.name.toLowerCase();
  const { now } = rangeOf(system, character, improvement, improving.on);
  put(work, improvement, { on: improving.on, by: improvement.by, to: now + improvement.by, because });
  if (improving.instead !== null) {
    const other = rangeOf(system, character, improvement, improving.instead);
    put(work, improvement, { on: improving.instead, by: -improvement.by, to: other.now - improvement.by, because });
  }
  if (improvement.of === 'feature') putFeature(system, work, asked);
  settle(system, work, { before: character, gains: true });
  return work.done();
};
