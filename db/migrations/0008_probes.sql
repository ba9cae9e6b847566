-- Probes: which credentials a provider really takes. What was asked and what came of it; never a provider's words.

-- One start of probes by a person or by the schedule. A process that runs one keeps its lease alive, so that
-- another can tell a sweep that is running from one whose process is gone.
CREATE TABLE probe_sweeps (
  id                 TEXT    PRIMARY KEY,
  origin             TEXT    NOT NULL CHECK (origin IN ('person', 'schedule')),
  scope              TEXT    NOT NULL CHECK (json_valid(scope)),
  state              TEXT    NOT NULL CHECK (state IN ('running', 'finished', 'cancelled', 'interrupted')),
  started_by         TEXT    NOT NULL,
  started_at_ms      INTEGER NOT NULL,
  finished_at_ms     INTEGER,
  cancel_asked_at_ms INTEGER,
  lease_until_ms     INTEGER NOT NULL,
  CHECK ((state = 'running') = (finished_at_ms IS NULL))
) STRICT;

-- Of the schedule there is one at a time, however many processes there are.
CREATE UNIQUE INDEX probe_sweeps_one_scheduled ON probe_sweeps (origin)
  WHERE origin = 'schedule' AND state = 'running';
CREATE INDEX probe_sweeps_by_start ON probe_sweeps (started_at_ms);

-- One credential of a sweep; without a status until its turn is over.
CREATE TABLE probes (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  sweep_id        TEXT    NOT NULL REFERENCES probe_sweeps (id) ON DELETE CASCADE,
  gateway_id      TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  agent_id        TEXT    NOT NULL,
  provider        TEXT    NOT NULL,
  source          TEXT    NOT NULL CHECK (source IN ('profile', 'env', 'models.json')),
  profile_id      TEXT             CHECK ((profile_id IS NOT NULL) = (source = 'profile')),
  type            TEXT    NOT NULL CHECK (type IN ('api_key', 'token', 'oauth')),
  model           TEXT,
  fingerprint     TEXT,
  request         TEXT             CHECK (request IN ('none', 'free', 'paid')),
  status          TEXT             CHECK (status IN ('ok', 'auth', 'rate_limit', 'billing', 'timeout', 'format',
                                                     'unknown', 'no_model', 'skipped')),
  reason          TEXT             CHECK (length(reason) BETWEEN 1 AND 64),
  http_status     INTEGER          CHECK (http_status BETWEEN 100 AND 599),
  latency_ms      INTEGER          CHECK (latency_ms >= 0),
  cost_microcents INTEGER NOT NULL DEFAULT 0 CHECK (cost_microcents >= 0),
  finished_at_ms  INTEGER,
  CHECK ((status IS NULL) = (finished_at_ms IS NULL))
) STRICT;

CREATE INDEX probes_by_sweep ON probes (sweep_id, id);
CREATE INDEX probes_by_credential ON probes (gateway_id, agent_id, provider, profile_id, finished_at_ms);
CREATE INDEX probes_by_end ON probes (finished_at_ms);
CREATE INDEX probes_paid ON probes (provider, finished_at_ms) WHERE request = 'paid';

-- What probes of a provider may do. Without a row: free requests, when a person asks for them.
CREATE TABLE probe_policies (
  provider              TEXT    PRIMARY KEY,
  paid_requests_per_day INTEGER NOT NULL CHECK (paid_requests_per_day BETWEEN 0 AND 1000),
  paid_cents_per_day    INTEGER NOT NULL CHECK (paid_cents_per_day BETWEEN 0 AND 10000),
  interval_minutes      INTEGER          CHECK (interval_minutes BETWEEN 15 AND 43200),
  changed_at_ms         INTEGER NOT NULL,
  changed_by            TEXT    NOT NULL
) STRICT;

-- What an admin opened to probes: servers that are not a provider's own, and commands that hold secrets.
CREATE TABLE probe_allowances (
  id            TEXT    PRIMARY KEY,
  kind          TEXT    NOT NULL CHECK (kind IN ('server', 'command')),
  value         TEXT    NOT NULL CHECK (length(value) BETWEEN 1 AND 4096),
  created_at_ms INTEGER NOT NULL,
  created_by    TEXT    NOT NULL,
  UNIQUE (kind, value)
) STRICT;
