-- Signing in with the accounts of an OpenID Connect provider.

-- The one provider. The client's secret opens for this issuer and this client id only; a public client has none.
CREATE TABLE oidc_provider (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  label          TEXT    NOT NULL CHECK (length(label) BETWEEN 1 AND 40),
  issuer         TEXT    NOT NULL,
  client_id      TEXT    NOT NULL,
  sealed         TEXT,
  scopes         TEXT    NOT NULL,
  role_claim     TEXT,
  role_values    TEXT    NOT NULL CHECK (json_valid(role_values)),
  default_role   TEXT             CHECK (default_role IN ('admin', 'operator', 'viewer')),
  links_by_email INTEGER NOT NULL CHECK (links_by_email IN (0, 1)),
  is_enabled     INTEGER NOT NULL CHECK (is_enabled IN (0, 1)),
  is_only_way    INTEGER NOT NULL CHECK (is_only_way IN (0, 1)),
  changed_at_ms  INTEGER NOT NULL,
  changed_by     TEXT    NOT NULL,
  CHECK (is_only_way = 0 OR is_enabled = 1)
) STRICT;

-- Who is who there: the provider's own name of a person, which never changes hands, and never their e-mail.
CREATE TABLE oidc_identities (
  issuer          TEXT    NOT NULL,
  subject         TEXT    NOT NULL,
  user_id         TEXT    NOT NULL REFERENCES user (id) ON DELETE CASCADE,
  linked_at_ms    INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (issuer, user_id)
) STRICT;

-- A way to the provider that someone began. State, nonce and verifier are worked out from the token, which only the
-- browser holds; here is its hash.
CREATE TABLE oidc_sign_ins (
  token_hash    TEXT    PRIMARY KEY,
  issuer        TEXT    NOT NULL,
  redirect_uri  TEXT    NOT NULL,
  created_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL CHECK (expires_at_ms > created_at_ms)
) STRICT;
