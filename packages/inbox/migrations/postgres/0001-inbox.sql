-- oldest program: 1

-- What was received. Nothing of it changes while it is handled: an update would write every index again, the one for
-- searches included.
CREATE TABLE notification (
  seq            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id             text   NOT NULL UNIQUE,
  event_type     text   NOT NULL,
  -- Notifications with the same key are handled one at a time, in the order of `seq`. Without a subject it is the id.
  ordering_key   text   NOT NULL,
  -- The first 128 bits of its SHA-256: a key can be longer than an index takes.
  queue          uuid   NOT NULL,
  -- The platform's clock, in nanoseconds since 1970; NULL where the body has none.
  occurred_at    bigint,
  -- The fingerprint, in the order of the platform's clock: what is received together happened together. Where the body has
  -- no clock, it is the beginning of the day on which it was received.
  clock          bigint NOT NULL,
  hash           bytea  NOT NULL,
  body           bytea  NOT NULL,
  received_at    bigint NOT NULL,
  -- When a notification was received that was quarantined first; NULL for all others.
  quarantined_at bigint,
  -- The id of an identical notification without a clock that was received shortly before.
  repeats        text,
  -- The words by which it is found.
  terms          tsvector NOT NULL
);

CREATE INDEX notification_fingerprint ON notification (clock, hash);
CREATE INDEX notification_received ON notification (received_at);
CREATE INDEX notification_queue ON notification (queue, seq);
CREATE INDEX notification_event_type ON notification (event_type, seq);
CREATE INDEX notification_terms ON notification USING gin (terms);

-- How far its handling is. One row for each notification, with the same seq.
CREATE TABLE progress (
  seq              bigint  PRIMARY KEY,
  queue            uuid    NOT NULL,
  event_type       text    NOT NULL,
  occurred_at      bigint,
  received_at      bigint  NOT NULL,
  quarantined_at   bigint,
  state            text    NOT NULL DEFAULT 'pending'
                           CHECK (state IN ('pending', 'handling', 'handled', 'dead', 'discarded')),
  -- False for the head of its queue if no other one of the queue is being handled. One of a queue at most is `handling`, or
  -- `pending` and not blocked. A transaction that changes a queue holds its advisory lock; a claim does not need it.
  blocked          boolean NOT NULL,
  attempts         integer NOT NULL DEFAULT 0,
  due_at           bigint  NOT NULL,
  claimed_at       bigint,
  -- The fencing token of the running attempt, and until when the process has the notification that has this token.
  claim_token      bigint,
  lease_expires_at timestamptz,
  -- The process has ended during more than one of its attempts: it is handled alone.
  suspect          boolean NOT NULL DEFAULT false,
  completed_at     bigint,
  error            text,
  replays          integer NOT NULL DEFAULT 0,
  replayed_by      text,
  discarded_at     bigint,
  discard_reason   text,
  unreadable       text,
  deliveries       integer NOT NULL DEFAULT 1,
  last_received_at bigint  NOT NULL
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

CREATE INDEX progress_due ON progress (due_at, seq) WHERE state = 'pending' AND NOT blocked;
CREATE INDEX progress_queue ON progress (queue, seq) WHERE state IN ('pending', 'handling');
CREATE INDEX progress_lease ON progress (lease_expires_at) WHERE state = 'handling';
CREATE INDEX progress_suspect ON progress (seq) WHERE suspect;
CREATE INDEX progress_state ON progress (state, seq) WHERE state <> 'handled';
CREATE INDEX progress_handled ON progress (queue, occurred_at) WHERE state = 'handled';
CREATE INDEX progress_completed ON progress (completed_at) WHERE state = 'handled';
CREATE INDEX progress_discarded ON progress (discarded_at) WHERE state = 'discarded';
CREATE INDEX progress_unreadable ON progress (seq) WHERE unreadable IS NOT NULL;

CREATE SEQUENCE claim_token;

-- The second and later deliveries of a notification.
CREATE TABLE delivery (
  seq         bigint  NOT NULL,
  number      integer NOT NULL,
  received_at bigint  NOT NULL,
  PRIMARY KEY (seq, number)
);

-- Attempts that have ended.
CREATE TABLE attempt (
  seq        bigint  NOT NULL,
  number     integer NOT NULL,
  outcome    text    NOT NULL CHECK (outcome IN ('handled', 'failed', 'interrupted')),
  started_at bigint  NOT NULL,
  ended_at   bigint,
  error      text,
  PRIMARY KEY (seq, number)
);

-- How many notifications there are, by event type and state: the sum of both tables. A transaction appends what it changes,
-- because all transactions that updated one row would wait for each other.
CREATE TABLE counter (
  event_type text   NOT NULL,
  state      text   NOT NULL,
  count      bigint NOT NULL,
  PRIMARY KEY (event_type, state)
);
CREATE TABLE counter_change (
  event_type text   NOT NULL,
  state      text   NOT NULL,
  change     bigint NOT NULL
);

-- What valid notifications had that the contract does not know.
CREATE TABLE observation (
  event_type text   NOT NULL,
  pointer    text   NOT NULL,
  kind       text   NOT NULL,
  value      text   NOT NULL,
  first_seen bigint NOT NULL,
  last_seen  bigint NOT NULL,
  count      bigint NOT NULL,
  PRIMARY KEY (event_type, pointer, kind, value)
);

-- Rejected bodies whose sender had a valid key.
CREATE TABLE quarantine (
  seq              bigint  PRIMARY KEY,
  id               text    NOT NULL UNIQUE,
  method           text,
  path             text    NOT NULL,
  event_type       text,
  content_type     text,
  content_encoding text,
  -- NULL where the whole body is stored; else how many bytes were read, and their SHA-256.
  read_bytes       bigint,
  read_sha256      bytea,
  total_bytes      bigint,
  reasons          text    NOT NULL,
  received_at      bigint  NOT NULL,
  bytes            bigint  NOT NULL,
  -- The bytes of all bodies before it, so that nothing is added up to know what there is room for.
  bytes_before     bigint  NOT NULL,
  body             bytea   NOT NULL
);
CREATE INDEX quarantine_received ON quarantine (received_at);

-- What was found when a quarantined body was validated again and rejected again.
CREATE TABLE quarantine_revalidation (
  quarantined  bigint  NOT NULL REFERENCES quarantine (seq) ON DELETE CASCADE,
  number       integer NOT NULL,
  validated_at bigint  NOT NULL,
  event_type   text,
  reasons      text    NOT NULL,
  PRIMARY KEY (quarantined, number)
);

-- One row, written to find out whether the database takes writes.
CREATE TABLE heartbeat (
  id integer PRIMARY KEY CHECK (id = 1),
  at bigint  NOT NULL
);
