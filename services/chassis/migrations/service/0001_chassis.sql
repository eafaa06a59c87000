-- What every service's database holds before its own tables: the log, cursors, timers, activities, parked messages, receipts.
CREATE TABLE log_head (part smallint PRIMARY KEY, next_off bigint NOT NULL DEFAULT 1) WITH (fillfactor = 10);
INSERT INTO log_head (part) SELECT generate_series(0, 15);

CREATE TABLE event (
  part smallint NOT NULL, off bigint NOT NULL, household_id uuid NOT NULL,
  stream_type text NOT NULL, stream_id uuid NOT NULL, version bigint NOT NULL,
  id uuid NOT NULL, type text NOT NULL, data bytea NOT NULL, meta bytea NOT NULL, recorded_at timestamptz NOT NULL,
  PRIMARY KEY (part, off), UNIQUE (stream_type, stream_id, version));

-- off: last place read in the own log, or next place to read on the bus; sequence: last one sent or applied
CREATE TABLE cursor (
  name text, part smallint, off bigint NOT NULL DEFAULT 0, sequence bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (name, part)) WITH (fillfactor = 50);

-- A household that cannot be handled waits here with everything that came after, so that its order holds.
CREATE TABLE parked (
  consumer text, household_id uuid, sequence bigint, part smallint NOT NULL, type text NOT NULL, message bytea NOT NULL,
  reason text NOT NULL, attempts int NOT NULL DEFAULT 0, parked_at timestamptz NOT NULL, next_try timestamptz,
  PRIMARY KEY (consumer, household_id, sequence));
CREATE INDEX parked_next_try ON parked (next_try) WHERE next_try IS NOT NULL;

CREATE TABLE timer (
  name text, stream_id uuid, household_id uuid NOT NULL, due timestamptz NOT NULL, payload bytea NOT NULL, meta bytea NOT NULL,
  attempts int NOT NULL DEFAULT 0, PRIMARY KEY (name, stream_id));
CREATE INDEX timer_due ON timer (due);

-- Calls to the outside world that are still to be made; claimed in wall time, due in the time of the clock.
CREATE TABLE activity (
  part smallint, off bigint, due timestamptz NOT NULL, claimed_until timestamptz, attempts int NOT NULL DEFAULT 0,
  reason text, PRIMARY KEY (part, off));
CREATE INDEX activity_due ON activity (due);

-- The answer to a command, under the caller's key, for as long as it may be asked again.
CREATE TABLE receipt (
  actor text, key text, fingerprint bytea NOT NULL, household_id uuid NOT NULL, response bytea NOT NULL,
  created_at timestamptz NOT NULL, PRIMARY KEY (actor, key));

-- Commands c_*: one per stream, any lanes; expected -1 takes any version. Events e_*: e_cmd is the command's place, from 1.
-- Receipts r_*: r_cmd likewise. Answers in the order of the commands: the version found, and whether the events were taken.
CREATE FUNCTION append_batch(
  c_household uuid[], c_type text[], c_stream uuid[], c_expected bigint[],
  e_cmd int[], e_id uuid[], e_type text[], e_data bytea[], e_meta bytea[], at timestamptz,
  r_cmd int[], r_actor text[], r_key text[], r_fingerprint bytea[], r_response bytea[])
RETURNS TABLE (version bigint, accepted boolean) LANGUAGE plpgsql AS $$
DECLARE c_part smallint[]; had bigint[]; starts bigint[];
BEGIN
  -- the lane of a household: its id as a number, modulo 16, which is the last hexadecimal digit
  SELECT array_agg((get_byte(uuid_send(h), 15) & 15)::smallint ORDER BY i) INTO c_part
    FROM unnest(c_household) WITH ORDINALITY u(h, i);
  -- in order of lane, so that two callers cannot deadlock; held to the commit, so log order is commit order
  PERFORM FROM log_head WHERE part = ANY (c_part) ORDER BY part FOR UPDATE;
  -- a statement of its own: its snapshot is younger than the lock
  SELECT array_agg(coalesce(e.version, 0) ORDER BY c.i), array_agg(h.next_off ORDER BY c.i) INTO had, starts
    FROM unnest(c_part, c_type, c_stream) WITH ORDINALITY c(part, type, stream, i)
    JOIN log_head h USING (part)
    LEFT JOIN LATERAL (SELECT x.version FROM event x WHERE x.stream_type = c.type AND x.stream_id = c.stream
                       ORDER BY x.version DESC LIMIT 1) e ON true;
  WITH taken AS (
    INSERT INTO event (part, off, household_id, stream_type, stream_id, version, id, type, data, meta, recorded_at)
    SELECT c_part[cmd], starts[cmd] - 1 + row_number() OVER (PARTITION BY c_part[cmd] ORDER BY i), c_household[cmd],
           c_type[cmd], c_stream[cmd], had[cmd] + row_number() OVER (PARTITION BY cmd ORDER BY i), e.id, e.type, e.data, e.meta, at
    FROM unnest(e_cmd, e_id, e_type, e_data, e_meta) WITH ORDINALITY e(cmd, id, type, data, meta, i)
    WHERE c_expected[cmd] IN (-1, had[cmd])
    RETURNING part)
  UPDATE log_head h SET next_off = next_off + n FROM (SELECT part, count(*) n FROM taken GROUP BY part) t WHERE h.part = t.part;
  IF cardinality(r_cmd) > 0 THEN
    INSERT INTO receipt (actor, key, fingerprint, household_id, response, created_at)
    SELECT r.actor, r.key, r.fingerprint, c_household[r.cmd], r.response, at
    FROM unnest(r_cmd, r_actor, r_key, r_fingerprint, r_response) r(cmd, actor, key, fingerprint, response)
    WHERE c_expected[r.cmd] IN (-1, had[r.cmd]) ON CONFLICT DO NOTHING;
  END IF;
  RETURN QUERY SELECT had[i], c_expected[i] IN (-1, had[i]) FROM generate_subscripts(c_stream, 1) i ORDER BY i;
END $$;
