-- People who come by a link, accounts that are disabled, and fresh proofs of who is at the keyboard.

ALTER TABLE user ADD COLUMN disabled_at_ms INTEGER;

-- An invitation is here while it can be accepted; its audit rows stay. Only the hash of its link is kept.
CREATE TABLE invitations (
  id            TEXT    PRIMARY KEY,
  email         TEXT    NOT NULL UNIQUE CHECK (email = lower(email)),
  role          TEXT    NOT NULL CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
  token_hash    TEXT    NOT NULL UNIQUE,
  created_at_ms INTEGER NOT NULL,
  created_by    TEXT    NOT NULL,
  -- Null for one that was made in the terminal.
  created_by_id TEXT             REFERENCES user (id) ON DELETE CASCADE,
  expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms > created_at_ms)
) STRICT;

CREATE INDEX invitations_by_maker ON invitations (created_by_id);

-- One proof lets one session do one thing to one target once, and it ends with the session.
CREATE TABLE identity_proofs (
  session_id    TEXT    NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  action        TEXT    NOT NULL,
  target        TEXT    NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (session_id, action, target)
) STRICT, WITHOUT ROWID;

-- Who made a token, so that it never has more than they have now. Null for one that was made in the terminal. It is no
-- foreign key: the token of an account that was removed stays, is listed, and is refused.
ALTER TABLE api_tokens ADD COLUMN created_by_id TEXT;
UPDATE api_tokens SET created_by_id = (SELECT id FROM user WHERE email = created_by);
