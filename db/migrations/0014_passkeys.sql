-- Passkeys: public keys, which are no secret. One is good at one address (`rp_id`) only.
CREATE TABLE passkeys (
  id              TEXT    PRIMARY KEY,
  user_id         TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  credential_id   TEXT    NOT NULL UNIQUE,
  public_key      TEXT    NOT NULL,
  -- How often it signed, as it says itself; many passkeys always say 0.
  counter         INTEGER NOT NULL CHECK (counter >= 0),
  transports      TEXT    NOT NULL CHECK (json_valid(transports)),
  device_type     TEXT    NOT NULL CHECK (device_type IN ('singleDevice', 'multiDevice')),
  backed_up       INTEGER NOT NULL CHECK (backed_up IN (0, 1)),
  rp_id           TEXT    NOT NULL,
  name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  created_at_ms   INTEGER NOT NULL,
  last_used_at_ms INTEGER
) STRICT;

CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- What a passkey is asked to sign, once and within five minutes. The browser that asked holds the token, we its hash.
-- `user_id` is whose passkey it has to be; null while nobody knows who is coming.
CREATE TABLE passkey_challenges (
  token_hash    TEXT    PRIMARY KEY,
  purpose       TEXT    NOT NULL CHECK (purpose IN ('register', 'sign_in')),
  user_id       TEXT             REFERENCES user (id) ON DELETE CASCADE,
  challenge     TEXT    NOT NULL,
  rp_id         TEXT    NOT NULL,
  origin        TEXT    NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms > created_at_ms),
  CHECK (purpose = 'sign_in' OR user_id IS NOT NULL)
) STRICT;
