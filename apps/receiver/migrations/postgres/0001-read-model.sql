-- The read model of the shipped handlers.

-- The last known state of each subject. `occurred_at` is the platform's time of the event in nanoseconds or, without one, the
-- time of arrival. `reported_by` and `rejected_by` are ids of notifications: their order is the order of arrival.
CREATE TABLE app_last_known (
  event_type  text NOT NULL,
  subject     text NOT NULL,
  status      text,
  occurred_at bigint,
  reported_by text COLLATE "C",
  payload     text,
  rejected_by text COLLATE "C",
  rejection   text,
  PRIMARY KEY (event_type, subject)
);

-- When the labels of customers were updated last, in milliseconds since 1970.
CREATE TABLE app_label_update (
  customer    text PRIMARY KEY,
  received_at bigint NOT NULL
);

-- The prices of the real estate tokens, one row for each notification.
CREATE TABLE app_token_price (
  notification text PRIMARY KEY,
  received_at  bigint NOT NULL,
  regular      double precision NOT NULL,
  premium      double precision NOT NULL
);
