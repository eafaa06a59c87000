-- One row per appeal. stage: `look` while somebody has to look, `answer` once the evidence left the outcome as it is,
-- `decide` where it makes another one, NULL when it is answered.
CREATE TABLE appeal (
  appeal_id uuid PRIMARY KEY,
  household_id uuid NOT NULL,
  application_id uuid,
  division text NOT NULL,
  kind text NOT NULL,
  stage text,
  level text NOT NULL DEFAULT 'township',
  since timestamptz NOT NULL,
  due timestamptz
);
CREATE INDEX appeal_open ON appeal (since, appeal_id) WHERE stage IS NOT NULL;
