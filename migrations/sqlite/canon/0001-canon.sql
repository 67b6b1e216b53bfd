-- Canon as states of records. A state is current from the revision `since` up to, not with, `until`; the current one has none.
-- A state's text never changes and is never deleted; only its `until` is set, once.
--
-- Story time is one integer, second * 65536 + ordinal. An unknown start is the least integer, an open end the greatest.
-- What rows are only looked up by is a number; ids stand where they are sorted by or given back, so that no read has to turn
-- numbers into ids one by one. Tables from `edges` on repeat what the records say, for look-ups; they could be rebuilt from them.

CREATE TABLE universes (
  u               INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  revision        INTEGER NOT NULL,
  commit_digest   TEXT,
  decisions       INTEGER NOT NULL,
  decision_digest TEXT
) STRICT;

CREATE TABLE containers (
  id   TEXT PRIMARY KEY,
  body TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The records of a commit have consecutive rows in their tables: from `*_after`, exclusive, to `*_upto`.
CREATE TABLE commits (
  u              INTEGER NOT NULL,
  revision       INTEGER NOT NULL,
  id             TEXT NOT NULL,
  body           TEXT NOT NULL,
  nodes_after    INTEGER NOT NULL,
  nodes_upto     INTEGER NOT NULL,
  facts_after    INTEGER NOT NULL,
  facts_upto     INTEGER NOT NULL,
  evidence_after INTEGER NOT NULL,
  evidence_upto  INTEGER NOT NULL,
  supports_after INTEGER NOT NULL,
  supports_upto  INTEGER NOT NULL,
  PRIMARY KEY (u, revision),
  UNIQUE (u, id)
) STRICT;

-- `revision`: where the universe stood when the decision was taken, its own commit included.
CREATE TABLE decisions (
  u         INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  id        TEXT NOT NULL,
  proposal  TEXT NOT NULL,
  commit_id TEXT,
  revision  INTEGER NOT NULL,
  body      TEXT NOT NULL,
  PRIMARY KEY (u, number),
  UNIQUE (u, id)
) STRICT;
CREATE INDEX decisions_by_proposal ON decisions (u, proposal, number);
CREATE INDEX decisions_by_commit ON decisions (u, commit_id, number) WHERE commit_id IS NOT NULL;
CREATE INDEX decisions_by_revision ON decisions (u, revision, number);

-- `number` stands for the node in other tables, whatever its state: it is the row of its first one.
CREATE TABLE nodes (
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
CREATE UNIQUE INDEX nodes_current ON nodes (u, id) WHERE until IS NULL;
CREATE INDEX nodes_former ON nodes (u, id, since) WHERE until IS NOT NULL;
CREATE INDEX nodes_by_kind ON nodes (u, kind, id, until, since);

-- The text is a list of what the columns do not say: see `canon-records.ts`.
CREATE TABLE facts (
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
CREATE UNIQUE INDEX facts_current ON facts (u, id) WHERE until IS NULL;
CREATE INDEX facts_former ON facts (u, id, since) WHERE until IS NOT NULL;
-- What a person asks: everything about somebody, in the order it began.
CREATE INDEX facts_by_subject ON facts (subject, valid_from, id, until, since);
CREATE INDEX facts_by_object ON facts (object, valid_from, id, until, since) WHERE object IS NOT NULL;
CREATE INDEX facts_by_start ON facts (u, valid_from, id, until, since);

CREATE TABLE evidence (
  row  INTEGER PRIMARY KEY,
  u    INTEGER NOT NULL,
  id   TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (u, id)
) STRICT;

-- There is no text: revision and commit are those of `since`.
CREATE TABLE supports (
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
CREATE UNIQUE INDEX supports_current ON supports (u, target, evidence) WHERE until IS NULL;
CREATE INDEX supports_standing ON supports (evidence) WHERE until IS NULL AND status = 'standing';

CREATE TABLE outbox (
  row  INTEGER PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;

-- Relationships, twice: from each end, by its number. `state` 0: open, `turn` is its start. 1: closed, `turn` is its end.
-- 2: a former state, `turn` is the revision that replaced it. Start and end are null where state and turn say them.
CREATE TABLE edges (
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

-- Which fact derives from which, or was caused by it.
CREATE TABLE derivations (
  u    INTEGER NOT NULL,
  base TEXT NOT NULL,
  fact TEXT NOT NULL,
  PRIMARY KEY (u, base, fact)
) STRICT, WITHOUT ROWID;

-- What entities are called now, normalised.
CREATE TABLE names (
  u    INTEGER NOT NULL,
  name TEXT NOT NULL,
  node TEXT NOT NULL,
  PRIMARY KEY (u, name, node)
) STRICT, WITHOUT ROWID;
