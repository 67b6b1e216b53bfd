-- What rows are only looked up by becomes a number, and a text no longer says what its columns do: canon takes half the room, and what a
-- read needs lies closer together. From here on
--   * a state is current from the revision `since` up to, not with, `until`; the current one has none;
--   * ids stand where they are sorted by or given back, so that no read has to turn numbers into ids one by one;
--   * tables from `edges` on repeat what the records say, for look-ups; they could be rebuilt from them.
-- Rows keep their numbers, which the commits name.

-- `number` stands for the node in other tables, whatever its state: it is the row of its first one.
CREATE TABLE narrow_nodes (
  row    INTEGER PRIMARY KEY,
  number INTEGER NOT NULL,
  u      INTEGER NOT NULL,
  id     TEXT NOT NULL,
  since  INTEGER NOT NULL,
  until  INTEGER,
  kind   TEXT NOT NULL,
  type   TEXT,
  body   TEXT NOT NULL
) STRICT;
INSERT INTO narrow_nodes
SELECT row, min(row) OVER (PARTITION BY u, id), u, id, since, nullif(until, 9223372036854775807), kind, type, body FROM nodes;
DROP TABLE nodes;
ALTER TABLE narrow_nodes RENAME TO nodes;
CREATE UNIQUE INDEX nodes_current ON nodes (u, id) WHERE until IS NULL;
CREATE INDEX nodes_former ON nodes (u, id, since) WHERE until IS NOT NULL;
CREATE INDEX nodes_by_kind ON nodes (u, kind, id, until, since);

-- What the gate asks: which facts, as they are now, touch a node from a side and end after a time. All that touches one node lies
-- together. The sides and their topics are in `canon-touches.ts`.
CREATE TABLE touches (
  node       INTEGER NOT NULL,
  side       INTEGER NOT NULL,
  topic      ANY NOT NULL,
  valid_to   INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  fact_row   INTEGER NOT NULL,
  PRIMARY KEY (node, side, topic, valid_to, valid_from, fact_row)
) STRICT, WITHOUT ROWID;
WITH touched(u, node, side, topic, valid_to, valid_from, fact_row) AS (
  SELECT u, subject, 0, predicate, valid_to, valid_from, row FROM facts
    WHERE until = 9223372036854775807 AND status <> 'retconned'
  UNION ALL
  SELECT u, object, 1, predicate, valid_to, valid_from, row FROM facts
    WHERE until = 9223372036854775807 AND status <> 'retconned' AND object IS NOT NULL
  UNION ALL
  SELECT u, node, 2, predicate, valid_to, valid_from, fact_row FROM participations
  UNION ALL
  SELECT u, node, 3, '', valid_to, valid_from, fact_row FROM participations
  UNION ALL
  SELECT u, subject, 4, claim, valid_to, valid_from, row FROM facts
    WHERE until = 9223372036854775807 AND status <> 'retconned'
  UNION ALL
  SELECT known.u, known.node, 5, '', fact.valid_to, fact.valid_from, fact.row FROM knowers AS known
    JOIN facts AS fact ON fact.u = known.u AND fact.id = known.fact AND fact.until = 9223372036854775807
)
INSERT INTO touches
SELECT nodes.number, side, topic, valid_to, valid_from, fact_row FROM touched
  JOIN nodes ON nodes.u = touched.u AND nodes.id = touched.node AND nodes.until IS NULL
ORDER BY 1, 2, 3, 4, 5, 6;
DROP TABLE participations;
DROP TABLE knowers;

-- The text is a list of what the columns do not say: see `canon-records.ts`.
CREATE TABLE narrow_facts (
  row        INTEGER PRIMARY KEY,
  u          INTEGER NOT NULL,
  id         TEXT NOT NULL,
  since      INTEGER NOT NULL,
  until      INTEGER,
  subject    INTEGER NOT NULL, -- a node's number
  object     INTEGER, -- a node's number, if it is a node
  predicate  TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  status     TEXT NOT NULL,
  body       TEXT NOT NULL
) STRICT;
INSERT INTO narrow_facts
SELECT fact.row, fact.u, fact.id, fact.since, nullif(fact.until, 9223372036854775807), subject.number, object.number,
  fact.predicate, fact.valid_from, fact.valid_to, fact.kind, fact.status,
  json_array(
    json(iif(fact.body ->> '$.visibility.level' = 'known', fact.body -> '$.visibility.to', fact.body -> '$.visibility.level')),
    fact.body -> '$.event',
    fact.body -> '$.subject',
    json(iif(fact.body ->> '$.object.kind' = 'node', fact.body -> '$.object.id', fact.body -> '$.object')),
    fact.body -> '$.statement',
    json(iif(fact.body ->> '$.valid.from' IS NULL, 'null',
      json_array(fact.body -> '$.valid.from.second', fact.body -> '$.valid.from.ordinal'))),
    json(iif(fact.body ->> '$.valid.to' IS NULL, 'null',
      json_array(fact.body -> '$.valid.to.second', fact.body -> '$.valid.to.ordinal'))),
    json(iif(fact.body ->> '$.heldUntil' IS NULL, 'null',
      json_array(fact.body -> '$.heldUntil.second', fact.body -> '$.heldUntil.ordinal'))),
    fact.body -> '$.locked',
    fact.body -> '$.authority',
    fact.body -> '$.confidence',
    fact.body -> '$.derivesFrom',
    fact.body -> '$.replaces',
    fact.body -> '$.introduced.revision',
    fact.body -> '$.introduced.commit',
    fact.body -> '$.withdrawn')
