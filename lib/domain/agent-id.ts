/** The agent OpenClaw always has, and the directory name of its credentials. */
export const MAIN_AGENT_ID = "main";

const VALID_AGENT_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/i;
const AGENT_ID_LENGTH_MAX = 64;

/**
 * The id OpenClaw knows an agent by: trimmed and lower-cased, every run of other characters than
 * `a-z 0-9 _ -` becomes one `-`, dashes at the ends go, 64 characters at most. Nothing left means `main`.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.1.
 */
export function normalizeAgentId(agentId: string): string {
  const lower = agentId.trim().toLowerCase();
  if (VALID_AGENT_ID.test(lower)) return lower;
  const dashed = lower
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^-+/, "")
    .replace(/-+$/, "");
  return dashed.slice(0, AGENT_ID_LENGTH_MAX) || MAIN_AGENT_ID;
}

/**
 * The default agent of `agents.list`: the first marked `default`, else the first, else `main`. It is
 * what `models auth order` acts on; `models status` acts on `main` instead.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.1 and §6.1.
 */
export function defaultAgentId(agents: readonly { id: string; default?: boolean | undefined }[]): string {
  const chosen = agents.find((agent) => agent.default === true) ?? agents[0];
  return normalizeAgentId(chosen?.id ?? MAIN_AGENT_ID);
}
