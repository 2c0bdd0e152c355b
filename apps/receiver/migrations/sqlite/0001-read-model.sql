-- The read model of the shipped handlers.

-- The last known state of each subject. `occurred_at` is the platform's time of the event in nanoseconds or, without one, the
-- time of arrival. `reported_by` and `rejected_by` are ids of notifications: their order is the order of arrival.
CREATE TABLE app_last_known (
  event_type  TEXT NOT NULL,
  subject     TEXT NOT NULL,
  status      TEXT,
  occurred_at INTEGER,
  reported_by TEXT,
  payload     TEXT,
  rejected_by TEXT,
  rejection   TEXT,
  PRIMARY KEY (event_type, subject)
) STRICT;

-- When the labels of customers were updated last, in milliseconds since 1970.
CREATE TABLE app_label_update (
  customer    TEXT PRIMARY KEY,
  received_at INTEGER NOT NULL
) STRICT;

-- The prices of the real estate tokens, one row for each notification.
CREATE TABLE app_token_price (
  notification TEXT PRIMARY KEY,
  received_at  INTEGER NOT NULL,
  regular      REAL NOT NULL,
  premium      REAL NOT NULL
) STRICT;
