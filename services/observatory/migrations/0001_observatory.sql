-- Every message about a case in the order of time, and the spans of every trace. Ids and codes only.
CREATE TABLE journey (
  event_id uuid PRIMARY KEY, household_id uuid NOT NULL, application_id uuid, at timestamptz NOT NULL, service text NOT NULL,
  type text NOT NULL, detail text NOT NULL, trace_id text);
CREATE INDEX journey_application ON journey (application_id, at);
CREATE INDEX journey_household ON journey (household_id, at);

CREATE TABLE case_number (
  number text PRIMARY KEY, application_id uuid NOT NULL, household_id uuid NOT NULL, submitted_at timestamptz NOT NULL);

CREATE TABLE otel_span (
  trace_id text NOT NULL, span_id text NOT NULL, parent_id text, service text NOT NULL, name text NOT NULL, kind text NOT NULL,
  start timestamptz NOT NULL, duration bigint NOT NULL, failed boolean NOT NULL, application_id uuid, event_id text,
  attributes jsonb NOT NULL, PRIMARY KEY (trace_id, span_id));
CREATE INDEX otel_span_service ON otel_span (service, start);
CREATE INDEX otel_span_application ON otel_span (application_id) WHERE application_id IS NOT NULL;
CREATE INDEX otel_span_start ON otel_span (start);

CREATE TABLE otel_link (
  from_trace text NOT NULL, from_span text NOT NULL, to_trace text NOT NULL, to_span text NOT NULL,
  PRIMARY KEY (from_trace, from_span, to_trace, to_span));
CREATE INDEX otel_link_to ON otel_link (to_trace, to_span);
