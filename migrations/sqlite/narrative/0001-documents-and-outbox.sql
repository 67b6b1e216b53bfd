-- Documents in the order of their first writing. Nothing is ever removed, so a sequence number is never used again.
CREATE TABLE documents (
  sequence INTEGER PRIMARY KEY,
  universe TEXT NOT NULL,
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  story TEXT,
  scene TEXT,
  version INTEGER NOT NULL,
  first_digest TEXT NOT NULL, -- of the document as first written: a repeated insert is known by it, also after replacements
  body TEXT NOT NULL -- canonical JSON
) STRICT;
CREATE UNIQUE INDEX documents_by_id ON documents (universe, collection, id);

-- Each of these ends in the sequence, as every index of such a table does: lists are read from them in order, without sorting.
CREATE INDEX documents_in_order ON documents (universe, collection);
CREATE INDEX documents_by_story ON documents (universe, collection, story) WHERE story IS NOT NULL;
CREATE INDEX documents_by_scene ON documents (universe, collection, scene) WHERE scene IS NOT NULL;

-- Events that were written with documents. They stay after they were sent, so that a lost event log can be filled again.
CREATE TABLE outbox (
  sequence INTEGER PRIMARY KEY,
  event TEXT NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0,
  body TEXT NOT NULL -- canonical JSON
) STRICT;
CREATE INDEX outbox_unsent ON outbox (sequence) WHERE sent = 0;
CREATE INDEX outbox_unsent_by_event ON outbox (event) WHERE sent = 0;
