-- The timeline tells of credentials that were refused at some time, which are few among all that were probed.
CREATE INDEX probes_refused ON probes (gateway_id, agent_id, provider, profile_id)
  WHERE status IN ('auth', 'billing') AND profile_id IS NOT NULL;
