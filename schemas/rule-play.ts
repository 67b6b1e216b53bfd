import { z } from 'zod';
import { Finite, Key, Line, Name } from './bounds.ts';
import { SuccessLevel } from './success-level.ts';
import { Duration, Effects } from './rule-effects.ts';
import { About, Expression, onMax, RollText } from './rule-mechanic.ts';

// What can be done, what it costs, and what comes of it.

const outcomesMax = 12;
const costsMax = 6;
export const helpersMax = 12;
const secondsMax = 366 * 86_400;

const to = { to: z.enum(['self', 'other', 'ally', 'everybody_near']).default('other') };

/** What comes of an action, by itself. */
export const Certain = z.discriminatedUnion('kind', [
  /** `weapon`: as what it is done with says. */
  z.strictObject({
    kind: z.literal('harm'),
    roll: z.union([z.literal('weapon'), RollText]),
    type: z.union([z.literal('weapon'), Key]),
    ...to,
  }),
  /** More of a resource, or less; with `@margin`. */
  z.strictObject({ kind: z.literal('resource'), resource: Key, by: RollText, ...to }),
  z.strictObject({ kind: z.literal('condition'), condition: Key, lasts: Duration.optional(), ...to }),
  z.strictObject({ kind: z.literal('ends'), condition: Key, ...to }),
  /** So many bands of range nearer, or away. */
  z.strictObject({ kind: z.literal('move'), bands: z.int().min(-8).max(8), ...to }),
  /** Segments of a clock. */
  z.strictObject({ kind: z.literal('clock'), by: z.int().min(-12).max(12) }),
  /** In the story, without a number. */
  z.strictObject({ kind: z.literal('told'), text: Line.min(1) }),
]);

/** What can be chosen, and what comes of it; in the story alone where nothing is said of that. */
const Option = z.union([
  Line.min(1).transform((text) => ({ text, outcomes: [] })),
  z.strictObject({ text: Line.min(1), outcomes: z.array(Certain).max(outcomesMax) }),
]);
export type Option = z.infer<typeof Option>;

/** So many of these, by whoever acts or whoever tells. */
const Choose = z.strictObject({
  kind: z.literal('choose'),
  by: z.enum(['actor', 'teller']),
  count: z.int().min(1).max(outcomesMax),
  of: z.array(Option).min(2).max(outcomesMax),
});

const Outcome = z.discriminatedUnion('kind', [...Certain.options, Choose]);
export type Outcome = z.infer<typeof Outcome>;

/** A share of a turn, or so much of a resource. */
const Cost = z.union([z.strictObject({ takes: Key }), z.strictObject({ resource: Key, amount: Expression })]);
export type Cost = z.infer<typeof Cost>;

/** What somebody gives who helps another with a roll. */
export const Help = z.strictObject({
  gives: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('advantage') }),
    /** By the values of whoever helps; `@value` is theirs in what is tried. */
    z.strictObject({ kind: z.literal('bonus'), by: Expression }),
    /** They throw first, with what they have of the same: by level, what that adds. */
    z.strictObject({
      kind: z.literal('roll'),
      difficulty: Key,
      adds: z.partialRecord(SuccessLevel, z.int().min(-100).max(100)),
    }),
  ]),
  /** How many may help with one roll. */
  most: z.int().min(1).max(helpersMax).default(1),
  /** How good they have to be at it. */
  least: z.int().optional(),
  /** What it takes of each of them. */
  cost: z.array(Cost).max(costsMax).default([]),
});
export type Help = z.infer<typeof Help>;

export const RuleAction = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  cost: z.array(Cost).max(costsMax).default([]),
  /** With the best of these values. Without a roll it succeeds. */
  roll: z
    .strictObject({
      kind: Key,
      with: z.array(Key).min(1).max(onMax),
      /** `other`: whoever it is aimed at throws, to be spared; its levels are theirs. */
      who: z.enum(['self', 'other']).default('self'),
      /** By the values of whoever acts; otherwise as the kind of roll says. */
      difficulty: Expression.optional(),
    })
    .optional(),
  /** Whom it can reach, where that is not for a weapon to say: how far, and how many, or all within so many metres. */
  reach: z
    .strictObject({
      farthest: Key,
      targets: z.int().min(1).max(100).default(1),
      metres: Finite.min(0).max(1_000).optional(),
    })
    .optional(),
  outcomes: z.partialRecord(SuccessLevel, z.array(Outcome).max(outcomesMax)).default({}),
  /** Words by which it is known: `strike`, `hit`. */
  words: z.array(Line.min(1)).max(24).default([]),
  /** What canon tells of where it succeeds: a search, a rest. */
  tells: z.strictObject({ event: Key }).optional(),
  /** Only for those who have it by their template. */
  special: z.boolean().default(false),
});
export type RuleAction = z.infer<typeof RuleAction>;

