-- The trace of the request that delivered a notification first (W3C Trace Context, as JSON), so that its attempts belong to it.
ALTER TABLE notification ADD COLUMN trace_context TEXT;
