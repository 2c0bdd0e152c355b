-- oldest program: 1

-- What operators have done.
CREATE TABLE audit (
  seq      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at       bigint NOT NULL,
  operator text   NOT NULL,
  action   text   NOT NULL,
  -- JSON: ids, filter, reason, counts.
  details  text   NOT NULL
);
