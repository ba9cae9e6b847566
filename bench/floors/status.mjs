import { readFileSync } from "node:fs";

// node status.mjs STATE_DIR
//
// The least that can answer `models status --check` of a state dir: Node, two JSON files, a look at each expiry.
// It knows no JSON5, no environment, no references, no inheritance, no order, and trusts whatever it reads.

const DAY_MS = 86_400_000;

const stateDir = process.argv[2];
const read = (file) => JSON.parse(readFileSync(`${stateDir}/${file}`, "utf8"));
const config = read("openclaw.json");
const { profiles } = read("agents/main/agent/auth-profiles.json");

const nowMs = Date.now();
const inUse = config.agents.defaults.model.primary.split("/")[0];
const seen = { expired: 0, expiring: 0, ok: 0 };
let isUsable = false;
for (const { type, provider, expires } of Object.values(profiles)) {
  isUsable ||= provider === inUse;
  // OAuth is renewed by the gateway, and an API key does not end.
  if (type !== "token" || expires === undefined) seen.ok++;
  else if (expires <= nowMs) seen.expired++;
  else if (expires - nowMs <= DAY_MS) seen.expiring++;
  else seen.ok++;
}
process.exitCode = seen.expired > 0 || !isUsable ? 1 : seen.expiring > 0 ? 2 : 0;
