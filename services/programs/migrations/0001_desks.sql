-- Who was asked about whom; no personal value. `person` is what the household calls one of its members, '' for all of it.
CREATE TABLE referral (
  referral_id uuid PRIMARY KEY, household_id uuid NOT NULL, application_id uuid NOT NULL,
  program text NOT NULL, agency text NOT NULL, division text NOT NULL, asked_at timestamptz NOT NULL, answer_by date NOT NULL);
CREATE INDEX referral_household ON referral (household_id);

-- What a desk has to answer.
CREATE TABLE desk_item (
  referral_id uuid, item text, person text NOT NULL DEFAULT '', since timestamptz NOT NULL, due date NOT NULL,
  late boolean NOT NULL DEFAULT false, PRIMARY KEY (referral_id, item, person));
CREATE INDEX desk_item_due ON desk_item (due, referral_id, item, person);
