-- The level to which a household is shown that nobody has begun to investigate in time.
ALTER TABLE investigation ADD COLUMN level text NOT NULL DEFAULT 'township';
