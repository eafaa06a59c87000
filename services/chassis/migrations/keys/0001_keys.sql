-- The keys of households, wrapped by the master key. A destroyed key leaves its row, so that none is made again.
CREATE TABLE household_key (household_id uuid PRIMARY KEY, wrapped bytea);

-- The simulated clock of demo and cases: one row, never set back.
CREATE TABLE clock (only_one bool PRIMARY KEY DEFAULT true CHECK (only_one), now timestamptz NOT NULL);
