-- Fingerprints in the order of the platform's clock. What is received together happened together, so a commit changes a
-- page or two for all of its fingerprints; in the order of their hashes it changed one page for each.
ALTER TABLE fingerprint RENAME TO fingerprint_by_hash;
CREATE TABLE fingerprint (
  -- In nanoseconds since 1970; where the body has no clock, the beginning of the day of receipt; 0 where the body had
  -- been removed before this table was made.
  clock       INTEGER NOT NULL,
  hash        BLOB    NOT NULL,
  id          TEXT    NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (clock, hash)
) STRICT, WITHOUT ROWID;

INSERT INTO fingerprint
  SELECT coalesce(notification.occurred_at, 0) AS clock, hash, id, fingerprint_by_hash.received_at
  FROM fingerprint_by_hash LEFT JOIN notification USING (id)
  ORDER BY clock, hash;
DROP TABLE fingerprint_by_hash;
