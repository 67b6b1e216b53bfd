import type { Evidence } from '../../schemas/evidence.ts';
import type { Origin } from '../../schemas/policy.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { KnownEvidence } from '../../src/gate/world.ts';
import type { NarrativeReader } from '../../src/ports/narrative-store.ts';

// Goes and looks where a piece of evidence points. What it finds there says whose word it is: only the writer of a collection could have
// put it into that collection. What it does not find supports nothing.

const says = (text: string, quote: string | null): boolean => quote === null || text.includes(quote);

type Kind<K extends Evidence['kind']> = Extract<Evidence, { kind: K }>;

const ofTurn = async (
  narrative: NarrativeReader,
  { home, ref, quote, kind }: Kind<'turn'> | Kind<'declaration'>,
): Promise<Origin | null> => {
  const [[user], [narrated]] = await Promise.all([
    narrative.get('turns.user', home, [ref]),
    narrative.get('turns.gm', home, [ref]),
  ]);
  if (user !== undefined && says(user.document.text, quote)) {
    if (user.document.seat === 'player') return 'player_turn';
    // The GM's own words carry the GM's authority where they are quoted to the letter.
    return kind === 'declaration' ? 'gm_declaration' : 'gm_turn';
  }
  return narrated !== undefined && says(narrated.document.text, quote) ? 'gm_turn' : null;
};

const ofSnippet = async (narrative: NarrativeReader, { home, ref, quote }: Kind<'snippet'>): Promise<Origin | null> => {
  const [found] = await narrative.get('snippets', home, [ref]);
  return found !== undefined && found.document.text.includes(quote) ? 'snippet' : null;
};

const originOf = async (narrative: NarrativeReader, evidence: Evidence): Promise<Origin | null> => {
  switch (evidence.kind) {
    case 'turn':
    case 'declaration':
      return ofTurn(narrative, evidence);
    case 'snippet':
      return ofSnippet(narrative, evidence);
    // Nobody writes these collections yet, so nothing can be found in them.
    case 'resolution':
    case 'scene':
    case 'source':
      return null;
  }
};

/** What each stub comes to, each by itself: two under one id are two. */
export const witness = async (
  narrative: NarrativeReader,
  evidence: readonly Evidence[],
): Promise<readonly KnownEvidence[]> => {
  const stubs = [...new Map(evidence.map((stub) => [canonicalJson(stub), stub])).values()];
  const found = await Promise.all(stubs.map(async (stub) => ({ stub, origin: await originOf(narrative, stub) })));
  return found.flatMap(({ stub, origin }) => (origin === null ? [] : [{ stub, origin, level: null }]));
};
