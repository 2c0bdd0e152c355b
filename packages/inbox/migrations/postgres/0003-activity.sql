-- oldest program: 1

-- What happened, in buckets of some widths (in milliseconds) and by event type: each chart reads some thousand rows of one
-- width, however many notifications there are. The event type is empty where there is none.
CREATE TABLE activity (
  width           bigint NOT NULL,
  start           bigint NOT NULL,
  event_type      text   NOT NULL,
  received        bigint NOT NULL DEFAULT 0,
  duplicates      bigint NOT NULL DEFAULT 0,
  handled         bigint NOT NULL DEFAULT 0,
  failed          bigint NOT NULL DEFAULT 0,
  dead            bigint NOT NULL DEFAULT 0,
  replayed        bigint NOT NULL DEFAULT 0,
  discarded       bigint NOT NULL DEFAULT 0,
  quarantined     bigint NOT NULL DEFAULT 0,
  observed        bigint NOT NULL DEFAULT 0,
  within_10_ms    bigint NOT NULL DEFAULT 0,
  within_30_ms    bigint NOT NULL DEFAULT 0,
  within_100_ms   bigint NOT NULL DEFAULT 0,
  within_300_ms   bigint NOT NULL DEFAULT 0,
  within_1000_ms  bigint NOT NULL DEFAULT 0,
  within_3000_ms  bigint NOT NULL DEFAULT 0,
  within_10000_ms bigint NOT NULL DEFAULT 0,
  within_30000_ms bigint NOT NULL DEFAULT 0,
  longer          bigint NOT NULL DEFAULT 0,
  longest_ms      bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (width, start, event_type)
);
