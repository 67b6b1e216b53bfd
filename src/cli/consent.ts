import type { Preview } from '../compose/use-cases.ts';
import type { CommandContext } from './command.ts';
import { styleOf } from './screen/style.ts';
import { previewLines } from './screen/told.ts';

const plain = styleOf({ hasColour: false, isPlain: false });
const yes = new Set(['y', 'yes']);

/** Shows what would happen and asks whether it shall. Where there is nobody to ask, it shall not. */
export const confirmed = async (ask: CommandContext['ask'], preview: Preview, why: string): Promise<boolean> => {
  if (ask === null) return false;
  const answer = await ask([...previewLines(preview, plain), `${why} Do it? (y/N) `].join('\n'));
  return yes.has(answer?.trim().toLowerCase() ?? '');
};
