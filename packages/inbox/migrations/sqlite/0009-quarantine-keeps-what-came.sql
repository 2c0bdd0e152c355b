-- Quarantine keeps bodies as they were sent, with what tells how to read them, and every judgement of them.
--
-- The table is made anew so that the body is its last column: a body can have a mebibyte, and SQLite follows all of its
-- pages to come to a column behind it.
CREATE TABLE quarantine_anew (
  seq              INTEGER PRIMARY KEY,
  id               TEXT    NOT NULL UNIQUE,
  -- NULL where it was kept before the method was.
  method           TEXT,
  path             TEXT    NOT NULL,
  event_type       TEXT,
  -- The headers as they were sent; NULL where there was none.
  content_type     TEXT,
  content_encoding TEXT,
  -- NULL where the whole body is kept; else how many bytes have been read, and their SHA-256.
  read_bytes       INTEGER,
  read_sha256      BLOB,
  -- Of a body that is not kept as a whole; NULL where nobody knows.
  total_bytes      INTEGER,
  -- What was wrong with it when it came in. Never changed: what was found later is in `quarantine_judgement`.
  reasons          TEXT    NOT NULL,
  received_at      INTEGER NOT NULL,
  -- The bytes of all bodies that came in before it, so that nothing has to be added up to know what there is room for.
  bytes_before     INTEGER NOT NULL,
  body             BLOB    NOT NULL
) STRICT;

INSERT INTO quarantine_anew (seq, id, path, event_type, reasons, received_at, bytes_before, body)
  SELECT seq, id, path, event_type, reasons, received_at, sum(length(body)) OVER (ORDER BY seq) - length(body), body
  FROM quarantine ORDER BY seq;
DROP TABLE quarantine;
ALTER TABLE quarantine_anew RENAME TO quarantine;

-- What was found when a refused body was judged again and refused again.
CREATE TABLE quarantine_judgement (
  quarantined INTEGER NOT NULL REFERENCES quarantine (seq) ON DELETE CASCADE,
  number      INTEGER NOT NULL,
  judged_at   INTEGER NOT NULL,
  -- As what it was judged; NULL where no event type was known for it.
  event_type  TEXT,
  reasons     TEXT    NOT NULL,
  PRIMARY KEY (quarantined, number)
) STRICT, WITHOUT ROWID;

-- When a notification came in that was in quarantine first; NULL for all others. Its `received_at` is its place in the
-- order of receipt, which begins when it is released.
ALTER TABLE notification ADD COLUMN quarantined_at INTEGER;
