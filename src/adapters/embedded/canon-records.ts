import type { CanonNode, Fact, FactObject, Visibility } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { NodeId, UniverseId } from '../../../schemas/ids.ts';
import type { StoryTime } from '../../../schemas/time.ts';
import { count, recordOf, type Row, text } from './canon-codes.ts';
import { damagedRecord, parseKept } from './kept-json.ts';

// How facts and supports come back from their rows, to the letter: what a commit was sealed over can be worked out again.
// R1. A row says nothing twice that it need not. What columns say is not in the text, and the text of a fact is a list without the names of
//     its fields: most of canon is facts, and what is half as large is read in half the time wherever in the file it lies.
// R2. Ids in a text are written out: a fact comes back from its row alone.

type Instant = readonly [second: number, ordinal: number] | null;

const instantOf = (time: StoryTime | null): Instant => time && [time.second, time.ordinal];
const timeOf = (instant: Instant): StoryTime | null => instant && { second: instant[0], ordinal: instant[1] };

/** A node is its id, anything else an object. */
type ObjectText = NodeId | Exclude<FactObject, { kind: 'node' }> | null;
const objectText = (object: FactObject | null): ObjectText => (object?.kind === 'node' ? object.id : object);
const objectOf = (written: ObjectText): FactObject | null =>
  typeof written === 'string' ? { kind: 'node', id: written } : written;

type Level = Exclude<Visibility['level'], 'known'>;
/** A level, or those who know it. */
type VisibilityText = Level | Extract<Visibility, { level: 'known' }>['to'];
const visibilityText = (visibility: Visibility): VisibilityText =>
  visibility.level === 'known' ? visibility.to : visibility.level;
const visibilityOf = (written: VisibilityText): Visibility =>
  typeof written === 'string' ? { level: written } : { level: 'known', to: written };

type FactText = readonly [
  visibility: VisibilityText,
  event: Fact['event'],
  subject: NodeId,
  object: ObjectText,
  statement: string,
  from: Instant,
  to: Instant,
  heldUntil: Instant,
  locked: boolean,
  authority: Fact['authority'],
  confidence: number,
  derivesFrom: Fact['derivesFrom'],
  replaces: Fact['replaces'],
  revision: Fact['introduced']['revision'],
  commit: Fact['introduced']['commit'],
  withdrawn: Fact['withdrawn'],
];

/** Where in the text of a fact those stand who know it, and who takes part in it. */
export const factPaths = { knowers: '$[0]', participants: '$[1].participants' } as const;

export const factText = (fact: Fact): string => {
  const written: FactText = [
    visibilityText(fact.visibility),
    fact.event,
    fact.subject,
    objectText(fact.object),
    fact.statement,
    instantOf(fact.valid.from),
    instantOf(fact.valid.to),
    instantOf(fact.heldUntil),
    fact.locked,
    fact.authority,
    fact.confidence,
    fact.derivesFrom,
    fact.replaces,
    fact.introduced.revision,
    fact.introduced.commit,
    fact.withdrawn,
  ];
  return JSON.stringify(written);
};

const factFields = ['id', 'predicate', 'kind', 'status', 'body'] as const;
/** What a fact comes back from: of `facts AS found`, and of what a change of it returns. */
export const factColumns = factFields.map((field) => `found.${field}`).join(', ');
export const factReturned = factFields.join(', ');

export type FactCells = readonly [
  id: Fact['id'],
  predicate: string,
  kind: Fact['kind'],
  status: Fact['status'],
  body: string,
];

export const factFrom = ([id, predicate, kind, status, body]: FactCells, universe: UniverseId): Fact => {
  const written = parseKept(body, 'the canon store');
  if (!Array.isArray(written)) throw damagedRecord('the canon store');
  const [visibility, event, subject, object, statement, from, to, heldUntil, locked, ...rest] =
    written as never as FactText;
  const [authority, confidence, derivesFrom, replaces, revision, commit, withdrawn] = rest;
  return {
    id,
    universe,
    kind,
    subject,
    predicate,
    object: objectOf(object),
    statement,
    valid: { from: timeOf(from), to: timeOf(to) },
    heldUntil: timeOf(heldUntil),
    status,
    locked,
    authority,
    confidence,
    visibility: visibilityOf(visibility),
    derivesFrom,
    replaces,
    event,
    introduced: { revision, commit },
    withdrawn,
  };
};

export const factOf = (row: Row, universe: UniverseId): Fact =>
  factFrom(factFields.map((field) => row[field]) as never as FactCells, universe);

/** Revision and commit are those that put it. */
const supportOf = (row: Row, universe: UniverseId): Support => ({
  universe,
  target: text(row, 'target') as Support['target'],
  evidence: text(row, 'evidence') as Support['evidence'],
  authority: text(row, 'authority') as Support['authority'],
  sufficient: row['sufficient'] === 1,
  status: text(row, 'status') as Support['status'],
  proposal: row['proposal'] as Support['proposal'],
  commit: text(row, 'made_by') as Support['commit'],
  revision: count(row, 'since') as Support['revision'],
});

export interface RecordTable<T> {
  name: 'nodes' | 'facts' | 'evidence' | 'supports';
  /** The table, and what belongs to its records; the rows themselves are called `found`. */
  source: string;
  columns: string;
  of: (row: Row, universe: UniverseId) => T;
}

const whole = <T>(name: RecordTable<T>['name']): RecordTable<T> => ({
  name,
  source: `${name} AS found`,
  columns: 'found.body',
  of: (row) => recordOf<T>(row),
});

export const recordTables = {
  nodes: whole<CanonNode>('nodes'),
  facts: { name: 'facts', source: 'facts AS found', columns: factColumns, of: factOf },
  evidence: whole<Evidence>('evidence'),
  supports: {
    name: 'supports',
    source: `supports AS found CROSS JOIN evidence AS stub ON stub.row = found.evidence
      CROSS JOIN commits AS made ON made.u = found.u AND made.revision = found.since`,
    columns: `found.target, found.authority, found.sufficient, found.status, found.proposal, found.since,
      stub.id AS evidence, made.id AS made_by`,
    of: supportOf,
  },
} as const satisfies Record<string, RecordTable<unknown>>;
