import { existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";
import { editStore } from "#lib/openclaw/store-file.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const CONFIG = `{
  // Clawkeep's demo gateway. No OpenClaw runs here, and every secret is made up.
  agents: {
    defaults: { model: { primary: "anthropic/claude-sonnet-4-6", fallbacks: ["openai/gpt-5.2"] } },
    list: [
      { id: "main", default: true, name: "Home" },
      {
        id: "research",
        name: "Research",
        model: { primary: "anthropic/claude-opus-4-6", fallbacks: ["openai/gpt-5.2", "mistral/mistral-large"] },
      },
      {
        id: "support",
        name: "Support desk",
        model: { primary: "google/gemini-3-pro", fallbacks: ["github-copilot/gpt-5"] },
      },
    ],
  },
}
`;

type DemoStore = { version: 1; profiles: Record<string, object>; order?: object; usageStats?: object };

const key = (provider: string, name: string) => ({
  type: "api_key",
  provider,
  key: `sk-demo-invented-key-${provider}-${name}`,
});

const token = (provider: string, name: string, expires: number) => ({
  type: "token",
  provider,
  token: `sk-demo-invented-token-${provider}-${name}`,
  expires,
});

/** The stores of the demo's agents as their OpenClaw left them, with times around `nowMs`. */
function demoStores(nowMs: number): Record<string, DemoStore> {
  const used = (ago: number) => ({ lastUsed: nowMs - ago, errorCount: 0 });
  return {
    main: {
      version: 1,
      profiles: {
        "anthropic:team": token("anthropic", "team", nowMs + 212 * DAY_MS),
        "anthropic:backup": key("anthropic", "backup"),
        "openai:default": key("openai", "default"),
        "openai:spare": key("openai", "spare"),
        "google:lab": key("google", "lab"),
        "openai-codex:ada@example.com": {
          type: "oauth",
          provider: "openai-codex",
          access: "sk-demo-invented-access-openai-codex",
          refresh: "sk-demo-invented-refresh-openai-codex",
          expires: nowMs + 9 * DAY_MS,
          email: "ada@example.com",
        },
      },
      order: { openai: ["openai:default", "openai:spare"] },
      usageStats: {
        "anthropic:team": used(4 * MINUTE_MS),
        "anthropic:backup": used(11 * DAY_MS),
        "openai:default": {
          lastUsed: nowMs - 26 * MINUTE_MS,
          errorCount: 3,
          failureCounts: { rate_limit: 3 },
          lastFailureAt: nowMs - 12 * MINUTE_MS,
          cooldownUntil: nowMs + 48 * MINUTE_MS,
        },
        "openai:spare": used(9 * MINUTE_MS),
        "google:lab": used(3 * HOUR_MS),
        "openai-codex:ada@example.com": used(50 * MINUTE_MS),
      },
    },
    research: {
      version: 1,
      profiles: {
        "anthropic:research": token("anthropic", "research", nowMs - 2 * DAY_MS),
      },
      order: { anthropic: ["anthropic:research"] },
      usageStats: {
        "anthropic:research": used(2 * DAY_MS + 20 * MINUTE_MS),
      },
    },
    support: {
      version: 1,
      profiles: {
        "github-copilot:support": token("github-copilot", "support", nowMs + 19 * HOUR_MS),
        "google:support": key("google", "support"),
      },
      usageStats: {
        "github-copilot:support": used(17 * MINUTE_MS),
        "google:support": used(2 * MINUTE_MS),
      },
    },
  };
}

/** A profile that somebody pastes on the gateway after it was published: the one plaintext that is left there. */
const PASTED = { profileId: "mistral:pasted", agentId: "research", entry: key("mistral", "pasted") } as const;

/**
 * Makes the demo's state dir as OpenClaw 2026.3.13 would have left it, in place of what an earlier demo left there.
 *
 * Throws PublishError `demo_folder_unusable` when the folder is a link or cannot be written.
 */
export function makeDemoStateDir(stateDir: string, nowMs: number): void {
  removeDemoStateDir(stateDir);
  guarded(stateDir, () => {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(stateDir, "openclaw.json"), CONFIG, { mode: 0o600 });
    for (const [agentId, store] of Object.entries(demoStores(nowMs))) {
      const file = demoStoreFile(stateDir, agentId);
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(file, `${JSON.stringify(store, null, 2)}\n`, { mode: 0o600 });
    }
  });
}

/** Leaves one plaintext profile in a store of the demo, as somebody would who pastes a key on the gateway itself. */
export async function pasteIntoDemo(stateDir: string): Promise<void> {
  const { agentId, profileId, entry } = PASTED;
  await editStore(demoStoreFile(stateDir, agentId), () => [{ path: ["profiles", profileId], value: entry }]);
}

/** Removes the demo's folder with everything in it, and says whether there was one. Links in it are removed, not followed. */
export function removeDemoStateDir(stateDir: string): boolean {
  const folder = path.dirname(stateDir);
  if (!existsSync(folder)) return false;
  guarded(stateDir, () => {
    if (!lstatSync(folder).isDirectory())
      throw new PublishError("demo_folder_unusable", { folder, code: "link" });
    rmSync(folder, { recursive: true, force: true });
  });
  return true;
}

function demoStoreFile(stateDir: string, agentId: string): string {
  return path.join(stateDir, "agents", agentId, "agent/auth-profiles.json");
}

function guarded(stateDir: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof PublishError) throw error;
    const code = errorCodeOf(error);
    throw new PublishError(
      "demo_folder_unusable",
      { folder: path.dirname(stateDir), code },
      { cause: error },
    );
  }
}
