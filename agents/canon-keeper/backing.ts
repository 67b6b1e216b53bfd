import type { Fact, SourceLevel } from '../../schemas/canon.ts';
import type { Evidence, Support } from '../../schemas/evidence.ts';
import type { DocumentId, EvidenceId, FactId, SourceId, UniverseId } from '../../schemas/ids.ts';
import type { Backing, KnownEvidence } from '../../src/gate/world.ts';
import { type CanonReader, idsPerReadMax } from '../../src/ports/canon-reader.ts';
import { pieces, upTo } from './paged.ts';

// The documents behind facts that rest on documents: only where another document may contradict them.

const supportsMax = 20_000;
const levels: readonly SourceLevel[] = ['proposed', 'canon', 'authoritative'];

interface Shelf {
  reader: CanonReader;
  universe: UniverseId;
  /** How much each document weighs. */
  documents: ReadonlyMap<DocumentId, SourceLevel>;
  /** How much each source weighs that evidence may name itself. */
  sources: ReadonlyMap<SourceId, SourceLevel>;
}

const levelOf = (stub: Evidence, { documents, sources }: Shelf): SourceLevel | null => {
  if (stub.kind === 'snippet') return documents.get(stub.document) ?? null;
  return stub.kind === 'source' ? (sources.get(stub.ref) ?? null) : null;
};

/** Whether any of it comes from a document. */
export const isFromDocuments = (evidence: readonly KnownEvidence[]): boolean =>
  evidence.some(({ origin }) => origin === 'snippet' || origin === 'source');

const stubsOf = async ({ reader, universe }: Shelf, ids: readonly EvidenceId[]): Promise<Map<EvidenceId, Evidence>> => {
  const found = await Promise.all(pieces(ids, idsPerReadMax).map((some) => reader.evidence(universe, some)));
  return new Map(found.flat().map((stub) => [stub.id, stub]));
};

/** The weightiest document behind each of the facts. */
export const backingOf = async (shelf: Shelf, all: Iterable<Fact>): Promise<ReadonlyMap<FactId, Backing>> => {
  const rested = [...all].filter(({ authority, status }) => authority === 'source' && status !== 'retconned');
  const supports = (
    await Promise.all(
      pieces(rested, idsPerReadMax).map((some) =>
        upTo(supportsMax, (page) =>
          shelf.reader.supports(
            shelf.universe,
            some.map(({ id }) => id),
            page,
          ),
        ),
      ),
    )
  ).flatMap((list) => list ?? []);
  const facts = new Map(rested.map((fact) => [fact.id, fact]));
  // What would not carry the fact by itself does not make it weigh more either, unless the fact came with it.
  const isBehind = ({ target, commit, sufficient }: Support): boolean =>
    sufficient || commit === facts.get(target as FactId)?.introduced.commit;
  const standing = supports.filter(
    (support) => support.status === 'standing' && support.authority === 'source' && isBehind(support),
  );
  const stubs = await stubsOf(shelf, [...new Set(standing.map(({ evidence }) => evidence))]);
  const backing = new Map<FactId, Backing>();
  for (const { target, evidence } of standing) {
    const stub = stubs.get(evidence);
    const level = stub === undefined ? null : levelOf(stub, shelf);
    const known = backing.get(target as FactId);
    if (stub === undefined || level === null) continue;
    if (known === undefined || levels.indexOf(known.level) < levels.indexOf(level))
      backing.set(target as FactId, { level, quote: stub.quote });
  }
  return backing;
};
