import type { CanonNode, Fact } from '../../schemas/canon.ts';
import type { Calendar } from '../../schemas/calendar.ts';
import type { Decision } from '../../schemas/gate.ts';
import type { Revision } from '../../schemas/time.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { Version } from '../../src/ports/canon-reader.ts';
import { nameOf } from './naming.ts';
import { type CommitStory, commitStory, decisionsIn, type RulingView, rulingViews, type Telling } from './rulings.ts';
import { type Teller, whenText } from './telling.ts';

// What became of a record: each state that it had after the first, what was different in it, and which decision made it so.

/** One thing that became of a record, and why. */
export interface FateView {
  revision: Revision;
  what: string;
  commit: CommitStory | null;
  ruling: RulingView | null;
}

interface FactChange {
  told: Teller;
  calendar: Calendar;
  before: Fact;
  after: Fact;
}

const became =
  (status: Fact['status'], what: string) =>
  ({ before, after }: FactChange): string | null =>
    before.status !== status && after.status === status ? what : null;

const isNoLonger =
  (status: Fact['status'], what: string) =>
  ({ before, after }: FactChange): string | null =>
    before.status === status && after.status !== status ? what : null;

const differs = (before: unknown, after: unknown): boolean =>
  canonicalJson({ is: before }) !== canonicalJson({ is: after });

/** The first that says something tells what happened. */
const factChanges: readonly ((change: FactChange) => string | null)[] = [
  became('retconned', 'was declared never to have been so'),
  isNoLonger('retconned', 'holds again'),
  became('contested', 'is contested'),
  isNoLonger('contested', 'was chosen'),
  ({ before, after }) => (before.locked === after.locked ? null : after.locked ? 'was locked' : 'was unlocked'),
  ({ told, before, after }) => (before.subject === after.subject ? null : `is told of ${told.nameOf(after.subject)}`),
  ({ before, after }) => (differs(before.object, after.object) ? 'leads to somebody else' : null),
  ({ calendar, before, after }) => {
    if (!differs(before.valid, after.valid)) return null;
    const { to } = after.valid;
    return to === null ? 'goes on' : `is over: ${whenText(calendar, { from: null, to })}`;
  },
  ({ before, after }) =>
    differs({ ...before, heldUntil: null }, { ...after, heldUntil: null }) ? 'was changed' : null,
];

export const factChange = ({ desk, told }: Telling, before: Fact, after: Fact): string | null => {
  const change: FactChange = { told, calendar: desk.about.calendar, before, after };
  for (const tell of factChanges) {
    const what = tell(change);
    if (what !== null) return what;
  }
  return null;
};

export const nodeChange = (before: CanonNode, after: CanonNode): string | null => {
  if (nameOf(before) !== nameOf(after)) return `is called ${nameOf(after)}`;
  if ('status' in before && 'status' in after && before.status !== after.status) return `is ${after.status}`;
  return canonicalJson(before) === canonicalJson(after) ? null : 'was changed';
};

const namesRecord = (decision: Decision, id: string): boolean => {
  const { effects } = decision;
  const lists: readonly (readonly string[])[] = [
    ...[effects.introduced, effects.retconned, effects.supported, effects.restored, effects.contested, effects.nodes],
    effects.ended.map(({ fact }) => fact),
    ...decision.reasons.map(({ facts }) => facts),
    ...decision.reasons.map(({ nodes }) => nodes),
  ];
  return lists.some((list) => list.includes(id));
};

export const fates = async <T extends { id: string }>(
  telling: Telling,
  versions: readonly Version<T>[],
  change: (before: T, after: T) => string | null,
): Promise<readonly FateView[]> => {
  const { canon, universe } = telling.desk;
  const views: FateView[] = [];
  for (const [at, version] of versions.entries()) {
    const before = versions[at - 1];
    const what = before === undefined ? null : change(before.record, version.record);
    if (what === null) continue;
    const page = await canon.commits(universe, { max: 1, after: null }, { from: version.from });
    const [commit] = page.items;
    const { id } = version.record;
    const concerning =
      commit === undefined
        ? []
        : (await decisionsIn(telling.desk, commit.id, { concerns: (each) => namesRecord(each, id), max: 1 })).found;
    const [ruling = null] = await rulingViews(telling, concerning);
    views.push({ revision: version.from, what, commit: commit === undefined ? null : commitStory(commit), ruling });
  }
  return views;
};
