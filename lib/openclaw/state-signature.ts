import fs from "node:fs";
import path from "node:path";
import { gatewayHome, listServiceFiles } from "#lib/openclaw/gateway-service.ts";

const AGENT_FILES = ["auth-profiles.json", "auth.json"];
const CONFIG_FILES = ["openclaw.json", "clawdbot.json", "moldbot.json", "moltbot.json", ".env"];
const CREDENTIAL_FILES = ["credentials/oauth.json"];

/**
 * A text that is another one once a file that says something about credentials was written, replaced, made or removed.
 * Nothing is opened. Files that a config or a service names elsewhere, such as includes, `agentDir` and a working
 * directory's `.env`, are not looked at.
 */
export function stateSignature(stateDir: string): string {
  const agents = path.join(stateDir, "agents");
  const files = [
    ...[...CONFIG_FILES, ...CREDENTIAL_FILES].map((name) => path.join(stateDir, name)),
    ...listServiceFiles(gatewayHome(stateDir)),
    ...namesIn(agents).flatMap((agent) => {
      const agentDir = path.join(agents, agent, "agent");
      return AGENT_FILES.map((name) => path.join(agentDir, name));
    }),
  ];
  return files.map(fileSignature).join("\n");
}

function fileSignature(file: string): string {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat ? `${file}\0${stat.ino}\0${stat.size}\0${stat.mtimeNs}\0${stat.ctimeNs}` : "";
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
}
