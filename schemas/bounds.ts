import { z } from 'zod';

// Every string and list that enters the program is bounded here, and no string carries what a terminal would obey:
// B1. No control characters in any text; line feeds and tabs in prose alone.
// B2. No bidirectional overrides in a name: they let one name pass for another.
// The bounds are part of the public schemas, so that a person who writes JSON by hand can see them.

export const nameCharsMax = 200;
export const lineCharsMax = 500;
export const statementCharsMax = 2_000;
export const quoteCharsMax = 4_000;
export const proseCharsMax = 100_000;
export const tagsMax = 32;
export const aliasesMax = 64;
export const propertiesMax = 64;

const withoutControls = /^[^\p{Cc}\p{Cs}]*$/u;
const withoutControlsButBreaks = /^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u;
const nameLike =
  /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*[^\s\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069][^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;

/** What something is called: one line, at least one visible character. */
export const Name = z
  .string()
  .min(1)
  .max(nameCharsMax)
  .regex(nameLike, { error: 'a name is one line with a visible character, without control characters' });

/** One line of text that may be empty. */
export const Line = z
  .string()
  .max(lineCharsMax)
  .regex(withoutControls, { error: 'control characters are not allowed' });

/** A sentence or a few: what a fact says. */
export const Statement = z
  .string()
  .min(1)
  .max(statementCharsMax)
  .regex(withoutControlsButBreaks, { error: 'control characters are not allowed' });

/** Words taken from somewhere, to the letter. */
export const Quote = z
  .string()
  .min(1)
  .max(quoteCharsMax)
  .regex(withoutControlsButBreaks, { error: 'control characters are not allowed' });

/** Long text: a turn, a summary, a chunk of a book. May be empty. */
export const Prose = z
  .string()
  .max(proseCharsMax)
  .regex(withoutControlsButBreaks, { error: 'control characters are not allowed' });

/** A word that programs compare: lower case, digits, `_`. */
export const Key = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]*$/, { error: 'expected lower-case letters, digits and `_`, starting with a letter' });

/** A label that a person chose to group things. */
export const Tag = z
  .string()
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _\-:]*$/u, { error: 'a tag is letters, digits, spaces, `-`, `_` and `:`' });

/** A finite number; JSON has no other, and a reader must never meet one. */
export const Finite = z.number();

/** From 0, not at all, to 1, entirely. */
export const Share = z.number().min(0).max(1);

export const Scalar = z.union([Line, Finite, z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;
