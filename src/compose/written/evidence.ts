import type { SourceLevel } from '../../../schemas/canon.ts';
import type { Evidence } from '../../../schemas/evidence.ts';
import type { EvidenceId, UniverseId } from '../../../schemas/ids.ts';
import type { Origin } from '../../../schemas/policy.ts';
import type { WrittenCitation } from '../../../schemas/written-proposal.ts';
import type { WrittenEvidence } from '../../../schemas/written-world.ts';
import type { KnownEvidence } from '../../gate/world.ts';
import type { Names } from './names.ts';

// What was said, rolled and read in a world, and what a proposal that cites it can show for it. Whose word it is follows from the collection
// in which it lies, for only its writer could have put it there.

/** A piece of evidence that exists. */
export interface Exhibit {
  /** As people call it. */
  name: string;
  universe: string;
  written: WrittenEvidence;
  text: string;
  /** Of the document that it stands in. */
  level: SourceLevel | null;
}

const resolutionOrigins: Readonly<Record<Extract<WrittenEvidence, { collection: 'resolutions' }>['of'], Origin>> = {
  player: 'player_resolution',
  engine: 'engine_resolution',
  oracle: 'oracle',
  clock: 'clock',
  thread: 'clock',
};

const originOf = ({ written }: Exhibit): Origin => {
  switch (written.collection) {
    case 'turns.user':
      return written.seat === 'gm' ? 'gm_declaration' : 'player_turn';
    case 'turns.gm':
      return 'gm_turn';
    case 'declarations':
      return 'gm_declaration';
    case 'resolutions':
      return resolutionOrigins[written.of];
    case 'scenes':
      return written.framing === false ? 'scene' : 'framing';
    case 'snippets':
      return 'snippet';
    case 'sources':
      return 'source';
  }
};

/** Where the original of an exhibit lies. */
export const refOf = (names: Names, { name, universe, written }: Exhibit): string => {
  switch (written.collection) {
    case 'turns.user':
    case 'turns.gm':
    case 'declarations':
      return names.id('turn', universe, name);
    case 'resolutions':
      return names.id('resolution', universe, name);
    case 'scenes':
      return names.id('scene', universe, name);
    case 'snippets':
      return names.id('snippet', universe, name);
    case 'sources':
      return names.node(universe, written.source);
  }
};

export const documentOf = (names: Names, { name, universe, written }: Exhibit) =>
  names.id(
    'document',
    universe,
    written.collection === 'snippets' ? (written.document ?? written.source ?? name) : name,
  );

interface Cited {
  id: EvidenceId;
  universe: UniverseId;
  quote: string | null;
  page: number | null;
}

const stubOf = (names: Names, exhibit: Exhibit, { id, universe, quote, page }: Cited): Evidence => {
  const { written, text } = exhibit;
  const origin = { id, universe, home: names.universe(exhibit.universe) };
  const ref = refOf(names, exhibit);
  const of = <R extends string>(): R => ref as R;
  switch (written.collection) {
    case 'turns.user':
    case 'turns.gm':
      return { ...origin, kind: 'turn', ref: of(), quote };
    case 'declarations':
      return { ...origin, kind: 'declaration', ref: of(), quote: quote ?? text };
    case 'resolutions':
      return { ...origin, kind: 'resolution', ref: of(), quote };
    case 'scenes':
      return { ...origin, kind: 'scene', ref: of(), quote };
    case 'snippets': {
      const document = documentOf(names, exhibit);
      return { ...origin, kind: 'snippet', ref: of(), quote: quote ?? text, document, page };
    }
    case 'sources':
      return { ...origin, kind: 'source', ref: of(), quote };
  }
};

/** A stub that leads nowhere. */
const lostStub = (names: Names, universe: string, { id, quote }: Cited): Evidence => ({
  id,
  universe: names.universe(universe),
  home: names.universe(universe),
  kind: 'turn',
  ref: names.id('turn', universe, names.nameOf(id)),
  quote,
});

/** By its name here, by `other/name`, or by a name that only another universe has. */
const exhibitCalled = (exhibits: Exhibits, universe: string, name: string): Exhibit | undefined => {
  const here = exhibits.get(`${universe}/${name}`) ?? exhibits.get(name);
  if (here !== undefined) return here;
  const elsewhere = [...exhibits.values()].filter((each) => each.name === name);
  return elsewhere.length === 1 ? elsewhere[0] : undefined;
};

/** By `universe/name`. */
export type Exhibits = ReadonlyMap<string, Exhibit>;

const quoted = (written: WrittenCitation) => (typeof written === 'string' ? { id: written } : written);

/** What a proposal cites, and what is found where it points: nothing, if it is not there or does not say so. */
export const citationOf = (
  names: Names,
  exhibits: Exhibits,
  { universe, written }: { universe: string; written: WrittenCitation },
): { stub: Evidence; known: KnownEvidence | null } => {
  const { id: name, quote = null, page = null, as } = quoted(written);
  const exhibit = exhibitCalled(exhibits, universe, name);
  const id = names.id('evidence', universe, as ?? (quote === null ? name : `${name}: ${quote}`));
  if (exhibit === undefined)
    return { stub: lostStub(names, universe, { id, universe: names.universe(universe), quote, page }), known: null };
  const stub = stubOf(names, exhibit, { id, universe: names.universe(exhibit.universe), quote, page });
  // Of a whole source nobody can compare the words.
  const isThere = stub.quote === null || (stub.kind !== 'source' && exhibit.text.includes(stub.quote));
  return { stub, known: isThere ? { stub, origin: originOf(exhibit), level: exhibit.level } : null };
};
