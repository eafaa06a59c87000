-- One row per household found at risk. stage: what is done next, NULL while the notice runs and once it is decided.
CREATE TABLE monitoring_case (
  application_id uuid PRIMARY KEY,
  household_id uuid NOT NULL,
  division text NOT NULL,
  stage text,
  risk boolean NOT NULL,
  since timestamptz NOT NULL,
  due date NOT NULL,
  level text NOT NULL DEFAULT 'township'
);
CREATE INDEX monitoring_case_open ON monitoring_case (since, application_id) WHERE stage IS NOT NULL;
