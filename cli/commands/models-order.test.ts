import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { FAKE, storePathOf } from "#lib/testing/gateway.ts";
import { MAIN_STORE, terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import type { Terminal } from "#lib/testing/terminal.ts";

const DEFAULT_IS_OPS = '{ agents: { list: [{ id: "main" }, { id: "Ops Team", default: true }] } }\n';

async function orderOf(terminal: Terminal, words = "--provider openai"): Promise<string[] | null> {
  return JSON.parse((await terminal.run(`models auth order get ${words} --json`)).stdout).order;
}

async function withTwoKeys() {
  const made = await terminalWithGateway();
  await made.terminal.run("import");
  await made.terminal.run(
    "models auth paste-api-key --provider openai --profile-id openai:two",
    FAKE.otherApiKey,
  );
  return made;
}

describe("models auth order get", () => {
  test("prints OpenClaw's five fields and no other", async () => {
    const { terminal, folder } = await terminalWithGateway();
    const { status, stdout, stderr } = await terminal.run("models auth order get --provider OpenAI --json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      `${JSON.stringify(
        {
          agentId: "main",
          agentDir: path.dirname(storePathOf(folder)),
          provider: "openai",
          authStorePath: storePathOf(folder),
          order: ["openai:default"],
        },
        null,
        2,
      )}\n`,
    );
  });

  test("prints OpenClaw's four lines", async () => {
    const { terminal, folder } = await terminalWithGateway();
    const { stdout } = await terminal.run("models auth order get --provider anthropic");
    expect(stdout).toBe(
      `Agent: main\nProvider: anthropic\nAuth file: ${storePathOf(folder)}\nOrder override: (none)\n`,
    );
  });

  test("acts on the configured default agent, which inherits main's override", async () => {
    const { terminal } = await terminalWithGateway({ config: DEFAULT_IS_OPS, stores: { main: MAIN_STORE } });
    const { stdout } = await terminal.run("models auth order get --provider openai");
    expect(stdout).toContain("Agent: ops-team\n");
    expect(stdout).toContain("Order override: openai:default\n");
    expect(await orderOf(terminal, "--provider openai --agent main")).toEqual(["openai:default"]);
  });

  test("shows the override as wanted here, and notes on stderr that the gateway has another", async () => {
    const { terminal } = await withTwoKeys();
    await terminal.run("models auth order set --provider openai openai:two openai:default");
    const { stdout, stderr } = await terminal.run("models auth order get --provider openai");
    expect(stdout).toContain("Order override: openai:two, openai:default\n");
    expect(stderr).toBe(
      "Gateway local still has another order override: openai:default. Publish to change it.\n",
    );
  });

  test.each([
    { words: "", status: 64, says: "--provider is missing." },
    { words: "--provider  --agent main", status: 64, says: "Usage: clawkeep models auth order get" },
    { words: "--provider openai --agent ghost", status: 1, says: "This gateway has no agent “ghost”." },
  ])("with '$words' says: $says", async ({ words, status, says }) => {
    const { terminal } = await terminalWithGateway();
    const ran = await terminal.run(`models auth order get ${words}`);
    expect(ran).toMatchObject({ status, stdout: "" });
    expect(ran.stderr).toContain(says);
  });
});

describe("models auth order set", () => {
  test("stores the ids without repeats under the normalised provider, and touches no file of the gateway", async () => {
    const { terminal, folder } = await withTwoKeys();
    const before = readFileSync(storePathOf(folder), "utf8");
    const words = "models auth order set --provider OPENAI openai:two openai:default openai:two";
    const { status, stdout, stderr } = await terminal.run(words);
    expect(status).toBe(0);
    expect(stdout).toContain("Provider: openai\n");
    expect(stdout).toContain("Order override: openai:two, openai:default\n");
    expect(stderr).toContain("clawkeep publish");
    expect(readFileSync(storePathOf(folder), "utf8")).toBe(before);
  });

  test.each([
    { ids: ["openai:nosuch"], status: 1, says: "This agent has no auth profile “openai:nosuch”" },
    {
      ids: ["openai:two", "anthropic:work"],
      status: 1,
      says: "“anthropic:work” is for anthropic, not openai",
    },
    { ids: [" "], status: 1, says: "The order has no profile." },
    { ids: [], status: 64, says: "IDS is missing." },
  ])("refuses $ids and leaves the override as it was", async ({ ids, status, says }) => {
    const { terminal } = await withTwoKeys();
    const ran = await terminal.run(["models", "auth", "order", "set", "--provider", "openai", ...ids]);
    expect(ran).toMatchObject({ status, stdout: "" });
    expect(ran.stderr).toContain(says);
    expect(await orderOf(terminal)).toEqual(["openai:default"]);
  });
});

describe("models auth order clear", () => {
  test("says so and exits 0 whether there was an override or not", async () => {
    const { terminal } = await withTwoKeys();
    const first = await terminal.run("models auth order clear --provider openai");
    expect(first).toMatchObject({
      status: 0,
      stdout: "Agent: main\nProvider: openai\nCleared per-agent order override.\n",
    });
    expect(await orderOf(terminal)).toBeNull();
    expect((await terminal.run("models auth order clear --provider openai")).status).toBe(0);
    expect((await terminal.run("models auth order clear --provider nosuch")).status).toBe(0);
  });

  test("tells when main's override shows again below the one that was cleared", async () => {
    const { terminal } = await terminalWithGateway({ config: DEFAULT_IS_OPS, stores: { main: MAIN_STORE } });
    const { stderr } = await terminal.run("models auth order clear --provider openai");
    expect(stderr).toContain("Agent main has an override, and this agent inherits it: openai:default");
  });
});
