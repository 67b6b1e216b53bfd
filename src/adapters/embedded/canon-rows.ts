import type { CanonNode, Entity, Fact } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import type { CommitId, NodeId, UniverseId } from '../../../schemas/ids.ts';
import { basesOf } from '../../domain/commit-shape.ts';
import { normaliseName } from '../../domain/names.ts';
import { malformedCommit } from '../../ports/canon-call.ts';
import { count, endCode, recordOf, startCode } from './canon-codes.ts';
import { factOf, factReturned, factText } from './canon-records.ts';
import { touchesOf } from './canon-touches.ts';
import type { Sqlite } from './sqlite.ts';

// R1. A new state closes the former one at the revision of its commit; nothing else about the former one changes.
// R2. Look-up tables (edges, touches, derivations, names) are written with the state that they repeat, and say what it says.
// R3. What is new must be new, what changes must be there, and what was introduced once stays introduced so.

/** Where records are being put: the universe and its number, and the commit that is being made. */
export interface Place {
  u: number;
  universe: UniverseId;
  revision: number;
  commit: CommitId;
  /** Numbers of nodes that were looked up for it. */
  numbers: Map<NodeId, number>;
}
const numbersKeptMax = 20_000;

const edgeState = { open: 0, closed: 1, former: 2 } as const;

const absent = (id: string) => malformedCommit(`it changes \`${id}\`, which canon does not hold`);
const dangling = (id: string) => malformedCommit(`it refers to \`${id}\`, which canon does not hold`);
const taken = (what: string) => malformedCommit(`${what} is in canon already`);
const introducedElsewhere = (id: string) => malformedCommit(`\`${id}\` was introduced by another commit than it says`);

const keepsIntroduction = ({ introduced: a }: CanonNode | Fact, { introduced: b }: CanonNode | Fact): boolean =>
  a.revision === b.revision && a.commit === b.commit;

interface EdgeEnd {
  node: NodeId;
  other: NodeId;
  outward: 0 | 1;
}

/** An edge is seen from both its ends, and once if they are one. */
const endsOf = ({ subject, object }: Fact): readonly EdgeEnd[] => {
  if (object?.kind !== 'node') return [];
  const outward: EdgeEnd = { node: subject, other: object.id, outward: 1 };
  return subject === object.id ? [outward] : [outward, { node: object.id, other: subject, outward: 0 }];
};

/** Where an edge stands while it is current, and what of its start its place does not say. */
const edgePlace = ({ valid: { from, to } }: Fact): { state: number; turn: bigint; from: bigint | null } =>
  to === null
    ? { state: edgeState.open, turn: startCode(from), from: null }
    : { state: edgeState.closed, turn: endCode(to), from: startCode(from) };

const isShown = (fact: Fact): boolean => fact.status !== 'retconned';

const namesOf = (node: CanonNode): ReadonlySet<string> =>
  node.kind === 'entity' && node.status === 'canon' ? new Set(calledIn(node)) : new Set();

const calledIn = (entity: Entity): string[] => [entity.name, ...entity.aliases].map(normaliseName);

/** The numbers of nodes, which must be there. Those of one commit are mostly the same few. */
const nodeNumbers = (database: Sqlite) => {
  const find = database.prepare('SELECT number FROM nodes WHERE u = ? AND id = ? AND until IS NULL');
  return ({ u, numbers }: Place, id: NodeId): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const row = find.get(u, id);
    if (row === undefined) throw dangling(id);
    const number = count(row, 'number');
    if (numbers.size >= numbersKeptMax) numbers.clear();
    numbers.set(id, number);
    return number;
  };
};
type NumberOf = ReturnType<typeof nodeNumbers>;

/** What repeats the current state of a fact, for look-ups: it goes when the state does. */
const factLookUps = (database: Sqlite, numberOf: NumberOf) => {
  const insertEdge = database.prepare('INSERT INTO edges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)');
  const retireEdge =
    database.prepare(`UPDATE edges SET state = ${edgeState.former}, turn = ?, valid_from = ?, valid_to = ?
    WHERE node = ? AND state = ? AND turn = ? AND fact = ? AND since = ? AND outward = ?`);
  const insertTouch = database.prepare('INSERT INTO touches VALUES (?, ?, ?, ?, ?, ?)');
  const deleteTouch = database.prepare(
    'DELETE FROM touches WHERE node = ? AND side = ? AND topic = ? AND valid_to = ? AND valid_from = ? AND fact_row = ?',
  );
  const insertDerivation = database.prepare('INSERT OR IGNORE INTO derivations VALUES (?, ?, ?)');
  const deleteDerivation = database.prepare('DELETE FROM derivations WHERE u = ? AND base = ? AND fact = ?');

  return {
    remove(place: Place, fact: Fact, { row, since }: { row: number; since: number }): void {
      const { u, revision } = place;
      const { from, to } = fact.valid;
      for (const base of basesOf(fact)) deleteDerivation.run(u, base, fact.id);
      for (const { node, side, topic } of touchesOf(fact))
        deleteTouch.run(...[numberOf(place, node), side, topic, endCode(to), startCode(from), row]);
      if (!isShown(fact)) return;
      const { state, turn } = edgePlace(fact);
      for (const { node, outward } of endsOf(fact))
        retireEdge.run(
          ...[revision, startCode(from), endCode(to)],
          ...[numberOf(place, node), state, turn, fact.id, since, outward],
        );
    },
    add(place: Place, fact: Fact, row: number): void {
      const { u, revision } = place;
      for (const base of basesOf(fact)) insertDerivation.run(u, base, fact.id);
      for (const { node, side, topic } of touchesOf(fact))
        insertTouch.run(
          ...[numberOf(place, node), side, topic, endCode(fact.valid.to), startCode(fact.valid.from), row],
        );
      if (!isShown(fact)) return;
      const { state, turn, from } = edgePlace(fact);
      for (const { node, other, outward } of endsOf(fact))
        insertEdge.run(
          ...[numberOf(place, node), state, turn, fact.id, revision, outward],
          ...[other, numberOf(place, other), fact.predicate, from],
        );
    },
  };
};

