import { z } from 'zod';
import { Key, Line, Name, Tag, tagsMax } from './bounds.ts';

// Random tables as people write them: entries by weight, or by what a roll comes to. Texts may hold `[[other table]]` and `{{2d6}}`.

export const tableEntriesMax = 1_000;
export const tablesPerFileMax = 200;
export const tableWeightMax = 1_000;
const tableDiceCharsMax = 60;
const atCharsMax = 40;

const Dice = z
  .string()
  .min(1)
  .max(tableDiceCharsMax)
  .describe('a roll as `monitor roll` takes it: `d20`, `2d6`, `d%`, `d6*10+d6`');

const EntryText = Line.min(1);

/** In a table with dice `at` says of which rolls it is; in one without, `weight` how often it comes. */
export const WrittenTableEntry = z.strictObject({
  /** `7`, `2-4`, `96-00`: two noughts at the end of a range are a hundred. */
  at: z.union([z.int(), z.string().min(1).max(atCharsMax)]).optional(),
  weight: z.int().min(1).max(tableWeightMax).optional(),
  text: EntryText,
  /** It comes once: then it is used up. */
  once: z.boolean().default(false),
  tags: z.array(Tag).max(tagsMax).default([]),
});
export type WrittenTableEntry = z.infer<typeof WrittenTableEntry>;

export const WrittenTable = z.strictObject({
  id: Key,
  name: Name,
  about: Line.default(''),
  tags: z.array(Tag).max(tagsMax).default([]),
  /** Without it each entry is as likely as its weight. */
  dice: Dice.optional(),
  entries: z
    .array(z.union([EntryText, WrittenTableEntry]))
    .min(1)
    .max(tableEntriesMax),
});
export type WrittenTable = z.infer<typeof WrittenTable>;

export const TableFile = z.strictObject({ tables: z.array(WrittenTable).min(1).max(tablesPerFileMax) });
export type TableFile = z.infer<typeof TableFile>;
