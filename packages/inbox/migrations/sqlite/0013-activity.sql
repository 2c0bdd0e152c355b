-- What happened, in buckets of some widths (in milliseconds) and by event type: each chart reads some thousand rows of one
-- width, however many notifications there are. The event type is empty where there is none.
CREATE TABLE activity (
  width           INTEGER NOT NULL,
  start           INTEGER NOT NULL,
  event_type      TEXT    NOT NULL,
  received        INTEGER NOT NULL DEFAULT 0,
  duplicates      INTEGER NOT NULL DEFAULT 0,
  handled         INTEGER NOT NULL DEFAULT 0,
  failed          INTEGER NOT NULL DEFAULT 0,
  dead            INTEGER NOT NULL DEFAULT 0,
  replayed        INTEGER NOT NULL DEFAULT 0,
  discarded       INTEGER NOT NULL DEFAULT 0,
  quarantined     INTEGER NOT NULL DEFAULT 0,
  observed        INTEGER NOT NULL DEFAULT 0,
  within_10_ms    INTEGER NOT NULL DEFAULT 0,
  within_30_ms    INTEGER NOT NULL DEFAULT 0,
  within_100_ms   INTEGER NOT NULL DEFAULT 0,
  within_300_ms   INTEGER NOT NULL DEFAULT 0,
  within_1000_ms  INTEGER NOT NULL DEFAULT 0,
  within_3000_ms  INTEGER NOT NULL DEFAULT 0,
  within_10000_ms INTEGER NOT NULL DEFAULT 0,
  within_30000_ms INTEGER NOT NULL DEFAULT 0,
  longer          INTEGER NOT NULL DEFAULT 0,
  longest_ms      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (width, start, event_type)
) STRICT, WITHOUT ROWID;
