-- One sealed document per household; what people type in to find it; the programs as they announced themselves.
CREATE TABLE tracker (
  household_id uuid PRIMARY KEY, document bytea NOT NULL, updated_at timestamptz NOT NULL);

CREATE TABLE case_index (
  application_id uuid PRIMARY KEY, household_id uuid NOT NULL, number text NOT NULL UNIQUE, query_code_hash text NOT NULL,
  submitted_at timestamptz NOT NULL);
CREATE INDEX case_index_household ON case_index (household_id);

CREATE TABLE program (
  program text PRIMARY KEY, agency text NOT NULL, title_zh text NOT NULL, title_en text NOT NULL, needs text[] NOT NULL,
  items text[] NOT NULL);
