import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { readConfig } from "#lib/config.ts";
import { FAKE } from "#lib/testing/gateway.ts";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";
import { testTerminal } from "#lib/testing/terminal.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);

async function consoleWithSecret() {
  const { terminal } = await terminalWithGateway();
  await terminal.run("models auth paste-token --provider openai", FAKE.apiKey);
  const key = path.join(terminal.home, "key.txt");
  writeFileSync(key, `# made for a test\n${identity}\n`);
  return { terminal, key, file: path.join(terminal.home, "backup.age") };
}

test("a console is backed up, drilled, and restored on a machine with nothing on it", async () => {
  const { terminal, key, file } = await consoleWithSecret();
  const made = await terminal.run(["backup", file, "--recipient", recipient, "--with-keyring"]);
  expect(made.status).toBe(0);
  expect(made.stderr).toContain("whoever can open this file can open every secret");

  const drill = await terminal.run(["backup", "verify", file, "--identity", key]);
  expect(drill).toMatchObject({ status: 0, stderr: "" });
  expect(drill.stdout).toContain("Its own keyring opens all 2 data keys.");

  const other = testTerminal();
  const restored = await other.run(["restore", file, "--identity", key]);
  expect(restored.status).toBe(0);
  expect(restored.stdout).toContain(readConfig({ HOME: other.home }).databaseFile);
  expect((await other.run("vault status")).status).toBe(0);
  expect((await other.run("audit verify")).status).toBe(0);
  expect((await other.run("gateway list")).stdout).toContain("local");
  expect(terminal.printed() + other.printed()).not.toContain("FAKE");
  expect(terminal.printed() + other.printed()).not.toContain(identity);
});

test("a backup without the keyring says so, and one by passphrase opens with it", async () => {
  const { terminal, file } = await consoleWithSecret();
  const passphrase = "obviously a fake passphrase";
  const made = await terminal.run(["backup", file, "--passphrase-stdin"], passphrase);
  expect(made.stderr).toContain("this backup opens no secret");
  const drill = await terminal.run(["backup", "verify", file, "--passphrase-stdin", "--json"], passphrase);
  expect(JSON.parse(drill.stdout)).toMatchObject({ hasKeyring: false, dataKeys: 2 });
  expect(terminal.printed()).not.toContain(passphrase);
});

test("restoring over a database is refused and leaves it", async () => {
  const { terminal, key, file } = await consoleWithSecret();
  await terminal.run(["backup", file, "--recipient", recipient]);
  const { databaseFile } = readConfig({ HOME: terminal.home });
  const before = readFileSync(databaseFile);
  const { status, stderr } = await terminal.run(["restore", file, "--identity", key]);
  expect(status).toBe(1);
  expect(stderr).toContain("There is a database at");
  expect(readFileSync(databaseFile).equals(before)).toBe(true);
});

test("a drill on a machine with nothing on it makes no database there", async () => {
  const { terminal, key, file } = await consoleWithSecret();
  await terminal.run(["backup", file, "--recipient", recipient, "--with-keyring"]);
  const other = testTerminal();
  expect((await other.run(["backup", "verify", file, "--identity", key])).status).toBe(0);
  expect(existsSync(readConfig({ HOME: other.home }).dataDir)).toBe(false);
  const missing = path.join(other.home, "missing.age");
  const refused = await other.run(["restore", missing, "--identity", key]);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain(missing);
});

test.each([
  "backup",
  "backup x.age",
  "backup x.age --recipient age1 --passphrase-stdin",
  "backup verify x.age",
  "restore x.age",
])("%s is wrong usage, and makes nothing", async (words) => {
  const other = testTerminal();
  const { status, stdout } = await other.run(words, "obviously a fake passphrase");
  expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
  expect(existsSync(readConfig({ HOME: other.home }).dataDir)).toBe(false);
});
