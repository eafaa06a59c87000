-- One household, one chain of assistance: a round per opening of an application, a row per program asked or passed over.
CREATE TABLE chain_round (
  application_id uuid NOT NULL,
  opening text NOT NULL,
  household_id uuid NOT NULL,
  kind text NOT NULL,
  category text,
  opened_at timestamptz NOT NULL,
  answered_at timestamptz,
  told jsonb NOT NULL DEFAULT '[]',
  uncovered jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (application_id, opening)
);
CREATE INDEX chain_round_household ON chain_round (household_id);

CREATE TABLE chain_row (
  application_id uuid NOT NULL,
  opening text NOT NULL,
  program text NOT NULL,
  household_id uuid NOT NULL,
  agency text NOT NULL,
  referral_id uuid UNIQUE,  -- NULL: passed over
  state text NOT NULL,
  reason text,
  asked_at timestamptz NOT NULL,
  answer_by date,
  answered_at timestamptz,
  late boolean NOT NULL DEFAULT false,
  items jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (application_id, opening, program)
);
CREATE INDEX chain_row_household ON chain_row (household_id);

-- What a program changed later: the latest word per item and person.
CREATE TABLE chain_change (
  household_id uuid NOT NULL,
  program text NOT NULL,
  item text NOT NULL,
  person text NOT NULL,
  because text NOT NULL,
  answer jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (household_id, program, item, person)
);

CREATE TABLE program (code text PRIMARY KEY, announcement jsonb NOT NULL);
