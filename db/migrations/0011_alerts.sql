-- Alerts: what people know of, whom to tell, and every message until it has arrived.

-- A way to tell someone. Its address and tokens are one envelope; the settings are what may be shown.
CREATE TABLE alert_channels (
  id                TEXT    PRIMARY KEY,
  kind              TEXT    NOT NULL CHECK (kind IN ('webhook', 'ntfy', 'slack', 'discord', 'feishu', 'dingtalk',
                                                     'wecom', 'telegram', 'email')),
  name              TEXT    NOT NULL COLLATE NOCASE UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
  settings          TEXT    NOT NULL CHECK (json_valid(settings)),
  sealed            TEXT    NOT NULL,
  locale            TEXT    NOT NULL CHECK (locale IN ('en', 'zh-CN')),
  is_enabled        INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
  kinds             TEXT    NOT NULL CHECK (json_valid(kinds)),
  minimum_severity  TEXT    NOT NULL CHECK (minimum_severity IN ('info', 'warning', 'critical')),
  zone              TEXT    NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
  quiet_from_minute INTEGER          CHECK (quiet_from_minute BETWEEN 0 AND 1439),
  quiet_to_minute   INTEGER          CHECK (quiet_to_minute BETWEEN 0 AND 1439),
  critical_passes   INTEGER NOT NULL CHECK (critical_passes IN (0, 1)),
  digest_minute     INTEGER          CHECK (digest_minute BETWEEN 0 AND 1439),
  created_at_ms     INTEGER NOT NULL,
  created_by        TEXT    NOT NULL,
  changed_at_ms     INTEGER NOT NULL,
  changed_by        TEXT    NOT NULL,
  CHECK ((quiet_from_minute IS NULL) = (quiet_to_minute IS NULL))
) STRICT;

-- Without a row: what the code has for defaults.
CREATE TABLE alert_rules (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  expiry_steps   TEXT    NOT NULL CHECK (json_valid(expiry_steps)),
  probe_failures INTEGER NOT NULL CHECK (probe_failures BETWEEN 1 AND 12),
  reminder_hours INTEGER          CHECK (reminder_hours BETWEEN 1 AND 8760),
  retention_days INTEGER NOT NULL CHECK (retention_days BETWEEN 1 AND 3650),
  changed_at_ms  INTEGER NOT NULL,
  changed_by     TEXT    NOT NULL
) STRICT;

-- Who looks, until when, and when somebody last did; null before the first look.
CREATE TABLE alert_looks (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  looker         TEXT    NOT NULL,
  lease_until_ms INTEGER NOT NULL,
  looked_at_ms   INTEGER
) STRICT;

-- A condition that people know of, until it is over.
CREATE TABLE alert_states (
  key             TEXT    PRIMARY KEY,
  gateway_id      TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  condition       TEXT    NOT NULL CHECK (json_valid(condition)),
  told_level      INTEGER NOT NULL,
  opened_at_ms    INTEGER NOT NULL,
  last_event_ms   INTEGER NOT NULL,
  absent_since_ms INTEGER,
  muted_until_ms  INTEGER
) STRICT;

CREATE INDEX alert_states_by_gateway ON alert_states (gateway_id);

-- The outbox, and the delivery log of what left it. A row is written in the transaction that changed a state and
-- names its message for ever, so that a receiver can tell a repetition. One that gathers takes in more events until
-- it is due.
CREATE TABLE alert_deliveries (
  id             TEXT    PRIMARY KEY,
  channel_id     TEXT    NOT NULL REFERENCES alert_channels (id) ON DELETE CASCADE,
  dedupe_key     TEXT    NOT NULL CHECK (length(dedupe_key) BETWEEN 1 AND 200),
  notice         TEXT    NOT NULL CHECK (json_valid(notice)),
  state          TEXT    NOT NULL CHECK (state IN ('pending', 'sent', 'failed', 'abandoned')),
  is_gathering   INTEGER NOT NULL CHECK (is_gathering IN (0, 1)),
  tries          INTEGER NOT NULL CHECK (tries >= 0),
  created_at_ms  INTEGER NOT NULL,
  next_try_ms    INTEGER,
  lease_until_ms INTEGER,
  problem        TEXT             CHECK (length(problem) BETWEEN 1 AND 64),
  http_status    INTEGER          CHECK (http_status BETWEEN 100 AND 599),
  latency_ms     INTEGER          CHECK (latency_ms >= 0),
  finished_at_ms INTEGER,
  UNIQUE (channel_id, dedupe_key),
  CHECK ((state = 'pending') = (next_try_ms IS NOT NULL)),
  CHECK ((state = 'pending') = (finished_at_ms IS NULL)),
  CHECK (is_gathering = 0 OR state = 'pending')
) STRICT;

CREATE UNIQUE INDEX alert_deliveries_one_gathers ON alert_deliveries (channel_id) WHERE is_gathering = 1;
CREATE INDEX alert_deliveries_pending ON alert_deliveries (next_try_ms) WHERE state = 'pending';
CREATE INDEX alert_deliveries_by_time ON alert_deliveries (created_at_ms);
CREATE INDEX alert_deliveries_by_end ON alert_deliveries (finished_at_ms);

-- Which profile an agent was seen to use, and why it changed; the newest row of each is how it is.
CREATE TABLE failover_observations (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  gateway_id          TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  agent_id            TEXT    NOT NULL,
  provider            TEXT    NOT NULL,
  profile_id          TEXT    NOT NULL,
  previous_profile_id TEXT,
  why                 TEXT             CHECK (length(why) BETWEEN 1 AND 64),
  since_ms            INTEGER NOT NULL,
  seen_at_ms          INTEGER NOT NULL,
  CHECK ((previous_profile_id IS NULL) = (why IS NULL))
) STRICT;

CREATE INDEX failover_observations_by_place ON failover_observations (gateway_id, agent_id, provider, id);
