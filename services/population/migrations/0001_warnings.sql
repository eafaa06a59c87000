-- Warnings that somebody has to look after. level: who sees it; person: a key that means nothing outside the household.
CREATE TABLE warning (
  warning_id uuid PRIMARY KEY,
  household_id uuid NOT NULL,
  division text NOT NULL,
  kind text NOT NULL,
  tier text NOT NULL,
  person text,
  state text NOT NULL,
  level text NOT NULL,
  due timestamptz NOT NULL,
  raised_at timestamptz NOT NULL
);
CREATE INDEX warning_open ON warning (due, warning_id) WHERE state <> 'closed';
CREATE INDEX warning_household ON warning (household_id);
