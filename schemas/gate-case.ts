import { z } from 'zod';
import { Key, Name, Share, Statement } from './bounds.ts';
import { Authority } from './evidence.ts';
import { CalledOnes, WrittenTime } from './written-world.ts';

// A file of cases: each states a law, a world in which it matters, what is proposed, and what the gate has to say. docs/gate-cases.md tells
// how one is written.

export const casesPerFileMax = 1_000;
export const stepsPerCaseMax = 32;
const proposalsPerStepMax = 1_000;

/** Whose word it is, and with the evidence that they usually have. */
export const Voice = z.enum([
  'gm',
  'player',
  'engine',
  'oracle',
  'clock',
  'thread',
  'framing',
  'source',
  'narrator', // a model that read it out of prose
  'nobody', // nothing is behind it
]);
export type Voice = z.infer<typeof Voice>;

const Codes = z.union([Key, z.array(Key).min(1)]);

/** What is not listed must not have happened. */
const Expected = z.strictObject({
  accepted: Codes.optional(),
  rejected: Codes.optional(),
  pending: Codes.optional(),
  /** The facts that a refusal rests on. */
  against: CalledOnes.optional(),
  /** Facts that end, and when. */
  ends: z.record(Name, WrittenTime).optional(),
  retcons: CalledOnes.optional(),
  restores: CalledOnes.optional(),
  supports: CalledOnes.optional(),
  flags: CalledOnes.optional(),
  contests: CalledOnes.optional(),
  /** These are looked at only where they are stated. */
  brings: CalledOnes.optional(),
  follows: CalledOnes.optional(), // what an event brings about besides itself, by what it says
  nodes: CalledOnes.optional(),
  authority: Authority.optional(),
  confidence: Share.optional(),
  detail: Statement.optional(), // somewhere in the details of the reasons
});

/** `accepted`, `accepted new`, or field by field. */
export const Expectation = z.union([
  z.string().regex(/^(?:accepted|rejected|pending)(?: [a-z][a-z0-9_]*)?$/, { error: 'expected a verdict and a code' }),
  Expected.refine(
    ({ accepted, rejected, pending }) =>
      [accepted, rejected, pending].filter((code) => code !== undefined).length === 1,
    { error: 'expected one of `accepted`, `rejected` and `pending`, with its code' },
  ),
]);
export type Expectation = z.infer<typeof Expectation>;

const asked = { by: Voice.optional(), on: z.unknown().optional(), expect: Expectation.optional() };

/** One proposal: words in `propose`, whose it is, what is expected; whatever else stands here belongs to the proposal. */
export const CaseItem = z.union([Statement, z.looseObject({ ...asked, propose: Statement.optional() })]);
export type CaseItem = z.infer<typeof CaseItem>;

const step = {
  ...asked,
  /** What the story clock says from here on. */
  clock: WrittenTime.nullable().optional(),
  /** What a revert calls its commit. */
  commit_as: Name.optional(),
  /** Some together are one batch. */
  propose: z.union([Statement, z.array(CaseItem).min(1).max(proposalsPerStepMax)]).optional(),
};

export const CaseStep = z.looseObject(step);
export type CaseStep = z.infer<typeof CaseStep>;

export const GateCase = z.looseObject({
  law: Statement,
  given: z.record(z.string(), z.unknown()).optional(),
  /** What was accepted before, from the GM, each by itself. */
  before: z
    .array(z.union([Statement, CaseStep]))
    .max(stepsPerCaseMax)
    .optional(),
  ...step,
  then: z.array(CaseStep).max(stepsPerCaseMax).optional(),
});
export type GateCase = z.infer<typeof GateCase>;

export const CaseFile = z.strictObject({
  about: Statement,
  /** Part of the world of each case. */
  given: z.record(z.string(), z.unknown()).default({}),
  /** Of what says nothing of it. */
  by: Voice.optional(),
  cases: z.array(GateCase).min(1).max(casesPerFileMax),
});
export type CaseFile = z.infer<typeof CaseFile>;
