import { sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";

/** A probe whose answer was another one than the last that told something about the credential itself. */
export type ProbeTurn = {
  gatewayId: string;
  agentId: string;
  provider: string;
  profileId: string;
  status: "ok" | "auth" | "billing";
  finishedAtMs: number;
  startedBy: string;
};

/**
 * When profiles began to be refused by their provider, and when they worked again, between two moments: the newest
 * `limit`. Answers that say nothing of the credential, such as a rate limit or no answer at all, are no turn, and a
 * profile that has always worked has none.
 */
export function listProbeTurns(
  db: Reader,
  { fromMs, toMs, limit }: { fromMs: number; toMs: number; limit: number },
): ProbeTurn[] {
  return db
    .select({
      gatewayId: sql<string>`gateway_id`,
      agentId: sql<string>`agent_id`,
      provider: sql<string>`provider`,
      profileId: sql<string>`profile_id`,
      status: sql<ProbeTurn["status"]>`status`,
      finishedAtMs: sql<number>`told.finished_at_ms`,
      startedBy: sql<string>`started_by`,
    })
    .from(sql`(${TOLD}) AS told JOIN probe_sweeps ON probe_sweeps.id = told.sweep_id`)
    .where(
      sql`told.finished_at_ms BETWEEN ${fromMs} AND ${toMs} AND (status = 'ok') <> (ifnull(earlier, 'ok') = 'ok')`,
    )
    .orderBy(sql`told.finished_at_ms DESC, told.id DESC`)
    .limit(limit)
    .all();
}

/** What was told of profiles that were refused at some time, each with what was told of it before. */
const TOLD = sql`
  SELECT probes.*, lag(status) OVER (
    PARTITION BY gateway_id, agent_id, provider, profile_id ORDER BY finished_at_ms, id
  ) AS earlier
  FROM probes JOIN (
    SELECT DISTINCT gateway_id, agent_id, provider, profile_id FROM probes
    WHERE status IN ('auth', 'billing') AND profile_id IS NOT NULL
  ) AS refused USING (gateway_id, agent_id, provider, profile_id)
  WHERE status IN ('ok', 'auth', 'billing')`;
