import { z } from 'zod';
import { Finite, Key, Line, Name } from './bounds.ts';
import { SuccessLevel } from './success-level.ts';

// From what dice show to how well something went. A natural total is what the dice came to before anything is added to it.
// M1. A level is what the first of `levels` says that holds; the last of them holds for all that is left.
// M2. What is natural goes before: it makes a level of its own, or a better or worse one of that which was found.

export const expressionCharsMax = 200;
const levelsMax = 5;
const naturalsMax = 16;
const shownMax = 100;
const bonusMost = 1_000;
export const laddersMax = 24;
export const rollKindsMax = 32;
export const onMax = 32;

const text = Line.min(1).max(expressionCharsMax);

/** Numbers and `@names`, put together as in a roll but without dice: `(@dex - 10) // 2`. A number may stand as it is. */
export const Expression = z.union([text, Finite.transform(String)]);
export type Expression = z.infer<typeof Expression>;

/** The same, and it may have dice. */
export const RollText = z.union([text, Finite.transform(String)]);
export type RollText = z.infer<typeof RollText>;

export const About = Line.min(1);

/** `from`: what it has to come to at least. Only the last has none. */
const Cut = z.strictObject({ level: SuccessLevel, from: z.int().optional() });

/** `upTo`: what dice may show at most, with `@target`. Only the last has none. */
const Ceiling = z.strictObject({ level: SuccessLevel, upTo: Expression.optional() });

const Natural = z
  .strictObject({
    /** Natural totals. */
    shows: z.array(z.int()).min(1).max(shownMax),
    /** Kinds of rolls; all of them if there is nothing. */
    on: z.array(Key).min(1).max(onMax).optional(),
    becomes: SuccessLevel.optional(),
    /** So many levels better. */
    shifts: z.int().min(-2).max(2).optional(),
  })
  .refine(({ becomes, shifts }) => (becomes === undefined) !== (shifts === undefined), {
    error: 'either `becomes` or `shifts`',
  });
export type Natural = z.infer<typeof Natural>;

const Thrown = z.strictObject({
  plain: RollText,
  /** What is thrown instead. Without them nothing is gained or lost by either. */
  advantage: RollText.optional(),
  disadvantage: RollText.optional(),
});

const common = {
  /** What is added altogether counts within these bounds. */
  bonus: z
    .strictObject({ min: z.int().min(-bonusMost).max(0), max: z.int().min(0).max(bonusMost) })
    .default({ min: -20, max: 40 }),
  /** What the levels are called here. */
  words: z.partialRecord(SuccessLevel, Line.min(1)).default({}),
  /** Of two who want the opposite: whose total is higher, or whose level is better; and who has it if they are equal. */
  opposed: z.strictObject({ by: z.enum(['total', 'level']), tie: z.enum(['active', 'passive', 'nobody']) }),
  /** Whether a group succeeds together: half of them, one of them, all of them, or whoever leads. */
  group: z.enum(['half', 'one', 'all', 'leader']).default('half'),
};

const cuts = {
  levels: z.array(Cut).min(2).max(levelsMax),
  natural: z.array(Natural).max(naturalsMax).default([]),
};

const over = {
  ...common,
  ...cuts,
  /** So much of a margin is one degree. */
  degree: z.int().min(1).max(bonusMost).default(1),
};

/** A total, as if it had been thrown, for who does not try but just is so good; with `@bonus`. */
const passive = { passive: Expression.optional() };

/** With enough time the dice are taken to show this. */
const unhurried = {
  unhurried: z.strictObject({ shows: z.int(), seconds: z.int().min(1) }).optional(),
};

/** Successes are counted among the dice, or the highest of them is read. */
const PoolReading = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('successes'),
    /** A die of this face or more is a success. */
    from: z.int().min(2),
    /** Such dice are thrown once more, and count too. */
    explodes: z.int().min(2).optional(),
    /** A die of this face or less takes a success away. */
    subtracts: z.int().min(1).optional(),
  }),
  z.strictObject({
    by: z.literal('highest'),
    /** So many dice with the highest face are a critical success. */
    critical: z.int().min(2).max(10).optional(),
  }),
]);

/** `levels` count from the margin: what dice and bonus come to, less the difficulty. */
const D20 = z.strictObject({ kind: z.literal('d20'), dice: Thrown, ...over, ...passive, ...unhurried });
const Fudge = z.strictObject({ kind: z.literal('fudge'), dice: Thrown, ...over, ...passive, ...unhurried });

/** As many dice as the bonus says. `levels` count from the margin: successes, or the highest die, less the difficulty. */
const Pool = z.strictObject({
  kind: z.literal('pool'),
  sides: z.int().min(2).max(100),
  reads: PoolReading,
  most: z.int().min(1).max(100),
  /** What is thrown where there would be no die. */
  none: RollText,
  /** Dice more with an advantage, dice less with a disadvantage. */
  edge: z.int().min(0).max(10).default(1),
  ...over,
});

