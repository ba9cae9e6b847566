import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { addGateway } from "#lib/operations/add-gateway.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

/** Obviously fake secrets of the right shapes. */
export const FAKE = {
  setupToken: `sk-ant-oat01-${"A".repeat(80)}`,
  apiKey: "sk-proj-FAKE-0123456789abcdef-openai-key",
  otherApiKey: "sk-proj-FAKE-fedcba9876543210-openai-two",
  oauthRefresh: "rt-FAKE-0123456789abcdef-refresh",
};

export type StateFiles = {
  config?: string;
  /** `auth-profiles.json` by agent id: an object to write, or raw text. */
  stores?: Record<string, unknown>;
};

/** A state dir of OpenClaw 2026.3.13 in a folder of this test's own. */
export function stateDir({ config = "{}\n", stores = {} }: StateFiles = {}): string {
  const folder = path.join(temporaryFolder(), ".openclaw");
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(path.join(folder, "openclaw.json"), config, { mode: 0o600 });
  for (const [agentId, store] of Object.entries(stores)) {
    const agentDir = path.join(folder, "agents", agentId, "agent");
    mkdirSync(agentDir, { recursive: true, mode: 0o700 });
    const text = typeof store === "string" ? store : `${JSON.stringify(store, null, 2)}\n`;
    writeFileSync(path.join(agentDir, "auth-profiles.json"), text, { mode: 0o600 });
  }
  return folder;
}

export const storePathOf = (folder: string, agentId = "main") =>
  path.join(folder, "agents", agentId, "agent", "auth-profiles.json");

/** A gateway registered with the console. */
export function testGateway(
  ctx: OpeningContext,
  files: StateFiles = {},
): { gatewayId: string; stateDir: string } {
  const folder = stateDir(files);
  const { gatewayId } = addGateway(ctx, { name: "local", stateDir: folder });
  return { gatewayId, stateDir: folder };
}
