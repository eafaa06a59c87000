-- Where a program knows the household to live; what fell due is listed there, and stays there when the family moves.
CREATE TABLE paid_at (
  household_id uuid, program text, division text NOT NULL, asked_at timestamptz NOT NULL,
  PRIMARY KEY (household_id, program));

-- What fell due, as the county's bank is told it; no personal value. `person` is '' where the money is the household's.
CREATE TABLE payment (
  event_id uuid PRIMARY KEY, household_id uuid NOT NULL, program text NOT NULL, item text NOT NULL,
  person text NOT NULL DEFAULT '', month text NOT NULL, division text NOT NULL, amount bigint NOT NULL, withheld bigint NOT NULL);
CREATE INDEX payment_listed ON payment (month, division, household_id, program, item, person, event_id);
