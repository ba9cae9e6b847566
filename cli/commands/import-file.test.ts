import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FAKE } from "#lib/testing/gateway.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const KEYS = ["sk-FAKE-openai-0001", "sk-FAKE-openai-0002", "gsk_FAKE-000000001"] as const;
const FILE = [
  `OPENAI_API_KEY=${KEYS[0]}`,
  `OPENAI_API_KEY_TEAM=${KEYS[1]}`,
  `OPENAI_API_KEY_AGAIN=${KEYS[0]}`,
  `ANTHROPIC_OAUTH_TOKEN=${FAKE.setupToken}`,
  `DEEPSEEK_API_KEY=${KEYS[2]}`,
].join("\n");

test("a dry run says what would become of each credential of a file, and takes none", async () => {
  const { terminal } = await terminalWithGateway();
  const { status, stdout } = await terminal.run("import file - --format env --dry-run", FILE);
  expect(status).toBe(0);
  expect(stdout).toMatch(/OPENAI_API_KEY +openai:default +openai +api_key +secret goes into the vault/);
  expect(stdout).toMatch(/OPENAI_API_KEY_AGAIN +– .*the very same secret stands further up in the file/);
  expect(stdout).toMatch(/DEEPSEEK_API_KEY +– .*Add the key by hand/);
  expect(stdout).toContain("3 things would be taken over. Nothing was written.");
  const { profiles } = JSON.parse((await terminal.run("models auth list --agent main --json")).stdout);
  expect(profiles.filter((profile: { source: string }) => profile.source === "vault")).toEqual([]);
});

test("an import seals what is usable, once, with an audit row for each, and prints no secret", async () => {
  const { terminal } = await terminalWithGateway();
  const file = join(terminal.home, "keys.env");
  writeFileSync(file, FILE);
  const first = await terminal.run(["import", "file", file, "--gateway", "local", "--json"]);
  expect(JSON.parse(first.stdout)).toMatchObject({ agent: "main", format: "env", changes: 3 });
  const { profiles } = JSON.parse((await terminal.run("models auth list --agent main --json")).stdout);
  const sealed = profiles.filter((profile: { source: string }) => profile.source === "vault");
  expect(
    sealed.map((profile: { profileId: string; type: string }) => [profile.profileId, profile.type]).sort(),
  ).toEqual([
    ["anthropic:manual", "token"],
    ["openai:default", "api_key"],
    ["openai:team", "api_key"],
  ]);
  const audit = (await terminal.run("audit list --json")).stdout;
  expect(audit.match(/gateway\.file_imported/g)).toHaveLength(1);
  expect(audit.match(/profile\.(api_key_added|setup_token_pasted)/g)).toHaveLength(3);
  const second = await terminal.run(["import", "file", file]);
  expect(second.stdout).toContain("Nothing to take over; nothing changed.");
  expect((await terminal.run("audit list --json")).stdout).toBe(audit);
  for (const secret of [...KEYS, FAKE.setupToken]) expect(terminal.printed()).not.toContain(secret);
});

test("a broken file, one that is not there, and an unknown agent are refused, and nothing is taken", async () => {
  const { terminal } = await terminalWithGateway();
  const before = (await terminal.run("audit list --json")).stdout;
  const broken = await terminal.run("import file - --format litellm", `model_list:\n - [${KEYS[0]}\n`);
  expect(broken).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining("at line ") });
  const missing = await terminal.run("import file /nowhere/at/all");
  expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining("ENOENT") });
  expect((await terminal.run("import file - --agent nobody", FILE)).status).toBe(1);
  expect((await terminal.run("import file - --format other", FILE)).status).toBe(64);
  expect((await terminal.run("audit list --json")).stdout).toBe(before);
  expect(terminal.printed()).not.toContain(KEYS[0]);
});
