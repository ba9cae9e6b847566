-- What machines ask with: API tokens, calendar links, and counts they read that would be slow to count.

-- Bearer tokens of monitoring systems. Only their hashes are kept. One for a gateway ends with it.
CREATE TABLE api_tokens (
  id              TEXT    PRIMARY KEY,
  name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  scopes          TEXT    NOT NULL CHECK (json_array_length(scopes) >= 1),
  gateway_id      TEXT             REFERENCES gateways (id) ON DELETE CASCADE,
  token_hash      TEXT    NOT NULL UNIQUE,
  created_at_ms   INTEGER NOT NULL,
  created_by      TEXT    NOT NULL,
  expires_at_ms   INTEGER NOT NULL CHECK (expires_at_ms > created_at_ms),
  revoked_at_ms   INTEGER,
  last_used_at_ms INTEGER
) STRICT;

CREATE INDEX api_tokens_by_gateway ON api_tokens (gateway_id);

-- Secret addresses of calendars, each of one person and ending with their account.
CREATE TABLE calendar_links (
  id              TEXT    PRIMARY KEY,
  user_id         TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  gateway_id      TEXT             REFERENCES gateways (id) ON DELETE CASCADE,
  secret_hash     TEXT    NOT NULL UNIQUE,
  locale          TEXT    NOT NULL CHECK (locale IN ('en', 'zh-CN')),
  created_at_ms   INTEGER NOT NULL,
  revoked_at_ms   INTEGER,
  last_used_at_ms INTEGER
) STRICT;

CREATE INDEX calendar_links_by_user ON calendar_links (user_id);
CREATE INDEX calendar_links_by_gateway ON calendar_links (gateway_id);

-- How often each gateway fetched secrets. The audit log has a row for each time; counting a year of them
-- for every scrape would read them all, so each row is counted when it is written.
CREATE TABLE resolver_counts (
  gateway_id TEXT    PRIMARY KEY,
  calls      INTEGER NOT NULL,
  resolved   INTEGER NOT NULL,
  refused    INTEGER NOT NULL
) STRICT;

INSERT INTO resolver_counts (gateway_id, calls, resolved, refused)
SELECT subject, count(*),
       coalesce(sum(json_array_length(details, '$.resolved')), 0),
       coalesce(sum(json_array_length(details, '$.refused')), 0)
FROM audit_log WHERE event = 'secrets.resolved' GROUP BY subject;

CREATE TRIGGER audit_log_counts_resolving AFTER INSERT ON audit_log WHEN NEW.event = 'secrets.resolved'
BEGIN
  INSERT INTO resolver_counts (gateway_id, calls, resolved, refused)
  VALUES (NEW.subject, 1,
          coalesce(json_array_length(NEW.details, '$.resolved'), 0),
          coalesce(json_array_length(NEW.details, '$.refused'), 0))
  ON CONFLICT (gateway_id) DO UPDATE SET
    calls    = calls + 1,
    resolved = resolved + excluded.resolved,
    refused  = refused + excluded.refused;
END;

-- Publications are counted from this index alone; their receipts are large.
CREATE INDEX publications_by_kind ON publications (gateway_id, kind, finished_at_ms);
