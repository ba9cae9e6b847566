import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { generateStore } from "./gen-store.mjs";

/** A provider that is in use has to have credentials, else every check says "missing" and looks no further. */
const CONFIG = { agents: { defaults: { model: { primary: "openrouter/auto" } } } };

/**
 * A home with a state dir of OpenClaw 2026.3.13 whose `count` profiles are spread evenly over `agents`, `main` and
 * others. Their times are relative to now, so that as many are expired today as on any other day.
 */
export function makeStateDir(count, { agents = 1 } = {}) {
  const home = mkdtempSync(path.join(os.tmpdir(), "clawkeep-bench-"));
  const stateDir = path.join(home, ".openclaw");
  const agentIds = Array.from({ length: agents }, (_, n) => (n === 0 ? "main" : `agent-${n}`));
  const list = agentIds.map((id) => (id === "main" ? { id, default: true } : { id }));
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  writeJson(path.join(stateDir, "openclaw.json"), { agents: { ...CONFIG.agents, list } });
  for (const [n, agentId] of agentIds.entries()) {
    const agentDir = path.join(stateDir, "agents", agentId, "agent");
    mkdirSync(agentDir, { recursive: true, mode: 0o700 });
    const store = generateStore(Math.ceil(count / agents), { seed: n + 1, nowMs: Date.now() });
    writeJson(path.join(agentDir, "auth-profiles.json"), store);
  }
  return { home, stateDir, remove: () => rmSync(home, { recursive: true, force: true }) };
}

function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
}
