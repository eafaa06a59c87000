-- The earlier month that a payment tops up, '' for a payment of its own month.
ALTER TABLE payment ADD COLUMN for_month text NOT NULL DEFAULT '';
