-- oldest program: 1

-- Failures by cause. The cause is the hash of the normalised error; NULL where the last attempt has not failed.
ALTER TABLE progress ADD COLUMN cause text;
CREATE INDEX progress_cause ON progress (event_type, cause, seq, state) WHERE cause IS NOT NULL;

-- What the causes mean, and how often attempts have failed for each.
CREATE TABLE cause (
  event_type text   NOT NULL,
  cause      text   NOT NULL,
  error      text   NOT NULL,
  sample     text   NOT NULL,
  first_seen bigint NOT NULL,
  last_seen  bigint NOT NULL,
  attempts   bigint NOT NULL,
  PRIMARY KEY (event_type, cause)
);
