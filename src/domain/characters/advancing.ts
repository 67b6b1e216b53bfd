import type { Character, Taken } from '../../../schemas/character.ts';
import type { Feature, Improvement } from '../../../schemas/rule-character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { parseRoll } from '../dice/parse.ts';
import { type Faces, roll } from '../dice/roll.ts';
import { resourceDeltas } from '../rules/acting/harm.ts';
import { maxOf } from '../rules/declared.ts';
import { unknownName, valuesOf } from '../rules/sheet.ts';
import { type Changing, changing, type Done, resourcesOf, settle } from './changing.ts';
import {
  candidatesOf,
  costOf,
  nextLevel,
  type Offer,
  offersOf,
  openMilestones,
  otherFeatures,
  pointsLeft,
  purseOf,
  rangeOf,
} from './improvements.ts';
import { sheetOfCharacter } from './made.ts';
import { type Reason, refused, type Refused } from './reason.ts';
import { restoredOnAdvancement } from './resting.ts';

// How characters get better: by levels, by points, by use, by milestones, as their system says.
// A1. Nothing rises beyond its bounds, and nothing is had that was not paid for.
// A2. What was paid and what came of it is written down.

type Found = Done | Refused;

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

const another = ({ title, advancement }: RuleSystem, asked: string): Refused =>
  refused(
    ['advancement'],
    `in ${title} nobody gets better by ${asked}`,
    {
      levels: 'They come to levels by experience: `--earn N`, then `--level`.',
      points: 'They spend what they earned: `--earn N`, then `--improve WHAT=IN`.',
      use: 'They throw for the skills that they used: `--used SKILL`.',
      milestones: 'They come to milestones: `--milestone WHICH`, then `--improve WHAT=IN`.',
    }[advancement.kind],
  );

/** What they are paid with: experience, or whatever points are called. */
const earnedIn = ({ advancement }: RuleSystem): string | null => {
  if (advancement.kind === 'levels') return advancement.experience;
  return advancement.kind === 'points' ? advancement.resource : null;
};

export const earned = (
  system: RuleSystem,
  character: Character,
  { amount, because }: { amount: number; because: string },
): Found => {
  const resource = earnedIn(system);
  if (resource === null) return another(system, 'what they earn');
  if (amount < 1) return refused(['earn'], `nobody earns ${amount}`, 'It is one at least.');
  const work = changing(system, character);
  work.putDeltas(resourceDeltas(system, work.standing(), { resource, by: amount, because }));
  const came = work.done().changes.reduce((sum, each) => (each.kind === 'resource' ? sum + each.by : sum), 0);
  if (came < amount) work.note(`${amount - came} of it is more than there can be`);
  tellLevels(system, work);
  return work.done();
};

// ── levels ───────────────────────────────────────────────────────────────────────────────────────────────────────

const tellLevels = (system: RuleSystem, work: Changing): void => {
  const found = nextLevel(system, work.now());
  if (found === null || found.next === null) return;
  const { next, needs, has, isEarned } = found;
  work.note(isEarned ? `that is enough for ${next}: \`--level\`` : `${needs - has} more for ${next}`);
};

/** Of what there can be more now. */
const tellMore = (system: RuleSystem, work: Changing, before: Character): void => {
  const [then, now] = [before, work.now()].map((each) => valuesOf(system, sheetOfCharacter(each)));
  for (const { key, name } of system.resources) {
    const [was, is] = [then?.[maxOf(key)] ?? 0, now?.[maxOf(key)] ?? 0];
    if (was !== is) work.note(`${name.toLowerCase()}: up to ${is} instead of ${was}`);
  }
};

