-- Why this program cannot hand the notification to a handler; NULL where it can, or has not tried.
ALTER TABLE notification ADD COLUMN unreadable TEXT;
-- The id of an identical notification without a clock that came shortly before.
ALTER TABLE notification ADD COLUMN repeats TEXT;
-- Who last had it handled again: 'operator' or 'delivery'.
ALTER TABLE notification ADD COLUMN replayed_by TEXT;

CREATE INDEX notification_unreadable ON notification (seq) WHERE unreadable IS NOT NULL;

-- A fingerprint is removed together with its notification: what is no longer kept is received as new.
DELETE FROM fingerprint WHERE id NOT IN (SELECT id FROM notification);
