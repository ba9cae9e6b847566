-- A session's token is in its cookie only; the database keeps a hash. Sessions from before end here, since
-- their tokens stood readable in this table and in its backups: everyone signs in once more.

DROP TABLE session;

CREATE TABLE session (
  id            TEXT    PRIMARY KEY,
  token_hash    TEXT    NOT NULL UNIQUE CHECK (length(token_hash) = 43),
  user_id       TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  ip_address    TEXT,
  user_agent    TEXT,
  expires_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX session_by_user ON session (user_id);
