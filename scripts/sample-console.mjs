import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "./stamps.mjs";

/**
 * A running console with believable data and obviously fake secrets, in a home folder of its own.
 *
 * The data is made through the CLI as people would make it, at dates in the past.
 */

const CLI = path.join(projectRoot, "bin/clawkeep");
const READY_MS = 60_000;
const DAY_MS = 86_400_000;

export const OWNER = { name: "Mira Oduya", email: "mira@example.org", password: "a sample, not a password" };

/** Right in shape, and usable nowhere. */
export const fakeSetupToken = (end) => `sk-ant-oat01-${"FAKE-token".repeat(8)}${end}`;
const fakeKey = (prefix, end) => `${prefix}FAKE-sample-key-0123456789${end}`;

const STUDIO_CONFIG = `{
  // The studio's agents.
  agents: { list: [{ id: "main", default: true }, { id: "ops" }, { id: "research" }] },
  env: { ANTHROPIC_API_KEY: "${fakeKey("sk-ant-api03-", "c2Ld")}" },
}
`;
/** A key that hides what the config sets, and a list of keys of which a profile holds one too. */
const STUDIO_ENV = `# set up with the studio
ANTHROPIC_API_KEY=${fakeKey("sk-ant-api03-", "1sGk")}
OPENAI_API_KEYS="${fakeKey("sk-proj-", "m0Za")},${fakeKey("sk-proj-", "t4Rv")}"
`;
/** As `openclaw gateway install` leaves it: the part of the gateway's own environment that can be known. */
const STUDIO_UNIT = `[Service]
ExecStart=/usr/bin/openclaw gateway
Environment=OPENROUTER_API_KEY=
`;

