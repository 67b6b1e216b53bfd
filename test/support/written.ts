import type { WrittenDecision } from '../../schemas/written-proposal.ts';
import { evaluateWritten } from '../../src/compose/written/evaluation.ts';
import { policyShelf } from '../../src/compose/written/policies.ts';
import { problemText } from '../../src/compose/written/read.ts';
import { libraryOf } from '../../src/compose/written/world.ts';

// Written worlds and what the gate says in them, for tests.

export const library = libraryOf(policyShelf({}));

/** What a world needs so that anybody can be believed: `said`, `dice`, `roll`, `book`, `prose`. */
export const voices = {
  said: { collection: 'turns.user', seat: 'gm', text: 'So it is, I say.' },
  dice: { collection: 'resolutions', of: 'player' },
  roll: { collection: 'resolutions', of: 'engine' },
  book: { collection: 'snippets', level: 'canon', text: 'So it is written.' },
  prose: { collection: 'turns.gm' },
} as const;

/** The decisions, or what is wrong with the world. */
export const judged = async (
  world: object,
  ...proposals: readonly unknown[]
): Promise<readonly WrittenDecision[] | readonly string[]> => {
  const read = await evaluateWritten(library, { world, items: proposals.map((written) => ({ written })) });
  return 'value' in read ? read.value : read.problems.map(problemText);
};

/** `accepted change`, one a proposal; or what is wrong with the world. */
export const briefly = async (world: object, ...proposals: readonly unknown[]): Promise<readonly string[]> =>
  (await judged(world, ...proposals)).map((each) =>
    typeof each === 'string' ? each : `${each.verdict} ${each.codes.join(' ')}`,
  );
