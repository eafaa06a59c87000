-- One row per application that the county conference is to hear. stage: what the conference does next.
CREATE TABLE conference_case (
  application_id uuid PRIMARY KEY,
  household_id uuid NOT NULL,
  division text NOT NULL DEFAULT '',
  stage text,
  since timestamptz NOT NULL,
  due date,
  causes text[] NOT NULL DEFAULT '{}'
);
CREATE INDEX conference_case_open ON conference_case (since, application_id) WHERE stage IS NOT NULL;
