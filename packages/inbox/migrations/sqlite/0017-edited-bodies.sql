-- Edited copies of quarantined bodies. The original is beside the copy, so that it is known after the copy has been accepted.
CREATE TABLE quarantine_edit (
  id         TEXT    PRIMARY KEY,
  edited_at  INTEGER NOT NULL,
  edited_by  TEXT    NOT NULL,
  event_type TEXT,
  body       BLOB    NOT NULL,
  original   BLOB    NOT NULL
) STRICT;
CREATE INDEX quarantine_edit_time ON quarantine_edit (edited_at);
