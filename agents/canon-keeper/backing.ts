import type { Fact, SourceLevel } from '../../schemas/canon.ts';
import type { Evidence } from '../../schemas/evidence.ts';
import type { DocumentId, EvidenceId, FactId } from '../../schemas/ids.ts';
import type { Backing, KnownEvidence } from '../../src/gate/world.ts';
import { type CanonReader, idsPerReadMax } from '../../src/ports/canon-reader.ts';
import type { UniverseId } from '../../schemas/ids.ts';
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
  sourceLevel: (id: string) => SourceLevel | null;
}

const levelOf = (stub: Evidence, { documents, sourceLevel }: Shelf): SourceLevel | null => {
  if (stub.kind === 'snippet') return documents.get(stub.document) ?? null;
  return stub.kind === 'source' ? sourceLevel(stub.ref) : null;
};

/** Whether any of it comes from a document. */
export const isFromDocuments = (evidence: readonly KnownEvidence[]): boolean =>
  evidence.some(({ origin }) => origin === 'snippet' || origin === 'source');

const stubsOf = async ({ reader, universe }: Shelf, ids: readonly EvidenceId[]): Promise<Map<EvidenceId, Evidence>> => {
  const found = await Promise.all(pieces(ids, idsPerReadMax).map((some) => reader.evidence(universe, some)));
  return new Map(found.flat().map((stub) => [stub.id, stub]));
};

/** The weightiest document behind each of the facts. */
export const backingOf = async (shelf: Shelf, facts: Iterable<Fact>): Promise<ReadonlyMap<FactId, Backing>> => {
  const rested = [...facts].filter(({ authority, status }) => authority === 'source' && status !== 'retconned');
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
  const standing = supports.filter(({ status, authority }) => status === 'standing' && authority === 'source');
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
