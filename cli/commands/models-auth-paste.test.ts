import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FAKE, storePathOf } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { MAIN_STORE, terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import type { Terminal } from "#lib/testing/terminal.ts";

const DAY_MS = 86_400_000;

async function profiles(terminal: Terminal, agent = "main") {
  return JSON.parse((await terminal.run(`models auth list --agent ${agent} --json`)).stdout).profiles;
}

describe("models auth setup-token", () => {
  test("seals it under OpenClaw's default id and says so in OpenClaw's words", async () => {
    const { terminal, folder } = await terminalWithGateway();
    const before = readFileSync(storePathOf(folder), "utf8");
    const { status, stdout, stderr } = await terminal.run(
      "models auth setup-token",
      `\n${FAKE.setupToken}\n`,
    );
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: "Auth profile: anthropic:manual (anthropic/token)\n",
    });
    expect(stderr).toContain("Stored for agent main of gateway local.");
    expect(stderr).toContain('clawkeep publish --gateway "local"');
    expect(await profiles(terminal)).toEqual([
      expect.objectContaining({
        profileId: "anthropic:manual",
        source: "vault",
        tail: "AAAA",
        expiresAtMs: null,
      }),
    ]);
    expect(readFileSync(storePathOf(folder), "utf8")).toBe(before);
    expect(terminal.printed()).not.toContain(FAKE.setupToken);
  });

  test.each([
    { stdin: FAKE.setupToken.slice(0, 60), says: "its end is missing" },
    { stdin: "sk-ant-api03-FAKE", says: "This is an Anthropic API key" },
    { stdin: `${FAKE.setupToken}\n${FAKE.setupToken}`, says: "There is a line break inside" },
    { stdin: "", says: "No setup-token was pasted" },
  ])("refuses $stdin, stores nothing, and does not quote it", async ({ stdin, says }) => {
    const { terminal } = await terminalWithGateway();
    const { status, stdout, stderr } = await terminal.run("models auth setup-token", stdin);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`standard input: `);
    expect(stderr).toContain(says);
    if (stdin) expect(terminal.printed()).not.toContain(stdin);
    expect(await profiles(terminal)).toEqual([]);
  });

  test("is for Anthropic alone", async () => {
    const { terminal } = await terminalWithGateway();
    const { status, stderr } = await terminal.run(
      "models auth setup-token --provider openai",
      FAKE.setupToken,
    );
    expect(status).toBe(64);
    expect(stderr).toContain("Only --provider anthropic is supported for setup-token.");
  });
});