FROM facts AS fact
  JOIN nodes AS subject ON subject.u = fact.u AND subject.id = fact.subject AND subject.until IS NULL
  LEFT JOIN nodes AS object ON object.u = fact.u AND object.id = fact.object AND object.until IS NULL;
DROP TABLE facts;
ALTER TABLE narrow_facts RENAME TO facts;
CREATE UNIQUE INDEX facts_current ON facts (u, id) WHERE until IS NULL;
CREATE INDEX facts_former ON facts (u, id, since) WHERE until IS NOT NULL;
-- What a person asks: everything about somebody, in the order it began.
CREATE INDEX facts_by_subject ON facts (subject, valid_from, id, until, since);
CREATE INDEX facts_by_object ON facts (object, valid_from, id, until, since) WHERE object IS NOT NULL;
CREATE INDEX facts_by_start ON facts (u, valid_from, id, until, since);

-- There is no text: revision and commit are those of `since`.
CREATE TABLE narrow_supports (
  row        INTEGER PRIMARY KEY,
  u          INTEGER NOT NULL,
  target     TEXT NOT NULL,
  evidence   INTEGER NOT NULL, -- its row
  since      INTEGER NOT NULL,
  until      INTEGER,
  authority  TEXT NOT NULL,
  sufficient INTEGER NOT NULL,
  status     TEXT NOT NULL,
  proposal   TEXT
) STRICT;
INSERT INTO narrow_supports
SELECT given.row, given.u, given.target, stub.row, given.since, nullif(given.until, 9223372036854775807),
  given.body ->> '$.authority', given.body ->> '$.sufficient', given.body ->> '$.status', given.body ->> '$.proposal'
FROM supports AS given JOIN evidence AS stub ON stub.u = given.u AND stub.id = given.evidence;
DROP TABLE supports;
ALTER TABLE narrow_supports RENAME TO supports;
CREATE UNIQUE INDEX supports_current ON supports (u, target, evidence) WHERE until IS NULL;
CREATE INDEX supports_standing ON supports (evidence) WHERE until IS NULL AND status = 'standing';

-- Relationships, twice: from each end, by its number. `state` 0: open, `turn` is its start. 1: closed, `turn` is its end.
-- 2: a former state, `turn` is the revision that replaced it. Start and end are null where state and turn say them.
CREATE TABLE narrow_edges (
  node         INTEGER NOT NULL,
  state        INTEGER NOT NULL,
  turn         INTEGER NOT NULL,
  fact         TEXT NOT NULL,
  since        INTEGER NOT NULL,
  outward      INTEGER NOT NULL, -- 1: `node` is the subject
  other        TEXT NOT NULL,
  other_number INTEGER NOT NULL,
  predicate    TEXT NOT NULL,
  valid_from   INTEGER,
  valid_to     INTEGER,
  PRIMARY KEY (node, state, turn, fact, since, outward)
) STRICT, WITHOUT ROWID;
INSERT INTO narrow_edges
SELECT node.number, edge.state, edge.turn, edge.fact, edge.since, edge.outward, edge.other, other.number, edge.predicate,
  iif(edge.state = 0, NULL, edge.valid_from), iif(edge.state = 2, edge.valid_to, NULL)
FROM edges AS edge
  JOIN nodes AS node ON node.u = edge.u AND node.id = edge.node AND node.until IS NULL
  JOIN nodes AS other ON other.u = edge.u AND other.id = edge.other AND other.until IS NULL
ORDER BY 1, 2, 3, 4, 5, 6;
DROP TABLE edges;
ALTER TABLE narrow_edges RENAME TO edges;
