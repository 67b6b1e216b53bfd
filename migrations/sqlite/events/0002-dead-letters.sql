-- What a group gave up, with the error. The event is kept with it, for the log may forget it.
CREATE TABLE dead_letters (
  log INTEGER NOT NULL,
  number INTEGER NOT NULL,
  name TEXT NOT NULL, -- of the group
  consumer TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  buried_ms INTEGER NOT NULL,
  body TEXT NOT NULL, -- canonical JSON
  PRIMARY KEY (log, number, name)
) STRICT;

-- What was given back or is replayed has 0 as its attempt until it is read; what is replayed has its event with it.
ALTER TABLE pending ADD COLUMN body TEXT;
CREATE INDEX pending_to_read ON pending (log, name, number) WHERE attempt = 0;
