-- Which events a group has handled whose effects are in this file: the last of them, numbered from 1 without gaps.
CREATE TABLE inbox_groups (
  inbox INTEGER PRIMARY KEY,
  universe TEXT NOT NULL,
  name TEXT NOT NULL,
  last INTEGER NOT NULL DEFAULT 0,
  UNIQUE (universe, name)
) STRICT;

CREATE TABLE inbox_events (
  inbox INTEGER NOT NULL,
  number INTEGER NOT NULL,
  event TEXT NOT NULL,
  PRIMARY KEY (inbox, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inbox_events_by_id ON inbox_events (inbox, event);
