-- One row per application on its way to a decision. stage: what staff can do now, NULL when nothing.
CREATE TABLE decision_case (
  application_id uuid PRIMARY KEY,
  household_id uuid NOT NULL,
  division text NOT NULL,
  stage text,
  since timestamptz NOT NULL,
  due date,
  decision_due date,
  provisional boolean NOT NULL DEFAULT false,
  level text,
  proposed boolean NOT NULL DEFAULT false
);
CREATE INDEX decision_case_open ON decision_case (since, application_id) WHERE stage IS NOT NULL AND NOT provisional;
