import type { Universe } from '../../schemas/canon.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import type { Vocabulary } from '../../schemas/vocabulary.ts';
import type { CanonReader } from '../../src/ports/canon-reader.ts';
import type { NarrativeReader, NarrativeWriter } from '../../src/ports/narrative-store.ts';
import type { TextSearcher } from '../../src/ports/text-index.ts';
import type { World } from '../../src/ports/world.ts';
import type { Keeper } from './keeper.ts';

// What somebody has before them who looks after a universe. It reads canon and narrative, writes down what a person says and proposes, and asks
// CanonKeeper for everything else: there is no way from here into canon.

/** Enough to look. */
export interface ReadingDesk {
  universe: UniverseId;
  /** The universe itself, with its calendar. */
  about: Universe;
  canon: CanonReader;
  narrative: NarrativeReader;
}

/** Enough to look, and to see what something would do. */
export interface PreviewDesk extends ReadingDesk {
  vocabulary: Vocabulary;
  /** Null: there is no index to look into. */
  texts: Pick<TextSearcher, 'search'> | null;
  keeper: Pick<Keeper, 'foresee'>;
  world: World;
}

export interface Desk extends PreviewDesk {
  keeper: Keeper;
  notes: NarrativeWriter<'turns.user' | 'proposals' | 'rules' | 'sheets'>;
}

/** Who sits there. */
export interface Person {
  name: string;
  seat: 'gm' | 'player';
}
