-- Fingerprints of payloads without a clock whose place a later notification with the same payload and day has taken. When that
-- one is removed, the newest of these takes its place again: the notification is still stored.
CREATE TABLE earlier_fingerprint (
  seq         INTEGER PRIMARY KEY,
  clock       INTEGER NOT NULL,
  hash        BLOB    NOT NULL,
  id          TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  UNIQUE (clock, hash, id)
) STRICT;
