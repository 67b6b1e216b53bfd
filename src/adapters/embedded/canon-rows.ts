import type { CanonNode, Entity, Fact } from '../../../schemas/canon.ts';
import type { Evidence, Support } from '../../../schemas/evidence.ts';
import { claimHash } from '../../domain/claim.ts';
import { basesOf } from '../../domain/commit-shape.ts';
import { normaliseName } from '../../domain/names.ts';
import { malformedCommit } from '../../ports/canon-call.ts';
import { count, endCode, openCode, recordOf, startCode } from './canon-codes.ts';
import type { Sqlite } from './sqlite.ts';

// R1. A new state closes the former one at the revision of its commit; nothing else about the former one changes.
// R2. Look-up tables (edges, participations, derivations, names) are written with the state that they repeat, and say what it says.
// R3. What is new must be new, what changes must be there, and what was introduced once stays introduced so.

/** Where records are being put: the universe's number, and the revision that the commit makes. */
export interface Place {
  u: number;
  revision: number;
}

const edgeState = { open: 0, closed: 1, former: 2 } as const;

const absent = (id: string) => malformedCommit(`it changes \`${id}\`, which canon does not hold`);
const taken = (what: string) => malformedCommit(`${what} is in canon already`);
const introducedElsewhere = (id: string) => malformedCommit(`\`${id}\` was introduced by another commit than it says`);

const keepsIntroduction = ({ introduced: a }: CanonNode | Fact, { introduced: b }: CanonNode | Fact): boolean =>
  a.revision === b.revision && a.commit === b.commit;

interface EdgeEnd {
  node: string;
  other: string;
  outward: 0 | 1;
}

/** An edge is seen from both its ends, and once if they are one. */
const endsOf = ({ subject, object }: Fact): readonly EdgeEnd[] => {
  if (object?.kind !== 'node') return [];
  const outward: EdgeEnd = { node: subject, other: object.id, outward: 1 };
  return subject === object.id ? [outward] : [outward, { node: object.id, other: subject, outward: 0 }];
};

const edgeKey = (fact: Fact): { state: number; turn: bigint } =>
  fact.valid.to === null
    ? { state: edgeState.open, turn: startCode(fact.valid.from) }
    : { state: edgeState.closed, turn: endCode(fact.valid.to) };

const isShown = (fact: Fact): boolean => fact.status !== 'retconned';

const knowersOf = ({ visibility }: Fact): ReadonlySet<string> =>
  new Set(visibility.level === 'known' ? visibility.to : []);

const participantsOf = (fact: Fact): ReadonlySet<string> =>
  new Set(fact.event === null ? [] : fact.event.participants.map(({ node }) => node));

const namesOf = (node: CanonNode): ReadonlySet<string> =>
  node.kind === 'entity' && node.status === 'canon' ? new Set(calledIn(node)) : new Set();

const calledIn = (entity: Entity): string[] => [entity.name, ...entity.aliases].map(normaliseName);

