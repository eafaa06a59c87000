CREATE TABLE application (
  application_id uuid PRIMARY KEY,
  household_id uuid NOT NULL,
  number text NOT NULL,
  division text NOT NULL,
  channel text NOT NULL,
  urgent boolean NOT NULL,
  status text NOT NULL,
  submitted_at timestamptz NOT NULL);
CREATE INDEX application_to_accept ON application (submitted_at, application_id) WHERE status = 'submitted';

-- who is named in which application, by blind index
CREATE TABLE named_person (
  person uuid NOT NULL,
  application_id uuid NOT NULL,
  applicant boolean NOT NULL,
  PRIMARY KEY (person, application_id));
