import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

async function chat() {
  const { terminal, folder } = await terminalWithGateway();
  const file = path.join(folder, "agents/main/sessions/sessions.json");
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ "agent:main:main": { sessionId: "s1", updatedAt: 1 } }, null, 2));
  const say = (...words: string[]) => terminal.run(["chat", ...words]);
  return { say, terminal, entry: () => JSON.parse(readFileSync(file, "utf8"))["agent:main:main"] };
}

test("a profile is pinned, said again with --json, and listed", async () => {
  const { say, terminal, entry } = await chat();
  const model = "anthropic/claude-opus-4-6";
  const { status, stdout } = await say(`/model ${model}@anthropic:work`, "--session", "main");
  expect(status).toBe(0);
  expect(stdout.split("\n")).toEqual([
    "The session was changed.",
    `Model: ${model}`,
    "Pinned: anthropic:work",
    "Used next: profile:anthropic:work",
    "",
  ]);
  expect(entry()).toMatchObject({ authProfileOverride: "anthropic:work", authProfileOverrideSource: "user" });
  const again = await say(`/model ${model}@anthropic:work`, "--session", "agent:main:main", "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({ gateway: "local", asked: "select", changed: false });
  expect((await terminal.run("sessions list")).stdout).toContain("anthropic:work (by a person)");
  expect((await terminal.run("audit list")).stdout).toContain("session.pinned");
});

test("the models and the profiles there are are listed", async () => {
  const { say } = await chat();
  expect((await say("/model list", "--session", "main")).stdout).toMatch(/Alias[\s\S]*claude-opus-4-6/);
  expect((await say("/model status", "--session", "main")).stdout).toMatch(/openai +openai:default/);
});

test.each([
  [["/model"], 64, "--session"],
  [["--session", "main"], 64, "TEXT"],
  [["/model opus", "--session", "none"], 1, "no session “none”"],
  [["/model mistral/large", "--session", "main"], 1, "agents.defaults.models"],
  [["hello", "--session", "main"], 1, "no /model"],
])("refuses in words: %j", async (words, status, said) => {
  const ran = await (await chat()).say(...words);
  expect(ran).toMatchObject({ status, stdout: "" });
  expect(ran.stderr).toContain(said);
});
