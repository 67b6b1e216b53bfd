import type { z } from 'zod';
import { CanonNode, Fact } from '../../schemas/canon.ts';
import { Evidence, Support } from '../../schemas/evidence.ts';
import { Commit, Decision } from '../../schemas/gate.ts';
import type { UniverseId } from '../../schemas/ids.ts';
import { type Collection, collections, type Resolution } from '../../schemas/narrative.ts';
import { auditor } from '../domain/audit.ts';
import { effectsAuditor } from '../domain/audit-effects.ts';
import { rollFault } from '../domain/dice/again.ts';
import { isFailure } from '../domain/failure.ts';
import type { CanonReader, LogEntry } from '../ports/canon-reader.ts';
import type { NarrativeStore } from '../ports/narrative-store.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { everyItem } from '../ports/paging.ts';
import { auditCopies, auditDecisions, auditEvidence, inPieces, proposalFault, type WordsAudit } from './audit-words.ts';

// Reads all of a world as if it came from a stranger: every record against its schema, both chains of every universe, what decisions say they did
// against what was done, the narrative against the chains, every object against its digest.

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

interface Examination {
  stores: AuditedStores;
  note: Note;
  counted(): void;
  signal: AbortSignal;
}

const wordsOf = ({ stores, note, signal }: Examination, universe: UniverseId): WordsAudit => ({
  ...{ canon: stores.canon, narrative: stores.narrative, universe, note, signal },
});

const auditCanon = async (examination: Examination, universe: UniverseId): Promise<void> => {
  const { stores, note, counted, signal } = examination;
  const words = wordsOf(examination, universe);
  const chains = auditor({ universe });
  const effects = effectsAuditor();
  const head = await stores.canon.head(universe);
  for await (const batch of stores.canon.log(universe, { signal })) {
    for (const entry of batch) {
      counted();
      checkSchema(logSchemas[entry.kind], entry.record, `a ${entry.kind} of \`${universe}\``, note);
      chains.add(entry);
      effects.add(entry);
    }
    for (const some of inPieces(batch)) {
      await auditDecisions(
        words,
        some.flatMap((entry) => (entry.kind === 'decision' ? [entry.record] : [])),
      );
      await auditEvidence(
        words,
        some.flatMap((entry) => (entry.kind === 'evidence' ? [entry.record] : [])),
      );
    }
  }
  for (const { message } of chains.finish(head).problems) note(message);
  for (const message of effects.finish()) note(message);
};

/** That every die of it can be thrown again. */
const rollFaults = ({ id, rolls = [] }: Resolution): string[] =>
  rolls.flatMap((kept) => {
    const fault = rollFault(kept);
    return fault === null ? [] : [`the resolution \`${id}\`: ${fault}`];
  });

const auditNarrative = async (examination: Examination, universe: UniverseId): Promise<void> => {
  const { stores, note, counted, signal } = examination;
  for (const name of Object.keys(collections) as Collection[])
    for await (const { document } of everyItem((page) => stores.narrative.list(name, { universe }, page))) {
      signal.throwIfAborted();
      counted();
      checkSchema(collections[name].schema, document, `\`${document.id}\` in \`${name}\``, note);
      const fault = 'dependsOn' in document ? proposalFault(document) : null;
      if (fault !== null) note(fault);
      if ('judged' in document) for (const each of rollFaults(document)) note(each);
    }
  await auditCopies(wordsOf(examination, universe));
};

const auditObjects = async ({ stores, note, counted, signal }: Examination, universe: UniverseId): Promise<void> => {
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
  const examination: Examination = {
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
        await part(examination, universe);
      } catch (error) {
        if (!isFailure(error)) throw error;
        examination.note(error.message); // the rest of this part can't be read
      }
  return { universes: universes.size, records, faults };
};
