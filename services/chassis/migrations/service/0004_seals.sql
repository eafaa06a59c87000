-- Seals over the log, a block of events each: `leaves` are 16 bytes for every event, `digest` chains the block to the one before.
CREATE TABLE seal (
  part smallint, last bigint, first bigint NOT NULL, leaves bytea NOT NULL, digest bytea NOT NULL, PRIMARY KEY (part, last));

-- What of an event is sealed: everything.
CREATE FUNCTION leaf(e event) RETURNS bytea LANGUAGE sql STABLE AS $$
  SELECT substr(sha256(int2send(e.part) || int8send(e.off) || uuid_send(e.household_id) || uuid_send(e.stream_id)
    || int8send(e.version) || uuid_send(e.id) || timestamptz_send(e.recorded_at) || int4send(length(e.stream_type))
    || textsend(e.stream_type) || int4send(length(e.type)) || textsend(e.type) || int4send(length(e.data)) || e.data || e.meta), 1, 16)
$$;
