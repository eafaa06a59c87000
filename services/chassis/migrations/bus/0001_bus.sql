-- The bus as a log of messages in a database of its own. Publishing again what is there has no effect.
CREATE TABLE IF NOT EXISTS topic_head (
  topic text, part smallint, next_off bigint NOT NULL DEFAULT 0, sequence bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (topic, part)) WITH (fillfactor = 10);
CREATE TABLE IF NOT EXISTS message (
  topic text, part smallint, off bigint, sequence bigint NOT NULL, previous bigint NOT NULL,
  household uuid NOT NULL, type text NOT NULL, headers text NOT NULL, data bytea NOT NULL,
  PRIMARY KEY (topic, part, off));

-- Appends under the locks of the lanes named; answers where these lanes end now.
CREATE OR REPLACE FUNCTION publish(
  p_topic text[], p_part smallint[], p_sequence bigint[], p_previous bigint[], p_household uuid[], p_type text[],
  p_headers text[], p_data bytea[])
RETURNS TABLE (topic text, part smallint, next_off bigint) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE locked bigint;
BEGIN
  PERFORM FROM topic_head h
    WHERE (h.topic, h.part) IN (SELECT * FROM unnest(p_topic, p_part)) ORDER BY h.topic, h.part FOR UPDATE;
  GET DIAGNOSTICS locked = ROW_COUNT;
  IF locked < (SELECT count(DISTINCT (t, p)) FROM unnest(p_topic, p_part) n(t, p)) THEN
    RAISE EXCEPTION 'a topic or lane is not there' USING ERRCODE = 'undefined_object';
  END IF;
  WITH fresh AS (
    INSERT INTO message
    SELECT m.topic, m.part, h.next_off - 1 + row_number() OVER (PARTITION BY m.topic, m.part ORDER BY m.i),
           m.sequence, m.previous, m.household, m.type, m.headers, m.data
    FROM unnest(p_topic, p_part, p_sequence, p_previous, p_household, p_type, p_headers, p_data)
         WITH ORDINALITY m(topic, part, sequence, previous, household, type, headers, data, i)
    JOIN topic_head h ON h.topic = m.topic AND h.part = m.part AND m.sequence > h.sequence
    RETURNING message.topic, message.part, message.off, message.sequence)
  UPDATE topic_head h SET next_off = f.top + 1, sequence = f.last
    FROM (SELECT topic, part, max(off) AS top, max(sequence) AS last FROM fresh GROUP BY topic, part) f
    WHERE h.topic = f.topic AND h.part = f.part;
  RETURN QUERY SELECT h.topic, h.part, h.next_off FROM topic_head h
    WHERE (h.topic, h.part) IN (SELECT * FROM unnest(p_topic, p_part));
END $$;
