-- Backups that the server makes by itself: where to, for whom and when, and what came of each.

CREATE TABLE backup_schedule (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  folder        TEXT    NOT NULL CHECK (folder LIKE '/%'),
  -- Public keys only. What opens a backup is nowhere here.
  recipients    TEXT    NOT NULL CHECK (json_array_length(recipients) >= 1),
  with_keyring  INTEGER NOT NULL CHECK (with_keyring IN (0, 1)),
  -- One of the two: so long after the last one, or when a clock in that zone shows this minute of the day.
  every_minutes INTEGER          CHECK (every_minutes BETWEEN 1 AND 525600),
  at_minute     INTEGER          CHECK (at_minute BETWEEN 0 AND 1439),
  zone          TEXT    NOT NULL,
  keep          INTEGER NOT NULL CHECK (keep BETWEEN 1 AND 1000),
  set_at_ms     INTEGER NOT NULL,
  set_by        TEXT    NOT NULL,
  CHECK ((every_minutes IS NULL) <> (at_minute IS NULL))
) STRICT;

-- A process that makes one keeps its lease alive, so that another can tell one that is being made from one whose process
-- is gone.
CREATE TABLE backup_runs (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  state          TEXT    NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  file           TEXT    NOT NULL,
  started_at_ms  INTEGER NOT NULL,
  started_by     TEXT    NOT NULL,
  finished_at_ms INTEGER,
  lease_until_ms INTEGER NOT NULL,
  bytes          INTEGER          CHECK (bytes > 0),
  error          TEXT             CHECK (json_valid(error)),
  -- Taken away because there were newer ones enough.
  removed_at_ms  INTEGER,
  -- Opened and examined to its last row.
  tried_at_ms    INTEGER,
  CHECK ((state = 'running') = (finished_at_ms IS NULL)),
  CHECK ((state = 'done') = (bytes IS NOT NULL)),
  CHECK ((state = 'failed') = (error IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX backup_runs_one_running ON backup_runs (state) WHERE state = 'running';
