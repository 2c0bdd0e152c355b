-- Event types whose handling an operator has paused.
CREATE TABLE pause (
  event_type TEXT    PRIMARY KEY,
  paused_at  INTEGER NOT NULL,
  paused_by  TEXT,
  reason     TEXT,
  -- When it was resumed. The row stays until no notification of the event type is parked.
  resumed_at INTEGER
) STRICT, WITHOUT ROWID;

-- A notification is parked (blocked = 2) if it is the head of its queue and the dispatcher has reached it while its event type
-- was paused. Without that, every claim would read all of them again.
CREATE INDEX notification_parked ON notification (event_type, due_at, seq) WHERE blocked = 2;
