-- What is to be done: `pay` an emergency first, answer at the `desk`, or hear it in the `conference`.
ALTER TABLE desk_item ADD COLUMN stage text NOT NULL DEFAULT 'desk';
