import type { Oracle } from '../../schemas/oracle.ts';
import type { CanonReader } from '../../src/ports/canon-reader.ts';
import type { JournalStore, NarrativeReader, NarrativeWriter } from '../../src/ports/narrative-store.ts';
import type { World } from '../../src/ports/world.ts';
import type { Shipped } from '../rules-in-force.ts';

// What the Resolver works with: canon to read, and three collections that it alone writes to, proposals apart.

export interface ResolverTools {
  canon: CanonReader;
  narrative: NarrativeReader & NarrativeWriter<'resolutions' | 'deltas' | 'proposals'>;
  /** For what need not be waited for. */
  journal: Pick<JournalStore, 'insert'>;
  world: World;
  shipped: Shipped;
  oracle(): Promise<Oracle>;
}
