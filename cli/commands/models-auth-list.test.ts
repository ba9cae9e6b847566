import { expect, test } from "vitest";
import { FAKE } from "#lib/testing/gateway.ts";
import { MAIN_STORE, terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const DEFAULT_IS_OPS = '{ agents: { list: [{ id: "main" }, { id: "Ops Team", default: true }] } }\n';

test("profiles are listed with everything but their secret", async () => {
  const { terminal } = await terminalWithGateway();
  const words =
    "models auth paste-token --provider anthropic --profile-id anthropic:工作 --expires-in 2027-01-31";
  await terminal.run(words, FAKE.setupToken);
  await terminal.run("models auth paste-api-key --provider openai", "short-FAKE-key");
  const { stdout, stderr } = await terminal.run("models auth list");
  expect(stderr).toBe("");
  const lines = stdout.split("\n");
  expect(lines[0]).toBe("Agent: main");
  expect(lines[1]).toMatch(
    /^PROFILE +PROVIDER +TYPE +STATUS +SOURCE +FINGERPRINT +EXPIRES +PUBLISHED +CHANGED$/,
  );
  const token = lines.find((line) => line.startsWith("anthropic:工作  anthropic "));
  expect(token).toMatch(
    / token +Usable +vault …AAAA +[\w-]{8} +2027-01-31 23:59 UTC +not yet +2026-11-22 00:00 UTC by cli:tester$/,
  );
  expect(lines.find((line) => line.startsWith("openai:default"))).toMatch(/ vault •••• /);
  expect(terminal.printed()).not.toContain("FAKE");
  expect(terminal.printed()).not.toContain(FAKE.setupToken);
});

test("an agent without profiles gets the next step, and is told of the others", async () => {
  const { terminal } = await terminalWithGateway({ config: DEFAULT_IS_OPS, stores: { main: MAIN_STORE } });
  const empty = await terminal.run("models auth list");
  expect(empty).toMatchObject({ status: 0, stdout: "Agent: ops-team\n" });
  expect(empty.stderr).toContain('clawkeep import --gateway "local"');
  await terminal.run("import");
  expect((await terminal.run("models auth list")).stderr).toContain("see them with --agent: main");
  expect((await terminal.run("models auth list --agent MAIN")).stdout).toContain("openai:default");
});

test("an agent that does not exist is refused", async () => {
  const { terminal } = await terminalWithGateway();
  const { status, stdout, stderr } = await terminal.run("models auth list --agent ghost");
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("This gateway has no agent “ghost”.");
});

test("--json holds no more of a secret than the list does", async () => {
  const { terminal } = await terminalWithGateway();
  await terminal.run("import");
  const { gateway, agentId, profiles } = JSON.parse((await terminal.run("models auth list --json")).stdout);
  expect({ gateway, agentId }).toEqual({ gateway: "local", agentId: "main" });
  expect(profiles).toHaveLength(4);
  for (const secret of [FAKE.apiKey, FAKE.setupToken, FAKE.oauthRefresh])
    expect(terminal.printed()).not.toContain(secret);
});
