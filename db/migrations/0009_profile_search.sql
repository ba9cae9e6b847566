-- What a search looks through, one narrow row for each profile, in the folded case that a search is folded to as well.
-- Triggers keep it, so that no write can forget it. `fold_case` is a function of ours: SQLite's own `lower` knows ASCII
-- only. A part ends at the unit separator, which no search can hold.

CREATE TABLE profile_search (
  profile_row_id TEXT NOT NULL PRIMARY KEY REFERENCES profiles (id) ON DELETE CASCADE,
  text           TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A secret of ours is published under its agent and id where OpenClaw takes those (`resolverRefId`).
CREATE VIEW profile_search_texts (profile_row_id, text) AS
SELECT id, fold_case(
  profile_id || char(31) || ifnull(label, '') || char(31) || ifnull(email, '') || char(31)
  || ifnull(json_extract(ref, '$.id'), '') || char(31)
  || CASE source WHEN 'vault' THEN agent_id || '/' || profile_id ELSE '' END
)
FROM profiles;

INSERT INTO profile_search SELECT profile_row_id, text FROM profile_search_texts;

CREATE TRIGGER profile_search_added AFTER INSERT ON profiles BEGIN
  INSERT INTO profile_search SELECT profile_row_id, text FROM profile_search_texts WHERE profile_row_id = new.id;
END;

CREATE TRIGGER profile_search_changed AFTER UPDATE OF profile_id, agent_id, label, email, ref, source ON profiles BEGIN
  UPDATE profile_search
  SET text = (SELECT text FROM profile_search_texts WHERE profile_row_id = new.id)
  WHERE profile_row_id = new.id;
END;

-- Tails and fingerprints are searched as well, without reading the envelopes that stand beside them.
DROP INDEX credentials_by_fingerprint;
CREATE INDEX credentials_by_fingerprint ON credentials (fingerprint, tail, profile_row_id);
