-- Looking into the inbox, and having things handled again.

ALTER TABLE notification ADD COLUMN claimed_at INTEGER;
ALTER TABLE notification ADD COLUMN replays INTEGER NOT NULL DEFAULT 0;
ALTER TABLE notification ADD COLUMN discarded_at INTEGER;
ALTER TABLE notification ADD COLUMN discard_reason TEXT;

-- An index ends with `seq`, so a list in the order of receipt is read from it as it stands, whatever it is filtered by.
DROP INDEX notification_handling;
DROP INDEX notification_dead;
DROP INDEX notification_handled;
DROP INDEX notification_unsettled;
-- Lines come in no order, so each index on them costs a page of its own at every receipt: one has to serve all.
CREATE INDEX notification_line ON notification (line, state, occurred_at);
CREATE INDEX notification_received ON notification (received_at);
CREATE INDEX notification_state ON notification (state);
CREATE INDEX notification_type ON notification (event_type);
CREATE INDEX notification_type_state ON notification (event_type, state);
CREATE INDEX notification_discarded ON notification (discarded_at) WHERE discarded_at IS NOT NULL;

-- The second and later deliveries of a notification.
CREATE TABLE delivery (
  notification INTEGER NOT NULL REFERENCES notification (seq) ON DELETE CASCADE,
  number       INTEGER NOT NULL,
  received_at  INTEGER NOT NULL,
  PRIMARY KEY (notification, number)
) STRICT, WITHOUT ROWID;

-- Attempts that have ended.
CREATE TABLE attempt (
  notification INTEGER NOT NULL REFERENCES notification (seq) ON DELETE CASCADE,
  number       INTEGER NOT NULL,
  outcome      TEXT    NOT NULL CHECK (outcome IN ('handled', 'failed', 'interrupted')),
  started_at   INTEGER NOT NULL,
  ended_at     INTEGER,
  error        TEXT,
  PRIMARY KEY (notification, number)
) STRICT, WITHOUT ROWID;

-- The words of the values of each notification, to find it by one of them.
CREATE VIRTUAL TABLE words USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = "unicode61 tokenchars '-_.:@+'"
);
INSERT INTO words (rowid, text)
  SELECT seq, id || ' ' || coalesce((
    SELECT group_concat(atom, ' ') FROM json_tree(iif(json_valid(CAST(body AS TEXT)), CAST(body AS TEXT), 'null')) WHERE type = 'text'), '')
  FROM notification;

CREATE TRIGGER notification_words AFTER DELETE ON notification BEGIN
  DELETE FROM words WHERE rowid = old.seq;
END;

-- How many there are: counting a million rows takes too long to be asked for every few seconds. Written once for each
-- transaction; triggers would make every insert a third slower.
CREATE TABLE tally (
  event_type TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  count      INTEGER NOT NULL,
  PRIMARY KEY (event_type, state)
) STRICT, WITHOUT ROWID;
INSERT INTO tally SELECT event_type, state, count(*) FROM notification GROUP BY event_type, state;
