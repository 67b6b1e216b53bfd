import type { Character } from '../../../schemas/character.ts';
import type { Duration } from '../../../schemas/rule-effects.ts';
import type { Rest } from '../../../schemas/rule-play.ts';
import type { RuleSystem } from '../../../schemas/rule-system.ts';
import { parseRoll } from '../dice/parse.ts';
import { type Faces, roll } from '../dice/roll.ts';
import { resourceDeltas } from '../rules/acting/harm.ts';
import { atTable, hasCondition } from '../rules/acting/standing.ts';
import { maxOf } from '../rules/declared.ts';
import { startOf, unknownName, valuesOf } from '../rules/sheet.ts';
import { type Changing, changing, type Done, resourcesOf } from './changing.ts';
import type { Reason, Refused } from './reason.ts';

// Rests: what is spent, what comes back, and what is over afterwards.
// R1. First is spent what one likes, then comes back what comes back, then ends what ends.
// R2. A longer rest brings what a shorter one brings, where it is not spoken of itself.
// R3. Nothing comes to more than there can be, and what would be wasted is not spent.

const daySeconds = 86_400;
const spentMost = 1_000;

export interface Resting {
  rest: string;
  /** How much of what is spent. */
  spend: Readonly<Record<string, number>>;
  /** A night has gone by since the last rest that was written down. */
  isNewDay: boolean;
}

// ── refusals ─────────────────────────────────────────────────────────────────────────────────────────────────────

const unable = (system: RuleSystem, character: Character, rest: Rest): Reason[] => {
  const { dying } = system.combat;
  const standing = changing(system, character).standing();
  const has = (condition: string | undefined): boolean =>
    condition !== undefined && hasCondition(system, standing, condition);
  const nameOf = (key: string): string => system.conditions.find((each) => each.key === key)?.name.toLowerCase() ?? key;
  if (dying !== undefined && has(dying.dead))
    return [{ path: ['conditions'], message: `${character.name} is ${nameOf(dying.dead)}, and no rest mends that` }];
  if (dying !== undefined && has(dying.condition) && !rest.ends.includes(dying.condition))
    return [
      {
        ...{ path: ['conditions'], message: `${character.name} is ${nameOf(dying.condition)}, and cannot rest` },
        advice: 'Somebody has to help them first.',
      },
    ];
  return [];
};

const tooOften = ({ name, rested }: Character, { rest, isNewDay }: Resting, { most, ...found }: Rest): Reason[] =>
  most === undefined || isNewDay || (rested[rest] ?? 0) < most
    ? []
    : [
        {
          ...{ path: ['rested', rest] },
          message: `${name} has had ${found.name.toLowerCase()} ${most === 1 ? 'once' : `${most} times`} today, and more often nobody can`,
          advice: 'On another day, say so with `--new-day`.',
        },
      ];

const cannotSpend = (system: RuleSystem, character: Character, { spend }: Resting, rest: Rest): Reason[] => {
  const there = resourcesOf(system, character);
  const known = rest.spends.map(({ resource }) => resource);
  return Object.entries(spend).flatMap(([key, count]): Reason[] => {
    const path = ['spend', key];
    if (!known.includes(key))
      return [
        {
          ...{ path, message: `nothing of \`${key}\` is spent in ${rest.name.toLowerCase()}` },
          advice: known.length === 0 ? 'Nothing is.' : `What is, is ${known.map((each) => `\`${each}\``).join(', ')}.`,
        },
      ];
    const resource = system.resources.find((each) => each.key === key);
    const left = (there[key] ?? 0) - (resource?.min ?? 0);
    if (!Number.isInteger(count) || count < 0 || count > spentMost)
      return [{ path, message: `nobody can spend ${count}`, advice: `It is a whole number up to ${spentMost}.` }];
    return count <= left ? [] : [{ path, message: `there are ${left} of \`${key}\`, and not ${count}` }];
  });
};

// ── what it brings ───────────────────────────────────────────────────────────────────────────────────────────────

const putResource = (
  system: RuleSystem,
  work: Changing,
  asked: { resource: string; by: number; because: string },
): void => {
  work.putDeltas(resourceDeltas(system, work.standing(), asked));
};

