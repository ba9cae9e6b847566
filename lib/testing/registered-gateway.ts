import { FAKE, type StateFiles, stateDir } from "#lib/testing/gateway.ts";
import { type Terminal, testTerminal } from "#lib/testing/terminal.ts";

/** A store as a person's OpenClaw leaves it: each kind of credential, an order override, usage, a field nobody knows. */
export const MAIN_STORE = {
  version: 1,
  profiles: {
    "openai:default": { type: "api_key", provider: "openai", key: FAKE.apiKey },
    "anthropic:work": {
      type: "token",
      provider: "anthropic",
      token: FAKE.setupToken,
      expires: 1_900_000_000_000,
    },
    "google:工作": {
      type: "api_key",
      provider: "google",
      keyRef: { source: "env", provider: "default", id: "GEMINI_API_KEY" },
    },
    "openai-codex:me@example.test": {
      type: "oauth",
      provider: "openai-codex",
      access: FAKE.oauthRefresh,
      refresh: FAKE.oauthRefresh,
      expires: 1_900_000_000_000,
      kept: "as it is",
    },
  },
  order: { openai: ["openai:default"] },
  usageStats: { "openai:default": { lastUsed: 1_700_000_000_000, errorCount: 0 } },
};

/** A terminal whose vault is made and which has one gateway, named local. */
export async function terminalWithGateway(
  files: StateFiles = { stores: { main: MAIN_STORE } },
  env: Readonly<Record<string, string>> = {},
): Promise<{ terminal: Terminal; folder: string }> {
  const terminal = testTerminal(env);
  const folder = stateDir(files);
  await terminal.run("vault init");
  await terminal.run(["gateway", "add", "--name", "local", "--state-dir", folder]);
  return { terminal, folder };
}
