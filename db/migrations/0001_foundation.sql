-- The installation, people and their sessions, the vault's data keys, and the audit log.
--
-- Times are Unix milliseconds. STRICT refuses a value of the wrong type at the storage layer, so a
-- seconds-for-milliseconds or text-for-integer mistake fails here rather than on a status page.

CREATE TABLE settings (
  key   TEXT PRIMARY KEY CHECK (key IN ('vault_id', 'console_url')),
  value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 4096)
) STRICT;

-- People. The four tables below have the shape that better-auth's adapter expects; roles are ours.
CREATE TABLE user (
  id             TEXT    PRIMARY KEY,
  name           TEXT    NOT NULL,
  email          TEXT    NOT NULL UNIQUE CHECK (email = lower(email)),
  email_verified INTEGER NOT NULL DEFAULT 0 CHECK (email_verified IN (0, 1)),
  image          TEXT,
  role           TEXT    NOT NULL DEFAULT 'viewer' CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
  created_at_ms  INTEGER NOT NULL CHECK (created_at_ms > 1000000000000),
  updated_at_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  id            TEXT    PRIMARY KEY,
  token         TEXT    NOT NULL UNIQUE,
  user_id       TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  ip_address    TEXT,
  user_agent    TEXT,
  expires_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE account (
  id                         TEXT    PRIMARY KEY,
  account_id                 TEXT    NOT NULL,
  provider_id                TEXT    NOT NULL,
  user_id                    TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  access_token               TEXT,
  refresh_token              TEXT,
  id_token                   TEXT,
  access_token_expires_at_ms INTEGER,
  refresh_token_expires_at_ms INTEGER,
  scope                      TEXT,
  password                   TEXT CHECK (password LIKE '$argon2id$%'),
  created_at_ms              INTEGER NOT NULL,
  updated_at_ms              INTEGER NOT NULL,
  UNIQUE (provider_id, account_id)
) STRICT;

CREATE INDEX account_by_user ON account (user_id);

CREATE TABLE verification (
  id            TEXT    PRIMARY KEY,
  identifier    TEXT    NOT NULL,
  value         TEXT    NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

-- The first owner is made with the one row of this table and with nothing else.
CREATE TABLE setup_code (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  code_hash     TEXT    NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT;

-- One row per sign-in attempt that has not been forgiven yet, by account and by address.
CREATE TABLE sign_in_attempts (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  bucket TEXT    NOT NULL,
  at_ms  INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_attempts_by_bucket ON sign_in_attempts (bucket, at_ms);

-- Data keys, each wrapped by a key of the keyring, which is not in this database.
CREATE TABLE data_keys (
  id             TEXT    PRIMARY KEY,
  purpose        TEXT    NOT NULL CHECK (purpose IN ('seal', 'fingerprint')),
  keyring_key_id TEXT    NOT NULL,
  wrapped        TEXT    NOT NULL CHECK (wrapped LIKE 'w1.%'),
  created_at_ms  INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_log (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms      INTEGER NOT NULL CHECK (at_ms > 1000000000000),
  actor_kind TEXT    NOT NULL CHECK (actor_kind IN ('user', 'cli', 'gateway', 'visitor', 'system')),
  actor      TEXT    NOT NULL,
  event      TEXT    NOT NULL,
  subject    TEXT    NOT NULL,
  details    TEXT    NOT NULL CHECK (json_valid(details))
) STRICT;

CREATE INDEX audit_log_by_subject ON audit_log (subject, id);

-- The log is append-only even to our own bugs.
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