const isFull = (system: RuleSystem, work: Changing, key: string): boolean => {
  const resource = system.resources.find((each) => each.key === key);
  const standing = work.standing();
  const there = standing.resources[key] ?? 0;
  if (resource?.counts === 'up') return there <= resource.min;
  return there >= (atTable(system, standing)[maxOf(key)] ?? 0);
};

const signOf = (system: RuleSystem, key: string): 1 | -1 =>
  system.resources.find((each) => each.key === key)?.counts === 'up' ? -1 : 1;

const spendAll = (system: RuleSystem, work: Changing, { resting, rest, faces }: Bringing): void => {
  for (const { resource, gives, by } of rest.spends) {
    const count = resting.spend[resource] ?? 0;
    for (let spent = 0; spent < count; spent++) {
      if (isFull(system, work, gives)) {
        work.note(`${count - spent} of \`${resource}\` were kept: there is nothing left to bring back`);
        break;
      }
      const because = rest.name.toLowerCase();
      putResource(system, work, { resource, by: -1, because });
      const rolled = roll(parseRoll(by, atTable(system, work.standing())), faces);
      work.threw(`${because}, \`${resource}\``, rolled);
      const amount = Math.max(0, Math.floor(rolled.total));
      putResource(system, work, { resource: gives, by: amount * signOf(system, gives), because });
    }
  }
};

type Restored = RuleSystem['resources'][number]['restored'][number];

/** As it is said for this rest, or for the longest of those that are shorter. */
const restoredBy = (system: RuleSystem, restored: readonly Restored[], rest: Rest): Restored | undefined => {
  const such = restored.flatMap((each) => {
    const of = typeof each.on === 'object' ? each.on.rest : null;
    const found = system.rests.find(({ key }) => key === of);
    return found === undefined || (found.key !== rest.key && found.seconds >= rest.seconds) ? [] : [{ each, found }];
  });
  const own = such.find(({ found }) => found.key === rest.key);
  return (own ?? such.toSorted((a, b) => b.found.seconds - a.found.seconds)[0])?.each;
};

/** What comes back of a resource at some occasion, `all` or as it is thrown. */
const bringBack = (
  system: RuleSystem,
  work: Changing,
  { resource: key, by, because, faces }: { resource: string; by: Restored['by']; because: string; faces: Faces },
): void => {
  const standing = work.standing();
  const sign = signOf(system, key);
  const there = standing.resources[key] ?? 0;
  if (by === 'all') {
    const first = startOf(system, valuesOf(system, standing.sheet))[key] ?? there;
    const gain = (first - there) * sign;
    if (gain > 0) putResource(system, work, { resource: key, by: first - there, because });
    return;
  }
  const rolled = roll(parseRoll(by, atTable(system, standing)), faces);
  work.threw(`${because}, \`${key}\``, rolled);
  putResource(system, work, { resource: key, by: Math.max(0, Math.floor(rolled.total)) * sign, because });
};

const restoreAll = (system: RuleSystem, work: Changing, { rest, faces }: Bringing): void => {
  for (const { key, restored } of system.resources) {
    const found = restoredBy(system, restored, rest);
    if (found !== undefined)
      bringBack(system, work, { resource: key, by: found.by, because: rest.name.toLowerCase(), faces });
  }
};

/** How long something lasts in seconds; null: no time alone ends it. */
const secondsOf = (system: RuleSystem, lasts: Duration): number | null => {
  switch (lasts.kind) {
    case 'lasting':
      return null;
    case 'seconds':
      return lasts.count;
    case 'rounds':
      return lasts.count * system.combat.roundSeconds;
    // An hour is many turns; whoever may throw for so many of them is through by then.
    case 'save':
      return lasts.rounds === undefined ? null : lasts.rounds * system.combat.roundSeconds;
    case 'rest':
      return system.rests.find(({ key }) => key === lasts.rest)?.seconds ?? null;
    case 'turn':
    case 'scene':
      return 0;
  }
};