/** Dice have to stay at or below a target. `levels` count from what they show; the margin is what was left up to the target. */
const Percentile = z.strictObject({
  kind: z.literal('percentile'),
  dice: Thrown,
  ...common,
  /** With `@bonus` and `@difficulty`. */
  target: Expression,
  targets: z.strictObject({ min: z.int(), max: z.int() }),
  levels: z.array(Ceiling).min(2).max(levelsMax),
  natural: z.array(Natural).max(naturalsMax).default([]),
  degree: z.int().min(1).max(bonusMost).default(10),
});

/** `levels` count from what dice and bonus come to, less the difficulty; the margin, from the level `success`. */
const Bands = z.strictObject({ kind: z.literal('bands'), dice: Thrown, ...common, ...cuts });

/** No dice: `levels` count from the margin of the bonus over the difficulty. */
const Narrative = z.strictObject({
  kind: z.literal('narrative'),
  ...common,
  levels: cuts.levels,
  degree: z.int().min(1).max(bonusMost).default(1),
  /** What an advantage adds, and a disadvantage takes. */
  edge: z.int().min(0).max(10).default(1),
});

export const jokersMax = 8;

/** A deck: every rank of every suit, and jokers. */
const CardDeck = z.strictObject({
  ranks: z
    .array(z.strictObject({ key: Key, name: Name, value: z.int().min(-100).max(100) }))
    .min(1)
    .max(40),
  suits: z
    .array(
      z.strictObject({
        key: Key,
        name: Name,
        /** What a card of it adds to what is tried with one of these values. */
        with: z.array(Key).max(200).default([]),
        adds: z.int().min(-100).max(100).default(0),
      }),
    )
    .min(1)
    .max(12),
  jokers: z.strictObject({ count: z.int().min(1).max(jokersMax), value: z.int().min(-100).max(100) }).optional(),
  /** When what is out comes back: after each roll, or once a joker was drawn. It does in any case where too few are left. */
  shuffled: z.enum(['each_roll', 'joker', 'too_few']).default('too_few'),
});
export type CardDeck = z.infer<typeof CardDeck>;

/** So many cards, of which one counts. */
const Drawing = z.strictObject({
  count: z.int().min(1).max(10),
  counts: z.enum(['best', 'worst']).default('best'),
});
export type Drawing = z.infer<typeof Drawing>;

/** Cards that make a level of their own, or a better or worse one. */
const SpecialCards = z
  .strictObject({
    /** Of these ranks and suits, or jokers. */
    ranks: z.array(Key).min(1).max(40).optional(),
    suits: z.array(Key).min(1).max(12).optional(),
    jokers: z.boolean().default(false),
    on: z.array(Key).min(1).max(onMax).optional(),
    becomes: SuccessLevel.optional(),
    shifts: z.int().min(-2).max(2).optional(),
  })
  .refine(({ becomes, shifts }) => (becomes === undefined) !== (shifts === undefined), {
    error: 'either `becomes` or `shifts`',
  })
  .refine(({ ranks, suits, jokers }) => jokers || ranks !== undefined || suits !== undefined, {
    error: 'it says which cards: `ranks`, `suits` or `jokers`',
  });
export type SpecialCards = z.infer<typeof SpecialCards>;

/** A card is drawn. `levels` count from the margin: its value, what its suit adds and the bonus, less the difficulty. */
const Cards = z.strictObject({
  kind: z.literal('cards'),
  deck: CardDeck,
  draws: z.strictObject({ plain: Drawing, advantage: Drawing.optional(), disadvantage: Drawing.optional() }),
  ...common,
  levels: cuts.levels,
  special: z.array(SpecialCards).max(naturalsMax).default([]),
  degree: z.int().min(1).max(bonusMost).default(1),
  ...passive,
  ...unhurried,
});

export const Mechanic = z.discriminatedUnion('kind', [D20, Pool, Percentile, Bands, Fudge, Narrative, Cards]);
export type Mechanic = z.infer<typeof Mechanic>;

/** How hard something is, from easy to hard. */
export const Difficulty = z.strictObject({ key: Key, name: Name, value: z.int(), about: About.optional() });
export type Difficulty = z.infer<typeof Difficulty>;

/** Against what a roll is made. */
const Against = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ladder'), usual: Key }),
  /** A value of whoever it is aimed at. */
  z.strictObject({ kind: z.literal('other'), value: Expression }),
  /** What the other rolls, with the best of these values. */
  z.strictObject({ kind: z.literal('opposed'), roll: Key, with: z.array(Key).min(1).max(onMax) }),
  /** Whatever called for the roll says how hard it is: a spell, a poison. */
  z.strictObject({ kind: z.literal('cause'), usual: Expression }),
  z.strictObject({ kind: z.literal('fixed'), value: Expression }),
]);

/** What rolls are made for: checks, saves, attacks. Effects speak of them by key. */
export const RollKind = z.strictObject({
  key: Key,
  name: Name,
  about: About,
  against: Against,
  /** Values that may be its bonus; any if there is nothing. */
  with: z.array(Key).min(1).max(200).optional(),
});
export type RollKind = z.infer<typeof RollKind>;
