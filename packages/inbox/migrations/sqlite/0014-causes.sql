-- Failures by cause. The cause is the hash of the normalised error; NULL where the last attempt has not failed.
ALTER TABLE notification ADD COLUMN cause TEXT;
CREATE INDEX notification_cause ON notification (event_type, cause, seq, state) WHERE cause IS NOT NULL;

-- What the causes mean, and how often attempts have failed for each.
CREATE TABLE cause (
  event_type TEXT    NOT NULL,
  cause      TEXT    NOT NULL,
  error      TEXT    NOT NULL,
  sample     TEXT    NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL,
  attempts   INTEGER NOT NULL,
  PRIMARY KEY (event_type, cause)
) STRICT, WITHOUT ROWID;