const factRows = (database: Sqlite) => {
  const insertFact = database.prepare(`INSERT INTO facts
    (u, id, since, until, subject, predicate, object, claim, valid_from, valid_to, kind, status, body)
    VALUES (?, ?, ?, ${openCode}, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const closeFact = database.prepare(`UPDATE facts SET until = ? WHERE u = ? AND id = ? AND until = ${openCode}
    RETURNING row, since, body`);
  const insertEdge = database.prepare('INSERT INTO edges VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const retireEdge = database.prepare(`UPDATE edges SET state = ${edgeState.former}, turn = ?
    WHERE u = ? AND node = ? AND state = ? AND turn = ? AND fact = ? AND since = ? AND outward = ?`);
  const insertPart = database.prepare('INSERT INTO participations VALUES (?, ?, ?, ?, ?, ?)');
  const deletePart = database.prepare(
    'DELETE FROM participations WHERE u = ? AND node = ? AND valid_to = ? AND fact_row = ?',
  );
  const insertKnower = database.prepare('INSERT INTO knowers VALUES (?, ?, ?)');
  const deleteKnower = database.prepare('DELETE FROM knowers WHERE u = ? AND node = ? AND fact = ?');
  const insertDerivation = database.prepare('INSERT OR IGNORE INTO derivations VALUES (?, ?, ?)');
  const deleteDerivation = database.prepare('DELETE FROM derivations WHERE u = ? AND base = ? AND fact = ?');

  const close = ({ u, revision }: Place, fact: Fact): void => {
    const row = closeFact.get(revision, u, fact.id);
    if (row === undefined) throw absent(fact.id);
    const former = recordOf<Fact>(row);
    if (!keepsIntroduction(former, fact)) throw introducedElsewhere(fact.id);
    for (const base of basesOf(former)) deleteDerivation.run(u, base, former.id);
    for (const node of knowersOf(former)) deleteKnower.run(u, node, former.id);
    if (!isShown(former)) return;
    const { state, turn } = edgeKey(former);
    for (const { node, outward } of endsOf(former))
      retireEdge.run(revision, u, node, state, turn, former.id, count(row, 'since'), outward);
    for (const node of participantsOf(former)) deletePart.run(u, node, endCode(former.valid.to), count(row, 'row'));
  };

  return (place: Place, fact: Fact, body: string): void => {
    const { u, revision } = place;
    const from = startCode(fact.valid.from);
    const to = endCode(fact.valid.to);
    const object = fact.object?.kind === 'node' ? fact.object.id : null;
    if (fact.introduced.revision !== revision) close(place, fact);
    const { changes, lastInsertRowid: row } = insertFact.run(
      ...[u, fact.id, revision, fact.subject, fact.predicate, object, claimHash(fact)],
      ...[from, to, fact.kind, fact.status, body],
    );
    if (changes === 0) throw taken(`\`${fact.id}\``);
    for (const base of basesOf(fact)) insertDerivation.run(u, base, fact.id);
    for (const node of knowersOf(fact)) insertKnower.run(u, node, fact.id);
    if (!isShown(fact)) return;
    const { state, turn } = edgeKey(fact);
    for (const { node, other, outward } of endsOf(fact))
      insertEdge.run(u, node, state, turn, fact.id, revision, outward, other, fact.predicate, from, to);
    for (const node of participantsOf(fact)) insertPart.run(u, node, to, row, from, fact.predicate);
  };
};

const nodeRows = (database: Sqlite) => {
  const insertNode = database.prepare(`INSERT INTO nodes (u, id, since, until, kind, type, body)
    VALUES (?, ?, ?, ${openCode}, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const closeNode = database.prepare(`UPDATE nodes SET until = ? WHERE u = ? AND id = ? AND until = ${openCode}
    RETURNING body`);
  const insertName = database.prepare('INSERT INTO names VALUES (?, ?, ?)');
  const deleteName = database.prepare('DELETE FROM names WHERE u = ? AND name = ? AND node = ?');

  const close = ({ u, revision }: Place, node: CanonNode): void => {
    const row = closeNode.get(revision, u, node.id);
    if (row === undefined) throw absent(node.id);
    const former = recordOf<CanonNode>(row);
    if (!keepsIntroduction(former, node)) throw introducedElsewhere(node.id);
    for (const name of namesOf(former)) deleteName.run(u, name, node.id);
  };

  return (place: Place, node: CanonNode, body: string): void => {
    const { u, revision } = place;
    if (node.introduced.revision !== revision) close(place, node);
    const type = node.kind === 'entity' ? node.type : null;
    if (insertNode.run(u, node.id, revision, node.kind, type, body).changes === 0) throw taken(`\`${node.id}\``);
    for (const name of namesOf(node)) insertName.run(u, name, node.id);
  };
};

const supportRows = (database: Sqlite) => {
  const insertEvidence = database.prepare('INSERT INTO evidence (u, id, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const insertSupport = database.prepare(`INSERT INTO supports (u, target, evidence, since, until, body)
    VALUES (?, ?, ?, ?, ${openCode}, ?) ON CONFLICT DO NOTHING`);
  const closeSupport = database.prepare(`UPDATE supports SET until = ?
    WHERE u = ? AND target = ? AND evidence = ? AND until = ${openCode} AND since < ?`);

  return {
    putEvidence({ u }: Place, stub: Evidence, body: string): void {
      if (insertEvidence.run(u, stub.id, body).changes === 0) throw taken(`\`${stub.id}\``);
    },
    putSupport({ u, revision }: Place, { target, evidence }: Support, body: string): void {
      if (insertSupport.run(u, target, evidence, revision, body).changes === 1) return;
      if (closeSupport.run(revision, u, target, evidence, revision).changes === 0)
        throw taken(`the support of \`${target}\` by \`${evidence}\``);
      insertSupport.run(u, target, evidence, revision, body);
    },
  };
};

/** Puts records, each with its canonical text, into their tables. Within a write transaction only. */
export const canonRows = (database: Sqlite) => ({
  putFact: factRows(database),
  putNode: nodeRows(database),
  ...supportRows(database),
});
export type CanonRows = ReturnType<typeof canonRows>;
