-- A CHECK with a list of more than two values makes a table of it at every INSERT, as in 0006.
CREATE TABLE attempt_anew (
  notification INTEGER NOT NULL REFERENCES notification (seq) ON DELETE CASCADE,
  number       INTEGER NOT NULL,
  outcome      TEXT    NOT NULL CHECK (outcome = 'handled' OR outcome = 'failed' OR outcome = 'interrupted'),
  started_at   INTEGER NOT NULL,
  ended_at     INTEGER,
  error        TEXT,
  PRIMARY KEY (notification, number)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt_anew SELECT * FROM attempt;
DROP TABLE attempt;
ALTER TABLE attempt_anew RENAME TO attempt;
