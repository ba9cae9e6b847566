-- The secret that signs session cookies.
--
-- In the database and not in the keyring, so that people sign in while the vault is sealed. A copy of the database
-- still signs nobody in: of a session's token there is only a hash here. Copies of the database go without it.
CREATE TABLE session_secret (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  secret TEXT    NOT NULL CHECK (length(secret) = 43)
) STRICT;
