-- One number that is another one after every write to what decides a gateway's status here: what is wanted on it and
-- what was published to it. Triggers keep it, so that no write can forget it.

CREATE TABLE wanted_mark (
  id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  writes INTEGER NOT NULL CHECK (writes >= 0)
) STRICT;

INSERT INTO wanted_mark VALUES (1, 0);

CREATE TRIGGER wanted_mark_gateway_added AFTER INSERT ON gateways BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_gateway_changed AFTER UPDATE ON gateways BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_gateway_removed AFTER DELETE ON gateways BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;

CREATE TRIGGER wanted_mark_profile_added AFTER INSERT ON profiles BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_profile_changed AFTER UPDATE ON profiles BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_profile_removed AFTER DELETE ON profiles BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;

-- One is added with its profile, or in the place of another. Sealing it anew changes nothing that is seen.
CREATE TRIGGER wanted_mark_credential_changed AFTER UPDATE OF fingerprint, tail ON credentials BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_credential_removed AFTER DELETE ON credentials BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;

CREATE TRIGGER wanted_mark_order_added AFTER INSERT ON order_overrides BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_order_changed AFTER UPDATE ON order_overrides BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_order_removed AFTER DELETE ON order_overrides BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;

CREATE TRIGGER wanted_mark_entry_added AFTER INSERT ON published_entries BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_entry_changed AFTER UPDATE ON published_entries BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
CREATE TRIGGER wanted_mark_entry_removed AFTER DELETE ON published_entries BEGIN
  UPDATE wanted_mark SET writes = writes + 1;
END;