const factRows = (database: Sqlite, numberOf: NumberOf) => {
  const insertFact = database.prepare(`INSERT INTO facts
    (u, id, since, subject, object, predicate, valid_from, valid_to, kind, status, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const closeFact = database.prepare(`UPDATE facts SET until = ? WHERE u = ? AND id = ? AND until IS NULL
    RETURNING row, since, ${factReturned}`);
  const lookUps = factLookUps(database, numberOf);

  const close = (place: Place, fact: Fact): void => {
    const row = closeFact.get(place.revision, place.u, fact.id);
    if (row === undefined) throw absent(fact.id);
    const former = factOf(row, place.universe);
    if (!keepsIntroduction(former, fact)) throw introducedElsewhere(fact.id);
    lookUps.remove(place, former, { row: count(row, 'row'), since: count(row, 'since') });
  };

  return (place: Place, fact: Fact): void => {
    const { u, revision } = place;
    const { from, to } = fact.valid;
    const object = fact.object?.kind === 'node' ? numberOf(place, fact.object.id) : null;
    if (fact.introduced.revision !== revision) close(place, fact);
    const { changes, lastInsertRowid: row } = insertFact.run(
      ...[u, fact.id, revision, numberOf(place, fact.subject), object, fact.predicate],
      ...[startCode(from), endCode(to), fact.kind, fact.status, factText(fact)],
    );
    if (changes === 0) throw taken(`\`${fact.id}\``);
    lookUps.add(place, fact, Number(row));
  };
};

const nodeRows = (database: Sqlite) => {
  const insertNode = database.prepare(`INSERT INTO nodes (row, number, u, id, since, kind, type, body)
    SELECT next.row, coalesce(?, next.row), ?, ?, ?, ?, ?, ? FROM (SELECT coalesce(max(row), 0) + 1 AS row FROM nodes) AS next
    WHERE true ON CONFLICT DO NOTHING`);
  const closeNode = database.prepare(`UPDATE nodes SET until = ? WHERE u = ? AND id = ? AND until IS NULL
    RETURNING number, body`);
  const insertName = database.prepare('INSERT INTO names VALUES (?, ?, ?)');
  const deleteName = database.prepare('DELETE FROM names WHERE u = ? AND name = ? AND node = ?');

  /** Gives the number that the node has had. */
  const close = ({ u, revision }: Place, node: CanonNode): number => {
    const row = closeNode.get(revision, u, node.id);
    if (row === undefined) throw absent(node.id);
    const former = recordOf<CanonNode>(row);
    if (!keepsIntroduction(former, node)) throw introducedElsewhere(node.id);
    for (const name of namesOf(former)) deleteName.run(u, name, node.id);
    return count(row, 'number');
  };

  return (place: Place, node: CanonNode, body: string): void => {
    const { u, revision } = place;
    const number = node.introduced.revision === revision ? null : close(place, node);
    const type = node.kind === 'entity' ? node.type : null;
    if (insertNode.run(number, u, node.id, revision, node.kind, type, body).changes === 0)
      throw taken(`\`${node.id}\``);
    for (const name of namesOf(node)) insertName.run(u, name, node.id);
  };
};

const supportRows = (database: Sqlite) => {
  const insertEvidence = database.prepare('INSERT INTO evidence (u, id, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const findEvidence = database.prepare('SELECT row FROM evidence WHERE u = ? AND id = ?');
  const insertSupport = database.prepare(`INSERT INTO supports
    (u, target, evidence, since, authority, sufficient, status, proposal) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const closeSupport = database.prepare(`UPDATE supports SET until = ?
    WHERE u = ? AND target = ? AND evidence = ? AND until IS NULL AND since < ?`);

  return {
    putEvidence({ u }: Place, stub: Evidence, body: string): void {
      if (insertEvidence.run(u, stub.id, body).changes === 0) throw taken(`\`${stub.id}\``);
    },
    putSupport({ u, revision, commit }: Place, support: Support): void {
      const { target, evidence, authority, sufficient, status, proposal } = support;
      if (support.revision !== revision || support.commit !== commit)
        throw malformedCommit(`a support of \`${target}\` is not dated with this commit`);
      const stub = findEvidence.get(u, evidence);
      if (stub === undefined) throw dangling(evidence);
      const row = count(stub, 'row');
      const insert = (): boolean =>
        insertSupport.run(u, target, row, revision, authority, sufficient ? 1 : 0, status, proposal).changes === 1;
      if (insert()) return;
      if (closeSupport.run(revision, u, target, row, revision).changes === 0)
        throw taken(`the support of \`${target}\` by \`${evidence}\``);
      insert();
    },
  };
};

/** Puts records into their tables; of nodes and evidence with their canonical text. Within a write transaction only. */
export const canonRows = (database: Sqlite) => ({
  putFact: factRows(database, nodeNumbers(database)),
  putNode: nodeRows(database),
  ...supportRows(database),
});
export type CanonRows = ReturnType<typeof canonRows>;
