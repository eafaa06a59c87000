CREATE TABLE seen (household_id uuid PRIMARY KEY, n bigint NOT NULL);
