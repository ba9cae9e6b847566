import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { FAKE } from "#lib/testing/gateway.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

test("the log is exported to standard output, by event and without a secret", async () => {
  const { terminal } = await terminalWithGateway();
  await terminal.run("models auth paste-token --provider openai", FAKE.apiKey);
  const { status, stdout } = await terminal.run("audit export --format jsonl --event profile.");
  expect(status).toBe(0);
  expect(
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).event),
  ).toEqual(["profile.token_pasted"]);
  const csv = await terminal.run("audit export --format csv --from 2026-11-22 --to 2026-11-22");
  expect(csv.stdout.split("\r\n")[0]).toContain('"id","at"');
  expect(terminal.printed()).not.toContain("FAKE");
});

test("--out makes a private file, and never overwrites one", async () => {
  const { terminal } = await terminalWithGateway();
  const file = path.join(terminal.home, "audit.csv");
  const made = await terminal.run(["audit", "export", "--format", "csv", "--out", file]);
  expect(made).toMatchObject({ status: 0, stdout: "" });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  writeFileSync(file, "mine");
  expect((await terminal.run(["audit", "export", "--format", "csv", "--out", file])).status).toBe(1);
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test.each([
  "audit export",
  "audit export --format xml",
  "audit export --format csv --from yesterday",
  "audit list --to 2026-02-30",
])("%s is wrong usage", async (words) => {
  const { terminal } = await terminalWithGateway();
  const { status, stdout } = await terminal.run(words);
  expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
  expect(existsSync(path.join(terminal.home, "audit.csv"))).toBe(false);
});

test("the list takes the same filters", async () => {
  const { terminal } = await terminalWithGateway();
  const { stdout } = await terminal.run("audit list --text LOCAL --actor cli:tester --json");
  expect(JSON.parse(stdout).rows.map((row: { event: string }) => row.event)).toEqual(["gateway.added"]);
});
