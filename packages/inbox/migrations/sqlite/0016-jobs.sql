-- What operators have done, or are doing, to many notifications.
CREATE TABLE job (
  id         TEXT    PRIMARY KEY,
  state      TEXT    NOT NULL,
  -- 1 once its cancellation has been requested.
  cancelled  INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  -- JSON: what it does, for whom, and how far it is.
  details    TEXT    NOT NULL
) STRICT;
CREATE INDEX job_created ON job (created_at);
