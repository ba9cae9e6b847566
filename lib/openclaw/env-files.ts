import path from "node:path";
import { readBoundedText, realPathOr } from "#lib/openclaw/bounded-file.ts";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";
import { type Finding, FindingList, shownName } from "#lib/openclaw/finding.ts";
import type { EnvSource, GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import { accessFindings } from "#lib/openclaw/json-file.ts";

const ENV_FILE_BYTES_MAX = 1024 * 1024;

/**
 * Adds the `.env` files: the one of the gateway's working directory, then the one of the state directory.
 * Neither replaces a variable that exists, and an existing empty one blocks them too.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.1 and §3.3.
 */
export function addEnvFiles(
  environment: GatewayEnvironment,
  dirs: { stateDir: string; cwd: string | null },
  ownerUid: number | null,
): Finding[] {
  const { stateDir, cwd } = dirs;
  const isElsewhere = cwd !== null && path.resolve(cwd) !== stateDir;
  const findings = isElsewhere ? addEnvFile(environment, "cwd_env_file", cwd, ownerUid) : [];
  findings.push(...addEnvFile(environment, "state_env_file", stateDir, ownerUid));
  return findings;
}

function addEnvFile(
  environment: GatewayEnvironment,
  source: EnvSource,
  dir: string,
  ownerUid: number | null,
): Finding[] {
  const file = path.join(dir, ".env");
  const read = readBoundedText(file, { within: realPathOr(dir), bytesMax: ENV_FILE_BYTES_MAX });
  if (read.kind !== "text") return read.findings;
  const blocked = new FindingList();
  for (const { name, value } of parseDotenv(read.text)) {
    const existing = environment.lookup(name);
    if (existing?.trim() === "" && value.trim() !== "") {
      blocked.add("env_empty_blocks", () => file, { name: shownName(name) });
    }
    environment.setIfAbsent(name, { value, source, file });
  }
  return [...read.findings, ...accessFindings(read.facts, ownerUid), ...blocked.all()];
}
