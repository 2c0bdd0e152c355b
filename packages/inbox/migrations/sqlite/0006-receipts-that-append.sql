-- A receipt writes where it appends. What comes in no order, such as lines, is left to those who need it.
--
-- The table is made anew, because its CHECK cannot be changed otherwise: of a list of more than two values SQLite makes a
-- table of its own at every INSERT, which took half the time of one.
CREATE TABLE notification_anew (
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
                           CHECK (state = 'pending' OR state = 'handling' OR state = 'handled' OR state = 'dead'),
  -- 1 while it stands in its line: from when the dispatcher comes to it until it is handled or dead.
  lined_up         INTEGER NOT NULL DEFAULT 0,
  -- 0 when it is its turn: no earlier one of the same line is neither handled nor dead.
  held_back        INTEGER NOT NULL DEFAULT 1,
  attempts         INTEGER NOT NULL DEFAULT 0,
  due_at           INTEGER NOT NULL,
  claimed_at       INTEGER,
  settled_at       INTEGER,
  error            TEXT,
  replays          INTEGER NOT NULL DEFAULT 0,
  discarded_at     INTEGER,
  discard_reason   TEXT
) STRICT;

INSERT INTO notification_anew
  SELECT seq, id, event_type, line, occurred_at, body, received_at, last_received_at, deliveries, state,
    state IN ('pending', 'handling'), held_back, attempts, due_at, claimed_at, settled_at, error, replays, discarded_at,
    discard_reason
  FROM notification ORDER BY seq;
DROP TABLE notification;
ALTER TABLE notification_anew RENAME TO notification;

CREATE INDEX notification_state ON notification (state);
CREATE INDEX notification_line ON notification (line, state) WHERE lined_up = 1;
CREATE INDEX notification_due ON notification (due_at, seq) WHERE state = 'pending' AND held_back = 0;
CREATE INDEX notification_handled ON notification (line, occurred_at) WHERE state = 'handled';
CREATE INDEX notification_settled ON notification (settled_at) WHERE state = 'handled';
CREATE INDEX notification_discarded ON notification (discarded_at) WHERE discarded_at IS NOT NULL;

CREATE TRIGGER notification_words AFTER DELETE ON notification BEGIN
  DELETE FROM words WHERE rowid = old.seq;
END;

-- The words lead to a line, too, so they have to be complete. They are written anew when the inbox is opened.
INSERT INTO words (words) VALUES ('delete-all');
