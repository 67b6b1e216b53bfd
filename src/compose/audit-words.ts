import type { Evidence } from '../../schemas/evidence.ts';
import type { Decision, Proposal } from '../../schemas/gate.ts';
import type { ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { Collection } from '../../schemas/narrative.ts';
import { canonicalJson, digestOf } from '../domain/canonical-json.ts';
import type { CanonReader } from '../ports/canon-reader.ts';
import { documentsPerCallMax, type NarrativeReader } from '../ports/narrative-store.ts';
import { everyItem } from '../ports/paging.ts';

// Holds the narrative against the chains: the words on which canon rests, the proposals that were decided, and the copies of the decisions. The
// chains are sealed and the narrative is not, so what differs was changed there.

export interface WordsAudit {
  canon: CanonReader;
  narrative: NarrativeReader;
  universe: UniverseId;
  note(fault: string): void;
  signal: AbortSignal;
}

/** Refusals of something else under the id of a proposal. */
const ofOthers = new Set(['proposal_changed', 'malformed']);

// ── decisions ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Decisions of the chain, some at a time. */
export const auditDecisions = async (
  { narrative, universe, note }: WordsAudit,
  decisions: readonly Decision[],
): Promise<void> => {
  const copies = new Map<string, string>();
  const digests = new Map<ProposalId, string>();
  for (const { document } of await narrative.get(
    'decisions',
    universe,
    decisions.map(({ id }) => id),
  ))
    copies.set(document.id, canonicalJson(document));
  const proposals = [...new Set(decisions.map(({ proposal }) => proposal))];
  for (const { document } of await narrative.get('proposals', universe, proposals))
    digests.set(document.id, document.digest);
  for (const decision of decisions) {
    const copy = copies.get(decision.id);
    if (copy === undefined)
      note(`the narrative lacks its copy of decision \`${decision.id}\`: \`monitor manage recover\` makes it`);
    else if (copy !== canonicalJson(decision))
      note(`the narrative’s copy of decision \`${decision.id}\` is not what the chain says`);
    const digest = digests.get(decision.proposal);
    const isOfAnother = decision.reasons.some(({ code }) => ofOthers.has(code));
    if (digest !== undefined && digest !== decision.proposalDigest && !isOfAnother)
      note(`decision \`${decision.id}\` was about other content of proposal \`${decision.proposal}\``);
  }
};

// ── evidence ─────────────────────────────────────────────────────────────────────────────────────────────────────

const textsOf = async (
  { narrative, universe }: WordsAudit,
  collection: Collection,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const texts = new Map<string, string>();
  for (const { document } of await narrative.get(collection, universe, ids))
    texts.set(document.id, 'text' in document ? document.text : '');
  return texts;
};

const spoken: readonly Evidence['kind'][] = ['turn', 'declaration'];

/** Stubs of canon, some at a time: whether what they point to is there, and says what they quote. */
export const auditEvidence = async (audit: WordsAudit, evidence: readonly Evidence[]): Promise<void> => {
  const own = evidence.filter(({ home }) => home === audit.universe);
  const turns = own.filter(({ kind }) => spoken.includes(kind));
  const snippets = own.filter(({ kind }) => kind === 'snippet');
  const refs = (stubs: readonly Evidence[]): string[] => [...new Set(stubs.map(({ ref }) => ref))];
  const texts = new Map([
    ...(await textsOf(audit, 'turns.user', refs(turns))),
    ...(await textsOf(audit, 'turns.gm', refs(turns))),
    ...(await textsOf(audit, 'snippets', refs(snippets))),
  ]);
  for (const { id, ref, quote } of [...turns, ...snippets]) {
    const text = texts.get(ref);
    if (text === undefined) audit.note(`evidence \`${id}\` points to \`${ref}\`, which is not in the narrative`);
    else if (quote !== null && !text.includes(quote))
      audit.note(`\`${ref}\` no longer says what evidence \`${id}\` quotes`);
  }
};

// ── documents ────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a proposal says of itself. */
export const proposalFault = ({ digest, ...content }: Proposal): string | null =>
  digestOf(content) === digest ? null : `proposal \`${content.id}\` is not what it was sealed with`;

/** Copies of decisions that nobody took. */
export const auditCopies = async ({ canon, narrative, universe, note, signal }: WordsAudit): Promise<void> => {
  const { decisions } = await canon.head(universe);
  if ((await narrative.count('decisions', universe)) <= decisions.count) return;
  for await (const { document } of everyItem((page) => narrative.list('decisions', { universe }, page))) {
    signal.throwIfAborted();
    if ((await canon.decision(universe, document.id)) === null)
      note(`the narrative has a decision \`${document.id}\` that is not in the chain`);
  }
};

export const inPieces = function* <T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += documentsPerCallMax)
    yield items.slice(start, start + documentsPerCallMax);
};