export const raised = (system: RuleSystem, character: Character, faces: Faces): Found => {
  const { advancement } = system;
  const found = nextLevel(system, character);
  if (advancement.kind !== 'levels' || found === null) return another(system, 'levels');
  const { level, next, needs, has, isEarned } = found;
  const name = system.attributes.find(({ key }) => key === advancement.attribute)?.name.toLowerCase() ?? '';
  if (next === null) return refused(['level'], `${level} is the highest ${name} that there is`);
  if (!isEarned)
    return refused(
      ['level'],
      `for ${name} ${next} it takes ${needs}, and ${character.name} has ${has}`,
      `${needs - has} are missing: \`--earn N\` adds what they come by.`,
    );
  const work = changing(system, character);
  const because = `${name} ${next}`;
  work.put({ kind: 'attribute', attribute: advancement.attribute, by: 1, to: next, because });
  settle(system, work, { before: character, gains: true });
  restoredOnAdvancement(system, work, faces);
  tellMore(system, work, character);
  for (const gain of advancement.gains) if (gain.level === next) work.note(gain.about);
  const left = pointsLeft(system, work.now());
  if (left > 0) work.note(`${left} to spend on improvements: \`--improve WHAT=IN\``);
  tellLevels(system, work);
  return work.done();
};

// ── milestones ───────────────────────────────────────────────────────────────────────────────────────────────────

export const reached = (
  system: RuleSystem,
  character: Character,
  { milestone, because, faces }: { milestone: string; because: string; faces: Faces },
): Found => {
  const { advancement } = system;
  if (advancement.kind !== 'milestones') return another(system, 'milestones');
  const keys = advancement.milestones.map(({ key }) => key);
  const found = advancement.milestones.find(({ key }) => key === milestone);
  if (found === undefined)
    return refused(['milestone'], unknownName('milestone', milestone, keys), `There are ${listed(keys)}.`);
  const work = changing(system, character);
  work.put({ kind: 'reached', milestone, because });
  const { resource } = advancement;
  if (resource !== undefined)
    work.putDeltas(resourceDeltas(system, work.standing(), { resource, by: 1, because: found.name.toLowerCase() }));
  restoredOnAdvancement(system, work, faces);
  if (found.improvements.length > 0)
    work.note(`one of these may be had for it: ${listed(found.improvements.map(({ key }) => key))}`);
  return work.done();
};

// ── by use ───────────────────────────────────────────────────────────────────────────────────────────────────────

export const practised = (system: RuleSystem, character: Character, skills: readonly string[], faces: Faces): Found => {
  const { advancement } = system;
  if (advancement.kind !== 'use') return another(system, 'what they use');
  const known = system.skills.list.map(({ key }) => key);
  const reasons: Reason[] = skills
    .filter((key) => !known.includes(key))
    .map((key) => ({ path: ['used', key], message: unknownName('skill', key, known) }));
  if (new Set(skills).size < skills.length)
    reasons.push({ path: ['used'], message: 'each skill is thrown for once, however often it was used' });
  if (skills.length === 0)
    reasons.push({ path: ['used'], message: 'which skills were used?', advice: 'Such as `--used spot,listen`.' });
  if (reasons.length > 0) return { reasons };
  const work = changing(system, character);
  for (const skill of skills) practise(system, work, { skill, faces });
  restoredOnAdvancement(system, work, faces);
  return work.done();
};

const practise = (system: RuleSystem, work: Changing, { skill, faces }: { skill: string; faces: Faces }): void => {
  const { advancement, skills } = system;
  if (advancement.kind !== 'use') return;
  const values = valuesOf(system, sheetOfCharacter(work.now()));
  const value = values[skill] ?? 0;
  const rolled = roll(parseRoll(advancement.roll, values), faces);
  work.threw(`\`${skill}\` ${value}`, rolled);
  if (rolled.total <= value) return;
  const gained = roll(parseRoll(advancement.gain, values), faces);
  work.threw(`\`${skill}\` rises`, gained);
  const now = work.now().skills[skill] ?? skills.training.default;
  const room = Math.min(skills.training.max - now, (skills.max ?? Infinity) - value);
  const by = Math.max(0, Math.min(Math.floor(gained.total), room));
  if (by > 0) work.put({ kind: 'skill', skill, by, to: now + by, because: `${rolled.total} against ${value}` });
};

// ── improvements ─────────────────────────────────────────────────────────────────────────────────────────────────

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
export const improved = (system: RuleSystem, character: Character, improving: Improving): Found => {
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
