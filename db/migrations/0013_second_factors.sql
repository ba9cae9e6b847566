-- What people prove besides their password.

-- One authenticator app each. `sealed` opens for this person only. Until a first code came from the app
-- (`confirmed_at_ms`) it counts for nothing. `last_step` is the newest 30-second step whose code was accepted:
-- no code is accepted twice, nor one that is older than an accepted one.
CREATE TABLE totp_factors (
  user_id         TEXT    PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
  sealed          TEXT    NOT NULL,
  last_step       INTEGER NOT NULL,
  created_at_ms   INTEGER NOT NULL,
  confirmed_at_ms INTEGER
) STRICT;

-- Codes for a lost device, 80 random bits each and kept as hashes. A used one stays, so that it is known as used.
CREATE TABLE recovery_codes (
  user_id       TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  code_hash     TEXT    NOT NULL,
  created_at_ms INTEGER NOT NULL,
  used_at_ms    INTEGER,
  PRIMARY KEY (user_id, code_hash)
) STRICT;

-- Someone gave a right password and has yet to prove the second factor. The browser holds the token, we its hash.
CREATE TABLE pending_sign_ins (
  token_hash    TEXT    PRIMARY KEY,
  user_id       TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms > created_at_ms)
) STRICT;

-- Without a row: nobody has to have a second factor.
CREATE TABLE second_factor_rule (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  roles         TEXT    NOT NULL CHECK (json_valid(roles)),
  changed_at_ms INTEGER NOT NULL,
  changed_by    TEXT    NOT NULL
) STRICT;
