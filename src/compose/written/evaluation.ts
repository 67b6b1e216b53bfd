import { WrittenCase, type WrittenDecision } from '../../../schemas/written-proposal.ts';
import { batchesOf, type WrittenItem } from './batches.ts';
import { tableIn } from './judge.ts';
import { readJson } from './json-text.ts';
import { type Problem, type Read, readAs } from './read.ts';
import { type Library, openWorld } from './world.ts';

// A world and what is proposed in it, from text to decisions, without any store.

/** Each world is opened anew: nothing is left of one case when the next begins. */
export const evaluateWritten = async (
  library: Library,
  { world, items }: { world: unknown; items: readonly WrittenItem[] },
): Promise<Read<readonly WrittenDecision[]>> => {
  const opened = await openWorld(library, world);
  if ('problems' in opened) return opened;
  const judge = tableIn(opened.value);
  return { value: batchesOf(items).flatMap((batch) => judge(batch)) };
};

/** What one line of a file of cases came to. */
export type CaseTold =
  | { case: string | number; decisions: readonly WrittenDecision[] }
  | { case: string | number; line: number; problems: readonly Problem[] };

export interface CaseLine {
  /** From 1. */
  number: number;
  /** Null: it was too long to be read. */
  text: string | null;
}

const tooLong: Problem = { path: '', message: 'the line is too long to be read' };

export const evaluateCase = async (library: Library, { number, text }: CaseLine): Promise<CaseTold> => {
  const unreadable = (problems: readonly Problem[], id: string | number = number): CaseTold => ({
    case: id,
    line: number,
    problems,
  });
  if (text === null) return unreadable([tooLong]);
  const json = readJson(text);
  if ('problem' in json) return unreadable([json.problem]);
  const read = readAs(WrittenCase, json.value);
  if ('problems' in read) return unreadable(read.problems);
  const { id = number, world, proposals } = read.value;
  const items = proposals.map((written): WrittenItem => ({ written }));
  const evaluated = await evaluateWritten(library, { world, items });
  if ('problems' in evaluated)
    return unreadable(
      evaluated.problems.map(({ path, message }) => ({ path: `world.${path}`, message })),
      id,
    );
  return { case: id, decisions: evaluated.value.map((decision) => ({ case: id, ...decision })) };
};
