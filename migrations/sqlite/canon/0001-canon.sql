-- Canon as states of records. A state is current from the revision `since` up to, not with, `until`; the current one has
-- until = 9223372036854775807. A state's text never changes and is never deleted; only its `until` is set, once.
--
-- Story time is one integer, second * 65536 + ordinal. An unknown start is the least integer, an open end the greatest.
-- Tables from `edges` on repeat what the texts say, for look-ups; they could be rebuilt from them.

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

CREATE TABLE nodes (
  row   INTEGER PRIMARY KEY,
  u     INTEGER NOT NULL,
  id    TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  kind  TEXT NOT NULL,
  type  TEXT,
  body  TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX nodes_current ON nodes (u, id) WHERE until = 9223372036854775807;
CREATE INDEX nodes_former ON nodes (u, id, since) WHERE until <> 9223372036854775807;
CREATE INDEX nodes_by_kind ON nodes (u, kind, id, until, since);

CREATE TABLE facts (
  row        INTEGER PRIMARY KEY,
  u          INTEGER NOT NULL,
  id         TEXT NOT NULL,
  since      INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  subject    TEXT NOT NULL,
  predicate  TEXT NOT NULL,
  object     TEXT, -- if it is a node
  claim      INTEGER NOT NULL, -- a hash of subject, predicate and object
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  status     TEXT NOT NULL,
  body       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX facts_current ON facts (u, id) WHERE until = 9223372036854775807;
CREATE INDEX facts_former ON facts (u, id, since) WHERE until <> 9223372036854775807;
-- What the gate asks: what of this subject and predicate ends after a time.
CREATE INDEX facts_of_subject ON facts (u, subject, predicate, valid_to, valid_from)
  WHERE until = 9223372036854775807 AND status <> 'retconned';
CREATE INDEX facts_of_object ON facts (u, object, predicate, valid_to, valid_from)
  WHERE until = 9223372036854775807 AND status <> 'retconned' AND object IS NOT NULL;
-- What the gate asks: has this very thing been said, and for when.
CREATE INDEX facts_by_claim ON facts (u, claim, valid_to, valid_from)
  WHERE until = 9223372036854775807 AND status <> 'retconned';
-- What a person asks: everything about somebody, in the order it began.
CREATE INDEX facts_by_subject ON facts (u, subject, valid_from, id, until, since);
CREATE INDEX facts_by_object ON facts (u, object, valid_from, id, until, since) WHERE object IS NOT NULL;
CREATE INDEX facts_by_start ON facts (u, valid_from, id, until, since);

CREATE TABLE evidence (
  row  INTEGER PRIMARY KEY,
  u    INTEGER NOT NULL,
  id   TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (u, id)
) STRICT;

CREATE TABLE supports (
  row      INTEGER PRIMARY KEY,
  u        INTEGER NOT NULL,
  target   TEXT NOT NULL,
  evidence TEXT NOT NULL,
  since    INTEGER NOT NULL,
  until    INTEGER NOT NULL,
  body     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX supports_current ON supports (u, target, evidence) WHERE until = 9223372036854775807;
CREATE INDEX supports_by_evidence ON supports (u, evidence, target) WHERE until = 9223372036854775807;

CREATE TABLE outbox (
  row  INTEGER PRIMARY KEY,
  id   TEXT NOT NULL UNIQUE,
  body TEXT NOT NULL
) STRICT;

-- Relationships, twice: from each end. `state` 0: open, `turn` is its start. 1: closed, `turn` is its end.
-- 2: a former state, `turn` is the revision that replaced it.
CREATE TABLE edges (
  u          INTEGER NOT NULL,
  node       TEXT NOT NULL,
  state      INTEGER NOT NULL,
  turn       INTEGER NOT NULL,
  fact       TEXT NOT NULL,
  since      INTEGER NOT NULL,
  outward    INTEGER NOT NULL, -- 1: `node` is the subject
  other      TEXT NOT NULL,
  predicate  TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL,
  PRIMARY KEY (u, node, state, turn, fact, since, outward)
) STRICT, WITHOUT ROWID;

-- Who took part in which event that is canon now.
CREATE TABLE participations (
  u          INTEGER NOT NULL,
  node       TEXT NOT NULL,
  valid_to   INTEGER NOT NULL,
  fact_row   INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  predicate  TEXT NOT NULL,
  PRIMARY KEY (u, node, valid_to, fact_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX participations_of_predicate ON participations (u, node, predicate, valid_to, fact_row, valid_from);

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
