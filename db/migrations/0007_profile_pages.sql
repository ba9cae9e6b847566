-- A page of profiles is read in its order and stops after the last row of the page; the choices of its filter are
-- read by jumping from each value to the next.

CREATE INDEX profiles_by_agent ON profiles (gateway_id, agent_id);
CREATE INDEX profiles_by_provider ON profiles (provider);
