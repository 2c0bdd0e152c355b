-- oldest program: 1

-- Event types whose handling an operator has paused, for all processes.
CREATE TABLE pause (
  event_type text   PRIMARY KEY,
  paused_at  bigint NOT NULL,
  paused_by  text,
  reason     text,
  -- When it was resumed. The row stays until no notification of the event type is parked.
  resumed_at bigint
);

-- A notification is parked if it is the head of its queue and a claim has reached it while its event type was paused. It is
-- blocked then, and each claim does not have to pass over it again.
ALTER TABLE progress ADD COLUMN parked boolean NOT NULL DEFAULT false;
CREATE INDEX progress_parked ON progress (event_type, due_at, seq) WHERE parked;
