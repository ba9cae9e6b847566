import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { terminalWithGateway } from "#lib/testing/registered-gateway.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);

async function withFolder() {
  const { terminal } = await terminalWithGateway();
  const folder = path.join(terminal.home, "backups");
  mkdirSync(folder);
  const set = (...args: string[]) =>
    terminal.run(["backup", "schedule", "set", "--folder", folder, "--recipient", recipient, ...args]);
  return { terminal, folder, set };
}

test("a schedule is set, shown, run and ended, and its backup opens", async () => {
  const { terminal, folder, set } = await withFolder();
  expect((await terminal.run("backup schedule show")).stdout).toBe("No backups are scheduled.\n");
  expect(await set("--at", "03:15", "--zone", "Europe/Berlin", "--with-keyring")).toMatchObject({
    status: 0,
    stderr: "",
  });
  const shown = (await terminal.run("backup schedule show")).stdout;
  expect(shown).toContain(folder);
  expect(shown).toContain("daily at 03:15 (Europe/Berlin)");
  expect((await terminal.run("backup schedule run")).status).toBe(0);
  const [file = ""] = readdirSync(folder);
  const key = path.join(terminal.home, "key.txt");
  writeFileSync(key, identity);
  expect((await terminal.run(["backup", "verify", path.join(folder, file), "--identity", key])).status).toBe(
    0,
  );
  expect((await terminal.run("backup schedule off")).status).toBe(0);
  expect((await terminal.run("backup schedule run")).status).toBe(1);
  expect(readdirSync(folder)).toEqual([file]);
});

test("what it is told wrong is refused in words, and nothing is scheduled", async () => {
  const { terminal, set } = await withFolder();
  expect((await set()).stderr).toContain("--every with a duration");
  expect((await set("--every", "6h", "--at", "03:15")).stderr).toContain("not both");
  expect((await set("--every", "1m")).status).not.toBe(0);
  expect((await set("--every", "6h", "--keep", "0")).stderr).toContain("from 1 to 1000");
  const without = ["backup", "schedule", "set", "--folder", terminal.home, "--every", "6h"];
  expect((await terminal.run(without)).stderr).toContain("sealed to public keys");
  const missing = ["backup", "schedule", "set", "--folder", "/nowhere/at/all", "--every", "6h"];
  expect((await terminal.run([...missing, "--recipient", recipient])).stderr).toContain("There is no folder");
  expect((await terminal.run("backup schedule show --json")).stdout).toContain('"schedule": null');
});