describe("models auth paste-token", () => {
  test.each([
    { expiresIn: "365d", expiresAtMs: NOW_MS + 365 * DAY_MS },
    { expiresIn: "1d12h", expiresAtMs: NOW_MS + 1.5 * DAY_MS },
    { expiresIn: "2027-01-31", expiresAtMs: Date.UTC(2027, 1, 1) - 1 },
    { expiresIn: "none", expiresAtMs: null },
  ])("takes the expiry $expiresIn", async ({ expiresIn, expiresAtMs }) => {
    const { terminal } = await terminalWithGateway();
    const words = `models auth paste-token --provider OpenCode-Zen --profile-id op:one --expires-in ${expiresIn}`;
    const { stdout } = await terminal.run(words, FAKE.apiKey);
    expect(stdout).toBe("Auth profile: op:one (opencode/token)\n");
    expect(await profiles(terminal)).toEqual([expect.objectContaining({ profileId: "op:one", expiresAtMs })]);
  });

  test("says that an expiry is wrong without waiting for a token", async () => {
    const { terminal } = await terminalWithGateway();
    const { status, stderr } = await terminal.run(
      "models auth paste-token --provider anthropic --expires-in soon",
      FAKE.apiKey,
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^--expires-in: This is not an expiry\./);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(await profiles(terminal)).toEqual([]);
  });

  test("says everything that is wrong at once", async () => {
    const { terminal } = await terminalWithGateway();
    const words = [
      "models",
      "auth",
      "paste-token",
      "--provider",
      "a b",
      "--profile-id",
      "a\u0000b",
      "--expires-in",
      "soon",
    ];
    const { stderr } = await terminal.run(words, FAKE.apiKey);
    expect(stderr).toContain("--provider: This cannot be a provider id.");
    expect(stderr).toContain("--profile-id: There is a line break or another control character");
    expect(stderr).toContain("--expires-in: This is not an expiry.");
  });

  test("replaces a profile of the same id, as OpenClaw does, and says so", async () => {
    const { terminal } = await terminalWithGateway();
    await terminal.run("models auth paste-token --provider openai", FAKE.apiKey);
    const again = await terminal.run("models auth paste-token --provider openai", FAKE.otherApiKey);
    expect(again.status).toBe(0);
    expect(again.stderr).toContain("It replaces the profile that had this id.");
    expect(await profiles(terminal)).toEqual([expect.objectContaining({ tail: "-two" })]);
  });

  test("warns of the same secret elsewhere and of an id no chat can pin", async () => {
    const { terminal } = await terminalWithGateway();
    await terminal.run("models auth paste-token --provider openai", FAKE.apiKey);
    const twin = await terminal.run(
      "models auth paste-token --provider openai --profile-id openai:工作",
      FAKE.apiKey,
    );
    expect(twin.stderr).toContain("The same secret is also in: openai:manual");
    expect(twin.stderr).toContain("cannot be pinned in a chat");
  });

  test("goes to main, whatever the default agent is, unless an agent is named", async () => {
    const config = '{ agents: { list: [{ id: "main" }, { id: "Ops Team", default: true }] } }\n';
    const { terminal } = await terminalWithGateway({ config, stores: { main: MAIN_STORE } });
    await terminal.run("models auth paste-token --provider openai", FAKE.apiKey);
    await terminal.run(
      ["models", "auth", "paste-token", "--provider", "openai", "--agent", "OPS TEAM"],
      FAKE.otherApiKey,
    );
    expect(await profiles(terminal, "main")).toEqual([expect.objectContaining({ tail: "-key" })]);
    expect(await profiles(terminal, "ops-team")).toEqual([expect.objectContaining({ tail: "-two" })]);
    const ghost = await terminal.run("models auth paste-token --provider openai --agent ghost", FAKE.apiKey);
    expect(ghost.status).toBe(1);
    expect(ghost.stderr).toContain("This gateway has no agent “ghost”.");
  });

  test("needs a provider, and asks for no token before it has one", async () => {
    const { terminal } = await terminalWithGateway();
    const { status, stderr } = await terminal.run("models auth paste-token", FAKE.apiKey);
    expect(status).toBe(64);
    expect(stderr).toContain("--provider is missing.");
  });
});

describe("models auth paste-api-key", () => {
  test("seals a key under OpenClaw's default id, with the metadata a provider needs", async () => {
    const { terminal } = await terminalWithGateway();
    const words =
      "models auth paste-api-key --provider cloudflare-ai-gateway --metadata accountId=acc --metadata gatewayId=a=b";
    const { stdout } = await terminal.run(words, FAKE.apiKey);
    expect(stdout).toBe("Auth profile: cloudflare-ai-gateway:default (cloudflare-ai-gateway/api_key)\n");
    await terminal.run("publish --dry-run");
    expect(terminal.printed()).toContain('{"accountId":"acc","gatewayId":"a=b"}');
    expect(terminal.printed()).not.toContain(FAKE.apiKey);
  });

  test.each(["accountId", "=acc"])("refuses the metadata %s", async (pair) => {
    const { terminal } = await terminalWithGateway();
    const { status } = await terminal.run(
      `models auth paste-api-key --provider openai --metadata ${pair}`,
      FAKE.apiKey,
    );
    expect(status).toBe(64);
    expect(await profiles(terminal)).toEqual([]);
  });

  test("refuses a placeholder, which OpenClaw would read from the environment", async () => {
    const { terminal } = await terminalWithGateway();
    const placeholder = ["$", "{OPENAI_API_KEY}"].join("");
    const { status, stderr } = await terminal.run("models auth paste-api-key --provider openai", placeholder);
    expect(status).toBe(1);
    expect(stderr).toContain("standard input: This is a placeholder for an environment variable");
    expect(await profiles(terminal)).toEqual([]);
  });
});
