-- The field's names for tables and columns, and `discarded` as a state of its own.
--
-- The table is rebuilt, because a CHECK cannot be changed otherwise.
CREATE TABLE notification_rebuilt (
  seq              INTEGER PRIMARY KEY,
  id               TEXT    NOT NULL UNIQUE,
  event_type       TEXT    NOT NULL,
  -- Notifications with the same key are handled one at a time, in the order of `seq`. Without a subject it is the id.
  ordering_key     TEXT    NOT NULL,
  -- The platform's clock, in nanoseconds since 1970; NULL where the body has none.
  occurred_at      INTEGER,
  body             BLOB    NOT NULL,
  received_at      INTEGER NOT NULL,
  last_received_at INTEGER NOT NULL,
  deliveries       INTEGER NOT NULL DEFAULT 1,
  -- No IN: SQLite makes a table of a list of more than two values at every INSERT.
  state            TEXT    NOT NULL DEFAULT 'pending'
                           CHECK (state = 'pending' OR state = 'handling' OR state = 'handled' OR state = 'dead' OR state = 'discarded'),
  -- 1 while it is in the queue of its subject: from when the dispatcher reaches it until its handling ends.
  queued           INTEGER NOT NULL DEFAULT 0,
  -- 0 where it is the head of its queue and no other one of the queue is being handled.
  blocked          INTEGER NOT NULL DEFAULT 1,
  attempts         INTEGER NOT NULL DEFAULT 0,
  due_at           INTEGER NOT NULL,
  claimed_at       INTEGER,
  completed_at     INTEGER,
  error            TEXT,
  replays          INTEGER NOT NULL DEFAULT 0,
  discarded_at     INTEGER,
  discard_reason   TEXT,
  -- Why this program cannot hand the notification to a handler; NULL where it can, or has not tried.
  unreadable       TEXT,
  -- The id of an identical notification without a clock that was received shortly before.
  repeats          TEXT,
  -- Who replayed it last: 'operator' or 'delivery'.
  replayed_by      TEXT,
  -- When a notification was received that was quarantined first; NULL for all others. Its `received_at` is the time when
  -- it was accepted, which decides its place in the order.
  quarantined_at   INTEGER
) STRICT;

INSERT INTO notification_rebuilt
  SELECT seq, id, event_type, line, occurred_at, body, received_at, last_received_at, deliveries,
    iif(discarded_at IS NOT NULL AND state = 'dead', 'discarded', state), lined_up, held_back, attempts, due_at,
    claimed_at, settled_at, error, replays, discarded_at, discard_reason, unreadable, repeats, replayed_by, quarantined_at
  FROM notification ORDER BY seq;
DROP TABLE notification;
ALTER TABLE notification_rebuilt RENAME TO notification;

CREATE INDEX notification_state ON notification (state);
CREATE INDEX notification_ordering_key ON notification (ordering_key, state) WHERE queued = 1;
CREATE INDEX notification_due ON notification (due_at, seq) WHERE state = 'pending' AND blocked = 0;
CREATE INDEX notification_handled ON notification (ordering_key, occurred_at) WHERE state = 'handled';
CREATE INDEX notification_completed ON notification (completed_at) WHERE state = 'handled';
CREATE INDEX notification_discarded ON notification (discarded_at) WHERE state = 'discarded';
CREATE INDEX notification_unreadable ON notification (seq) WHERE unreadable IS NOT NULL;

ALTER TABLE words RENAME TO search_index;
CREATE TRIGGER notification_search AFTER DELETE ON notification BEGIN
  DELETE FROM search_index WHERE rowid = old.seq;
END;

-- How many notifications there are, by event type and state.
DROP TABLE tally;
CREATE TABLE counter (
  event_type TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  count      INTEGER NOT NULL,
  PRIMARY KEY (event_type, state)
) STRICT, WITHOUT ROWID;
INSERT INTO counter SELECT event_type, state, count(*) FROM notification GROUP BY event_type, state;

-- What was found when a quarantined body was validated again and rejected again.
CREATE TABLE quarantine_revalidation (
  quarantined  INTEGER NOT NULL REFERENCES quarantine (seq) ON DELETE CASCADE,
  number       INTEGER NOT NULL,
  validated_at INTEGER NOT NULL,
  -- The event type that it was validated as; NULL where none was known for it.
  event_type   TEXT,
  reasons      TEXT    NOT NULL,
  PRIMARY KEY (quarantined, number)
) STRICT, WITHOUT ROWID;
INSERT INTO quarantine_revalidation SELECT quarantined, number, judged_at, event_type, reasons FROM quarantine_judgement;
DROP TABLE quarantine_judgement;
