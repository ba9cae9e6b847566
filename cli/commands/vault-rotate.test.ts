import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { testTerminal } from "#lib/testing/terminal.ts";

async function terminalWithVault() {
  const terminal = testTerminal();
  await terminal.run("vault init");
  const file = path.join(terminal.home, ".config/clawkeep/keyring.json");
  return { terminal, file, keyring: () => JSON.parse(readFileSync(file, "utf8")) };
}

test("rotating changes the keyring's key, says what to back up, and the vault still opens", async () => {
  const { terminal, file, keyring } = await terminalWithVault();
  const before = keyring();
  const { status, stdout, stderr } = await terminal.run("vault rotate");
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: "Done: 2 data keys are wrapped under a new key of the keyring.\n",
  });
  expect(stderr).toContain(`Back up ${file} anew`);
  expect(keyring()).toMatchObject({ vaultId: before.vaultId, keys: [{ id: keyring().current }] });
  expect(keyring().current).not.toBe(before.current);
  expect((await terminal.run("vault status")).status).toBe(0);
  for (const { key } of [...before.keys, ...keyring().keys]) expect(terminal.printed()).not.toContain(key);
});

test("rotating the data keys of an empty vault is done at once, also as JSON", async () => {
  const { terminal, keyring } = await terminalWithVault();
  const before = keyring();
  const { status, stdout } = await terminal.run("vault rotate --data-keys --json");
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ kind: "data_keys", state: "done", done: 0, unreadable: 0 });
  expect(keyring()).toEqual(before);
  expect((await terminal.run("vault status")).status).toBe(0);
});

test.each(["--resume", "--cancel"])("%s without a rotation changes nothing and says so", async (flag) => {
  const { terminal, keyring } = await terminalWithVault();
  const before = keyring();
  const { status, stderr } = await terminal.run(`vault rotate ${flag}`);
  expect(status).toBe(1);
  expect(stderr).toContain("No rotation of keys is running");
  expect(keyring()).toEqual(before);
});

test("two of its flags at once are wrong usage", async () => {
  const { terminal, keyring } = await terminalWithVault();
  const before = keyring();
  expect((await terminal.run("vault rotate --data-keys --cancel")).status).toBe(64);
  expect(keyring()).toEqual(before);
});
