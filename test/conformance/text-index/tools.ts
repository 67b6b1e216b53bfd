import type { UniverseId } from '../../../schemas/ids.ts';
import type { TextIndex, TextMatch } from '../../../src/ports/text-index.ts';
import { everything, textEntry } from '../../support/indexed.ts';
import type { Opened } from '../opened.ts';

export type OpenTextIndex = () => Promise<Opened<TextIndex>>;

/** Puts texts, each under a number. */
export const putTexts = async (index: TextIndex, universe: UniverseId, texts: readonly string[]): Promise<void> =>
  index.put(texts.map((text, i) => textEntry(universe, { id: String(i), text })));

/** The numbers of the texts found, in order of number. */
export const found = async (
  index: TextIndex,
  universe: UniverseId,
  { text, match = 'any' }: { text: string; match?: TextMatch },
): Promise<number[]> => {
  const hits = await index.search({ text, match, max: 1_000 }, everything(universe));
  return hits.map(({ id }) => Number(id)).sort((a, b) => a - b);
};

/** The ids of what is found, best first. */
export const ranked = async (index: TextIndex, universe: UniverseId, text: string, max = 100): Promise<string[]> =>
  (await index.search({ text, match: 'any', max }, everything(universe))).map(({ id }) => id);
