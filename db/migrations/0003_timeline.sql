-- The timeline and the figures for monitors ask for some events since a moment. Without this they would read
-- every row, and most rows are gateways fetching secrets.
CREATE INDEX audit_log_by_event ON audit_log (event, at_ms);
