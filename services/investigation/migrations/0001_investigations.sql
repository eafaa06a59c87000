CREATE TABLE investigation (
  application_id uuid PRIMARY KEY,
  household_id uuid NOT NULL,
  number text,
  division text NOT NULL,
  opened_at timestamptz NOT NULL,
  due date,
  visited boolean NOT NULL DEFAULT false,
  closed boolean NOT NULL DEFAULT false);
CREATE INDEX investigation_to_visit ON investigation (opened_at, application_id) WHERE NOT visited AND NOT closed;
