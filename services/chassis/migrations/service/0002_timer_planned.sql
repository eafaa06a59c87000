-- The moment for which a timer was set, where a failing handler has moved `due`: rules of that day still apply.
ALTER TABLE timer ADD COLUMN planned timestamptz;
