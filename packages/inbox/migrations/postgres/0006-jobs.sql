-- oldest program: 1

-- What operators have done, or are doing, to many notifications.
CREATE TABLE job (
  id         text    PRIMARY KEY,
  state      text    NOT NULL,
  -- 1 once its cancellation has been requested.
  cancelled  integer NOT NULL DEFAULT 0,
  created_at bigint  NOT NULL,
  updated_at bigint  NOT NULL,
  -- JSON: what it does, for whom, and how far it is.
  details    text    NOT NULL
);
CREATE INDEX job_created ON job (created_at);
