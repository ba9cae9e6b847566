-- Rotation of the vault's keys: what runs and how far it is, how often each data key has sealed, and the promise that
-- no envelope is ever left without its key.

-- Envelopes written under this key. AES-GCM with random nonces is safe for 2^32 of them (NIST SP 800-38D, 8.3).
-- Counted by the triggers below, in the transaction of the write: no crash and no other process goes uncounted.
ALTER TABLE data_keys ADD COLUMN seals INTEGER NOT NULL DEFAULT 0;

UPDATE data_keys SET seals =
    (SELECT count(*) FROM credentials WHERE substr(sealed, 4, 27) = data_keys.id)
  + (SELECT count(*) FROM environment_keys WHERE substr(sealed, 4, 27) = data_keys.id)
  + (SELECT count(*) FROM alert_channels WHERE substr(sealed, 4, 27) = data_keys.id)
  + (SELECT count(*) FROM gateways WHERE substr(rpc_token_sealed, 4, 27) = data_keys.id)
  + (SELECT count(*) FROM totp_factors WHERE substr(sealed, 4, 27) = data_keys.id)
  + (SELECT count(*) FROM oidc_provider WHERE substr(sealed, 4, 27) = data_keys.id);

-- `target_id` is the new key, chosen before it is made, so that whoever resumes makes the same one.
CREATE TABLE key_rotations (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  kind             TEXT    NOT NULL CHECK (kind IN ('keyring', 'data_keys')),
  target_id        TEXT    NOT NULL,
  state            TEXT    NOT NULL CHECK (state IN ('running', 'done', 'cancelled')),
  done             INTEGER NOT NULL DEFAULT 0,
  total            INTEGER NOT NULL,
  unreadable       INTEGER NOT NULL DEFAULT 0,
  started_at_ms    INTEGER NOT NULL CHECK (started_at_ms > 1000000000000),
  started_by       TEXT    NOT NULL,
  finished_at_ms   INTEGER,
  cancel_requested INTEGER NOT NULL DEFAULT 0 CHECK (cancel_requested IN (0, 1)),
  lease_holder     TEXT,
  lease_until_ms   INTEGER NOT NULL DEFAULT 0,
  CHECK ((state = 'running') = (finished_at_ms IS NULL))
) STRICT;

CREATE UNIQUE INDEX key_rotations_one_running ON key_rotations (state) WHERE state = 'running';

-- A process that still knows an old data key cannot write an envelope under it once the key is destroyed.
CREATE TRIGGER credentials_sealed_insert AFTER INSERT ON credentials
WHEN NEW.sealed IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER credentials_sealed_update AFTER UPDATE OF sealed ON credentials
WHEN NEW.sealed IS NOT NULL AND NEW.sealed IS NOT OLD.sealed
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER environment_keys_sealed_insert AFTER INSERT ON environment_keys
WHEN NEW.sealed IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER environment_keys_sealed_update AFTER UPDATE OF sealed ON environment_keys
WHEN NEW.sealed IS NOT NULL AND NEW.sealed IS NOT OLD.sealed
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER alert_channels_sealed_insert AFTER INSERT ON alert_channels
WHEN NEW.sealed IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER alert_channels_sealed_update AFTER UPDATE OF sealed ON alert_channels
WHEN NEW.sealed IS NOT NULL AND NEW.sealed IS NOT OLD.sealed
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER gateways_sealed_insert AFTER INSERT ON gateways
WHEN NEW.rpc_token_sealed IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.rpc_token_sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.rpc_token_sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.rpc_token_sealed, 4, 27);
END;

CREATE TRIGGER gateways_sealed_update AFTER UPDATE OF rpc_token_sealed ON gateways
WHEN NEW.rpc_token_sealed IS NOT NULL AND NEW.rpc_token_sealed IS NOT OLD.rpc_token_sealed
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.rpc_token_sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.rpc_token_sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.rpc_token_sealed, 4, 27);
END;

CREATE TRIGGER totp_factors_sealed_insert AFTER INSERT ON totp_factors
WHEN NEW.sealed IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER totp_factors_sealed_update AFTER UPDATE OF sealed ON totp_factors
WHEN NEW.sealed IS NOT NULL AND NEW.sealed IS NOT OLD.sealed
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER oidc_provider_sealed_insert AFTER INSERT ON oidc_provider
WHEN NEW.sealed IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

CREATE TRIGGER oidc_provider_sealed_update AFTER UPDATE OF sealed ON oidc_provider
WHEN NEW.sealed IS NOT NULL AND NEW.sealed IS NOT OLD.sealed
BEGIN
  SELECT RAISE(ABORT, 'data_key_destroyed')
    WHERE NOT EXISTS (SELECT 1 FROM data_keys WHERE id = substr(NEW.sealed, 4, 27));
  SELECT RAISE(ABORT, 'data_key_worn_out')
    WHERE (SELECT seals FROM data_keys WHERE id = substr(NEW.sealed, 4, 27)) >= 4294967296;
  UPDATE data_keys SET seals = seals + 1 WHERE id = substr(NEW.sealed, 4, 27);
END;

-- Fingerprints name no key, so nobody could tell that one is unused.
CREATE TRIGGER data_keys_in_use BEFORE DELETE ON data_keys
BEGIN
  SELECT RAISE(ABORT, 'data_key_in_use')
  WHERE OLD.purpose = 'fingerprint'
     OR EXISTS (SELECT 1 FROM credentials WHERE substr(sealed, 4, 27) = OLD.id)
     OR EXISTS (SELECT 1 FROM environment_keys WHERE substr(sealed, 4, 27) = OLD.id)
     OR EXISTS (SELECT 1 FROM alert_channels WHERE substr(sealed, 4, 27) = OLD.id)
     OR EXISTS (SELECT 1 FROM gateways WHERE substr(rpc_token_sealed, 4, 27) = OLD.id)
     OR EXISTS (SELECT 1 FROM totp_factors WHERE substr(sealed, 4, 27) = OLD.id)
     OR EXISTS (SELECT 1 FROM oidc_provider WHERE substr(sealed, 4, 27) = OLD.id);
END;
