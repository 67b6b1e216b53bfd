import type { CanonNode, Fact, FactObject } from '../../schemas/canon.ts';
import type { Calendar } from '../../schemas/calendar.ts';
import type { Authority, Evidence, Support } from '../../schemas/evidence.ts';
import type { Reason } from '../../schemas/gate.ts';
import type { CommitId, EvidenceId, FactId, NodeId } from '../../schemas/ids.ts';
import type { Revision, StoryTime, Validity } from '../../schemas/time.ts';
import { printTime } from '../../src/domain/calendar-print.ts';
import { isInstant } from '../../src/domain/interval.ts';
import { reasonWords } from '../../src/domain/reason-words.ts';
import { idsPerReadMax } from '../../src/ports/canon-reader.ts';
import { type Cursor, type Page, pageSizeMax } from '../../src/ports/paging.ts';
import type { ReadingDesk } from './desk.ts';
import { type EvidenceView, type Listened, listener } from './evidence.ts';
import { nameOf } from './naming.ts';

// What canon holds, as people are told of it: names for ids, dates for seconds, words for codes. `--json` shows the same views.

const factsPerReasonMax = 8;
const evidencePerFactMax = 4;
const supportPagesMax = 10;

export interface NodeView {
  id: NodeId;
  name: string;
}

export interface FactView {
  id: FactId;
  statement: string;
  subject: NodeView;
  predicate: string;
  /** As it is written: a name, a text, a number with its unit. */
  object: string | null;
  /** `since 3 March 812`. */
  when: string;
  valid: Validity;
  status: Fact['status'];
  locked: boolean;
  authority: Authority;
  /** The first of it; the rest is counted. */
  evidence: readonly EvidenceView[];
  moreEvidence: number;
}

export interface ReasonView extends Reason {
  /** The code in words. */
  words: string;
  /** What it names, as far as it is shown. */
  about: { nodes: readonly NodeView[]; facts: readonly FactView[] };
}

// ── pure ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export const whenText = (calendar: Calendar, valid: Validity): string => {
  // What came right after what happened came at the same time, for whoever reads of it.
  const at = ({ second }: StoryTime): string => printTime(calendar, { second, ordinal: 0 });
  const { from, to } = valid;
  if (from !== null && isInstant(valid)) return `at ${at(from)}`;
  if (from !== null) return to === null ? `since ${at(from)}` : `from ${at(from)} to ${at(to)}`;
  return to === null ? 'since nobody knows when' : `until ${at(to)}`;
};

export const objectText = (
  object: FactObject | null,
  { name, calendar }: { name: (id: NodeId) => string; calendar: Calendar },
): string | null => {
  switch (object?.kind) {
    case undefined:
      return null;
    case 'node':
      return name(object.id);
    case 'text':
      return object.text;
    case 'number':
      return object.unit === null ? String(object.number) : `${object.number} ${object.unit}`;
    case 'flag':
      return object.flag ? 'yes' : 'no';
    case 'time':
      return printTime(calendar, object.time);
  }
};

const pieces = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / idsPerReadMax) }, (_, i) =>
    items.slice(i * idsPerReadMax, (i + 1) * idsPerReadMax),
  );

const nodesIn = ({ subject, object }: Pick<Fact, 'subject' | 'object'>): NodeId[] =>
  object?.kind === 'node' ? [subject, object.id] : [subject];

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Teller {
  node(id: NodeId): Promise<NodeView>;
  /** Reads many at once; afterwards each is at hand. */
  know(ids: readonly NodeId[]): Promise<void>;
  nameOf(id: NodeId): string;
  record(id: NodeId): CanonNode | undefined;
  facts(facts: readonly Fact[]): Promise<readonly FactView[]>;
  factsById(ids: readonly FactId[]): Promise<readonly FactView[]>;
  supports(facts: readonly FactId[]): Promise<readonly Support[]>;
  evidence(ids: readonly EvidenceId[]): Promise<ReadonlyMap<EvidenceId, EvidenceView>>;
  stubs(stubs: readonly Evidence[]): Promise<readonly EvidenceView[]>;
  reasons(reasons: readonly Reason[]): Promise<readonly ReasonView[]>;
  /** Null: there is no such commit. */
  revisionOf(commit: CommitId): Promise<Revision | null>;
}

