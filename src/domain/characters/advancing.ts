import type { Character } from '../../../schemas/character.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { parseRoll } from '../dice/parse.ts';
import { type Faces, roll } from '../dice/roll.ts';
import { resourceDeltas } from '../rules/acting/harm.ts';
import { maxOf } from '../rules/declared.ts';
import { unknownName, valuesOf } from '../rules/sheet.ts';
import { type Changing, changing, type Done, settle } from './changing.ts';
import { nextLevel, pointsLeft } from './improvements.ts';
import { sheetOfCharacter } from './made.ts';
import { another } from './other-advancement.ts';
import { type Reason, refused, type Refused } from './reason.ts';
import { restoredOnAdvancement } from './resting.ts';

// How characters get better: by levels, by points, by use, by milestones, as their system says. What is chosen and paid for is in `improving.ts`.
// A1. Nothing rises beyond its bounds, and no level is had that was not earned.

type Found = Done | Refused;

const listed = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

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
