import type { z } from 'zod';
import { CanonNode, Fact } from '../../schemas/canon.ts';
import { Evidence, Support } from '../../schemas/evidence.ts';
import { Commit, Decision } from '../../schemas/gate.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { type Collection, collections } from '../../schemas/narrative.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { isFailure } from '../domain/failure.ts';
import { brokenLink, contentsDigest } from '../domain/seal.ts';
import type { CanonReader, LogEntry } from '../ports/canon-reader.ts';
import type { NarrativeStore } from '../ports/narrative-store.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { everyItem } from '../ports/paging.ts';

// Reads all of a world as if it came from a stranger: every record against its schema, both chains of every universe, every object
// against its digest.

export interface AuditedStores {
  canon: CanonReader;
  narrative: NarrativeStore;
  objects: ObjectStore;
}

export interface Audit {
  universes: number;
  records: number;
  /** The first of them, at most `auditFaultsMax`. */
  faults: readonly string[];
}

const auditFaultsMax = 50;

const logSchemas: Readonly<Record<LogEntry['kind'], z.ZodType>> = {
  commit: Commit,
  node: CanonNode,
  fact: Fact,
  evidence: Evidence,
  support: Support,
  decision: Decision,
};

type Note = (fault: string) => void;

const checkSchema = (schema: z.ZodType, record: unknown, name: string, note: Note): void => {
  const issue = schema.safeParse(record).error?.issues[0];
  if (issue) note(`${name} is not valid at \`${issue.path.join('.')}\`: ${issue.message}`);
};

/** Follows both chains of one universe's log, entry by entry. */
const followChains = (note: Note) => {
  let commit: Commit | null = null;
  let decision: Decision | null = null;
  let contents: ReturnType<typeof contentsDigest> | null = null;

  const close = (): void => {
    if (commit && contents && contents.digest() !== commit.contents)
      note(`the records of \`${commit.id}\` are not those it was made of`);
    contents = null;
  };
  const follow = (link: Commit | Decision, previous: Commit | Decision | null): void => {
    close();
    const why = brokenLink(link, previous?.digest ?? null);
    if (why !== null) note(`\`${link.id}\`: ${why}`);
  };

  return {
    take(entry: LogEntry): void {
      if (entry.kind === 'commit') {
        follow(entry.record, commit);
        commit = entry.record;
        contents = contentsDigest();
      } else if (entry.kind === 'decision') {
        follow(entry.record, decision);
        decision = entry.record;
      } else contents?.add(canonicalJson(entry.record));
    },
    close,
  };
};

interface Auditor {
  stores: AuditedStores;
  note: Note;
  counted(): void;
  signal: AbortSignal;
}

const auditCanon = async ({ stores, note, counted, signal }: Auditor, universe: UniverseId): Promise<void> => {
  const chains = followChains(note);
  for await (const batch of stores.canon.log(universe, { signal }))
    for (const entry of batch) {
      counted();
      checkSchema(logSchemas[entry.kind], entry.record, `a ${entry.kind} of \`${universe}\``, note);
      chains.take(entry);
    }
  chains.close();
};

const auditNarrative = async ({ stores, note, counted, signal }: Auditor, universe: UniverseId): Promise<void> => {
  for (const name of Object.keys(collections) as Collection[])
    for await (const { document } of everyItem((page) => stores.narrative.list(name, { universe }, page))) {
      signal.throwIfAborted();
      counted();
      checkSchema(collections[name].schema, document, `\`${document.id}\` in \`${name}\``, note);
    }
};

const auditObjects = async ({ stores, note, counted, signal }: Auditor, universe: UniverseId): Promise<void> => {
  for await (const { digest } of everyItem((page) => stores.objects.list(universe, page))) {
    counted();
    try {
      // Reading to the end is what verifies it.
      const content = (await stores.objects.get(universe, digest)) ?? [];
      for await (const piece of content) if (piece.length > 0) signal.throwIfAborted();
    } catch (error) {
      if (!isFailure(error)) throw error;
      note(`object \`${digest}\`: ${error.message}`);
    }
  }
};

export const auditWorld = async (stores: AuditedStores, { signal }: { signal: AbortSignal }): Promise<Audit> => {
  const faults: string[] = [];
  let records = 0;
  const auditor: Auditor = {
    stores,
    signal,
    note: (fault) => {
      if (faults.length < auditFaultsMax) faults.push(fault);
    },
    counted: () => {
      records++;
    },
  };
  const universes = new Set<UniverseId>();
  for await (const { universe } of everyItem((page) => stores.canon.universes(page))) universes.add(universe);
  for await (const universe of everyItem((page) => stores.narrative.universes(page))) universes.add(universe);
  for await (const universe of everyItem((page) => stores.objects.universes(page))) universes.add(universe);
  for (const universe of universes)
    for (const part of [auditCanon, auditNarrative, auditObjects])
      try {
        await part(auditor, universe);
      } catch (error) {
        if (!isFailure(error)) throw error;
        auditor.note(error.message); // the rest of this part can't be read
      }
  return { universes: universes.size, records, faults };
};
