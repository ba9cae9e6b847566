-- Environment keys: variables that Clawkeep writes in plaintext to the `.env` of a gateway's state dir. The
-- sealed copy is what the block in that file is written again from; the fingerprint tells whether someone
-- changed it there.

CREATE TABLE environment_keys (
  id             TEXT    PRIMARY KEY,
  gateway_id     TEXT    NOT NULL REFERENCES gateways (id) ON DELETE CASCADE,
  variable       TEXT    NOT NULL CHECK (variable GLOB '[A-Z]*' AND length(variable) <= 128),
  sealed         TEXT    NOT NULL CHECK (sealed LIKE 'v1.%'),
  fingerprint    TEXT    NOT NULL,
  tail           TEXT             CHECK (length(tail) = 4),
  profile_row_id TEXT             REFERENCES profiles (id) ON DELETE SET NULL,
  changed_at_ms  INTEGER NOT NULL,
  changed_by     TEXT    NOT NULL,
  UNIQUE (gateway_id, variable)
) STRICT;

CREATE INDEX environment_keys_by_profile ON environment_keys (profile_row_id);
