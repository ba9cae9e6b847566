import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Canaries } from "./canaries.ts";
import type { Console } from "./console.ts";
import type { Expected } from "./evidence.ts";

/** A middle that needs no quoting, for files whose quoting is not the point. */
const PLAIN = { middle: "-" };

/** Gateways with a secret in every place where OpenClaw 2026.3.13 may have one. */
export type Gateways = { whole: string; malformedStore: string; malformedConfig: string; openclaw: string };

export function makeGateways(console: Console, canaries: Canaries): Gateways {
  const whole = console.stateDir("whole", { config: config(canaries), store: store(canaries) });
  const envFile = `OPENAI_API_KEY=${canaries.make("key in .env", { prefix: "sk-", ...PLAIN })}\n`;
  writeFileSync(path.join(whole, ".env"), envFile, { mode: 0o600 });

  const malformedStore = console.stateDir("malformed-store", { store: {} });
  const key = JSON.stringify(canaries.make("key in the malformed store", { prefix: "sk-" }));
  const text = `{"version": 1, "profiles": {"openai:default": {"type": "api_key", "key": ${key} oops`;
  writeFileSync(path.join(malformedStore, "agents/main/agent/auth-profiles.json"), text, { mode: 0o600 });

  const token = JSON.stringify(canaries.make("token in the malformed config"));
  const malformed = `{ gateway: { auth: { mode: "token", token: ${token} oops } } }`;
  const malformedConfig = console.stateDir("malformed-config", { config: malformed });
  return { whole, malformedStore, malformedConfig, openclaw: makeOpenclaw(console.home) };
}

function config(canaries: Canaries): string {
  const quoted = (name: string) => JSON.stringify(canaries.make(name, { prefix: "sk-" }));
  return `// Mine.
{
  agents: { list: [{ id: "main", default: true }, { id: "ops" }] },
  env: { vars: { GROQ_API_KEY: ${quoted("key in the config's env")} } },
  models: { providers: { mine: { baseUrl: "http://127.0.0.1:9", apiKey: ${quoted("apiKey in the config")}, models: [] } } },
}
`;
}

function store(canaries: Canaries): unknown {
  const make = (name: string) => canaries.make(name, { prefix: "sk-" });
  return {
    version: 1,
    profiles: {
      "anthropic:default": { type: "api_key", provider: "anthropic", key: make("imported key") },
      "openai:team": { type: "token", provider: "openai", token: make("imported token") },
      "openai-codex:ada": {
        type: "oauth",
        provider: "openai-codex",
        access: make("OAuth access token"),
        refresh: make("OAuth refresh token"),
        expires: 1_999_000_000_000,
        email: "ada@example.test",
      },
    },
    usageStats: { "anthropic:default": { lastUsed: 1_760_000_000_000, errorCount: 0 } },
  };
}

/** An `openclaw` that says the token it was given aloud and fails, as a program in trouble may. */
function makeOpenclaw(home: string): string {
  const openclaw = path.join(home, "bin/openclaw");
  const lines = [
    "#!/bin/sh",
    `: > "$0.ran"`,
    `echo "unauthorized: $CLAWKEEP_RPC_TOKEN"`,
    `echo "unauthorized: $CLAWKEEP_RPC_TOKEN" >&2`,
    "exit 1",
  ];
  mkdirSync(path.dirname(openclaw));
  writeFileSync(openclaw, `${lines.join("\n")}\n`);
  chmodSync(openclaw, 0o755);
  return openclaw;
}

const GATEWAYS_OWN = "it is the gateway's own, stays there, and Clawkeep says where it was found";

/** What stays on the gateways or is put there by design. Files are named from the home folder. */
export const EXPECTED_ON_GATEWAYS: Expected[] = [
  ...["OAuth access token", "OAuth refresh token"].map((secret) => ({
    secret,
    where: "~/whole/.openclaw/agents/main/agent/auth-profiles.json",
    why: "OpenClaw renews this login itself; no reference can take its place",
  })),
  { secret: "key in .env", where: "~/whole/.openclaw/.env", why: GATEWAYS_OWN },
  ...["apiKey in the config", "key in the config's env"].flatMap((secret) => [
    { secret, where: "~/whole/.openclaw/openclaw.json", why: GATEWAYS_OWN },
    {
      secret,
      where: "~/whole/.openclaw/openclaw.json.bak",
      why: "publishing keeps the file before, as OpenClaw does, with its mode 0600",
    },
  ]),
  {
    secret: "key in the malformed store",
    where: "~/malformed-store/.openclaw/agents/main/agent/auth-profiles.json",
    why: "a file that cannot be read is left as it is",
  },
  {
    secret: "token in the malformed config",
    where: "~/malformed-config/.openclaw/openclaw.json",
    why: "a file that cannot be read is left as it is",
  },
  {
    secret: "resolver token",
    where: "~/whole/.openclaw/clawkeep/resolver.json",
    why: "the resolver brings it to the console; the file is 0400 for OpenClaw's user",
  },
];