/** When a side, or somebody who is hurt, is asked whether they go on. */
export const MoraleTest = z.enum(['first_fallen', 'half_fallen', 'alone', 'half_hurt']);
export type MoraleTest = z.infer<typeof MoraleTest>;

export const Combat = z.strictObject({
  roundSeconds: z.int().min(1).max(secondsMax),
  /** `players`: whoever nobody plays has no turns, where somebody is played: they act by what goes wrong for those who do. */
  turns: z.enum(['everybody', 'players']).default('everybody'),
  /** Shares of a turn. */
  economy: z
    .array(z.strictObject({ key: Key, name: Name, per: z.enum(['turn', 'round']), count: z.int().min(1).max(12) }))
    .max(12),
  /** `told`: whoever the story turns to. */
  initiative: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('roll'), roll: RollText, ties: z.array(Expression).max(4).default([]) }),
    z.strictObject({ kind: z.literal('value'), value: Expression, ties: z.array(Expression).max(4).default([]) }),
    z.strictObject({ kind: z.literal('told') }),
  ]),
  /** From hand to hand on. */
  ranges: z
    .array(z.strictObject({ key: Key, name: Name, metres: Finite.min(0) }))
    .min(1)
    .max(12),
  cover: z
    .array(z.strictObject({ key: Key, name: Name, effects: Effects }))
    .max(8)
    .default([]),
  /** A value: how far one goes in a turn, in metres. What changes speed changes this. Without it: as far as the second of the ranges. */
  speed: Key.optional(),
  /** The share of a turn that going takes, however often one stops on the way. */
  moving: z.strictObject({ takes: Key }).optional(),
  /** How one waits for a moment: by this action, with this condition until the moment comes, and which share of a turn is spent then. */
  readying: z.strictObject({ action: Key, condition: Key, takes: Key }).optional(),
  /** What may be done to whoever leaves one's reach, unless they have the condition. */
  opportunity: z.strictObject({ action: Key, unless: Key }).optional(),
  /** What whoever is surprised has in the first round. */
  surprised: Key.optional(),
  /** Who has any of these is out of it. */
  defeated: z.array(Key).min(1).max(12),
  /** To hold on to something when hurt, with `@damage`. */
  concentration: z.strictObject({ roll: Key, with: Key, difficulty: Expression }).optional(),
  /** While somebody has the condition, at the beginning of each of their turns. */
  dying: z
    .strictObject({
      condition: Key,
      roll: Key,
      with: Key.optional(),
      successes: z.int().min(1).max(12),
      stable: Key,
      failures: z.int().min(1).max(12),
      dead: Key,
      /** How many failures it is to be hurt meanwhile; twice as many by a hit that could not be better. */
      hurt: z.int().min(0).max(12).default(1),
      /** What the best of rolls gives back. */
      revives: z.strictObject({ resource: Key, by: Expression }).optional(),
    })
    .optional(),
  /** Whether they go on fighting: who has `broken` leaves. */
  morale: z
    .strictObject({
      roll: Key,
      with: Key,
      broken: Key,
      when: z.array(MoraleTest).min(1).max(4).default(['half_fallen', 'alone']),
    })
    .optional(),
});
export type Combat = z.infer<typeof Combat>;

export const Rest = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  seconds: z.int().min(1).max(secondsMax),
  ends: z.array(Key).max(onMax).default([]),
  /** A step of each of these. */
  eases: z.array(Key).max(onMax).default([]),
  /** Of these as much as one likes is spent, and each gives back so much of the other. */
  spends: z
    .array(z.strictObject({ resource: Key, gives: Key, by: RollText }))
    .max(8)
    .default([]),
  /** How often in a day. */
  most: z.int().min(1).max(24).optional(),
});
export type Rest = z.infer<typeof Rest>;
