import type { Evidence } from '../../schemas/evidence.ts';
import type { Decision, Proposal } from '../../schemas/gate.ts';
import type { ProposalId, UniverseId } from '../../schemas/ids.ts';
import type { Collection, NarrativeDocument } from '../../schemas/narrative.ts';
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

const collectionsOf: Readonly<Record<Evidence['kind'], readonly Collection[]>> = {
  turn: ['turns.user', 'turns.gm'],
  declaration: ['turns.user', 'turns.gm'],
  resolution: ['resolutions'],
  scene: ['scenes'],
  snippet: ['snippets'],
  source: [], // it lies in canon
};

type Original = NarrativeDocument<'turns.user' | 'turns.gm' | 'resolutions' | 'scenes' | 'snippets'>;

const wordsIn = (original: Original): string => {
  if ('text' in original) return original.text;
  return 'statement' in original ? original.statement : original.title;
};

/** What these point to, by id. */
const originalsOf = async (
  { narrative, universe }: WordsAudit,
  stubs: readonly Evidence[],
): Promise<ReadonlyMap<string, Original>> => {
  const refs = new Map<Collection, Set<string>>();
  for (const { kind, ref } of stubs)
    for (const collection of collectionsOf[kind])
      refs.set(collection, (refs.get(collection) ?? new Set<string>()).add(ref));
  const found = new Map<string, Original>();
  for (const [collection, ids] of refs)
    for (const { document } of await narrative.get(collection, universe, [...ids]))
      found.set(document.id, document as Original);
  return found;
};

/** Scenes that have no framing in the narrative are known to canon, or to nobody. */
const markersAmong = async ({ canon, universe }: WordsAudit, stubs: readonly Evidence[]): Promise<Set<string>> => {
  const scenes = stubs.flatMap((stub) => (stub.kind === 'scene' ? [stub.ref] : []));
  const nodes = scenes.length === 0 ? [] : await canon.nodes(universe, scenes);
  return new Set<string>(nodes.map(({ id }) => id));
};

/** What is wrong with what a stub points to; null: nothing. */
const faultOf = ({ id, ref, quote, original }: Evidence, found: Original): string | null => {
  if (original !== undefined)
    return digestOf(found) === original ? null : `\`${ref}\` is not what it was when it became evidence, \`${id}\``;
  const isQuoted = quote === null || wordsIn(found).includes(quote);
  return isQuoted ? null : `\`${ref}\` no longer says what evidence \`${id}\` quotes`;
};

/** Stubs of canon, some at a time: whether what they point to is there, and is what it was. */
export const auditEvidence = async (audit: WordsAudit, evidence: readonly Evidence[]): Promise<void> => {
  const own = evidence.filter(({ home, kind }) => home === audit.universe && collectionsOf[kind].length > 0);
  const originals = await originalsOf(audit, own);
  const markers = await markersAmong(audit, own);
  for (const stub of own) {
    const { id, ref, original } = stub;
    const found = originals.get(ref);
    if (found === undefined && original === undefined && markers.has(ref)) continue;
    const fault =
      found === undefined
        ? `evidence \`${id}\` points to \`${ref}\`, which is not in the narrative`
        : faultOf(stub, found);
    if (fault !== null) audit.note(fault);
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