/** Resolves to its address, its home, and `stop`, which ends it and removes everything. */
export async function startSampleConsole() {
  const home = mkdtempSync(path.join(os.tmpdir(), "clawkeep-sample-"));
  const port = await freePort();
  const env = { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", NODE_ENV: "production" };
  const server = spawn(process.execPath, [CLI, "serve", "--port", String(port)], { env });
  const stop = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    if (server.exitCode === null && server.kill("SIGTERM")) await ended;
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await untilReady(server);
    makeData({ home, env });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}`, home, stop };
}

function makeData({ home, env }) {
  const run = ({ who = "mira", daysAgo = 0, secret = "" }, ...args) =>
    clawkeep({ env, who, daysAgo, secret }, args);
  run(
    { secret: OWNER.password },
    "user",
    "create",
    "--email",
    OWNER.email,
    "--name",
    OWNER.name,
    "--role",
    "owner",
  );

  const studio = makeGateway(path.join(home, "studio"), STUDIO_CONFIG, studioStore());
  writeFileSync(path.join(studio, ".env"), STUDIO_ENV, { mode: 0o600 });
  const units = path.join(home, "studio/.config/systemd/user");
  mkdirSync(units, { recursive: true });
  writeFileSync(path.join(units, "openclaw-gateway.service"), STUDIO_UNIT);
  run({ daysAgo: 41 }, "gateway", "add", "--name", "studio", "--state-dir", studio);
  run({ daysAgo: 41 }, "import", "--gateway", "studio");
  const paste = (options, command, ...args) =>
    run(options, "models", "auth", command, "--gateway", "studio", ...args);
  paste(
    { who: "yan", daysAgo: 40, secret: fakeKey("ghu_", "zz7Q") },
    ...["paste-token", "--provider", "github-copilot", "--expires-in", "38d"],
  );
  paste(
    { who: "yan", daysAgo: 361, secret: fakeSetupToken("9c01") },
    ...["setup-token", "--profile-id", "anthropic:team", "--label", "Shared by the team"],
    ...["--email", "team@example.org", "--expires-in", "365d"],
  );
  paste(
    { daysAgo: 25, secret: fakeSetupToken("p8Wn") },
    ...["setup-token", "--agent", "research", "--profile-id", "anthropic:lab", "--expires-in", "120d"],
  );
  paste(
    { daysAgo: 18, secret: fakeKey("ghu_", "u6Tc") },
    ...["paste-token", "--provider", "github-copilot", "--agent", "ops", "--expires-in", "240d"],
  );
  paste(
    { daysAgo: 12 },
    ...["add-ref", "--provider", "openrouter", "--profile-id", "openrouter:default", "--type", "api_key"],
    ...["--source", "env", "--secret-provider", "default", "--id", "OPENROUTER_API_KEY"],
  );
  run({ daysAgo: 9 }, "publish", "--gateway", "studio");
  const keys = ["keys", "set", "--gateway", "studio", "--variable"];
  run({ who: "yan", daysAgo: 6, secret: fakeKey("sk-proj-", "m0Za") }, ...keys, "OPENAI_API_KEY");
  paste(
    { daysAgo: 0.2, secret: fakeSetupToken("4f2a") },
    ...["setup-token", "--profile-id", "anthropic:mira", "--email", OWNER.email, "--expires-in", "365d"],
  );
  paste(
    { who: "yan", daysAgo: 0.02, secret: fakeKey("xai-", "k3Jw") },
    ...["paste-api-key", "--provider", "xai", "--profile-id", "xai:research", "--agent", "research"],
  );
  const order = ["models", "auth", "order", "set", "--gateway", "studio", "--provider", "anthropic"];
  run({ daysAgo: 0.01 }, ...order, "anthropic:mira", "anthropic:team", "anthropic:default");

  const kiosk = makeGateway(path.join(home, "kiosk"), "{}\n", {
    version: 1,
    profiles: { "mistral:default": apiKey("mistral", fakeKey("mk-", "e8Vd")) },
  });
  run({ daysAgo: 20 }, "gateway", "add", "--name", "kiosk", "--state-dir", kiosk);
  run({ daysAgo: 20 }, "import", "--gateway", "kiosk");
  run({ daysAgo: 20 }, "publish", "--gateway", "kiosk");
}

function studioStore() {
  const now = Date.now();
  return {
    version: 1,
    profiles: {
      "anthropic:default": apiKey("anthropic", fakeKey("sk-ant-api03-", "7bQx")),
      "openai:default": apiKey("openai", fakeKey("sk-proj-", "m0Za")),
      "google-gemini-cli:mira@example.org": {
        type: "oauth",
        provider: "google-gemini-cli",
        access: "FAKE-access",
        refresh: "FAKE-refresh",
        expires: now + DAY_MS / 24,
        email: OWNER.email,
      },
    },
    usageStats: {
      "anthropic:default": { lastUsed: now - 1_800_000, cooldownUntil: now + 1_500_000, errorCount: 2 },
    },
  };
}

function apiKey(provider, key) {
  return { type: "api_key", provider, key };
}

function makeGateway(folder, config, store) {
  const stateDir = path.join(folder, ".openclaw");
  const agentDir = path.join(stateDir, "agents/main/agent");
  mkdirSync(agentDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(stateDir, "openclaw.json"), config, { mode: 0o600 });
  writeFileSync(path.join(agentDir, "auth-profiles.json"), JSON.stringify(store, null, 2), { mode: 0o600 });
  return stateDir;
}

/** Runs the CLI as another user of the machine at an earlier time. */
function clawkeep({ env, who, daysAgo, secret }, args) {
  const preload = `
    import os from "node:os";
    import { syncBuiltinESMExports } from "node:module";
    const now = Date.now;
    Date.now = () => Math.round(now() - ${daysAgo * DAY_MS});
    os.userInfo = () => ({ username: ${JSON.stringify(who)} });
    syncBuiltinESMExports();`;
  const flags = ["--import", `data:text/javascript,${encodeURIComponent(preload)}`];
  const { status, stderr } = spawnSync(process.execPath, [...flags, CLI, ...args], {
    env,
    input: secret,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`clawkeep ${args.join(" ")}: ${stderr}`);
}

async function untilReady(server) {
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (said += chunk));
  const until = Date.now() + READY_MS;
  while (!/\/setup\b/.test(said)) {
    if (server.exitCode !== null || Date.now() > until)
      throw new Error(`The console did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
