-- A space holds what one universe has in an index. Cleared, it belongs to no universe any more, and its rows are deleted bit by bit.

CREATE TABLE text_spaces (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  universe TEXT UNIQUE
) STRICT;

CREATE TABLE text_entries (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  space INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  story TEXT,
  scene TEXT,
  second INTEGER,
  ordinal INTEGER,
  level TEXT NOT NULL,
  UNIQUE (space, kind, id)
) STRICT;

-- Which entities an entry is about, and which may know it.
CREATE TABLE text_links (
  entry INTEGER NOT NULL,
  relation TEXT NOT NULL,
  entity TEXT NOT NULL,
  PRIMARY KEY (entry, relation, entity)
) STRICT, WITHOUT ROWID;

-- Stems, each with the number of its space before it: a search walks the lists of its own universe, and the words of no other weigh in.
CREATE VIRTUAL TABLE text_words USING fts5 (
  title, text, content = '', contentless_delete = 1, tokenize = "ascii tokenchars ':'"
);
-- Deleted rows are merged away when they are half of a segment. At the default tenth, forgetting a universe writes its words over nine times.
INSERT INTO text_words (text_words, rank) VALUES ('deletemerge', 50);

CREATE TABLE vector_spaces (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  universe TEXT UNIQUE,
  model TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  -- Drops up to this one are not listed any more.
  forgotten INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A later write has a greater number, also when it replaces. Vectors are of length 1, as 32-bit floats.
CREATE TABLE vector_entries (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  space INTEGER NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  story TEXT,
  scene TEXT,
  entities TEXT NOT NULL,
  second INTEGER,
  ordinal INTEGER,
  level TEXT NOT NULL,
  knowers TEXT NOT NULL,
  vector BLOB NOT NULL,
  UNIQUE (space, kind, id)
) STRICT;
CREATE INDEX vector_entries_in_order ON vector_entries (space, number);

-- Entries that were removed or replaced, for those who have them in memory.
CREATE TABLE vector_drops (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  space INTEGER NOT NULL,
  entry INTEGER NOT NULL
) STRICT;
CREATE INDEX vector_drops_in_order ON vector_drops (space, number);
