-- A gateway on another host: what that host last reported of it (references and facts, no secret), when by this console's
-- clock, how far its own clock was ahead of that in milliseconds, and what was asked of it and not done yet.
CREATE TABLE gateway_hosts (
  gateway_id     TEXT    PRIMARY KEY REFERENCES gateways (id) ON DELETE CASCADE,
  host           TEXT    NOT NULL CHECK (length(host) BETWEEN 1 AND 255),
  report         TEXT    NOT NULL CHECK (json_valid(report)),
  reported_at_ms INTEGER NOT NULL,
  skew_ms        INTEGER NOT NULL,
  interval_s     INTEGER CHECK (interval_s > 0),
  wanted         TEXT    CHECK (json_valid(wanted)),
  trouble        TEXT    CHECK (json_valid(trouble))
) STRICT;

-- One-time tokens with which a host joins. `gateway_id` is the gateway that it became, or is to become again.
CREATE TABLE join_tokens (
  id            TEXT    PRIMARY KEY,
  token_hash    TEXT    NOT NULL UNIQUE,
  name          TEXT    NOT NULL,
  created_at_ms INTEGER NOT NULL,
  created_by    TEXT    NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  gateway_id    TEXT    REFERENCES gateways (id) ON DELETE CASCADE,
  used_hash     TEXT
) STRICT;
