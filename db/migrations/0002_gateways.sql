-- Gateways, what the console wants on them, and what it last published to them.

CREATE TABLE gateways (
  id               TEXT    PRIMARY KEY,
  name             TEXT    NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
  state_dir        TEXT    NOT NULL UNIQUE CHECK (state_dir LIKE '/%'),
  openclaw_path    TEXT             CHECK (openclaw_path LIKE '/%'),
  rpc_url          TEXT,
  rpc_token_sealed TEXT             CHECK (rpc_token_sealed LIKE 'v1.%'),
  created_at_ms    INTEGER NOT NULL,
  created_by       TEXT    NOT NULL
) STRICT;

-- What the console wants an agent's store to hold. The secret is in `credentials`; a removed profile
-- stays until the removal was published, so that it can be undone.
CREATE TABLE profiles (
  id            TEXT    PRIMARY KEY,
  gateway_id    TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  agent_id      TEXT    NOT NULL,
  profile_id    TEXT    NOT NULL CHECK (length(profile_id) BETWEEN 1 AND 200),
  provider      TEXT    NOT NULL CHECK (length(provider) BETWEEN 1 AND 64),
  type          TEXT    NOT NULL CHECK (type IN ('api_key', 'token', 'oauth')),
  source        TEXT    NOT NULL CHECK (source IN ('vault', 'ref', 'gateway')),
  label         TEXT,
  email         TEXT,
  ref           TEXT             CHECK (ref IS NULL OR json_valid(ref)),
  metadata      TEXT             CHECK (metadata IS NULL OR json_valid(metadata)),
  expires_at_ms INTEGER          CHECK (expires_at_ms BETWEEN 1 AND 8640000000000000),
  version       INTEGER NOT NULL CHECK (version >= 1),
  removed_at_ms INTEGER,
  created_at_ms INTEGER NOT NULL,
  changed_at_ms INTEGER NOT NULL,
  changed_by    TEXT    NOT NULL,
  UNIQUE (gateway_id, agent_id, profile_id),
  CHECK ((source = 'ref') = (ref IS NOT NULL)),
  CHECK ((source = 'gateway') = (type = 'oauth'))
) STRICT;

-- The one current secret of a profile whose source is the vault.
CREATE TABLE credentials (
  id             TEXT    PRIMARY KEY,
  profile_row_id TEXT    NOT NULL UNIQUE REFERENCES profiles (id) ON DELETE CASCADE,
  sealed         TEXT    NOT NULL CHECK (sealed LIKE 'v1.%'),
  fingerprint    TEXT    NOT NULL,
  tail           TEXT             CHECK (length(tail) = 4),
  created_at_ms  INTEGER NOT NULL,
  created_by     TEXT    NOT NULL
) STRICT;

CREATE INDEX credentials_by_fingerprint ON credentials (fingerprint);

-- `profile_ids` null means that an override was cleared here and the gateway may still have one.
CREATE TABLE order_overrides (
  gateway_id    TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  agent_id      TEXT    NOT NULL,
  provider      TEXT    NOT NULL,
  profile_ids   TEXT             CHECK (profile_ids IS NULL OR json_valid(profile_ids)),
  version       INTEGER NOT NULL CHECK (version >= 1),
  changed_at_ms INTEGER NOT NULL,
  changed_by    TEXT    NOT NULL,
  PRIMARY KEY (gateway_id, agent_id, provider)
) STRICT;

-- A gateway's own bearer tokens. Only their hashes are kept.
CREATE TABLE resolver_tokens (
  id              TEXT    PRIMARY KEY,
  gateway_id      TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  token_hash      TEXT    NOT NULL UNIQUE,
  created_at_ms   INTEGER NOT NULL,
  revoked_at_ms   INTEGER,
  last_used_at_ms INTEGER
) STRICT;

CREATE INDEX resolver_tokens_by_gateway ON resolver_tokens (gateway_id);

-- Which SecretRef id of a gateway opens which profile's secret: only what was published to it.
CREATE TABLE resolver_grants (
  gateway_id     TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  ref_id         TEXT    NOT NULL,
  profile_row_id TEXT    NOT NULL REFERENCES profiles (id) ON DELETE CASCADE,
  granted_at_ms  INTEGER NOT NULL,
  PRIMARY KEY (gateway_id, ref_id)
) STRICT;

CREATE INDEX resolver_grants_by_profile ON resolver_grants (profile_row_id);

-- What the last publish left on the gateway: the common ancestor that tells our change from a foreign one.
CREATE TABLE published_entries (
  gateway_id      TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  agent_id        TEXT    NOT NULL,
  kind            TEXT    NOT NULL CHECK (kind IN ('profile', 'order')),
  key             TEXT    NOT NULL,
  value           TEXT    NOT NULL CHECK (json_valid(value)),
  published_at_ms INTEGER NOT NULL,
  PRIMARY KEY (gateway_id, agent_id, kind, key)
) STRICT;

CREATE TABLE publications (
  id             TEXT    PRIMARY KEY,
  gateway_id     TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  kind           TEXT    NOT NULL CHECK (kind IN ('publish', 'unpublish')),
  started_at_ms  INTEGER NOT NULL,
  finished_at_ms INTEGER,
  started_by     TEXT    NOT NULL,
  receipt        TEXT             CHECK (receipt IS NULL OR json_valid(receipt))
) STRICT;

CREATE INDEX publications_by_gateway ON publications (gateway_id, started_at_ms DESC);
