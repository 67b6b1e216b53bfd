-- One log for each universe. Its events are numbered from 1 without gaps, and forgotten from the first on.
CREATE TABLE logs (
  log INTEGER PRIMARY KEY,
  universe TEXT NOT NULL UNIQUE,
  last INTEGER NOT NULL DEFAULT 0, -- the number of the last event
  forgotten INTEGER NOT NULL DEFAULT 0 -- the number of the last event that was forgotten
) STRICT;

CREATE TABLE events (
  log INTEGER NOT NULL,
  number INTEGER NOT NULL,
  body TEXT NOT NULL, -- canonical JSON
  -- On the last event of an append: its idempotency key, and how many events it had. So a key is forgotten with them.
  append_key TEXT,
  append_count INTEGER,
  PRIMARY KEY (log, number)
) STRICT;
CREATE UNIQUE INDEX events_by_append ON events (log, append_key) WHERE append_key IS NOT NULL;

-- `handed`: the number of the last event that was handed out to a member.
CREATE TABLE groups (
  log INTEGER NOT NULL,
  name TEXT NOT NULL,
  handed INTEGER NOT NULL,
  PRIMARY KEY (log, name)
) STRICT, WITHOUT ROWID;

-- What was handed out and not acknowledged.
CREATE TABLE pending (
  log INTEGER NOT NULL,
  name TEXT NOT NULL,
  number INTEGER NOT NULL,
  consumer TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  PRIMARY KEY (log, name, number)
) STRICT, WITHOUT ROWID;
