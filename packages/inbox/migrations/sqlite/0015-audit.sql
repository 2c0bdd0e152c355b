-- What operators have done.
CREATE TABLE audit (
  seq      INTEGER PRIMARY KEY,
  at       INTEGER NOT NULL,
  operator TEXT    NOT NULL,
  action   TEXT    NOT NULL,
  -- JSON: ids, filter, reason, counts.
  details  TEXT    NOT NULL
) STRICT;