/** What is left of how long something lasts; null: nothing. */
const lastsStill = (system: RuleSystem, lasts: Duration, rest: Rest): Duration | null => {
  const seconds = secondsOf(system, lasts);
  if (lasts.kind === 'rest' && lasts.rest === rest.key) return null;
  const isOver = lasts.kind === 'rest' ? (seconds ?? Infinity) < rest.seconds : (seconds ?? Infinity) <= rest.seconds;
  if (isOver) return null;
  return lasts.kind === 'seconds' ? { ...lasts, count: lasts.count - rest.seconds } : lasts;
};

const endAll = (system: RuleSystem, work: Changing, { rest }: Bringing): void => {
  const because = rest.name.toLowerCase();
  const shorter = system.rests.filter(({ key, seconds }) => key === rest.key || seconds < rest.seconds);
  const ends = new Set(shorter.flatMap((each) => each.ends));
  for (const { condition, steps, lasts } of work.now().conditions) {
    const left = lastsStill(system, lasts, rest);
    const eased = rest.eases.includes(condition) ? steps - 1 : steps;
    if (ends.has(condition) || left === null || eased < 1) work.put({ kind: 'ends', condition, because });
    else if (eased < steps || left !== lasts)
      work.put({ kind: 'condition', condition, steps: eased, lasts: left, because });
  }
};

interface Bringing {
  resting: Resting;
  rest: Rest;
  faces: Faces;
}

const countIt = (work: Changing, { resting, rest }: Bringing): void => {
  const because = rest.name.toLowerCase();
  const { rested } = work.now();
  const forgotten = resting.isNewDay || rest.seconds >= daySeconds ? Object.keys(rested) : [];
  for (const key of forgotten) work.put({ kind: 'rested', rest: key, to: 0, because: 'a new day' });
  if (rest.most !== undefined)
    work.put({ kind: 'rested', rest: rest.key, to: (work.now().rested[rest.key] ?? 0) + 1, because });
};

/** What a rest brings, or every reason why there is none. */
export const rested = (system: RuleSystem, character: Character, resting: Resting, faces: Faces): Done | Refused => {
  const rest = system.rests.find(({ key }) => key === resting.rest);
  if (rest === undefined) {
    const keys = system.rests.map(({ key }) => key);
    return {
      reasons: [
        {
          ...{ path: ['rest'], message: unknownName('rest', resting.rest, keys) },
          advice: `There are ${keys.map((key) => `\`${key}\``).join(', ')}.`,
        },
      ],
    };
  }
  const reasons = [
    ...unable(system, character, rest),
    ...tooOften(character, resting, rest),
    ...cannotSpend(system, character, resting, rest),
  ];
  if (reasons.length > 0) return { reasons };
  const work = changing(system, character);
  const bringing = { resting, rest, faces };
  spendAll(system, work, bringing);
  restoreAll(system, work, bringing);
  endAll(system, work, bringing);
  countIt(work, bringing);
  return work.done();
};

export const occasions = ['scene_start', 'scene_end', 'session_start'] as const;
export type Occasion = (typeof occasions)[number];

const occasionWords: Readonly<Record<Occasion, string>> = {
  scene_start: 'a scene begins',
  scene_end: 'a scene is over',
  session_start: 'a session begins',
};

/** What the beginning or end of a scene or a session brings: nobody has to rest for it. */
export const cameTo = (system: RuleSystem, character: Character, occasion: Occasion, faces: Faces): Done => {
  const work = changing(system, character);
  const because = occasionWords[occasion];
  for (const { key, restored } of system.resources)
    for (const { on, by } of restored)
      if (on === occasion) bringBack(system, work, { resource: key, by, because, faces });
  if (occasion === 'scene_end')
    for (const { condition, lasts } of work.now().conditions)
      if (lasts.kind === 'scene' || lasts.kind === 'turn') work.put({ kind: 'ends', condition, because });
  return work.done();
};

/** For advancing, which takes place between rests: what it brings back. */
export const restoredOnAdvancement = (system: RuleSystem, work: Changing, faces: Faces): void => {
  for (const { key, restored } of system.resources)
    for (const { on, by } of restored)
      if (on === 'advancement') bringBack(system, work, { resource: key, by, because: 'advancement', faces });
};
