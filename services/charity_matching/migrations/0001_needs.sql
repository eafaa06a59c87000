-- Needs as charities may see them: kind, county, urgency. household_id and application_id never leave this table.
CREATE TABLE need (
  need_id uuid PRIMARY KEY,
  application_id uuid NOT NULL,
  household_id uuid NOT NULL,
  kind text NOT NULL,
  area text NOT NULL,
  urgency text NOT NULL,
  stage text NOT NULL,
  opened_at timestamptz NOT NULL
);
CREATE INDEX need_open ON need (opened_at, need_id) WHERE stage = 'published';
