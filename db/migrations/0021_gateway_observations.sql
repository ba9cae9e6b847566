-- What a gateway's own OpenClaw said of its credentials when it was last asked: how a gateway is known that keeps them
-- in databases. It holds no secret, not even a masked one.
CREATE TABLE gateway_observations (
  gateway_id  TEXT    PRIMARY KEY REFERENCES gateways (id) ON DELETE CASCADE,
  release     TEXT    NOT NULL CHECK (length(release) BETWEEN 1 AND 64),
  at_ms       INTEGER NOT NULL,
  observation TEXT    NOT NULL CHECK (json_valid(observation))
) STRICT;