/** Reads each node and each piece of evidence once, however often it is told of. */
export const teller = (desk: ReadingDesk): Teller => {
  const { canon, universe, about } = desk;
  const { calendar } = about;
  const nodes = new Map<NodeId, CanonNode>([[about.id, about]]);
  const asked = new Set<NodeId>();
  const listened: Listened = listener(desk);

  const know: Teller['know'] = async (ids) => {
    const missing = [...new Set(ids)].filter((id) => !nodes.has(id) && !asked.has(id));
    for (const id of missing) asked.add(id);
    for (const some of pieces(missing)) for (const node of await canon.nodes(universe, some)) nodes.set(node.id, node);
  };

  const named = (id: NodeId): string => {
    const node = nodes.get(id);
    return node === undefined ? id : nameOf(node);
  };

  const supports: Teller['supports'] = async (facts) => {
    const found: Support[] = [];
    for (const some of pieces(facts)) {
      let after: Cursor | null = null;
      for (let pages = 0; pages < supportPagesMax; pages++) {
        const page: Page<Support> = await canon.supports(universe, some, { max: pageSizeMax, after });
        found.push(...page.items);
        if (page.next === null) break;
        after = page.next;
      }
    }
    return found;
  };

  const evidence: Teller['evidence'] = async (ids) => {
    const stubs: Evidence[] = [];
    for (const some of pieces([...new Set(ids)])) stubs.push(...(await canon.evidence(universe, some)));
    const views = await listened(stubs);
    return new Map(stubs.map((stub, at) => [stub.id, views[at] as EvidenceView]));
  };

  const facts: Teller['facts'] = async (told) => {
    await know(told.flatMap(nodesIn));
    const behind = new Map<string, Support[]>();
    for (const support of await supports(told.map(({ id }) => id)))
      if (support.status === 'standing') behind.set(support.target, [...(behind.get(support.target) ?? []), support]);
    const first = ({ id }: Fact): readonly Support[] => (behind.get(id) ?? []).slice(0, evidencePerFactMax);
    const words = await evidence(told.flatMap((fact) => first(fact).map((support) => support.evidence)));
    return told.map((fact): FactView => {
      const { id, statement, subject, predicate, valid, status, locked, authority } = fact;
      return {
        ...{ id, statement, predicate, valid, status, locked, authority },
        subject: { id: subject, name: named(subject) },
        object: objectText(fact.object, { name: named, calendar }),
        when: whenText(calendar, valid),
        evidence: first(fact).flatMap((support) => words.get(support.evidence) ?? []),
        moreEvidence: Math.max(0, (behind.get(id)?.length ?? 0) - evidencePerFactMax),
      };
    });
  };

  const factsById: Teller['factsById'] = async (ids) => {
    const found: Fact[] = [];
    for (const some of pieces(ids)) found.push(...(await canon.facts(universe, some)));
    return facts(found);
  };

  return {
    know,
    nameOf: named,
    record: (id) => nodes.get(id),
    async node(id) {
      await know([id]);
      return { id, name: named(id) };
    },
    facts,
    factsById,
    supports,
    evidence,
    stubs: listened,
    revisionOf: async (commit) => (await canon.commit(universe, commit))?.revision ?? null,
    async reasons(reasons) {
      const shown = reasons.map((reason) => reason.facts.slice(0, factsPerReasonMax));
      const views = new Map((await factsById([...new Set(shown.flat())])).map((view) => [view.id, view]));
      await know(reasons.flatMap((reason) => reason.nodes));
      return reasons.map((reason, at) => ({
        ...reason,
        words: reasonWords(reason),
        about: {
          nodes: reason.nodes.slice(0, factsPerReasonMax).map((id) => ({ id, name: named(id) })),
          facts: (shown[at] ?? []).flatMap((id) => views.get(id) ?? []),
        },
      }));
    },
  };
};
