-- Each row of the audit log gets a value over itself and the value of the row before it, so that a row that was changed,
-- taken out or moved no longer fits what follows. `db/audit-chain.ts` says what the value is made of.

ALTER TABLE audit_log ADD COLUMN chain BLOB CHECK (length(chain) = 32);

-- Rows from before get theirs here, in the order of their ids; `audit_chain_of_all` refuses another order. The log is
-- append-only again before anyone else can write: a migration is one transaction.
DROP TRIGGER audit_log_no_update;
UPDATE audit_log SET chain = audit_chain_of_all(id, at_ms, actor_kind, actor, event, subject, details);
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;

-- The log is read newest first: all of it, what one actor did, one event, or what happened to one subject. Two rows of the
-- same millisecond are told apart by their ids, which every index ends with.
CREATE INDEX audit_log_by_time ON audit_log (at_ms);
CREATE INDEX audit_log_by_actor ON audit_log (actor, at_ms);
DROP INDEX audit_log_by_subject;
CREATE INDEX audit_log_by_subject ON audit_log (subject, at_ms);

-- Signed statements of how long the log was and what its last value was. The signature needs the keyring.
CREATE TABLE audit_checkpoints (
  rows     INTEGER PRIMARY KEY CHECK (rows >= 1),
  at_ms    INTEGER NOT NULL,
  document TEXT    NOT NULL CHECK (json_valid(document))
) STRICT;

-- What came of the last time the log was verified. `bad_id` is the first row that is not as it was written.
CREATE TABLE audit_verification (
  id      INTEGER PRIMARY KEY CHECK (id = 1),
  at_ms   INTEGER NOT NULL,
  rows    INTEGER NOT NULL,
  bad_id  INTEGER,
  fault   TEXT CHECK ((fault IS NULL) = (bad_id IS NULL))
) STRICT;
