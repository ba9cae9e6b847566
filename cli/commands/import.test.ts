import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FAKE, storePathOf } from "#lib/testing/gateway.ts";
import { MAIN_STORE, terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import type { Terminal } from "#lib/testing/terminal.ts";

async function kept(terminal: Terminal): Promise<string[]> {
  const { profiles } = JSON.parse((await terminal.run("models auth list --agent main --json")).stdout);
  return profiles
    .map((profile: { profileId: string; source: string }) => `${profile.profileId} ${profile.source}`)
    .sort();
}

const EVERYTHING = [
  "anthropic:work vault",
  "google:工作 ref",
  "openai-codex:me@example.test gateway",
  "openai:default vault",
];

test("a dry run says what would happen to each thing found, and does none of it", async () => {
  const { terminal } = await terminalWithGateway();
  const { status, stdout } = await terminal.run("import --dry-run");
  expect(status).toBe(0);
  expect(stdout).toBe(
    [
      "AGENT  FOUND                         PROVIDER      TYPE            WHAT HAPPENS",
      "main   openai:default                openai        api_key         secret goes into the vault",
      "main   anthropic:work                anthropic     token           secret goes into the vault",
      "main   google:工作                   google        api_key         kept as the reference it is",
      "main   openai-codex:me@example.test  openai-codex  oauth           noted only; the OAuth login stays on the gateway",
      "main   openai:default                openai        order override  taken over",
      "5 things would be taken over. Nothing was written.",
      "",
    ].join("\n"),
  );
  expect(await kept(terminal)).toEqual([]);
});

test("an import takes everything over once, leaves the gateway as it is, and prints no secret", async () => {
  const { terminal, folder } = await terminalWithGateway();
  const before = readFileSync(storePathOf(folder), "utf8");
  const first = await terminal.run("import --gateway local");
  expect(first.stdout).toContain("Took over 5 things.");
  expect(first.stderr).toContain('clawkeep publish --gateway "local"');
  const rows = (await terminal.run("audit list --json")).stdout;
  const second = await terminal.run("import");
  expect(second.stdout).toContain("Nothing to take over; nothing changed.");
  expect((await terminal.run("audit list --json")).stdout).toBe(rows);
  expect(await kept(terminal)).toEqual(EVERYTHING);
  expect(readFileSync(storePathOf(folder), "utf8")).toBe(before);
  for (const secret of [FAKE.apiKey, FAKE.setupToken, FAKE.oauthRefresh])
    expect(terminal.printed()).not.toContain(secret);
});

test("--json tells a script the same, without a secret", async () => {
  const { terminal } = await terminalWithGateway();
  const report = JSON.parse((await terminal.run("import --dry-run --json")).stdout);
  expect(report).toMatchObject({ gateway: "local", dryRun: true, changes: 5 });
  expect(report.profiles[0]).toMatchObject({ profileId: "openai:default", action: "seal" });
  expect(report.profiles[0]).not.toHaveProperty("secret");
  expect(terminal.printed()).not.toContain(FAKE.apiKey);
});

describe("a malformed store", () => {
  const MALFORMED = `{"version": 1,\n "profiles": {"openai:default": {"type": "api_key", "key": "${FAKE.apiKey}" oops}}}`;

  test("is named with line and column and not quoted, and nothing is taken over", async () => {
    const { terminal, folder } = await terminalWithGateway({ stores: { main: MALFORMED, ops: MAIN_STORE } });
    const { status, stdout, stderr } = await terminal.run("import");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    const column = (MALFORMED.split("\n")[1] ?? "").indexOf("oops") + 1;
    expect(stderr).toContain(`${storePathOf(folder)}, line 2, column ${column},`);
    expect(await kept(terminal)).toEqual([]);
    expect(readFileSync(storePathOf(folder), "utf8")).toBe(MALFORMED);
    expect(terminal.printed()).not.toContain("FAKE");
    expect(terminal.printed()).not.toContain("oops");
  });
});

test("ids that a terminal would obey are shown escaped", async () => {
  const profiles = {
    "openai:\u001b[31m\u202ered": { type: "api_key", provider: "openai", key: FAKE.apiKey },
  };
  const { terminal } = await terminalWithGateway({ stores: { main: { version: 1, profiles } } });
  const { stdout } = await terminal.run("import");
  expect(stdout).toContain("openai:\\u{1b}[31m\\u{202e}red");
  await terminal.run("models auth list");
  const control = terminal.printed().match(/[\p{Cc}\p{Cf}]/gu) ?? [];
  expect(control.filter((character) => character !== "\n")).toEqual([]);
});

test("Chinese readers get Chinese", async () => {
  const { terminal } = await terminalWithGateway(undefined, { LANG: "zh_CN.UTF-8" });
  const { stdout } = await terminal.run("import --dry-run");
  expect(stdout).toContain("密钥存入保险库");
  expect(stdout).toContain("将接管 5 项。尚未写入任何内容。");
});
