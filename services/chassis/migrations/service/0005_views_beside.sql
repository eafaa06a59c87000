-- Another version of a view beside the live one, its tables in a schema of their own: `next` is being built, `before` was live.
CREATE SCHEMA beside;
CREATE SCHEMA leaving;
CREATE TABLE view_version (
  view text PRIMARY KEY, version int NOT NULL DEFAULT 1, beside text NOT NULL CHECK (beside IN ('next', 'before')));
