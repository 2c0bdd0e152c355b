-- A notification and where it stands. `seq` is the order of receipt.
CREATE TABLE notification (
  seq              INTEGER PRIMARY KEY,
  id               TEXT    NOT NULL UNIQUE,
  event_type       TEXT    NOT NULL,
  -- What it is about; where it has no subject, its own id, so that it waits for nothing.
  line             TEXT    NOT NULL,
  -- The platform's clock, in nanoseconds since 1970; NULL where the body has none.
  occurred_at      INTEGER,
  body             BLOB    NOT NULL,
  received_at      INTEGER NOT NULL,
  last_received_at INTEGER NOT NULL,
  deliveries       INTEGER NOT NULL DEFAULT 1,
  state            TEXT    NOT NULL DEFAULT 'pending'
                           CHECK (state IN ('pending', 'handling', 'handled', 'dead')),
  -- 1 while an earlier one of the same line is neither handled nor dead.
  held_back        INTEGER NOT NULL,
  attempts         INTEGER NOT NULL DEFAULT 0,
  due_at           INTEGER NOT NULL,
  settled_at       INTEGER,
  error            TEXT
) STRICT;

CREATE INDEX notification_due ON notification (due_at, seq) WHERE state = 'pending' AND held_back = 0;
CREATE INDEX notification_unsettled ON notification (line, seq) WHERE state IN ('pending', 'handling');
CREATE INDEX notification_handling ON notification (seq) WHERE state = 'handling';
CREATE INDEX notification_dead ON notification (seq) WHERE state = 'dead';
CREATE INDEX notification_handled ON notification (line, occurred_at, seq) WHERE state = 'handled';
CREATE INDEX notification_settled ON notification (settled_at) WHERE state = 'handled';

-- What has been received, by the hash of event type and canonical payload. Outlives the notification, so that a
-- repetition is recognised after the notification has been removed.
CREATE TABLE fingerprint (
  hash        BLOB    PRIMARY KEY,
  id          TEXT    NOT NULL,
  received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What valid notifications held that the contract did not know.
CREATE TABLE observation (
  event_type TEXT    NOT NULL,
  pointer    TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  value      TEXT    NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  PRIMARY KEY (event_type, pointer, kind, value)
) STRICT, WITHOUT ROWID;

-- Authenticated bodies that were refused.
CREATE TABLE quarantine (
  seq         INTEGER PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  path        TEXT    NOT NULL,
  event_type  TEXT,
  body        BLOB    NOT NULL,
  reasons     TEXT    NOT NULL,
  received_at INTEGER NOT NULL
) STRICT;

-- One row, written to find out whether the disk takes writes.
CREATE TABLE heartbeat (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;
