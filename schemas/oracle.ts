import { z } from 'zod';
import { Key, Line, Name } from './bounds.ts';

// What an oracle answers by, as data: its ladder of odds, how much chaos there may be, what may happen, and its words.
// O1. What is likelier is never answered yes less often, whatever the chaos.
// O2. No answer is certain before the dice fall.

export const chaosMin = 1;
export const chaosMax = 9;
export const answerSides = 100;
export const edgeSides = 20;
export const sceneSides = 12;
const oracleWordsMax = 200;
const ladderMax = 20;
const focusWeightMax = 100;

/** For each chaos, from the least on. */
const perChaos = <T extends z.ZodType>(each: T) => z.array(each).length(chaosMax - chaosMin + 1);

/** What is asked of it. */
export const Consultation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ask'), question: Line.min(1), odds: Key }),
  z.strictObject({ kind: z.literal('scene') }),
  z.strictObject({ kind: z.literal('event') }),
  /** How the scene went for who is played. */
  z.strictObject({ kind: z.literal('drift'), control: z.enum(['kept', 'lost']) }),
]);
export type Consultation = z.infer<typeof Consultation>;

export const OracleOdds = z.strictObject({
  id: Key,
  says: Line.min(1),
  /** The answer is yes at so much of a hundred or less. */
  yes: perChaos(
    z
      .int()
      .min(1)
      .max(answerSides - 1),
  ),
});
export type OracleOdds = z.infer<typeof OracleOdds>;

/** Of the sides of a die: the lowest say `and`, those after them `but`, and the highest bring an event. */
export const OracleEdge = z
  .strictObject({ and: z.int().min(0), but: z.int().min(0), event: z.int().min(0) })
  .refine(({ and, but, event }) => and + but + event <= edgeSides, {
    error: `\`and\`, \`but\` and \`event\` have ${edgeSides} sides together at most`,
  });
export type OracleEdge = z.infer<typeof OracleEdge>;

/** Of the sides of a die, from the lowest on. */
export const OracleScenes = z
  .strictObject({ expected: z.int().min(1), altered: z.int().min(0), interrupted: z.int().min(0) })
  .refine(({ expected, altered, interrupted }) => expected + altered + interrupted === sceneSides, {
    error: `\`expected\`, \`altered\` and \`interrupted\` have to be ${sceneSides} sides together`,
  });
export type OracleScenes = z.infer<typeof OracleScenes>;

export const OracleFocus = z.strictObject({
  id: Key,
  text: Line.min(1),
  weight: z.int().min(1).max(focusWeightMax).default(1),
});
export type OracleFocus = z.infer<typeof OracleFocus>;

const Words = z
  .array(Line.min(1))
  .min(2)
  .max(oracleWordsMax)
  .refine((words) => new Set(words).size === words.length, { error: 'a word stands there twice' });

const climbs = (odds: readonly OracleOdds[]): boolean =>
  odds.every(({ yes }, step) => yes.every((chance, chaos) => chance >= (odds[step - 1]?.yes[chaos] ?? 0)));

export const Oracle = z.strictObject({
  id: Key,
  name: Name,
  about: Line.default(''),
  /** From the least likely on. */
  odds: z
    .array(OracleOdds)
    .min(2)
    .max(ladderMax)
    .refine(climbs, { error: 'from the least likely on: no chance may be less than the one before it' })
    .refine((odds) => new Set(odds.map(({ id }) => id)).size === odds.length, { error: 'an id stands there twice' }),
  edges: perChaos(OracleEdge),
  scenes: perChaos(OracleScenes),
  /** What chaos becomes at the end of a scene. */
  drift: z.strictObject({ kept: z.int().min(-2).max(2), lost: z.int().min(-2).max(2) }),
  /** How a scene is other than expected. */
  alterations: Words,
  focuses: z
    .array(OracleFocus)
    .min(2)
    .max(oracleWordsMax)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, { error: 'an id stands there twice' }),
  deeds: Words,
  matters: Words,
});
export type Oracle = z.infer<typeof Oracle>;
