-- what each source was told to answer about each person, by blind index; the answer itself is sealed
CREATE TABLE prepared (
  person uuid NOT NULL,
  source text NOT NULL,
  household_id uuid NOT NULL,
  prepared_at timestamptz NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (person, source));
