-- oldest program: 1

-- Edited copies of quarantined bodies. The original is beside the copy, so that it is known after the copy has been accepted.
CREATE TABLE quarantine_edit (
  id         text   PRIMARY KEY,
  edited_at  bigint NOT NULL,
  edited_by  text   NOT NULL,
  event_type text,
  body       bytea  NOT NULL,
  original   bytea  NOT NULL
);
CREATE INDEX quarantine_edit_time ON quarantine_edit (edited_at);
